// Many bytes at a time: is a text plain, where does a JSON string end.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace closemap::scan {

inline constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
inline constexpr std::uint64_t kHighs = 0x8080808080808080ULL;
inline constexpr std::size_t kBlock = 16;  // bytes of one step of plain_end() and special_end()

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
constexpr bool control(char c) { return static_cast<unsigned char>(c) < 0x20; }
constexpr bool special(char c) { return control(c) || c == '"' || c == '\\'; }
constexpr bool unusual(char c) { return special(c) || static_cast<unsigned char>(c) >= 0x7f; }

// Bit i of a mask: byte i of the sixteen at `bytes` is unusual, or special.
#ifdef __SSE2__
inline __m128i block(const char* bytes) {
  __m128i value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}
inline __m128i equal(__m128i b, char byte) { return _mm_cmpeq_epi8(b, _mm_set1_epi8(byte)); }
inline unsigned mask(__m128i a, __m128i b, __m128i c) {
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), c)));
}
inline unsigned unusual_mask(const char* bytes) {
  const __m128i b = block(bytes);
  // The comparison is a signed one: bytes from 0x80 on are less than a blank, too.
  const __m128i beyond = _mm_or_si128(_mm_cmplt_epi8(b, _mm_set1_epi8(' ')), equal(b, '\x7f'));
  return mask(beyond, equal(b, '"'), equal(b, '\\'));
}
inline unsigned special_mask(const char* bytes) {
  const __m128i b = block(bytes);
  const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(b, _mm_set1_epi8(0x1f)), b);
  return mask(controls, equal(b, '"'), equal(b, '\\'));
}
#else
inline unsigned unusual_mask(const char* bytes) {
  unsigned bits = 0;
  for (unsigned i = 0; i < kBlock; ++i) bits |= unsigned{unusual(bytes[i])} << i;
  return bits;
}
inline unsigned special_mask(const char* bytes) {
  unsigned bits = 0;
  for (unsigned i = 0; i < kBlock; ++i) bits |= unsigned{special(bytes[i])} << i;
  return bits;
}
#endif

// First byte at or after `at` that is not printable ASCII, or a quote or a backslash.
// REQUIRES: there is one (a zero, say), and kBlock readable bytes begin at it.
inline const char* plain_end(const char* at) {
  for (;; at += kBlock)
    if (const unsigned bits = unusual_mask(at); bits != 0) return at + std::countr_zero(bits);
}
// First quote, backslash or control byte at or after `at`. REQUIRES: as plain_end().
inline const char* special_end(const char* at) {
  for (;; at += kBlock)
    if (const unsigned bits = special_mask(at); bits != 0) return at + std::countr_zero(bits);
}

// Printable ASCII without quote and backslash: the same inside and outside of JSON.
inline bool plain(std::string_view text) {
  const char* const end = text.data() + text.size();
  if (text.size() < sizeof(std::uint64_t)) {
    // Shifted in, not copied: a word read from bytes just written is what the machine waits for.
    std::uint64_t filled = kOnes * ' ';
    for (const char c : text) filled = (filled << 8U) | static_cast<unsigned char>(c);
    return unusual(filled) == 0;
  }
  if (text.size() < kBlock)
    return (unusual(word(text.data())) | unusual(word(end - sizeof(std::uint64_t)))) == 0;
  for (const char* at = text.data(); end - at > static_cast<std::ptrdiff_t>(kBlock); at += kBlock)
    if (unusual_mask(at) != 0) return false;
  return unusual_mask(end - kBlock) == 0;
}

// `text` to `to`, which has room for it. False when it is not plain(): then what stands there means
// nothing.
inline bool copy_plain(std::string_view text, char* to) {
  const char* const from = text.data();
  const std::size_t size = text.size();
  const auto copy = [&](std::size_t at, std::size_t bytes) {
    std::memcpy(to + at, from + at, bytes);
  };
  if (size >= kBlock) {
    unsigned odd = unusual_mask(from + size - kBlock);
    for (std::size_t at = 0; at + kBlock < size; at += kBlock) {
      odd |= unusual_mask(from + at);
      copy(at, kBlock);
    }
    copy(size - kBlock, kBlock);
    return odd == 0;
  }
  std::uint64_t bytes = kOnes * ' ';
  if (size >= sizeof bytes) {
    copy(0, sizeof bytes);
    copy(size - sizeof bytes, sizeof bytes);
    return (unusual(word(from)) | unusual(word(from + size - sizeof bytes))) == 0;
  }
  constexpr std::size_t kHalf = sizeof bytes / 2;
  if (size >= kHalf) {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::memcpy(&first, from, kHalf);
    std::memcpy(&last, from + size - kHalf, kHalf);
    copy(0, kHalf);
    copy(size - kHalf, kHalf);
    return unusual((std::uint64_t{first} << 32U) | last) == 0;
  }
  for (std::size_t at = 0; at < size; ++at) {
    to[at] = from[at];
    bytes = (bytes << 8U) | static_cast<unsigned char>(from[at]);
  }
  return unusual(bytes) == 0;
}

// A..Z of eight bytes to a..z.
constexpr std::uint64_t lower(std::uint64_t w) {
  const std::uint64_t seven = w & ~kHighs;
  const std::uint64_t from_a = seven + kOnes * (0x80 - 'A');
  const std::uint64_t beyond_z = seven + kOnes * (0x7f - 'Z');
  return w | (((from_a ^ beyond_z) & ~w & kHighs) >> 2U);
}
// `text` with a..z for A..Z to `to`, which has room for it.
inline void copy_lower(std::string_view text, char* to) {
  std::size_t i = 0;
  for (; i + sizeof(std::uint64_t) <= text.size(); i += sizeof(std::uint64_t)) {
    const std::uint64_t w = lower(word(text.data() + i));
    std::memcpy(to + i, &w, sizeof w);
  }
  for (; i < text.size(); ++i)
    to[i] = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + ('a' - 'A')) : text[i];
}

}  // namespace closemap::scan
