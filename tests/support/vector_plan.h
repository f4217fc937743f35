// A plan of the shared vectors (short field names, domain.md §8) as the model's structs.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "mapping/core/json.h"
#include "mapping/plan/plan.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/schedule/network.h"

namespace closemap::test {

// A file of tests/vectors by name. Throws when it is none.
Json vector_file(const std::string& name);

// What a vector's `config` says about plans rather than about signals.
struct VectorDefaults {
  int accept_within_bh = 8;  // of handoffs that do not say their own
  int fiscal_year_start_month = 1;
};
// Every field is read; an unknown one throws std::runtime_error. `close_anchor: null` means that
// the plan has no close anchor although its network has anchors: plan.anchors is empty then, and
// network_of_vector() adds them.
Plan plan_of_vector(const Json& json, const VectorDefaults& defaults = {});
// The network at the vector's status date, with what a Plan does not hold: the scheduler's
// `advance` and `progress_mode`.
Network network_of_vector(const Plan& plan, const Json& json);
// The vector's calendars by id; "MF" is always there and stands for "" too.
CalendarLookup calendars_of_vector(const Json& json);

std::optional<Date> day(const Json& object, const char* key);

}  // namespace closemap::test
