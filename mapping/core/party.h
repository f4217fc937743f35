// The three parties of a close map; exactly these (domain.md §1.1).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace closemap {

enum class Party : std::uint8_t { vendor, partner, customer };
inline constexpr std::array<Party, 3> kParties{Party::vendor, Party::partner, Party::customer};

constexpr std::string_view to_text(Party party) {
  switch (party) {
    case Party::vendor:
      return "vendor";
    case Party::partner:
      return "partner";
    case Party::customer:
      return "customer";
  }
  return "";
}
// Exactly our word: of documents and the configuration.
constexpr std::optional<Party> parse_party(std::string_view text) {
  for (Party party : kParties)
    if (to_text(party) == text) return party;
  return std::nullopt;
}
// Our word however a CRM or a person writes it ("Partner"): the one rule for what a source says.
std::optional<Party> party_named(std::string_view word);

}  // namespace closemap
