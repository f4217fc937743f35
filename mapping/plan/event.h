// Events: append-only facts of a plan's history (domain.md §3.8).
#pragma once

#include <string>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/core/json.h"
#include "mapping/plan/plan.h"

namespace closemap {

struct PlanEvent {
  std::string type;     // "milestone.due_changed"
  std::string subject;  // milestone, handoff … id; empty: the plan
  // Person email, "closemap", or "connector:<name>", of several that spoke
  // "connector:<name>,<name>".
  std::string actor;
  std::string payload;  // canonical JSON object
};

// What changed between two versions, as events in a fixed order (plan, people, milestones by id,
// dependencies, anchors …). Empty when nothing a person could see changed. `before` null:
// plan.created and its parts in one event. `reason`: what the person said why; it stands in the
// payload of the events that want one (plan status, milestone status, due date, waiving, anchors,
// handoffs, decisions, sign-offs). The history, provenance and what an import kept are
// projections or annotations and give no events.
std::vector<PlanEvent> diff_events(const Plan* before, const Plan& after, const std::string& actor,
                                   const std::string& reason = {});

}  // namespace closemap
