// Plans for the scheduler's benchmarks: random ones of every size, and the 11-milestone plan of
// domain.md §2.7 A.
#pragma once

#include <cstdint>
#include <vector>

#include "mapping/core/random.h"
#include "mapping/schedule/network.h"

namespace closemap::bench {

enum class Calendars { weekdays, mixed };  // mixed: three weeks, holidays, extra days

// Estimated work in topological order with one or two predecessors a step, some lags and promises.
Network random_plan(std::size_t milestones, Calendars calendars, SplitMix64& random);
// Plans of 10 to 1,000 milestones, `milestones` in all.
std::vector<Network> random_plans(std::size_t milestones, Calendars calendars);

Network plan_of_eleven();  // with three-point estimates and the target 2026-05-08

}  // namespace closemap::bench
