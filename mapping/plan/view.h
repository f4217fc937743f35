// What one party may see of a plan: built from an allow-list, never by deleting (domain.md §1.6,
// T18).
#pragma once

#include <optional>

#include "mapping/plan/plan.h"

namespace closemap {

// The plan with only what `party` may see. nullopt: the operator (everything).
Plan view(const Plan& plan, std::optional<Party> party);

}  // namespace closemap
