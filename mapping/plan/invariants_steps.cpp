// The invariants of each milestone.
#include <algorithm>
#include <array>
#include <cctype>

#include "mapping/plan/violations.h"
#include "mapping/plan/zones.h"

namespace closemap {
namespace invariants {
namespace {

constexpr std::array<std::string_view, 11> kNumberWords{
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
constexpr std::string_view kAnyNumber = "#";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(text) + ' ') {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '#') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(to_lower_ascii(word));
      word.clear();
    }
  }
  return words;
}

bool fits(const std::string& word, const std::string& wanted) {
  if (wanted != kAnyNumber) return word == wanted;
  return std::isdigit(static_cast<unsigned char>(word.front())) != 0 ||
         std::find(kNumberWords.begin(), kNumberWords.end(), word) != kNumberWords.end();
}

// I21: whether the title holds one of the listed words, or several in a row.
bool seller_language(std::string_view title, const std::vector<std::string>& listed) {
  const std::vector<std::string> words = words_of(title);
  return std::any_of(listed.begin(), listed.end(), [&](const std::string& entry) {
    const std::vector<std::string> wanted = words_of(entry);
    return !wanted.empty() && std::search(words.begin(), words.end(), wanted.begin(), wanted.end(),
                                          fits) != words.end();
  });
}

class Steps {
 public:
  Steps(const Plan& plan, Instant now, const InvariantRules& rules, Findings& found)
      : plan_(plan), now_(now), rules_(rules), found_(found) {}

  void one(const std::string& id, const Milestone& each) {
    owner(id, each);
    dates(id, each);
    durations(id, each);
    if (each.status == MilestoneStatus::blocked && trim(each.blocked_reason).empty())
      found_.add("I05", at(id, "blocked_reason"),
                 quoted(each) + " is blocked without a reason: say what it waits for", Kind::lint);
    promised(id, each);
    if (each.due && !works(each, *each.due))
      found_.add("I13", at(id, "due_date"),
                 quoted(each) + " is due on " + to_text_with_weekday(*each.due) +
                     ", no working day: agree another",
                 Kind::lint);
    if (seller_language(each.title, rules_.seller_words))
      found_.add("I21", at(id, "title"),
                 quoted(each) + " is in the seller's words: say what the customer will have done",
                 Kind::lint);
  }

 private:
  void owner(const std::string& id, const Milestone& each) {
    const Kind kind = rules_.origin == Origin::human ? Kind::reject : Kind::lint;
    if (each.owner_parties.size() > 1)
      found_.add("I03", at(id, "owner"),
                 quoted(each) + " has more than one owner: name one person, the others support",
                 kind);
    const auto found = plan_.people.find(each.owner);
    if (each.owner.empty() || found == plan_.people.end()) return;
    if (found->second.kind != PersonKind::person)
      found_.add("I03", at(id, "owner"),
                 quoted(each) + " is owned by a " + std::string(to_text(found->second.kind)) +
                     ": name one person",
                 kind);
    if (found->second.party != each.party)
      found_.add("I03", at(id, "party"),
                 quoted(each) + " has an owner of another party: the step's party is its owner's",
                 kind);
  }

  // I04 and I22: what was completed when.
  void dates(const std::string& id, const Milestone& each) {
    const bool complete = each.status == MilestoneStatus::complete;
    if (complete && !each.actual)
      found_.add("I04", at(id, "actual_date"),
                 quoted(each) + " is complete without a date: give the day it was completed");
    if (!complete && each.actual)
      found_.add("I04", at(id, "actual_date"),
                 quoted(each) + " has a completion date but is not complete: clear one of them");
    if (each.actual && each.actual_start && *each.actual_start > *each.actual)
      found_.add("I04", at(id, "actual_start_date"),
                 quoted(each) + " was completed before it started");
    if (!each.actual) return;
    if (*each.actual > zone_or_utc(plan_.timezone).local_date(now_) + 1)
      found_.add(
          "I22", at(id, "actual_date"),
          quoted(each) + " was completed later than tomorrow: give the day it was completed");
    else if (*each.actual > owner_zone(plan_, each).local_date(now_))
      found_.add("I04", at(id, "actual_date"),
                 quoted(each) + " was completed in the future: give the day it was completed");
  }

  void durations(const std::string& id, const Milestone& each) {
    if (each.duration_bd && each.min_duration_bd && *each.min_duration_bd > *each.duration_bd)
      found_.add("I10", at(id, "min_duration_bd"),
                 quoted(each) + " has a shortest duration above its duration: lower it");
    if (each.estimate3 &&
        !(each.estimate3->o <= each.estimate3->m && each.estimate3->m <= each.estimate3->p))
      found_.add("I10", at(id, "estimate3"),
                 quoted(each) +
                     " has an estimate out of order: optimistic, likely, pessimistic "
                     "must not decrease");
  }

  void promised(const std::string& id, const Milestone& each) {
    if (plan_.status != PlanStatus::active || each.disposition != Disposition::active) return;
    if (each.owner.empty())
      found_.add("I12", at(id, "owner"), quoted(each) + " has no owner: name one person",
                 Kind::lint);
    if (!each.due)
      found_.add("I12", at(id, "due_date"), quoted(each) + " has no due date: agree one",
                 Kind::lint);
  }

  bool works(const Milestone& each, Date day) const {
    if (rules_.calendar_of) return rules_.calendar_of(each).working(day);
    const auto found = plan_.people.find(each.owner);
    const bool named = !each.calendar.empty() || !plan_.calendar.empty() ||
                       !plan_.party(each.party).calendar.empty() ||
                       (found != plan_.people.end() && !found->second.calendar.empty());
    return named || iso_weekday(day) <= 5;
  }

  const Plan& plan_;
  const Instant now_;
  const InvariantRules& rules_;
  Findings& found_;
};

}  // namespace

void check_steps(const Plan& plan, Instant now, const InvariantRules& rules, Findings& found) {
  Steps steps(plan, now, rules, found);
  for (const auto& [id, milestone] : plan.milestones) steps.one(id, milestone);
}

}  // namespace invariants

std::vector<std::string> seller_words() {
  return {"stage #", "forecast", "commit", "upside", "quota", "meddic", "bant", "sql"};
}

}  // namespace closemap
