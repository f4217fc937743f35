// When to look at a plan again although nothing happened.
#include <algorithm>

#include "mapping/signal/families.h"

namespace closemap {
namespace {

Instant midnight_after(const Zone& zone, Instant now) {
  return zone.at(zone.local_date(now) + 1, 0);
}

// The first instant after `now` at which the handoff has waited more than `patience_bm` business
// minutes; kNeverEvaluate when it has already.
Instant runs_out(const Calendar& calendar, Instant offered, std::int64_t patience_bm, Instant now) {
  const Instant at = calendar.add_business_minutes(offered, patience_bm + 1);
  return at > now ? at : kNeverEvaluate;
}

Instant next_stall(const Plan& plan, Instant now, const Thresholds& thresholds,
                   const CalendarLookup& calendars) {
  Instant next = kNeverEvaluate;
  if (!thresholds.handoff_stalled.enabled) return next;
  for (const auto& [id, handoff] : plan.handoffs) {
    if (!waiting(handoff)) continue;
    const Calendar calendar =
        handoff_calendar(plan, handoff, calendar_of(plan, calendars), calendars);
    const Patience limits = patience(handoff, thresholds.handoff_stalled);
    next = std::min(next, runs_out(calendar, *handoff.offered_at, limits.warning, now));
    next = std::min(next, runs_out(calendar, *handoff.offered_at, limits.critical, now));
  }
  return next;
}

}  // namespace

Instant next_evaluation(const Plan& plan, Instant now, const Thresholds& thresholds,
                        const CalendarLookup& calendars) {
  if (closed(plan.status)) return kNeverEvaluate;
  Instant next = midnight_after(plan_zone(plan), now);
  // No zone is a whole day ahead of UTC: a step due later than that is not due anywhere yet.
  const Date farthest = Zone{}.local_date(now) + 1;
  for (const auto& [id, milestone] : plan.milestones) {
    if (milestone.disposition != Disposition::active ||
        milestone.status == MilestoneStatus::complete || !milestone.due ||
        *milestone.due > farthest)
      continue;
    const Zone zone = owner_zone(plan, milestone);
    if (*milestone.due <= zone.local_date(now)) next = std::min(next, midnight_after(zone, now));
  }
  return std::min(next, next_stall(plan, now, thresholds, calendars));
}

}  // namespace closemap
