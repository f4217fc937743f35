// TypeIDs: 128 bits as 26 base32 characters, first character 0..7.
#include "mapping/core/ids.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kSuffix = 26;
constexpr std::size_t kShownIdMax = 48;
constexpr std::size_t kCounter =
    3;  // first byte of those that count: version and variant lie before it

// Ten bits as the two characters they are.
constexpr std::size_t kPairBits = 10;
constexpr auto kPairs = [] {
  std::array<std::array<char, 2>, 1U << kPairBits> pairs{};
  for (std::size_t bits = 0; bits < pairs.size(); ++bits)
    pairs[bits] = {kAlphabet[bits >> 5U], kAlphabet[bits & 31U]};
  return pairs;
}();

// The lowest bits of `bits` as so many pairs that end before `end`; returns where they begin.
char* put_pairs(char* end, std::uint64_t bits, int pairs) {
  for (; pairs > 0; --pairs, bits >>= kPairBits) {
    end -= sizeof kPairs[0];
    std::memcpy(end, &kPairs[bits & (kPairs.size() - 1)], sizeof kPairs[0]);
  }
  return end;
}

std::uint64_t big_endian(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return std::endian::native == std::endian::big ? value : __builtin_bswap64(value);
}

}  // namespace

Uuid uuid_v7(Instant at, const std::array<std::uint8_t, 10>& random) {
  assert(at.ms >= 0);
  Uuid uuid{};
  const auto ms = static_cast<std::uint64_t>(at.ms);
  for (std::size_t i = 0; i < 6; ++i) uuid[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
  for (std::size_t i = 0; i < random.size(); ++i) uuid[6 + i] = random[i];
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0FU) | 0x70U);  // version 7
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3FU) | 0x80U);  // RFC 9562 variant
  return uuid;
}

std::string type_id(std::string_view prefix, const Uuid& uuid) {
  const std::uint64_t high = big_endian(uuid.data());
  const std::uint64_t low = big_endian(uuid.data() + 8);
  const std::size_t start = prefix.empty() ? 0 : prefix.size() + 1;
  std::string text(start + kSuffix, '_');
  std::copy(prefix.begin(), prefix.end(), text.begin());
  char* at = put_pairs(text.data() + text.size(), low, 6);  // its lower 60 bits
  at = put_pairs(at, low >> 60U | high << 4U, 1);
  put_pairs(at, high >> 6U, 6);
  return text;
}

std::string IdMaker::make(std::string_view prefix, Instant at) {
  if (last_ != at) {
    last_ = at;
    tail_ = random_.bytes10();
    tail_[kCounter] &= 0x7FU;  // room to count within the millisecond
  } else {
    std::uint64_t carry = 1 + (random_.next() >> 32U);
    for (std::size_t i = tail_.size(); i-- > kCounter; carry >>= 8U) {
      carry += tail_[i];
      tail_[i] = static_cast<std::uint8_t>(carry);
    }
  }
  return type_id(prefix, uuid_v7(at, tail_));
}

Result<Uuid> parse_type_id(std::string_view text, std::string_view prefix) {
  const auto refused = [&](std::string_view why) {
    return Error{Fault::permanent,
                 "id '" + printable(shorten(text, kShownIdMax)) + "' " + std::string(why)};
  };
  const std::string start = prefix.empty() ? "" : std::string(prefix) + "_";
  if (text.size() != start.size() + kSuffix || text.substr(0, start.size()) != start)
    return refused("is not " + start + " and 26 characters");
  const std::string_view suffix = text.substr(start.size());
  if (suffix.front() > '7') return refused("is larger than 128 bits");
  Uuid uuid{};
  for (std::size_t i = 0; i < kSuffix; ++i) {
    const std::size_t value = kAlphabet.find(suffix[i]);
    if (value == std::string_view::npos) return refused("has a character outside base32");
    for (std::size_t b = 0; b < 5; ++b) {
      const std::size_t at = i * 5 + b;
      if (at < 2 || ((value >> (4 - b)) & 1U) == 0) continue;
      uuid[(at - 2) / 8] =
          static_cast<std::uint8_t>(uuid[(at - 2) / 8] | (1U << (7 - (at - 2) % 8)));
    }
  }
  return uuid;
}

}  // namespace closemap
