// Invariants I01-I22 this slice needs, with their codes (domain.md §1.4).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/plan/plan.h"

namespace closemap {

struct Violation {
  std::string code;     // "I02"
  std::string pointer;  // where in the document
  std::string what;     // one sentence, says what to do
  bool rejects = true;  // false: lint
};
// Whether a day is a working day for a milestone; for I13 (calendars are resolved by
// mapping/schedule).
using WorkingDay = std::function<bool(const Milestone&, Date)>;
// `now` decides I04/I22 (actual_date against today in the owner's zone). Without `working`, I13
// takes Monday to Friday and looks only at milestones for which no calendar is named anywhere.
std::vector<Violation> check_invariants(const Plan& plan, Instant now,
                                        const WorkingDay& working = nullptr);
// The guard of draft -> proposed: all parties named, no rejecting violation of I01, I02 (§1.5).
bool may_propose(const Plan& plan, Instant now);

}  // namespace closemap
