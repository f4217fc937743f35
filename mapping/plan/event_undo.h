// A plan as it was before events that are known: as far as its dates go.
#pragma once

#include <vector>

#include "mapping/plan/event.h"

namespace closemap {

// Takes back what `events` (oldest first) did to the dates, states, durations and dependencies of
// the steps; steps they added are gone. Whatever else they changed stays as it is: this is for the
// question what was forecast then (domain.md §5.7), not for history. A payload that cannot be read
// takes nothing back; a dependency that was removed comes back without its lag.
Plan before_events(Plan plan, const std::vector<PlanEvent>& events);

}  // namespace closemap
