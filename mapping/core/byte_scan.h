// Eight bytes at a time: is a text plain, where does a key end.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace closemap::scan {

inline constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
inline constexpr std::uint64_t kHighs = 0x8080808080808080ULL;

inline std::uint64_t word(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}
// High bit set in (at least) the lowest byte equal to `byte`; zero when there is none.
constexpr std::uint64_t equal(std::uint64_t w, char byte) {
  const std::uint64_t x = w ^ (kOnes * static_cast<unsigned char>(byte));
  return (x - kOnes) & ~x & kHighs;
}
// Not zero when some byte is outside 0x20..0x7E, a quote or a backslash.
constexpr std::uint64_t unusual(std::uint64_t w) {
  return (w & kHighs) | ((w - kOnes * 0x20U) & ~w & kHighs) | equal(w, '\x7f') | equal(w, '"') |
         equal(w, '\\');
}

template <class Test>
bool any(std::string_view text, Test test) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8)
    if (test(word(text.data() + i)) != 0) return true;
  if (i == text.size()) return false;
  if (text.size() >= 8) return test(word(text.data() + text.size() - 8)) != 0;
  char tail[8];
  std::memset(tail, ' ', sizeof tail);
  std::memcpy(tail, text.data() + i, text.size() - i);
  return test(word(tail)) != 0;
}

// Printable ASCII without quote and backslash: the same inside and outside of JSON.
inline bool plain(std::string_view text) {
  return !any(text, [](std::uint64_t w) { return unusual(w); });
}
inline bool has_backslash(std::string_view text) {
  return any(text, [](std::uint64_t w) { return equal(w, '\\'); });
}

// First quote or backslash at or after `at`; `end` when there is none. REQUIRES: eight readable
// bytes from every position before `end`.
inline const char* quote_or_backslash(const char* at, const char* end) {
  if constexpr (std::endian::native == std::endian::little) {
    for (; at < end; at += 8) {
      const std::uint64_t w = word(at);
      const std::uint64_t hit = equal(w, '"') | equal(w, '\\');
      if (hit == 0) continue;
      at += std::countr_zero(hit) / 8;
      return at < end ? at : end;
    }
    return end;
  } else {
    while (at < end && *at != '"' && *at != '\\') ++at;
    return at;
  }
}

}  // namespace closemap::scan
