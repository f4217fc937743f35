// TypeIDs: prefix_ + 26 Crockford base32 characters of a UUIDv7 (domain.md §1.1).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/core/instant.h"
#include "mapping/core/random.h"
#include "mapping/core/result.h"

namespace closemap {

using Uuid = std::array<std::uint8_t, 16>;

// UUIDv7 of an instant and 10 bytes of randomness handed in by the caller (mapping/ draws none
// itself).
Uuid uuid_v7(Instant at, const std::array<std::uint8_t, 10>& random);
// Any prefix; without one the text is the 26 characters alone (TypeID 0.3.0).
std::string type_id(std::string_view prefix, const Uuid& uuid);
Result<Uuid> parse_type_id(std::string_view text, std::string_view prefix);

// TypeIDs that ascend in the order they are made, within a millisecond as well (RFC 9562 §6.2,
// method 2), unless the clock goes back: an index of them grows at its end. One thread.
class IdMaker {
 public:
  explicit IdMaker(std::uint64_t seed) : random_(seed) {}
  std::string make(std::string_view prefix, Instant at);
  // Another one, for another thread. Its ids and those of this one do not ascend together.
  IdMaker fork() { return IdMaker(random_.next()); }

 private:
  SplitMix64 random_;
  std::optional<Instant> last_;
  std::array<std::uint8_t, 10> tail_{};
};

}  // namespace closemap
