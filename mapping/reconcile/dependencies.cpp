// Dependencies and handoffs from the sources' `after` and `handoff_to`; edges of a template where
// nobody says any.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "mapping/core/json.h"
#include "mapping/core/text.h"
#include "mapping/plan/transitions.h"
#include "mapping/reconcile/resolve.h"
#include "mapping/schedule/solve.h"

namespace closemap {
namespace {

const std::string* milestone_of(const Plan& plan, const SourceRef& ref) {
  for (const auto& [id, milestone] : plan.milestones)
    for (const SourceRef& external : milestone.external_refs)
      if (external.connection == ref.connection && external.object == ref.object &&
          external.record == ref.record)
        return &id;
  return nullptr;
}

std::string in_marks(std::string_view word) {
  constexpr std::size_t kShown = 60;
  return "\"" + shorten(printable(word), kShown) + "\"";
}

void add_edge(std::vector<Dependency>& edges, Dependency edge) {
  const bool known = std::any_of(edges.begin(), edges.end(), [&](const Dependency& other) {
    return other.pred == edge.pred && other.succ == edge.succ;
  });
  if (!known && edge.pred != edge.succ) edges.push_back(std::move(edge));
}

// "+3bd", "-2cd" or "+3" (working days).
bool parse_lag(std::string_view text, Lag& lag) {
  lag = {};
  if (text.empty()) return true;
  if (text.ends_with("cd")) {
    lag.unit = LagUnit::cd;
    text.remove_suffix(2);
  } else if (text.ends_with("bd")) {
    text.remove_suffix(2);
  }
  constexpr std::size_t kLagDigitsMax = 4;
  if (text.size() < 2 || text.size() > kLagDigitsMax + 1) return false;
  const bool negative = text.front() == '-';
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return false;
    lag.n = lag.n * 10 + (c - '0');
  }
  if (negative) lag.n = -lag.n;
  return true;
}

void edges_from_template(Plan& plan, const PlanTemplate& shape) {
  const auto by_key = [&](const std::string& key) -> const std::string* {
    for (const auto& [id, milestone] : plan.milestones)
      if (milestone.key == key && milestone.disposition == Disposition::active) return &id;
    return nullptr;
  };
  for (const TemplateStep& step : shape.steps) {
    const std::string* succ = by_key(step.key);
    for (const TemplateStep::After& after : step.after) {
      const std::string* pred = by_key(after.key);
      if (succ != nullptr && pred != nullptr)
        add_edge(plan.dependencies, {*pred, *succ, after.lag, {}, after.hardness});
    }
  }
}

// An import that closes a circle loses its newest edge, and the plan shows which one (domain.md
// §2.2).
void drop_cycles(Plan& plan) {
  const CalendarLookup none = [](const std::string&) -> const Calendar* { return nullptr; };
  for (std::size_t guard = plan.dependencies.size() + 1; guard > 0; --guard) {
    const auto cycles = find_cycles(network_of(plan, Date{}, none));
    if (cycles.empty()) return;
    std::set<std::string> members;
    std::vector<std::string> ids;
    for (const auto& [id, milestone] : plan.milestones) ids.push_back(id);
    for (const Node node : cycles.front().members) members.insert(ids.at(node));
    const auto newest = std::find_if(
        plan.dependencies.rbegin(), plan.dependencies.rend(), [&](const Dependency& edge) {
          return members.contains(edge.pred) && members.contains(edge.succ);
        });
    if (newest == plan.dependencies.rend()) return;
    plan.contenders.push_back(
        {"/dependencies", "closemap",
         dump_json(Json{{"dropped", {{"pred", newest->pred}, {"succ", newest->succ}}},
                        {"why", "it would close a circle"}})});
    plan.dependencies.erase(std::next(newest).base());
  }
}

// No row of the step names a receiver any more: what has not begun is off.
void drop_unsaid_handoffs(Plan& plan, const std::set<std::string>& silent,
                          const std::set<std::string>& said) {
  std::erase_if(plan.handoffs, [&](const auto& entry) {
    const Handoff& handoff = entry.second;
    return handoff.state == HandoffState::planned && silent.contains(handoff.trigger) &&
           !said.contains(handoff.trigger);
  });
}

// Returns what is wrong with it, or "". REQUIRES: it names a receiver.
std::string resolve_handoff(Plan& plan, const std::string& trigger, const Observed& said,
                            const ResolveInput& input) {
  const std::string to = text_or(said.fields, "handoff_to");
  const auto known =
      std::find_if(plan.handoffs.begin(), plan.handoffs.end(),
                   [&](const auto& entry) { return entry.second.trigger == trigger; });
  const Milestone& step = plan.milestones.at(trigger);
  Handoff handoff = known != plan.handoffs.end() ? known->second : Handoff{};
  handoff.trigger = trigger;
  handoff.from = step.party;
  handoff.from_person = step.owner;
  if (handoff.what.empty()) handoff.what = step.title;
  PeopleRoll people(plan, input);
  if (const auto party = party_named(to)) {
    handoff.to = *party;
    handoff.to_person = plan.party(*party).lead;
  } else if (const std::string id = people.by_email(to, std::nullopt); !id.empty()) {
    handoff.to = plan.people.at(id).party;
    handoff.to_person = id;
  } else {
    return "handoff_to names " + in_marks(to) +
           ", which is neither a party nor a person known here";
  }
  if (handoff.to == handoff.from) return {};  // I08
  if (known != plan.handoffs.end()) {
    known->second = handoff;
  } else {
    plan.handoffs.emplace(input.new_id("hof"), handoff);
  }
  return {};
}

}  // namespace

std::vector<AfterItem> parse_after(std::string_view text, std::vector<std::string>* bad) {
  std::vector<AfterItem> items;
  for (const std::string_view raw : split(text, ';')) {
    std::string_view part = trim(raw);
    if (part.empty()) continue;
    AfterItem item;
    // The lag is what follows the last + or - that is followed by digits and an optional unit.
    const auto sign = part.find_last_of("+-");
    std::string_view ref = part;
    if (sign != std::string_view::npos && sign > 0 && parse_lag(part.substr(sign), item.lag)) {
      const bool marked = part[sign - 1] == '?' || part.ends_with("bd") || part.ends_with("cd") ||
                          part[sign] == '+';
      if (marked) {
        ref = part.substr(0, sign);
      } else {
        item.lag = {};
      }
    } else {
      item.lag = {};
    }
    ref = trim(ref);
    if (ref.ends_with('?')) {
      item.hardness = Hardness::discretionary;
      ref.remove_suffix(1);
    }
    item.ref = trim(ref);
    if (item.ref.empty()) {
      if (bad != nullptr) bad->emplace_back(part);
    } else {
      items.push_back(std::move(item));
    }
  }
  return items;
}

void resolve_dependencies(Plan& plan, const ResolveInput& input, std::vector<Unplaced>* unplaced) {
  const bool fed = std::any_of(input.milestones.begin(), input.milestones.end(),
                               [](const Observed& said) { return !said.deleted; });
  if (!fed) return;  // a template's own edges stay
  plan.dependencies.clear();
  bool any_said = false;
  std::set<std::string> handed_over;  // steps with a row that names a receiver
  std::set<std::string> kept;         // and with one that names none
  for (const Observed& said : input.milestones) {
    if (said.deleted) continue;
    const std::string* succ = milestone_of(plan, said.ref);
    if (succ == nullptr) continue;
    const std::string trigger = *succ;
    std::vector<std::string> unknown;
    std::vector<std::string> unreadable;
    for (const AfterItem& item : parse_after(text_or(said.fields, "after"), &unreadable)) {
      any_said = true;
      const std::string* pred =
          milestone_of(plan, {said.ref.connection, said.ref.object, item.ref, {}});
      if (pred != nullptr && *pred == trigger)
        unknown.emplace_back("after names the step itself");
      else if (pred != nullptr)
        add_edge(plan.dependencies, {*pred, trigger, item.lag, {}, item.hardness});
      else
        unknown.push_back("after names " + in_marks(item.ref) + ", which is no step of this deal");
    }
    for (const std::string& part : unreadable)
      unknown.push_back("after says " + in_marks(part) + ", which names no step");
    const bool named = !text_or(said.fields, "handoff_to").empty();
    (named ? handed_over : kept).insert(trigger);
    if (std::string why = named ? resolve_handoff(plan, trigger, said, input) : ""; !why.empty())
      unknown.push_back(std::move(why));
    if (!unknown.empty()) leave_out(unplaced, said.ref, join(unknown, "; "));
  }
  drop_unsaid_handoffs(plan, kept, handed_over);
  if (!any_said && input.plan_template != nullptr) edges_from_template(plan, *input.plan_template);
  plan.dependencies_known = any_said || !plan.dependencies.empty();
  drop_cycles(plan);
}

// Handoffs follow their steps (domain.md §1.5). Nobody presses a button in a CRM: a receiver who
// has begun a step that waited for the baton has taken it.
void resolve_handoffs(Plan& plan, const ResolveInput& input) {
  settle_handoffs(plan, input.before, input.now);
  for (auto& each : plan.handoffs) {
    Handoff& handoff = each.second;
    if (handoff.state != HandoffState::offered) continue;
    const bool begun = std::any_of(
        plan.dependencies.begin(), plan.dependencies.end(), [&](const Dependency& dependency) {
          if (dependency.pred != handoff.trigger) return false;
          const Milestone& step = plan.milestones.at(dependency.succ);
          return step.party == handoff.to && (step.status == MilestoneStatus::in_progress ||
                                              step.status == MilestoneStatus::complete);
        });
    if (!begun) continue;
    handoff.state = HandoffState::accepted;
    handoff.accepted_at = input.now;
  }
}

}  // namespace closemap
