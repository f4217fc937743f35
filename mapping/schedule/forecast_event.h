// schedule.forecast_changed: what a change of a plan did to the forecasts of its steps (domain.md
// §2.8).
#pragma once

#include <string>
#include <vector>

#include "mapping/plan/event.h"
#include "mapping/schedule/solve.h"

namespace closemap {

// A plan solved before and after a change, with the same status date: what time alone does is no
// change of anybody's.
struct SolvedPlan {
  const Network& network;
  const Schedule& schedule;
};

// One event for each step whose forecast moved by itself; those whose driving predecessor moved as
// well are its `impacted`. Subject = that root. Payload {root, from, to, delta_bd, impacted: [{id,
// from, to, delta_bd}], anchor_gap_bd}: `to` less `from` in the step's own calendar; anchor_gap_bd
// of `close`, null without one. Roots and impacted by id. Steps that are new have no forecast that
// moved.
std::vector<PlanEvent> forecast_events(const SolvedPlan& before, const SolvedPlan& after,
                                       const ScheduledAnchor* close, const std::string& actor);

}  // namespace closemap
