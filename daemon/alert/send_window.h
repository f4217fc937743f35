// When a person may be written to: their own zone, working days, quiet hours (domain.md §5 send
// time, L20).
#pragma once

#include "config/settings.h"
#include "mapping/core/calendar.h"

namespace closemap {

// The first instant at or after `t` outside the quiet hours on a working day of `calendar`, in the
// recipient's zone. Quiet hours include their start, not their end; quiet = "none" returns t.
Instant next_send(Instant t, const Zone& zone, const QuietHours& quiet, const Calendar& calendar);

}  // namespace closemap
