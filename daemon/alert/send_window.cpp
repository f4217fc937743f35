// The send window.
#include "daemon/alert/send_window.h"

namespace closemap {
namespace {

constexpr int kDaysAheadMax =
    60;  // a calendar without a working day for two months holds nothing back

bool quiet_at(const QuietHours& quiet, int minute) {
  if (quiet.from_minute == quiet.to_minute) return false;
  if (quiet.from_minute < quiet.to_minute)
    return minute >= quiet.from_minute && minute < quiet.to_minute;
  return minute >= quiet.from_minute || minute < quiet.to_minute;
}

}  // namespace

Instant next_send(Instant t, const Zone& zone, const QuietHours& quiet, const Calendar& calendar) {
  if (quiet.any_hour) return t;
  Date day = zone.local_date(t);
  int minute = zone.local_minute(t);
  for (int ahead = 0; ahead < kDaysAheadMax; ++ahead) {
    if (calendar.working(day)) {
      if (!quiet_at(quiet, minute))
        return ahead == 0 && minute == zone.local_minute(t) ? t : zone.at(day, minute);
      const bool over_midnight = quiet.from_minute > quiet.to_minute;
      if (minute < quiet.to_minute || !over_midnight) {  // the quiet hours end later today
        if (!quiet_at(quiet, quiet.to_minute) && minute < quiet.to_minute)
          return zone.at(day, quiet.to_minute);
      }
    }
    day = day + 1;
    minute = 0;
  }
  return t;
}

}  // namespace closemap
