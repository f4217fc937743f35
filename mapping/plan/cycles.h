// Steps that wait for each other (I02, domain.md §2.2), by milestone id.
#pragma once

#include <string>
#include <vector>

#include "mapping/plan/plan.h"

namespace closemap {

struct PlanCycle {
  std::vector<std::string> members;  // sorted
  std::vector<std::string>
      witness;  // shortest cycle through the smallest member, which stands first
};
// Sorted by smallest member; empty when the dependencies are acyclic. Dependencies on unknown ids
// are left out.
std::vector<PlanCycle> cycles_of(const Plan& plan);

}  // namespace closemap
