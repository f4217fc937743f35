// One record through the compiled rules (internal to mapping/record).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "mapping/record/canonical_json.h"
#include "mapping/record/compiled_rule.h"
#include "mapping/record/json_walk.h"
#include "mapping/record/observation.h"

namespace closemap {

// Fills a CanonicalObject from captured values; lives for one record.
class Mapper {
 public:
  Mapper(const Zone& zone, std::string_view stream, const Captured& captured,
         CanonicalObject& object)
      : zone_(zone), stream_(stream), captured_(captured), object_(object) {}

  Status apply(const CompiledRule& rule);
  Mapped finish();

 private:
  enum class Outcome { absent, done, failed };

  Outcome convert(const CompiledRule& rule, const RawValue& value);
  Outcome text(const CompiledRule& rule, std::string_view text);
  Outcome word(const CompiledRule& rule, std::string_view text);
  Outcome date(const CompiledRule& rule, const RawValue& value, std::string_view text);
  Outcome money(const CompiledRule& rule, const RawValue& value, std::string_view text);
  Outcome number(const CompiledRule& rule, std::string_view text);
  Outcome boolean(const CompiledRule& rule, const RawValue& value);
  Outcome lookup(const CompiledRule& rule, std::string_view text);
  Outcome listed(const CompiledRule& rule, const RawValue& value);
  void person(const CompiledRule& rule, std::string_view text);
  void every_key(const CompiledRule& rule);
  void put(const CompiledRule& rule, std::string_view text);
  void put_rank(const CompiledRule& rule, std::string_view name, std::int64_t rank);
  void put_owner();
  Outcome fail(std::string_view value, std::string_view why);

  const Zone& zone_;
  std::string_view stream_;
  const Captured& captured_;
  CanonicalObject& object_;
  Mapped mapped_;
  std::array<std::string, 3> owner_;  // by PersonPiece
  std::string buffer_, reason_;
};

}  // namespace closemap
