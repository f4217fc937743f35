// The numbers of an anchor: its gap, what is needed and there until it, and the path that drives it
// (domain.md §2.6).
#pragma once

#include "mapping/schedule/network.h"
#include "mapping/schedule/solve.h"

namespace closemap {

// REQUIRES: a schedule with the forward results of all milestones.
void judge(const Network& network, const Schedule& schedule, const NetworkAnchor& anchor,
           ScheduledAnchor& out);

}  // namespace closemap
