// The plan document as a tree, and its validation against the embedded schema.
// g++ 12 with ASan takes std::regex, which valijson uses, for uninitialized.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include "mapping/plan/document.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <exception>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "mapping/core/text.h"
#include "mapping/plan/schema_text.h"

namespace closemap {
namespace {

constexpr std::string_view kBeyondSchema = "x_closemap";

// valijson says where as "<root>", "[milestones]", "[mst_…]"; a reader wants a JSON pointer.
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (const std::string& step : context) {
    if (step.size() < 2 || step.front() != '[') continue;
    pointer += '/';
    pointer += std::string_view(step).substr(1, step.size() - 2);
  }
  return pointer.empty() ? "/" : pointer;
}

// The schema's keyword behind valijson's sentence.
std::string_view keyword_of(std::string_view description) {
  struct Word {
    std::string_view said, keyword;
  };
  static constexpr std::array<Word, 17> kWords{{
      {"Missing required property", "required"},
      {"additionalProperties", "additionalProperties"},
      {"additional properties", "additionalProperties"},
      {"any enum values", "enum"},
      {"anyOf", "anyOf"},
      {"'pattern' constraint", "pattern"},
      {"'const' constraint", "const"},
      {"'type' constraint", "type"},
      {"String should be no fewer", "minLength"},
      {"String should be no more", "maxLength"},
      {"number less than", "maximum"},
      {"number greater than", "minimum"},
      {"Array should contain no more", "maxItems"},
      {"Array should contain no fewer", "minItems"},
      {"Elements at indexes", "uniqueItems"},
      {"property name", "properties"},
      {"item #", "items"},
  }};
  for (const Word& word : kWords)
    if (description.find(word.said) != std::string_view::npos) return word.keyword;
  return "schema";
}

// The first violation; an anyOf around it says more than the branch that failed last.
valijson::ValidationResults::Error first_error(const valijson::ValidationResults& results) {
  valijson::ValidationResults::Error first = *results.begin();
  for (const auto& error : results) {
    const bool around =
        error.context.size() <= first.context.size() &&
        std::equal(error.context.begin(), error.context.end(), first.context.begin());
    if (around && keyword_of(error.description) == "anyOf") first = error;
  }
  return first;
}

Status validate_public_part(const Json& document) {
  const Json schema_document = Json::parse(plan_schema_text());
  const valijson::adapters::NlohmannJsonAdapter schema_adapter(schema_document);
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(schema_adapter, schema);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  const valijson::adapters::NlohmannJsonAdapter target(document);
  if (validator.validate(schema, target, &results)) return ok();
  if (results.numErrors() == 0)
    return Error{Fault::permanent, "plan document /: not valid (schema)", 0};
  const valijson::ValidationResults::Error first = first_error(results);
  return Error{Fault::permanent,
               "plan document " + printable(shorten(pointer_of(first.context), 300)) + ": " +
                   printable(shorten(first.description, 300)) + " (" +
                   std::string(keyword_of(first.description)) + ")",
               0};
}

}  // namespace

Json to_json(const Plan& plan) {
  Result<Json> document = parse_json(plan_to_text(plan));
  assert(document);
  return std::move(*document);
}

Result<Plan> plan_from_json(const Json& document) { return plan_from_text(dump_json(document)); }

Status validate_document(const Json& document) {
  try {
    if (!document.is_object() || !document.contains(kBeyondSchema))
      return validate_public_part(document);
    Json public_part = document;
    public_part.erase(std::string(kBeyondSchema));
    return validate_public_part(public_part);
  } catch (const std::exception& e) {
    return Error{Fault::bug,
                 "plan document: the schema could not be applied: " + std::string(e.what()), 0};
  }
}

}  // namespace closemap
