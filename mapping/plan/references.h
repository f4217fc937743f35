// Every place of a plan that names a person or a milestone by id: for I01 and for views.
#pragma once

#include <string>
#include <string_view>

#include "mapping/plan/plan.h"

namespace closemap {

// A place as the parts of its JSON pointer; a pointer is made only when somebody wants it.
struct Place {
  std::string_view section, id, field;
  std::string pointer() const {
    std::string out;
    for (const std::string_view part : {section, id, field})
      if (!part.empty()) out.append("/").append(part);
    return out;
  }
};

// Calls visit(place, id text) for each; the id may be empty. Plan is const or not: then visit may
// change the id.
template <class PlanT, class F>
void each_person_reference(PlanT& plan, F&& visit) {
  visit(Place{"coordinator", {}, {}}, plan.coordinator);
  for (const Party party : kParties) {
    const auto index = static_cast<std::size_t>(party);
    visit(Place{"parties", to_text(party), "lead"}, plan.parties[index].lead);
    visit(Place{"parties", to_text(party), "executive_sponsor"},
          plan.parties[index].executive_sponsor);
    visit(Place{"signoffs", to_text(party), "by"}, plan.signoffs[index].by);
  }
  for (auto& each : plan.opportunities)
    visit(Place{"opportunities", to_text(each.side), "owner"}, each.owner);
  for (auto& [id, each] : plan.milestones) {
    visit(Place{"milestones", id, "owner"}, each.owner);
    for (auto& person : each.supporting) visit(Place{"milestones", id, "supporting"}, person);
    for (auto& evidence : each.evidence) visit(Place{"milestones", id, "evidence"}, evidence.by);
  }
  for (auto& [id, each] : plan.handoffs) {
    visit(Place{"handoffs", id, "from/person"}, each.from_person);
    visit(Place{"handoffs", id, "to/person"}, each.to_person);
  }
  for (auto& [id, each] : plan.gates) visit(Place{"gates", id, "approver"}, each.approver);
  for (auto& [id, each] : plan.risks) visit(Place{"risks", id, "owner"}, each.owner);
  for (auto& each : plan.escalation_path) visit(Place{"escalation_path", {}, {}}, each.person);
}

// The places that must name a milestone of the plan, but for the keys of `anchors`.
template <class PlanT, class F>
void each_milestone_reference(PlanT& plan, F&& visit) {
  for (auto& id : plan.milestone_order) visit(Place{"milestone_order", {}, {}}, id);
  for (auto& each : plan.dependencies) {
    visit(Place{"dependencies", {}, "pred"}, each.pred);
    visit(Place{"dependencies", {}, "succ"}, each.succ);
  }
  for (auto& [id, each] : plan.handoffs) {
    visit(Place{"handoffs", id, "trigger"}, each.trigger);
    visit(Place{"handoffs", id, "accepts_milestone"}, each.accepts_milestone);
  }
  for (auto& [id, each] : plan.gates) visit(Place{"gates", id, "milestone"}, each.milestone);
  for (auto& [id, each] : plan.success_criteria)
    visit(Place{"success_criteria", id, "milestone"}, each.milestone);
  for (auto& [id, each] : plan.risks) visit(Place{"risks", id, "milestone"}, each.milestone);
  if (plan.if_criteria_met)
    visit(Place{"if_criteria_met", "milestone", {}}, plan.if_criteria_met->milestone);
}

}  // namespace closemap
