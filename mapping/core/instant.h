// Instants (UTC milliseconds) and local time in a named zone (domain.md §1.1).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/core/date.h"
#include "mapping/core/result.h"

namespace closemap {

inline constexpr std::int64_t kMinuteMs = 60'000;

struct Instant {
  std::int64_t ms = 0;  // since 1970-01-01T00:00:00Z
  friend auto operator<=>(Instant, Instant) = default;
};
inline Instant operator+(Instant t, std::int64_t ms) { return Instant{t.ms + ms}; }
inline Instant operator-(Instant t, std::int64_t ms) { return Instant{t.ms - ms}; }
inline std::int64_t operator-(Instant a, Instant b) { return a.ms - b.ms; }

// RFC 3339 with 0..9 fraction digits (floored to ms), offset "Z", "+hh:mm" or "+hhmm"; leap second
// folded to the next second. Text without an offset is an error here; see parse_local.
Result<Instant> parse_instant(std::string_view text);
std::string to_text(Instant instant);  // "2026-11-22T05:07:46Z", milliseconds only when not zero
// The same to `to`, which has room for kInstantTextMax bytes; returns its end.
char* write_text(Instant instant, char* to);
inline constexpr std::size_t kInstantTextMax = kDateTextMax + 16;

// A validated IANA zone. Cheap to copy; the data behind it is the process-wide tz database.
class Zone {
 public:
  Zone();  // UTC
  static Result<Zone> find(std::string_view name);
  const std::string& name() const;

  Date local_date(Instant instant) const;
  int local_minute(Instant instant) const;  // 0..1439, minutes since local midnight
  // Local minute of a day (0..1440) to an instant: ambiguous = earliest, in a gap = the transition
  // instant.
  Instant at(Date date, int minute) const;
  // How the zone keeps its clocks around an instant; without end where it never changes them.
  struct Period {
    std::optional<Instant> end;  // the next change
    int offset_minutes = 0;      // from UTC, rounded down
    bool summer = false;
  };
  Period period(Instant instant) const;

 private:
  const void* zone_;  // date::time_zone
};

// ISO text without an offset ("2026-11-22 05:07:46" or with T), read in `zone`.
Result<Instant> parse_local(std::string_view text, const Zone& zone);

}  // namespace closemap
