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
  std::string actor;    // person email, "closemap", or "connector:<name>"
  std::string payload;  // canonical JSON object
};

// What changed between two versions, as events in a fixed order (plan, people, milestones by id,
// dependencies, anchors …). Empty when nothing a person could see changed. `before` null:
// plan.created and its parts in one event.
std::vector<PlanEvent> diff_events(const Plan* before, const Plan& after, const std::string& actor);

}  // namespace closemap
