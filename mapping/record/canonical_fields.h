// Which canonical fields each stream may fill and what kind of value each one is (observation.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace closemap {

enum class FieldKind {
  text,
  email,    // lower case, one address
  host,     // lower case web address, e-mail or host name
  party,    // vendor, partner, customer
  outcome,  // won, lost
  date,
  money,
  integer,
  rank,  // integer -1..5
  boolean,
  person,      // a piece of the owner object
  shared_key,  // key.NAME
  every_key,   // key.*: one field per top-level key with a prefix
  stage,       // raw word and, by lookup, stage_rank
};

bool known_stream(std::string_view stream);
// nullopt: the stream has no such field.
std::optional<FieldKind> field_kind(std::string_view stream, std::string_view field);
// What something or somebody is called: it stands on one line.
bool calls_something(std::string_view stream, std::string_view field);
// Fixed names of a stream, for suggestions.
std::vector<std::string> field_names(std::string_view stream);
// What is wrong with a lookup's right side for this field: what it must be; "": nothing.
std::string lookup_objection(std::string_view stream, std::string_view field,
                             std::string_view value);
// Under which name records are found by this field (Mapped::keys); "": they are not.
std::string link_name(std::string_view stream, std::string_view field);

}  // namespace closemap
