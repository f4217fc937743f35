// The plan document as a tree: its text, parsed.
#include "mapping/plan/document.h"

#include <cassert>
#include <nlohmann/json.hpp>

namespace closemap {

Json to_json(const Plan& plan) {
  Result<Json> document = parse_json(plan_to_text(plan));
  assert(document);
  return std::move(*document);
}

Result<Plan> plan_from_json(const Json& document, UnknownFields unknown) {
  return plan_from_text(dump_json(document), unknown);
}

}  // namespace closemap
