// Which milestones slip, and which of them is the cause (domain.md §2.8).
#pragma once

#include <vector>

#include "mapping/schedule/solve.h"

namespace closemap {

struct Moved {
  Node milestone = 0;
  Date from, to;
  int delta_bd = 0;  // milestone's own calendar
};

struct SlipRoot {
  Node root = 0;
  std::vector<Node> impacted;  // by id, without the root
};

bool slipping(const Network& network, const Schedule& schedule, Node milestone);
// Root of one slipping milestone: its driving predecessors while they slip too.
Node slip_root(const Network& network, const Schedule& schedule, Node milestone);
std::vector<SlipRoot> slip_roots(const Network& network, const Schedule& schedule);
// Forecast differences between two solutions of the same milestones.
std::vector<Moved> moved(const Network& network, const Schedule& before, const Schedule& after);

}  // namespace closemap
