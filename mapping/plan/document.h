// The plan document: schema/closemap.plan.v1 as JSON, read and written (domain.md §1, §1.6).
#pragma once

#include "mapping/core/json.h"
#include "mapping/plan/plan.h"

namespace closemap {

// What `plan show --json` prints. Fields beyond the schema live under "x_closemap".
// Deterministic; plan_from_json(to_json(p)) == p for every field. Parts of the schema that Plan
// does not hold (gates, criteria, economics …) are read over.
Json to_json(const Plan& plan);
// Error (permanent) names the JSON pointer that is wrong.
Result<Plan> plan_from_json(const Json& document);
// The same as canonical text, without a tree in between: what the store keeps. Equals
// dump_json(to_json(plan)).
std::string plan_to_text(const Plan& plan);
Result<Plan> plan_from_text(std::string_view text);
// Draft-07 validation of the public part ("x_closemap" is left out); the schema text is embedded at
// build from mapping/plan/closemap.plan.v1.schema.json. Compiles the schema on every call
// (milliseconds). The error names the JSON pointer ("/" = the document) and the keyword of the
// first violation.
Status validate_document(const Json& document);

}  // namespace closemap
