// Jaro by bit operations where a name fits in one word, by its definition where not.
#include "mapping/reconcile/jaro_winkler.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kWordBits = 64;
constexpr std::size_t kPrefixMax = 4;
constexpr double kPrefixScale = 0.1;

std::size_t window_of(std::size_t a, std::size_t b) {
  const std::size_t half = std::max(a, b) / 2;
  return half > 0 ? half - 1 : 0;
}

double jaro_of(std::size_t matches, std::size_t out_of_order, std::size_t a, std::size_t b) {
  if (matches == 0) return 0;
  const auto m = static_cast<double>(matches);
  const double t = static_cast<double>(out_of_order) / 2;
  return (m / static_cast<double>(a) + m / static_cast<double>(b) + (m - t) / m) / 3;
}

std::uint64_t low_bits(std::size_t count) {
  return count >= kWordBits ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

// REQUIRES: both of 1 to 64 characters below 128.
double jaro_bits(std::string_view a, std::string_view b) {
  std::array<std::uint64_t, 128> places{};  // where each character stands in b
  for (std::size_t j = 0; j < b.size(); ++j)
    places[static_cast<unsigned char>(b[j])] |= std::uint64_t{1} << j;
  const std::size_t window = window_of(a.size(), b.size());
  std::uint64_t taken = 0;  // characters of b that found theirs
  std::array<char, kWordBits> matched{};
  std::size_t matches = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::uint64_t below = i > window ? low_bits(i - window) : 0;
    const std::uint64_t free =
        places[static_cast<unsigned char>(a[i])] & low_bits(i + window + 1) & ~below & ~taken;
    if (free == 0) continue;
    taken |= free & (~free + 1);
    matched[matches++] = a[i];
  }
  std::size_t out_of_order = 0;
  for (std::size_t i = 0; i < matches; ++i, taken &= taken - 1)
    out_of_order += matched[i] != b[static_cast<std::size_t>(std::countr_zero(taken))] ? 1 : 0;
  return jaro_of(matches, out_of_order, a.size(), b.size());
}

double jaro_by_definition(std::u32string_view a, std::u32string_view b) {
  const std::size_t window = window_of(a.size(), b.size());
  std::vector<bool> taken(b.size(), false);
  std::u32string matched;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t end = std::min(b.size(), i + window + 1);
    for (std::size_t j = i > window ? i - window : 0; j < end; ++j) {
      if (taken[j] || a[i] != b[j]) continue;
      taken[j] = true;
      matched += a[i];
      break;
    }
  }
  std::size_t out_of_order = 0;
  std::size_t next = 0;
  for (std::size_t j = 0; j < b.size(); ++j)
    if (taken[j]) out_of_order += matched[next++] != b[j] ? 1 : 0;
  return jaro_of(matched.size(), out_of_order, a.size(), b.size());
}

// Each distinct character of b becomes a number from 1 on; what b has not is 0.
void number_letters(std::u32string_view a, std::u32string_view b, std::string& a_out,
                    std::string& b_out) {
  std::u32string known;
  const auto number = [&](char32_t c) {
    const auto at = known.find(c);
    return at == std::u32string::npos ? '\0' : static_cast<char>(at + 1);
  };
  for (const char32_t c : b) {
    if (known.find(c) == std::u32string::npos) known += c;
    b_out += number(c);
  }
  for (const char32_t c : a) a_out += number(c);
}

double jaro_of_characters(std::u32string_view a, std::u32string_view b) {
  if (a.empty() || b.empty()) return 0;
  if (a.size() > kWordBits || b.size() > kWordBits) return jaro_by_definition(a, b);
  std::string a_numbers;
  std::string b_numbers;
  number_letters(a, b, a_numbers, b_numbers);
  return jaro_bits(a_numbers, b_numbers);
}

template <class Text>
double boosted(double jaro, const Text& a, const Text& b) {
  std::size_t prefix = 0;
  while (prefix < kPrefixMax && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix])
    ++prefix;
  return jaro + static_cast<double>(prefix) * kPrefixScale * (1 - jaro);
}

bool fits(std::string_view text) {
  return !text.empty() && text.size() <= kWordBits && is_ascii(text);
}

}  // namespace

double jaro(std::string_view a, std::string_view b) {
  if (a == b) return 1;
  if (fits(a) && fits(b)) return jaro_bits(a, b);
  return jaro_of_characters(code_points(a), code_points(b));
}

double jaro_winkler(std::string_view a, std::string_view b) {
  if (a == b) return 1;
  if (fits(a) && fits(b)) return boosted(jaro_bits(a, b), a, b);
  const std::u32string wide_a = code_points(a);
  const std::u32string wide_b = code_points(b);
  return boosted(jaro_of_characters(wide_a, wide_b), wide_a, wide_b);
}

}  // namespace closemap
