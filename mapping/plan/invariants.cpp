// The invariants of a plan as a whole: references, cycles, and what a change may not do (domain.md
// §1.4).
#include "mapping/plan/invariants.h"

#include <algorithm>

#include "mapping/core/text.h"
#include "mapping/plan/cycles.h"
#include "mapping/plan/milestone_index.h"
#include "mapping/plan/references.h"
#include "mapping/plan/violations.h"

namespace closemap {
namespace invariants {
namespace {

// I01: nothing points at what is not there.
void references(const Plan& plan, MilestoneIndex& steps, Findings& found) {
  each_person_reference(plan, [&](const PlanPlace& place, const std::string& id) {
    if (!id.empty() && plan.people.count(id) == 0)
      found.add("I01", place.pointer(),
                "no person has the id " + printable(shorten(id, 60)) +
                    ": add the person or clear the field");
  });
  const auto milestone = [&](const std::string& pointer, const std::string& id) {
    found.add("I01", pointer,
              "no step has the id " + printable(shorten(id, 60)) +
                  ": add the step or remove the reference");
  };
  each_milestone_reference(plan, [&](const PlanPlace& place, const std::string& id) {
    if (!id.empty() && !steps.find(id)) milestone(place.pointer(), id);
  });
  for (const auto& [id, anchor] : plan.anchors)
    if (!steps.find(id)) milestone("/anchors/" + id, id);
}

bool each_once(const std::vector<std::string>& order, MilestoneIndex& steps) {
  std::vector<bool> listed(steps.size());
  for (const std::string& id : order) {
    const auto at = steps.find(id);
    if (!at || listed[*at]) return false;
    listed[*at] = true;
  }
  return order.size() == listed.size();
}

void order(const Plan& plan, MilestoneIndex& steps, Findings& found) {
  if (each_once(plan.milestone_order, steps)) return;
  std::vector<std::string_view> listed(plan.milestone_order.begin(), plan.milestone_order.end());
  std::sort(listed.begin(), listed.end());
  if (std::adjacent_find(listed.begin(), listed.end()) != listed.end())
    found.add("I01", "/milestone_order", "a step is listed twice: list each step once");
  for (const auto& [id, each] : plan.milestones)
    if (!std::binary_search(listed.begin(), listed.end(), std::string_view(id)))
      found.add("I01", "/milestone_order",
                "the step " + quoted(each) + " is not in the order: add it");
}

void cycles(const Plan& plan, Findings& found) {
  for (const PlanCycle& cycle : cycles_of(plan)) {
    std::string way;
    for (const std::string& id : cycle.witness) way += quoted(plan.milestones.at(id)) + " -> ";
    found.add("I02", "/dependencies",
              std::to_string(cycle.members.size()) + " steps wait for each other: " + way +
                  quoted(plan.milestones.at(cycle.witness.front())) +
                  ": remove one of these dependencies");
  }
}

void structure(const Plan& plan, Findings& found) {
  MilestoneIndex steps(plan);
  references(plan, steps, found);
  order(plan, steps, found);
  cycles(plan, found);
}

bool parties_named(const Plan& plan) {
  return std::none_of(plan.parties.begin(), plan.parties.end(),
                      [](const PartyInfo& party) { return trim(party.name).empty(); });
}

// I20: a baseline moves with a new baselined_on and not otherwise. A draft's is free; one of a plan
// that does not say when it was agreed stands once it is set.
void baselines(const Plan& before, const Plan& after, Findings& found) {
  if (before.baselined_on != after.baselined_on) return;
  if (!before.baselined_on && before.status == PlanStatus::draft) return;
  for (const auto& [id, was] : before.milestones) {
    if (!before.baselined_on && !was.baseline) continue;
    const auto is = after.milestones.find(id);
    if (is != after.milestones.end() && is->second.baseline != was.baseline)
      found.add("I20", at(id, "baseline_date"),
                quoted(was) +
                    " has an agreed baseline: it changes only by a new baseline of the "
                    "plan");
  }
}

}  // namespace
}  // namespace invariants

std::vector<Violation> check_structure(const Plan& plan) {
  invariants::Findings found;
  invariants::structure(plan, found);
  return found.take();
}

std::vector<Violation> check_invariants(const Plan& plan, Instant now,
                                        const InvariantRules& rules) {
  invariants::Findings found;
  invariants::structure(plan, found);
  invariants::check_steps(plan, now, rules, found);
  invariants::check_terms(plan, rules, found);
  return found.take();
}

std::vector<Violation> check_change(const Plan& before, const Plan& after) {
  invariants::Findings found;
  for (const auto& [id, milestone] : before.milestones)
    if (after.milestones.count(id) == 0)
      found.add("I16", "/milestones/" + id,
                invariants::quoted(milestone) +
                    " cannot be deleted: waive it or set its disposition to removed");
  if (after.version != before.version + 1)
    found.add("I17", "/version",
              "the version after " + std::to_string(before.version) + " is " +
                  std::to_string(before.version + 1) + ", not " + std::to_string(after.version));
  invariants::baselines(before, after, found);
  return found.take();
}

bool may_propose(const Plan& plan, Instant) {
  if (!invariants::parties_named(plan)) return false;
  const std::vector<Violation> found = check_structure(plan);
  return std::none_of(found.begin(), found.end(),
                      [](const Violation& violation) { return violation.rejects; });
}

}  // namespace closemap
