// Which Tryton model each stream is, and which fields are asked for.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace closemap::tryton {

struct StreamModel {
  std::string_view stream, model;
  std::span<const std::string_view> fields;  // "a.b" comes back as "a.":{"b":…}
  // The e-mail and website of a party are rows of their own, a change does not touch the party: the
  // daily listing brings whole records.
  bool listing_brings_records = false;
};

// Nothing known by that name: null.
const StreamModel* find_stream(std::string_view stream);

// The fixed fields and what the field map wants beside them, as a JSON array; with `plain` only
// what no other record has to be read for.
std::string field_list(const StreamModel& model, const std::vector<std::string>& wanted,
                       bool plain);

}  // namespace closemap::tryton
