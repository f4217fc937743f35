// Which milestones slip, and which of them is the cause (domain.md §2.8).
#pragma once

#include <optional>
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
// For every milestone the root of the slip it hands on to those it drives: of its own, or while it
// is waived or removed of what drives it; nothing where none slips.
std::vector<std::optional<Node>> slip_root_of_each(const Network& network,
                                                   const Schedule& schedule);
std::vector<SlipRoot> slip_roots(const Network& network, const Schedule& schedule);
// Forecast differences between two solutions of the same milestones.
std::vector<Moved> moved(const Network& network, const Schedule& before, const Schedule& after);

}  // namespace closemap
