// Tryton's datetimes: UTC, microseconds, as text in cursors and as tagged objects on the wire.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace closemap::tryton {

// Microseconds since 1970-01-01T00:00:00 UTC; what create_date and write_date hold.
struct Stamp {
  std::int64_t us = 0;
  friend auto operator<=>(Stamp, Stamp) = default;
};

struct StampParts {
  std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, microsecond = 0;
};
std::optional<Stamp> stamp_of(const StampParts& parts);  // nothing when a part is out of range

std::string to_text(Stamp stamp);  // "2026-11-24T05:54:42.538905", always 26 characters
std::optional<Stamp> parse_stamp(std::string_view text);  // exactly what to_text writes
std::string to_wire(Stamp stamp);  // {"__class__":"datetime",…} with every key (api-facts §7.4)

// Where a keyset walk stands: the next row has a greater (stamp, id).
struct Position {
  Stamp stamp;
  std::int64_t id = 0;
  friend auto operator<=>(const Position&, const Position&) = default;
};

}  // namespace closemap::tryton
