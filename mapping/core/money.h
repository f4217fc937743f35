// Money: integer minor units and an ISO 4217 code, never a double (domain.md §1.1, §11).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/result.h"

namespace closemap {

struct Money {
  std::int64_t minor = 0;
  std::string currency;  // three capitals
  friend bool operator==(const Money&, const Money&) = default;
};

// Digits after the point: 0, 2, 3 or 4; error for codes without a minor unit and for what is no
// code.
Result<int> currency_exponent(std::string_view currency);
enum class Rounding { none, half_even };
// `text` is [+-]digits[.digits][e+-digits]. Checks in the order currency, amount, too many
// decimals, overflow; the error text starts with that word and a colon.
Result<Money> parse_money(std::string_view text, std::string_view currency,
                          Rounding rounding = Rounding::none);
std::string to_text(const Money& money);      // "1234.50 USD"
std::string amount_text(const Money& money);  // "1234.50"

// Parts of `total` by shares in basis points that must sum to 10000: largest remainder, ties in the
// given order; the parts sum to the total. A negative total is split as its absolute value.
Result<std::vector<std::int64_t>> allocate(std::int64_t total, const std::vector<int>& shares_bp);

}  // namespace closemap
