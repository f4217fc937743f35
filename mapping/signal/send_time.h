// When a notice may go: the reader's own zone, working days and quiet hours, and how notices of one
// plan gather (domain.md §5, L20).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/core/calendar.h"
#include "mapping/signal/signal.h"

namespace closemap {

// Local minutes of a day; the start is quiet, the end is not. from > to goes over midnight, from ==
// to is never quiet.
struct QuietHours {
  bool any_hour = false;  // no quiet hours and no free days: any hour, any day
  int from_minute = 18 * 60, to_minute = 8 * 60;
  bool critical_pierces = false;  // critical notices do not wait
  friend bool operator==(const QuietHours&, const QuietHours&) = default;
};

// The first instant at or after `t` outside the quiet hours on a working day of `calendar`, in the
// reader's zone. Never before `t`, also where a clock is set back.
Instant next_send(Instant t, const Zone& zone, const QuietHours& quiet, const Calendar& calendar,
                  Severity severity = Severity::warning);

// The instant a step due on this day is overdue: the start of the next local day.
Instant overdue_at(Date due, const Zone& owner_zone);

// Notices of one (plan, reader) share a message.
std::string group_key(std::string_view plan_id, std::string_view person);
struct Grouping {
  std::int64_t wait_ms = 600'000;              // the first notice waits for others
  std::int64_t interval_ms = 4LL * 3'600'000;  // between two messages of a group
};
// When the group's next message is due for a notice that comes at `now`; `last` is its latest
// message. A critical notice does not wait for the interval.
Instant group_due(Instant now, std::optional<Instant> last, Severity severity,
                  const Grouping& grouping);

// When a notice that nobody acted on is repeated: critical one working day later at the same local
// time, warning with the plan's next review, info never.
std::optional<Instant> repeat_due(Severity severity, Instant last, const Calendar& calendar,
                                  std::optional<Instant> next_review);

// The reader had so many messages today that another, unless it is critical, goes to the digest.
// per_day_max == 0: no cap.
bool over_daily_cap(std::int64_t sent_today, Severity severity, int per_day_max);

}  // namespace closemap
