// TypeIDs: 128 bits as 26 base32 characters, first character 0..7.
#include "mapping/core/ids.h"

#include <cassert>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kSuffix = 26;
constexpr std::size_t kShownIdMax = 48;

// Bit `at` of the 130-bit number that is two zero bits and the UUID, most significant first.
unsigned bit(const Uuid& uuid, std::size_t at) {
  if (at < 2) return 0;
  const std::size_t i = at - 2;
  return (uuid[i / 8] >> (7 - i % 8)) & 1U;
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
  std::string text(prefix);
  text.reserve(prefix.size() + 1 + kSuffix);
  if (!prefix.empty()) text.push_back('_');
  for (std::size_t i = 0; i < kSuffix; ++i) {
    unsigned value = 0;
    for (std::size_t b = 0; b < 5; ++b) value = value * 2 + bit(uuid, i * 5 + b);
    text.push_back(kAlphabet[value]);
  }
  return text;
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
