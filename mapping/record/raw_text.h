// Raw values read as text, dates and numbers (internal to mapping/record).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/date.h"
#include "mapping/core/instant.h"
#include "mapping/record/compiled_rule.h"
#include "mapping/record/json_walk.h"

namespace closemap {

inline constexpr std::size_t kIsoDateLength = 10;  // "2026-05-04"

enum class Legible { absent, good, unusable };  // unusable: a list or an object

// Clean, trimmed text of a scalar; null, false, "" and [] are absent. `out` may point into
// `buffer`.
Legible text_of(const RawValue& value, std::string& buffer, std::string_view& out);
// The same for a list (items joined by ";") or a text with ; or , between its parts.
Legible list_of(const RawValue& value, const std::vector<RawValue>& items, std::string& out);

// A date as `form` (and `format`) says; a timestamp becomes the date it has in `zone`.
std::optional<Date> read_date(std::string_view text, DateForm form, std::string_view format,
                              const Zone& zone);
std::optional<Instant> read_instant(std::string_view text, DateForm form, std::string_view format,
                                    const Zone& zone);
// Whole numbers only; "5.00" is 5.
std::optional<std::int64_t> read_integer(std::string_view text);
std::optional<bool> read_boolean(std::string_view text);

bool looks_like_email(std::string_view text);

}  // namespace closemap
