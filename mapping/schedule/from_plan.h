// A plan as the scheduler's network: calendars resolved milestone > owner > party > plan > default
// (domain.md §1.2).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mapping/core/result.h"
#include "mapping/plan/invariants.h"
#include "mapping/plan/plan.h"
#include "mapping/schedule/network.h"
#include "mapping/schedule/solve.h"

namespace closemap {

// Calendars by name as configured; unknown name = nullptr. The daemon default stands under "".
using CalendarLookup = std::function<const Calendar*(const std::string&)>;

// The calendars of a network's milestones, each held once in Network::calendars; the plan's own
// stands first.
class NetworkCalendars {
 public:
  // REQUIRES: all three stay while the object is used; `out` is empty.
  NetworkCalendars(const Plan& plan, const CalendarLookup& calendars, std::vector<Calendar>& out);
  // Place of the calendar that decides a milestone's days.
  std::uint32_t of(const Milestone& milestone);
  // Place of the calendar of that name; nullopt: no such one, or no name.
  std::optional<std::uint32_t> named(const std::string& name);

 private:
  std::uint32_t place(const Calendar& calendar);

  const Plan& plan_;
  const CalendarLookup& calendars_;
  std::vector<Calendar>& out_;
  const Calendar& default_;
  std::vector<const Calendar*> seen_;  // by place
};

// Milestones in the order of their ids, so that Node order = id order. `today` in the plan zone.
Network network_of(const Plan& plan, Date today, const CalendarLookup& calendars);
// The calendar that decides a milestone's days.
const Calendar& calendar_of(const Plan& plan, const Milestone& milestone,
                            const CalendarLookup& calendars);
// The plan's own; `calendars` may be empty.
const Calendar& calendar_of(const Plan& plan, const CalendarLookup& calendars);
// Invariants that know the plan's calendars. REQUIRES: the plan outlives what is returned.
InvariantRules invariant_rules(const Plan& plan, const CalendarLookup& calendars);
// The dates of close_anchor(plan); null when it has none. REQUIRES: both are of this plan, whole,
// though the plan itself may be the view of a party.
const ScheduledAnchor* close_dates(const Plan& plan, const Network& network,
                                   const Schedule& schedule);

}  // namespace closemap
