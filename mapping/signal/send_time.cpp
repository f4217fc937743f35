// Send times.
#include "mapping/signal/send_time.h"

#include <algorithm>

namespace closemap {
namespace {

bool quiet_at(const QuietHours& quiet, int minute) {
  if (quiet.from_minute <= quiet.to_minute)
    return minute >= quiet.from_minute && minute < quiet.to_minute;
  return minute >= quiet.from_minute || minute < quiet.to_minute;
}

// The local minute of a day as an instant, not before `t`: an hour that comes twice is met the
// second time when its first has gone.
Instant at_or_after(Instant t, const Zone& zone, Date day, int minute) {
  const Instant at = zone.at(day, minute);
  if (at >= t) return at;
  const Instant whole_minute{t.ms - t.ms % kMinuteMs};
  return std::max(t, whole_minute + (minute - zone.local_minute(t)) * kMinuteMs);
}

}  // namespace

Instant next_send(Instant t, const Zone& zone, const QuietHours& quiet, const Calendar& calendar,
                  Severity severity) {
  if (quiet.any_hour || (quiet.critical_pierces && severity == Severity::critical)) return t;
  const Date today = zone.local_date(t);
  if (calendar.working(today)) {
    const int minute = zone.local_minute(t);
    if (!quiet_at(quiet, minute)) return t;
    // The quiet hours end later today unless they began in the evening.
    if (minute < quiet.to_minute) return at_or_after(t, zone, today, quiet.to_minute);
  }
  const Date day = calendar.add(today, 1);
  return zone.at(day, quiet_at(quiet, 0) ? quiet.to_minute : 0);
}

Instant overdue_at(Date due, const Zone& owner_zone) { return owner_zone.at(due + 1, 0); }

std::string group_key(std::string_view plan_id, std::string_view person) {
  return std::string(plan_id) + "/" + std::string(person);
}

Instant group_due(Instant now, std::optional<Instant> last, Severity severity,
                  const Grouping& grouping) {
  const Instant at = now + grouping.wait_ms;
  if (!last || severity == Severity::critical) return at;
  return std::max(at, *last + grouping.interval_ms);
}

std::optional<Instant> repeat_due(Severity severity, Instant last, const Calendar& calendar,
                                  std::optional<Instant> next_review) {
  switch (severity) {
    case Severity::critical: {
      const Zone& zone = calendar.zone();
      return zone.at(calendar.add(zone.local_date(last), 1), zone.local_minute(last));
    }
    case Severity::warning:
      return next_review && *next_review > last ? next_review : std::nullopt;
    case Severity::info:
      break;
  }
  return std::nullopt;
}

bool over_daily_cap(std::int64_t sent_today, Severity severity, int per_day_max) {
  return severity != Severity::critical && per_day_max > 0 && sent_today >= per_day_max;
}

}  // namespace closemap
