// Money: decimal text to minor units without a double on the way.
#include "mapping/core/money.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kAmountMax = 256;        // characters of an amount
constexpr std::int64_t kExponentMax = 100000;  // beyond it every amount over- or underflows alike
constexpr int kSharesTotal = 10000;
constexpr std::size_t kShownMoneyMax = 40;

// Currencies as numbers: comparing forty texts for every amount would be what it costs.
constexpr std::uint32_t code_of(std::string_view currency) {
  std::uint32_t code = 0;
  for (const char c : currency) code = (code << 8U) | static_cast<unsigned char>(c);
  return code;
}
template <class... Codes>
constexpr std::array<std::uint32_t, sizeof...(Codes)> codes(Codes... currencies) {
  return {code_of(currencies)...};
}
constexpr auto kNoDecimals = codes("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
                                   "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF");
constexpr auto kThreeDecimals = codes("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND");
constexpr auto kFourDecimals = codes("CLF", "UYW");
constexpr auto kNoMinorUnit = codes("XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT",
                                    "XSU", "XTS", "XUA", "XXX");

template <std::size_t N>
bool among(const std::array<std::uint32_t, N>& list, std::uint32_t code) {
  return std::find(list.begin(), list.end(), code) != list.end();
}

// The value digits * 10^-scale.
struct Decimal {
  bool negative = false;
  std::string digits;  // no leading zeros
  std::int64_t scale = 0;
};

std::size_t count_digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  return count;
}

bool read_exponent(std::string_view text, std::int64_t& exponent) {
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || count_digits(text) != text.size()) return false;
  for (const char c : text) exponent = std::min(kExponentMax, exponent * 10 + (c - '0'));
  if (negative) exponent = -exponent;
  return true;
}

bool read_decimal(std::string_view text, Decimal& out) {
  if (text.size() > kAmountMax) return false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    out.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t whole = count_digits(text);
  if (whole == 0) return false;
  out.digits = text.substr(0, whole);
  text.remove_prefix(whole);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    const std::size_t fraction = count_digits(text);
    if (fraction == 0) return false;
    out.digits += text.substr(0, fraction);
    out.scale = static_cast<std::int64_t>(fraction);
    text.remove_prefix(fraction);
  }
  if (!text.empty()) {
    std::int64_t exponent = 0;
    if ((text.front() != 'e' && text.front() != 'E') || !read_exponent(text.substr(1), exponent))
      return false;
    out.scale -= exponent;
  }
  out.digits.erase(0, std::min(out.digits.find_first_not_of('0'), out.digits.size()));
  return true;
}

// Cuts `drop` digits off the end. False when something other than zeros is lost without rounding.
bool cut(std::string& digits, std::size_t drop, Rounding rounding) {
  const std::string kept = digits.size() > drop ? digits.substr(0, digits.size() - drop) : "";
  std::string lost = digits.substr(kept.size());
  if (lost.size() < drop) lost.insert(0, 1, '0');  // the value is below a tenth: never half
  digits = kept;
  if (lost.find_first_not_of('0') == std::string::npos) return true;
  if (rounding == Rounding::none) return false;
  const bool odd = !digits.empty() && (digits.back() - '0') % 2 == 1;
  const bool beyond_half = lost.find_first_not_of('0', 1) != std::string::npos;
  if (lost[0] < '5' || (lost[0] == '5' && !beyond_half && !odd)) return true;
  std::size_t i = digits.size();
  while (i > 0 && digits[i - 1] == '9') digits[--i] = '0';
  if (i > 0)
    ++digits[i - 1];
  else
    digits.insert(0, 1, '1');
  return true;
}

// Digits with sign to an int64. False when it does not fit.
bool to_int64(const std::string& digits, bool negative, std::int64_t& out) {
  if (digits.size() > 19) return false;
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  const std::uint64_t limit = std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  if (value > limit + (negative ? 1 : 0)) return false;
  out = static_cast<std::int64_t>(negative ? ~value + 1 : value);
  return true;
}

// The usual amount, without the detour over a text of digits: so few of them that four decimals
// still fit behind, and no more decimals than the currency has.
std::optional<std::int64_t> usual_minor(std::string_view text, int exponent) {
  constexpr std::size_t kDigitsMax = 14;
  if (text.empty() || text.size() > kDigitsMax || text.front() == '.') return std::nullopt;
  std::int64_t value = 0;
  int decimals = -1;  // -1: before the point
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
    } else if (c >= '0' && c <= '9') {
      value = value * 10 + (c - '0');
      if (decimals >= 0) ++decimals;
    } else {
      return std::nullopt;
    }
  }
  if (decimals == 0 || decimals > exponent) return std::nullopt;
  for (int i = std::max(decimals, 0); i < exponent; ++i) value *= 10;
  return value;
}

Error refused(std::string_view rule, std::string_view text, std::string_view why) {
  return Error{Fault::permanent, std::string(rule) + ": '" +
                                     printable(shorten(text, kShownMoneyMax)) + "' " +
                                     std::string(why)};
}

}  // namespace

Result<int> currency_exponent(std::string_view currency) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (currency.size() != 3 || !std::all_of(currency.begin(), currency.end(), capital))
    return refused("currency", currency, "is no code of three capitals");
  const std::uint32_t code = code_of(currency);
  if (among(kNoMinorUnit, code)) return refused("currency", currency, "has no minor unit");
  if (among(kNoDecimals, code)) return 0;
  if (among(kThreeDecimals, code)) return 3;
  if (among(kFourDecimals, code)) return 4;
  return 2;
}

Result<Money> parse_money(std::string_view text, std::string_view currency, Rounding rounding) {
  Result<int> exponent = currency_exponent(currency);
  if (!exponent) return std::move(exponent).error();
  if (const auto minor = usual_minor(text, *exponent)) return Money{*minor, std::string(currency)};
  Decimal value;
  if (!read_decimal(text, value)) return refused("amount", text, "is no decimal number");
  Money money{0, std::string(currency)};
  if (value.digits.empty()) return money;
  const std::int64_t shift = *exponent - value.scale;
  if (shift < 0) {
    // Past the digits themselves more zeros change nothing: half a unit is out of reach.
    const auto drop = static_cast<std::size_t>(
        std::min<std::int64_t>(-shift, static_cast<std::int64_t>(value.digits.size()) + 1));
    if (!cut(value.digits, drop, rounding))
      return refused("too many decimals", text, "cannot be written in " + money.currency);
  } else if (static_cast<std::int64_t>(value.digits.size()) + shift <= 19) {
    value.digits.append(static_cast<std::size_t>(shift), '0');
  } else {
    return refused("overflow", text, "is too large");
  }
  if (!to_int64(value.digits, value.negative, money.minor))
    return refused("overflow", text, "is too large");
  return money;
}

std::string amount_text(const Money& money) {
  const Result<int> exponent = currency_exponent(money.currency);
  const auto decimals = static_cast<std::size_t>(exponent ? *exponent : 2);
  const auto bits = static_cast<std::uint64_t>(money.minor);
  std::string text = std::to_string(money.minor < 0 ? ~bits + 1 : bits);
  if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
  if (decimals > 0) text.insert(text.size() - decimals, 1, '.');
  if (money.minor < 0) text.insert(0, 1, '-');
  return text;
}

std::string to_text(const Money& money) { return amount_text(money) + " " + money.currency; }

Result<std::vector<std::int64_t>> allocate(std::int64_t total, const std::vector<int>& shares_bp) {
  const bool in_range = std::all_of(shares_bp.begin(), shares_bp.end(),
                                    [](int bp) { return bp >= 0 && bp <= kSharesTotal; });
  if (!in_range ||
      std::accumulate(shares_bp.begin(), shares_bp.end(), std::int64_t{0}) != kSharesTotal)
    return Error{Fault::permanent, "split must sum to 10000 bp"};
  const auto bits = static_cast<std::uint64_t>(total);
  const std::uint64_t whole = total < 0 ? ~bits + 1 : bits;
  const std::uint64_t unit = kSharesTotal;
  std::vector<std::uint64_t> parts, remainders;
  std::uint64_t left = whole;
  for (const int bp : shares_bp) {
    const auto share = static_cast<std::uint64_t>(bp);
    const std::uint64_t low = whole % unit * share;  // whole * share without its overflow
    parts.push_back(whole / unit * share + low / unit);
    remainders.push_back(low % unit);
    left -= parts.back();
  }
  for (; left > 0; --left) {
    const auto most = std::max_element(remainders.begin(), remainders.end());
    ++parts[static_cast<std::size_t>(most - remainders.begin())];
    *most = 0;
  }
  std::vector<std::int64_t> out;
  for (const std::uint64_t part : parts)
    out.push_back(static_cast<std::int64_t>(total < 0 ? ~part + 1 : part));
  return out;
}

}  // namespace closemap
