// What one party may see of a plan: built from an allow-list, never by deleting (domain.md §1.6,
// T18).
#pragma once

#include <optional>

#include "mapping/plan/plan.h"

namespace closemap {

// The plan with only what `party` may see. nullopt: the operator (everything).
// The defaults are the tables of view_fields.cpp; Plan::visibility narrows or widens them by
// pointer prefix (sight.h), but nothing that stands in no table is ever shown: references into
// another party's CRM, its stage, amount and next step, provenance of what is not seen, visibility
// rules, what an import kept. What names a person or a step that is not shown is cleared with it.
Plan view(const Plan& plan, std::optional<Party> party);

}  // namespace closemap
