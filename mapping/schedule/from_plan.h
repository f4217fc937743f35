// A plan as the scheduler's network: calendars resolved milestone > owner > party > plan > default
// (domain.md §1.2).
#pragma once

#include <functional>
#include <string>

#include "mapping/core/result.h"
#include "mapping/plan/plan.h"
#include "mapping/schedule/network.h"

namespace closemap {

// Calendars by name as configured; unknown name = nullptr. The daemon default stands under "".
using CalendarLookup = std::function<const Calendar*(const std::string&)>;

// Milestones in the order of their ids, so that Node order = id order. `today` in the plan zone.
Network network_of(const Plan& plan, Date today, const CalendarLookup& calendars);
// The calendar that decides a milestone's days.
const Calendar& calendar_of(const Plan& plan, const Milestone& milestone,
                            const CalendarLookup& calendars);
// The plan's own; `calendars` may be empty.
const Calendar& calendar_of(const Plan& plan, const CalendarLookup& calendars);

}  // namespace closemap
