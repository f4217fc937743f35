// Every place of a plan that names a person or a milestone by id: for I01 and for views.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mapping/plan/plan.h"

namespace closemap {

// A place as the parts of its JSON pointer; a pointer is made only when somebody wants it. `index`:
// of an element, where the section is a list.
struct PlanPlace {
  std::string_view section, id = {}, field = {};
  std::optional<std::size_t> index = {};
  std::string pointer() const {
    std::string out = "/" + std::string(section);
    if (index) out += "/" + std::to_string(*index);
    for (const std::string_view part : {id, field})
      if (!part.empty()) out.append("/").append(part);
    return out;
  }
};

// Calls visit(place, id text) for each; the id may be empty. Plan is const or not: then visit may
// change the id.
template <class PlanT, class F>
void each_person_reference(PlanT& plan, F&& visit) {
  visit(PlanPlace{"coordinator"}, plan.coordinator);
  for (const Party party : kParties) {
    const auto index = static_cast<std::size_t>(party);
    visit(PlanPlace{"parties", to_text(party), "lead"}, plan.parties[index].lead);
    visit(PlanPlace{"parties", to_text(party), "executive_sponsor"},
          plan.parties[index].executive_sponsor);
    visit(PlanPlace{"signoffs", to_text(party), "by"}, plan.signoffs[index].by);
  }
  for (std::size_t i = 0; i < plan.opportunities.size(); ++i)
    visit(PlanPlace{"opportunities", {}, "owner", i}, plan.opportunities[i].owner);
  for (auto& [id, each] : plan.milestones) {
    visit(PlanPlace{"milestones", id, "owner"}, each.owner);
    for (auto& person : each.supporting) visit(PlanPlace{"milestones", id, "supporting"}, person);
    for (auto& evidence : each.evidence)
      visit(PlanPlace{"milestones", id, "evidence"}, evidence.by);
  }
  for (auto& [id, each] : plan.handoffs) {
    visit(PlanPlace{"handoffs", id, "from/person"}, each.from_person);
    visit(PlanPlace{"handoffs", id, "to/person"}, each.to_person);
  }
  for (auto& [id, each] : plan.gates) visit(PlanPlace{"gates", id, "approver"}, each.approver);
  for (auto& [id, each] : plan.risks) visit(PlanPlace{"risks", id, "owner"}, each.owner);
  for (std::size_t i = 0; i < plan.escalation_path.size(); ++i)
    visit(PlanPlace{"escalation_path", {}, "person", i}, plan.escalation_path[i].person);
}

// The places that must name a milestone of the plan, but for the keys of `anchors`.
template <class PlanT, class F>
void each_milestone_reference(PlanT& plan, F&& visit) {
  for (std::size_t i = 0; i < plan.milestone_order.size(); ++i)
    visit(PlanPlace{"milestone_order", {}, {}, i}, plan.milestone_order[i]);
  for (std::size_t i = 0; i < plan.dependencies.size(); ++i) {
    visit(PlanPlace{"dependencies", {}, "pred", i}, plan.dependencies[i].pred);
    visit(PlanPlace{"dependencies", {}, "succ", i}, plan.dependencies[i].succ);
  }
  for (auto& [id, each] : plan.handoffs) {
    visit(PlanPlace{"handoffs", id, "trigger"}, each.trigger);
    visit(PlanPlace{"handoffs", id, "accepts_milestone"}, each.accepts_milestone);
  }
  for (auto& [id, each] : plan.gates) visit(PlanPlace{"gates", id, "milestone"}, each.milestone);
  for (auto& [id, each] : plan.success_criteria)
    visit(PlanPlace{"success_criteria", id, "milestone"}, each.milestone);
  for (auto& [id, each] : plan.risks) visit(PlanPlace{"risks", id, "milestone"}, each.milestone);
  if (plan.if_criteria_met)
    visit(PlanPlace{"if_criteria_met", "milestone"}, plan.if_criteria_met->milestone);
}

}  // namespace closemap
