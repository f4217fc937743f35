// The plan document: schema/closemap.plan.v1 as JSON, read and written (domain.md §1, §1.6).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/json.h"
#include "mapping/plan/plan.h"

namespace closemap {

// What becomes of a member that the model does not know (§1.6).
enum class UnknownFields {
  reject,  // a fault that names it: for everything but imports
  keep,    // an import: kept as x_<name> at its place (Plan::imported)
};
// A member that already begins with x_ was kept by an earlier import and stays in both modes;
// apply_change (change.h) lets nobody add one.

// What `plan show --json` prints. Fields beyond the schema live under "x_closemap".
// Deterministic; plan_from_json(to_json(p)) == p for every field.
Json to_json(const Plan& plan);
// Error (permanent) names the JSON pointer that is wrong.
Result<Plan> plan_from_json(const Json& document, UnknownFields unknown = UnknownFields::reject);
// The part of it that the public schema describes: what leaves the house.
Json public_json(const Plan& plan);
// to_json() as canonical text, without a tree in between: what the store keeps.
std::string plan_to_text(const Plan& plan);
Result<Plan> plan_from_text(std::string_view text, UnknownFields unknown = UnknownFields::reject);
// Draft-07 validation of the public part ("x_closemap" is left out); the schema text is embedded at
// build from mapping/plan/closemap.plan.v1.schema.json. Compiles the schema on every call
// (milliseconds). The error names the JSON pointer ("/" = the document) and the keyword of the
// first violation. `keep` leaves out every member x_*, `reject` refuses them.
Status validate_document(const Json& document, UnknownFields unknown = UnknownFields::reject);
// All violations of the same validation, as sentences; empty when valid.
std::vector<std::string> document_violations(const Json& document,
                                             UnknownFields unknown = UnknownFields::reject);

}  // namespace closemap
