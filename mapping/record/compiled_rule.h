// A field rule after its checks: what apply() needs, nothing it has to look up (internal).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mapping/core/money.h"
#include "mapping/record/canonical_fields.h"
#include "mapping/record/field_map.h"
#include "mapping/record/money_text.h"
#include "mapping/record/path_trie.h"

namespace closemap {

enum class Transform { text, date, datetime, money, number, boolean, lookup, person, list };
enum class PersonPiece { email, ref, name };
enum class DateForm { iso, pattern, epoch_s, epoch_ms };

std::optional<Transform> parse_transform(std::string_view word);

// A lookup: exact word first, then the word without regard to ASCII case where that is unambiguous.
class LookupTable {
 public:
  LookupTable() = default;
  explicit LookupTable(const std::map<std::string, std::string>& rows);
  const std::string* find(std::string_view word) const;

 private:
  std::map<std::string, std::string, std::less<>> exact_;
  std::map<std::string, std::optional<std::string>> folded_;  // nullopt: ambiguous
};

struct CompiledRule {
  std::string field, raw_field;  // raw_field: "<field>_raw"
  std::string link_name;  // records are found by this field under that name; "": they are not
  FieldKind kind = FieldKind::text;
  bool one_line = false;  // white space is folded
  Transform transform = Transform::text;
  PersonPiece piece = PersonPiece::email;
  std::vector<int> slots;          // same order as paths
  std::vector<std::string> paths;  // as shown in messages: "/closedate"
  std::string prefix;              // every_key: snake-case prefix of the keys
  DateForm date_form = DateForm::iso;
  std::string format;
  std::optional<AmountFormat> amount_format;
  std::string currency;  // fixed, or the connector's default
  int currency_slot = PathTrie::kNone;
  Rounding rounding = Rounding::none;
  LookupTable table;
  std::string otherwise;
  bool required = false;
};

// Checks one rule and fills in what does not depend on the trie. Problems are added with the rule's
// place in front.
CompiledRule compile_rule(const FieldRule& rule, const FieldMapSpec& spec,
                          std::vector<std::string>& problems);

}  // namespace closemap
