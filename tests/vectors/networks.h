// Vector plans as networks, and schedules as the vectors write them (domain.md §8).
#pragma once

#include <map>
#include <string>

#include "mapping/schedule/absorb.h"
#include "mapping/schedule/solve.h"
#include "tests/vectors/checks.h"

namespace closemap::vectors {

using CalendarMap = std::map<std::string, Calendar>;  // always holds "MF"
CalendarMap read_calendars(Checks& checks, const Json* list);
void read_calendar(Checks& checks, const Json& object, CalendarMap& out);
Lag read_lag(Checks& checks, const Json& object, std::string* calendar = nullptr);

Network read_plan(Checks& checks, const Json& plan);
Schedule solved(const Network& network);  // throws std::runtime_error on a cycle
Node node_named(const Network& network, const std::string& id);

Json ids_json(const Network& network, const std::vector<Node>& nodes);
// {"milestones": {id: {...}}, "anchors": {id: {...}}}
Json schedule_json(const Network& network, const Schedule& schedule);
Json absorption_json(const Network& network, const Absorption& absorption);

}  // namespace closemap::vectors
