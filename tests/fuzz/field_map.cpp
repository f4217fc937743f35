// Bytes as a record through a map that uses every transform: canonical fields or a reason.
#include "mapping/record/field_map.h"

#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "tests/fuzz/property.h"

namespace {

closemap::FieldMap wide_map() {
  closemap::FieldMapSpec spec;
  spec.stream = "opportunity";
  spec.loose_keys = true;
  const auto add = [&](const char* field, const char* at, const char* as) -> closemap::FieldRule& {
    closemap::FieldRule rule;
    rule.field = field;
    rule.at = {at};
    rule.as = as;
    spec.rules.push_back(rule);
    return spec.rules.back();
  };
  add("name", "name", "text");
  add("close_date", "/d/close", "date");
  add("created_on", "created", "date").format = "%m/%d/%Y";
  add("amount", "/m/0", "money").currency_at = "cur";
  add("stage_rank", "rank", "number");
  add("owner", "/o/email", "person");
  add("key.*", "key_*", "text");
  std::vector<std::string> problems;
  auto map = closemap::FieldMap::compile(std::move(spec), &problems);
  closemap::fuzz::hold(static_cast<bool>(map), "the map compiles");
  return *std::move(map);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closemap;
  static const FieldMap map = wide_map();
  static FieldMap::Scratch scratch;
  const auto mapped = map.apply(fuzz::text_of(data, size), scratch);
  if (!mapped) {
    fuzz::hold(!mapped.error().what.empty(), "a refusal says why");
    return 0;
  }
  fuzz::hold(static_cast<bool>(parse_json(mapped->fields)), "the fields are JSON");
  return 0;
}
