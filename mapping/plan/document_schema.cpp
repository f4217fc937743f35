// Validation of a plan document against the embedded schema.
// g++ 12 with ASan takes std::regex, which valijson uses, for uninitialized.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include "mapping/plan/document.h"

#include <algorithm>
#include <array>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
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
    for (const char c : std::string_view(step).substr(1, step.size() - 2)) {
      if (c == '~')
        pointer += "~0";
      else if (c == '/')
        pointer += "~1";
      else
        pointer += c;
    }
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

// The member whose own members have a name that is refused: valijson says nothing about why, so the
// sentence of the object around comes with nothing before it.
std::optional<std::string> refused_name(const std::string& description) {
  constexpr std::string_view kSaid = "associated with property name '";
  const std::size_t at = description.find(kSaid);
  if (at == std::string::npos) return std::nullopt;
  const std::string property = description.substr(at + kSaid.size());
  return property.substr(0, property.find('\''));
}

// The keyword by which an object of the document's top level restricts the names of its members.
std::string_view name_keyword(const Json& schema, const std::string& property) {
  const Json::json_pointer rule("/properties/" + property + "/propertyNames");
  if (!schema.contains(rule)) return "properties";
  return schema.at(rule).contains("pattern") ? "pattern" : "enum";
}

// One violation with the sentences around it, innermost first.
struct Violated {
  std::string pointer, what, keyword;
  std::string sentence() const {
    return "plan document " + printable(shorten(pointer, 300)) + ": " +
           printable(shorten(what, 300)) + " (" + keyword + ")";
  }
};

bool encloses(const std::vector<std::string>& outer, const std::vector<std::string>& inner) {
  return outer.size() <= inner.size() && std::equal(outer.begin(), outer.end(), inner.begin());
}

// "item # failed", "property name failed": what stands around a violation and repeats it.
bool wraps(std::string_view description) {
  return description.find("associated with property name '") != std::string_view::npos ||
         description.find("additional properties schema") != std::string_view::npos ||
         description.find("item #") != std::string_view::npos;
}

// The sentences of one run, sorted into violations; an anyOf around violations says more than the
// branches that failed.
std::vector<Violated> violations_in(const valijson::ValidationResults& results,
                                    const Json& schema) {
  std::vector<Violated> out;
  std::vector<std::vector<std::string>> contexts;  // of each violation's innermost sentence
  for (const auto& error : results) {
    const std::string_view keyword = keyword_of(error.description);
    while (keyword == "anyOf" && !out.empty() && encloses(error.context, contexts.back())) {
      out.pop_back();
      contexts.pop_back();
    }
    if (wraps(error.description) && !out.empty() && encloses(error.context, contexts.back()))
      continue;
    contexts.push_back(error.context);
    out.push_back({pointer_of(error.context), error.description, std::string(keyword)});
    const std::optional<std::string> property = refused_name(error.description);
    if (!property) continue;
    contexts.back().push_back('[' + *property + ']');
    out.back() = {pointer_of(contexts.back()), "a member has a name that is not allowed here",
                  std::string(name_keyword(schema, *property))};
  }
  return out;
}

// Everything but the members that importing kept.
Json without_kept(const Json& document) {
  if (!document.is_structured()) return document;
  Json out = document.is_array() ? Json::array() : Json::object();
  for (const auto& [name, value] : document.items()) {
    if (document.is_array())
      out.push_back(without_kept(value));
    else if (name.rfind("x_", 0) != 0)
      out[name] = without_kept(value);
  }
  return out;
}

Json public_part(const Json& document, UnknownFields unknown) {
  if (unknown == UnknownFields::keep) return without_kept(document);
  Json out = document;
  if (out.is_object()) out.erase(std::string(kBeyondSchema));
  return out;
}

std::vector<Violated> validate(const Json& document, UnknownFields unknown) {
  const Json schema_document = Json::parse(plan_schema_text());
  const valijson::adapters::NlohmannJsonAdapter schema_adapter(schema_document);
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(schema_adapter, schema);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  const Json shown = public_part(document, unknown);
  const valijson::adapters::NlohmannJsonAdapter target(shown);
  if (validator.validate(schema, target, &results)) return {};
  std::vector<Violated> out = violations_in(results, schema_document);
  if (out.empty()) out.push_back({"/", "not valid", "schema"});
  return out;
}

Violated not_applied(const std::exception& why) {
  return {"/", "the schema could not be applied: " + std::string(why.what()), "schema"};
}

}  // namespace

Status validate_document(const Json& document, UnknownFields unknown) {
  try {
    const std::vector<Violated> found = validate(document, unknown);
    if (found.empty()) return ok();
    return Error{Fault::permanent, found.front().sentence(), 0};
  } catch (const std::exception& e) {
    return Error{Fault::bug, not_applied(e).sentence(), 0};
  }
}

std::vector<std::string> document_violations(const Json& document, UnknownFields unknown) {
  std::vector<std::string> out;
  try {
    for (const Violated& each : validate(document, unknown)) out.push_back(each.sentence());
  } catch (const std::exception& e) {
    out.push_back(not_applied(e).sentence());
  }
  return out;
}

Json public_json(const Plan& plan) {
  Json document = to_json(plan);
  document.erase(std::string(kBeyondSchema));
  // A view hides the other side's record; an opportunity without one is none to the schema.
  if (const auto found = document.find("opportunities"); found != document.end()) {
    Json shown = Json::array();
    for (const Json& opportunity : *found)
      if (!text_or(opportunity.value("ref", Json::object()), "record").empty())
        shown.push_back(opportunity);
    *found = std::move(shown);
  }
  return document;
}

}  // namespace closemap
