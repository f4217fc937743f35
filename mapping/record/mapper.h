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

// Maps one record after the other; its buffers are reused, nothing else is kept.
class Mapper {
 public:
  // `rules` sorted by field, `captured` by a walk along their paths. Error (permanent) names field,
  // path and the value (shortened, printable).
  Result<Mapped> map(const std::vector<CompiledRule>& rules, const Zone& zone,
                     const Captured& captured);

 private:
  enum class Outcome { absent, done, failed };

  void clear();
  Outcome apply(const CompiledRule& rule);
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
  void put(const CompiledRule& rule, std::string_view text) { object_.text(rule.field, text); }
  void put_rank(const CompiledRule& rule, std::string_view name, std::int64_t rank);
  void put_owner();
  Outcome fail(std::string_view value, std::string_view why);

  const Zone* zone_ = nullptr;
  const Captured* captured_ = nullptr;
  CanonicalObject object_;
  std::vector<std::uint64_t> keys_;
  bool closed_ = false;
  bool several_owners_ = false;       // in one cell: no other names the owner any more
  std::array<std::string, 3> owner_;  // by PersonPiece
  std::string buffer_;
  std::string where_, reason_;  // of a failure
};

}  // namespace closemap
