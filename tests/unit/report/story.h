// The story of 22 milestones (vector 03, the slip of Enterprise pricing approval) as a whole plan:
// people, approvals, criteria, risks, money.
#pragma once

#include "mapping/plan/plan.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/schedule/solve.h"

namespace closemap::test {

struct Story {
  Plan plan;
  Network network;
  Schedule schedule;
  Instant now;  // Tue 2026-03-31 14:00 UTC
};

Story story();
// Network and schedule of a changed plan.
Story solved(Plan plan, Date today, Instant now);

Date day(const char* text);
Instant instant(const char* text);

}  // namespace closemap::test
