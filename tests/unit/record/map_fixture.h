// Builds field maps for tests from short rules.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "mapping/record/field_map.h"

namespace closemap::test {

inline FieldRule rule(std::string field, std::string at, std::string as = "text") {
  FieldRule out;
  out.field = std::move(field);
  if (!at.empty()) out.at = {std::move(at)};
  out.as = std::move(as);
  return out;
}

inline FieldMapSpec spec_of(std::vector<FieldRule> rules, std::string stream = "opportunity") {
  FieldMapSpec spec;
  spec.stream = std::move(stream);
  spec.rules = std::move(rules);
  return spec;
}

inline FieldMap compiled(FieldMapSpec spec) {
  std::vector<std::string> problems;
  Result<FieldMap> map = FieldMap::compile(std::move(spec), &problems);
  INFO((problems.empty() ? "" : problems.front()));
  REQUIRE(map);
  return *std::move(map);
}

// The canonical fields, or "error: …".
inline std::string fields_of(const FieldMap& map, std::string_view body) {
  FieldMap::Scratch scratch;
  Result<Mapped> mapped = map.apply(body, scratch);
  return mapped ? mapped->fields : "error: " + mapped.error().what;
}

inline std::string mapped_by(FieldRule rule, std::string_view body,
                             std::string stream = "opportunity") {
  return fields_of(compiled(spec_of({std::move(rule)}, std::move(stream))), body);
}

}  // namespace closemap::test
