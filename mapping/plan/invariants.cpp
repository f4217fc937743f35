// The invariants of a plan, each as one check (domain.md §1.4).
#include "mapping/plan/invariants.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "mapping/core/text.h"
#include "mapping/plan/cycles.h"

namespace closemap {
namespace {

// I21: words of the seller's own trade that a customer should not read in a step's title.
constexpr std::array<std::string_view, 7> kSellerWords{"forecast", "commit", "upside", "quota",
                                                       "meddic",   "bant",   "sql"};
constexpr std::array<std::string_view, 11> kNumberWords{
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};

class Checker {
 public:
  Checker(const Plan& plan, Instant now, const WorkingDay& working)
      : plan_(plan), now_(now), working_(working) {}

  std::vector<Violation> run() {
    references();
    cycles();
    for (const auto& [id, milestone] : plan_.milestones) one(id, milestone);
    handoffs();
    due_order();
    return std::move(found_);
  }

 private:
  void add(std::string_view code, std::string pointer, std::string what, bool rejects = true) {
    found_.push_back({std::string(code), std::move(pointer), std::move(what), rejects});
  }
  static std::string at(const std::string& id, std::string_view field) {
    return "/milestones/" + id + "/" + std::string(field);
  }
  static std::string quoted(const Milestone& milestone) {
    return "\"" + shorten(milestone.title, 80) + "\"";
  }

  void person(const std::string& id, const std::string& pointer) {
    if (!id.empty() && plan_.people.count(id) == 0)
      add("I01", pointer,
          "no person has the id " + printable(id) + ": add the person or clear the field");
  }
  void milestone(const std::string& id, const std::string& pointer) {
    if (!id.empty() && plan_.milestones.count(id) == 0)
      add("I01", pointer,
          "no step has the id " + printable(id) + ": add the step or remove the reference");
  }

  // I01: nothing points at what is not there.
  void references() {
    person(plan_.coordinator, "/coordinator");
    for (const Party party : kParties) {
      const std::string base = "/parties/" + std::string(to_text(party));
      person(plan_.party(party).lead, base + "/lead");
      person(plan_.party(party).executive_sponsor, base + "/executive_sponsor");
      person(plan_.signoffs[static_cast<std::size_t>(party)].by,
             "/signoffs/" + std::string(to_text(party)) + "/by");
    }
    for (std::size_t i = 0; i < plan_.opportunities.size(); ++i)
      person(plan_.opportunities[i].owner, "/opportunities/" + std::to_string(i) + "/owner");
    for (const auto& [id, each] : plan_.milestones) {
      person(each.owner, at(id, "owner"));
      for (const std::string& helper : each.supporting) person(helper, at(id, "supporting"));
    }
    for (std::size_t i = 0; i < plan_.dependencies.size(); ++i) {
      milestone(plan_.dependencies[i].pred, "/dependencies/" + std::to_string(i) + "/pred");
      milestone(plan_.dependencies[i].succ, "/dependencies/" + std::to_string(i) + "/succ");
    }
    for (const auto& [id, anchor] : plan_.anchors) milestone(id, "/anchors/" + id);
    order();
    for (const auto& [id, each] : plan_.handoffs) {
      const std::string base = "/handoffs/" + id;
      milestone(each.trigger, base + "/trigger");
      milestone(each.accepts_milestone, base + "/accepts_milestone");
      person(each.from_person, base + "/from/person");
      person(each.to_person, base + "/to/person");
    }
  }

  void order() {
    std::vector<std::string_view> listed(plan_.milestone_order.begin(),
                                         plan_.milestone_order.end());
    for (const std::string& id : plan_.milestone_order) milestone(id, "/milestone_order");
    std::sort(listed.begin(), listed.end());
    if (std::adjacent_find(listed.begin(), listed.end()) != listed.end())
      add("I01", "/milestone_order", "a step is listed twice: list each step once");
    for (const auto& [id, each] : plan_.milestones)
      if (!std::binary_search(listed.begin(), listed.end(), std::string_view(id)))
        add("I01", "/milestone_order", "the step " + quoted(each) + " is not in the order: add it");
  }

  void cycles() {
    for (const PlanCycle& cycle : cycles_of(plan_)) {
      std::string way;
      for (const std::string& id : cycle.witness) way += quoted(plan_.milestones.at(id)) + " -> ";
      add("I02", "/dependencies",
          std::to_string(cycle.members.size()) + " steps wait for each other: " + way +
              quoted(plan_.milestones.at(cycle.witness.front())) +
              ": remove one of these dependencies");
    }
  }

  void one(const std::string& id, const Milestone& each) {
    owner(id, each);
    dates(id, each);
    if (each.status == MilestoneStatus::blocked && trim(each.blocked_reason).empty())
      add("I05", at(id, "blocked_reason"),
          quoted(each) + " is blocked without a reason: say what it waits for", false);
    if (each.duration_bd && each.min_duration_bd && *each.min_duration_bd > *each.duration_bd)
      add("I10", at(id, "min_duration_bd"),
          quoted(each) + " has a shortest duration above its duration");
    if (plan_.status == PlanStatus::active && each.disposition == Disposition::active) {
      if (each.owner.empty())
        add("I12", at(id, "owner"), quoted(each) + " has no owner: name one person", false);
      if (!each.due)
        add("I12", at(id, "due_date"), quoted(each) + " has no due date: agree one", false);
    }
    if (each.due && !works(each, *each.due))
      add("I13", at(id, "due_date"),
          quoted(each) + " is due on " + to_text_with_weekday(*each.due) +
              ", no working day: agree another",
          false);
    if (seller_language(each.title))
      add("I21", at(id, "title"),
          quoted(each) + " is in the seller's words: say what the customer will have done", false);
  }

  void owner(const std::string& id, const Milestone& each) {
    if (each.owner_parties.size() > 1)
      add("I03", at(id, "owner"),
          quoted(each) + " has more than one owner: name one person, the others support", false);
    const auto found = plan_.people.find(each.owner);
    if (each.owner.empty() || found == plan_.people.end()) return;
    if (found->second.kind != PersonKind::person)
      add("I03", at(id, "owner"),
          quoted(each) + " is owned by a " + std::string(to_text(found->second.kind)) +
              ": name one person",
          false);
    if (found->second.party != each.party)
      add("I03", at(id, "party"),
          quoted(each) + " has an owner of another party: the step's party is its owner's");
  }

  // I04 and I22: what was completed when.
  void dates(const std::string& id, const Milestone& each) {
    const bool complete = each.status == MilestoneStatus::complete;
    if (complete && !each.actual)
      add("I04", at(id, "actual_date"),
          quoted(each) + " is complete without a date: give the day it was completed");
    if (!complete && each.actual)
      add("I04", at(id, "actual_date"),
          quoted(each) + " has a completion date but is not complete: clear one of them");
    if (each.actual && each.actual_start && *each.actual_start > *each.actual)
      add("I04", at(id, "actual_start_date"), quoted(each) + " was completed before it started");
    if (!each.actual) return;
    if (*each.actual > zone(plan_.timezone).local_date(now_) + 1)
      add("I22", at(id, "actual_date"),
          quoted(each) + " was completed later than tomorrow: give the day it was completed");
    else if (*each.actual > owner_zone(each).local_date(now_))
      add("I04", at(id, "actual_date"),
          quoted(each) + " was completed in the future: give the day it was completed");
  }

  void handoffs() {
    for (const auto& [id, each] : plan_.handoffs) {
      const std::string base = "/handoffs/" + id;
      if (each.from == each.to)
        add("I08", base + "/to/party", "a handoff goes to another party than it comes from");
      for (const auto& [person_id, party, side] :
           {std::tuple{&each.from_person, each.from, "/from/person"},
            std::tuple{&each.to_person, each.to, "/to/person"}}) {
        const auto found = plan_.people.find(*person_id);
        if (found != plan_.people.end() && found->second.party != party)
          add("I08", base + side,
              found->second.name + " is not of the " + std::string(to_text(party)));
      }
    }
  }

  // I14 and I15: due dates and completions that contradict a dependency.
  void due_order() {
    const Calendar weekdays;
    for (const Dependency& each : plan_.dependencies) {
      const auto pred = plan_.milestones.find(each.pred);
      const auto succ = plan_.milestones.find(each.succ);
      if (pred == plan_.milestones.end() || succ == plan_.milestones.end()) continue;
      const Milestone& first = pred->second;
      const Milestone& then = succ->second;
      if (first.disposition != Disposition::active || then.disposition != Disposition::active)
        continue;
      if (first.due && then.due && *then.due < lag_forward(weekdays, *first.due, each.lag))
        add("I14", at(each.succ, "due_date"),
            quoted(then) + " is due before " + quoted(first) + ", which it waits for", false);
      if (then.status == MilestoneStatus::complete && first.status != MilestoneStatus::complete)
        add("I15", at(each.succ, "status"),
            quoted(then) + " is complete before " + quoted(first) + ", which it waits for", false);
    }
  }

  static Zone zone(const std::string& name) {
    const Result<Zone> found = Zone::find(name);
    return found ? *found : Zone{};
  }
  Zone owner_zone(const Milestone& each) const {
    const auto found = plan_.people.find(each.owner);
    if (found != plan_.people.end() && !found->second.timezone.empty())
      return zone(found->second.timezone);
    const std::string& party = plan_.party(each.party).timezone;
    return zone(party.empty() ? plan_.timezone : party);
  }

  bool works(const Milestone& each, Date day) const {
    if (working_) return working_(each, day);
    const auto found = plan_.people.find(each.owner);
    const bool named = !each.calendar.empty() || !plan_.calendar.empty() ||
                       !plan_.party(each.party).calendar.empty() ||
                       (found != plan_.people.end() && !found->second.calendar.empty());
    return named || iso_weekday(day) <= 5;
  }

  static bool seller_language(std::string_view title) {
    std::string before;
    std::string word;
    for (const char c : std::string(title) + " ") {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
        word += c;
        continue;
      }
      if (word.empty()) continue;
      word = to_lower_ascii(word);
      if (std::find(kSellerWords.begin(), kSellerWords.end(), word) != kSellerWords.end())
        return true;
      const bool number =
          std::isdigit(static_cast<unsigned char>(word.front())) != 0 ||
          std::find(kNumberWords.begin(), kNumberWords.end(), word) != kNumberWords.end();
      if (before == "stage" && number) return true;
      before = std::move(word);
      word.clear();
    }
    return false;
  }

  const Plan& plan_;
  const Instant now_;
  const WorkingDay& working_;
  std::vector<Violation> found_;
};

}  // namespace

std::vector<Violation> check_invariants(const Plan& plan, Instant now, const WorkingDay& working) {
  return Checker(plan, now, working).run();
}

bool may_propose(const Plan& plan, Instant now) {
  for (const Party party : kParties)
    if (trim(plan.party(party).name).empty()) return false;
  const std::vector<Violation> found = check_invariants(plan, now);
  return std::none_of(found.begin(), found.end(), [](const Violation& violation) {
    return violation.rejects && (violation.code == "I01" || violation.code == "I02");
  });
}

}  // namespace closemap
