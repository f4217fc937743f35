// Everything that is rendered of a plan for one party.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mapping/plan/plan.h"

namespace closemap::test {

// What it is and its text, as of kNow of sample_plan.h: the page in both forms, the document, the
// calendars, the agenda, and for each signal the party is told of the notice, its all-clear and its
// line. REQUIRES: the plan has no cycle.
std::vector<std::pair<std::string, std::string>> renderings(const Plan& plan, Party party);

}  // namespace closemap::test
