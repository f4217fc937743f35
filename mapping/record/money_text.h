// Amounts as people write them: "1,234.56", "1.234,56 €" (field map key `format` of money).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mapping/core/result.h"

namespace closemap {

// What a pattern such as "$1,234.56" or "1.234,56 EUR" says about separators.
struct AmountFormat {
  std::string prefix, suffix;  // taken off when there
  char group = '\0';           // between thousands; '\0' none
  char point = '.';
};

// The pattern holds 1234.56 once, in its way: "1,234.56" "1.234,56" "1 234,56" "1'234.56"
// "1234,56".
Result<AmountFormat> parse_amount_format(std::string_view pattern);
// Plain decimal text, or nothing when `text` is not of this form (groups must be of three digits).
std::optional<std::string> plain_amount(std::string_view text, const AmountFormat& format);

}  // namespace closemap
