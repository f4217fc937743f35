// handoff_stalled: a handoff was offered and its receiver has not answered within the hours agreed,
// counted in the receiver's working hours.
#include <algorithm>

#include "mapping/signal/families.h"

namespace closemap {
namespace {

constexpr std::int64_t kHourMinutes = 60;
constexpr MinuteSpan kOfficeHours{9 * 60, 17 * 60};

const Calendar* named(const CalendarLookup& calendars, const std::string& name) {
  return name.empty() || !calendars ? nullptr : calendars(name);
}

}  // namespace

Calendar handoff_calendar(const Plan& plan, const Handoff& handoff, const Calendar& plan_calendar,
                          const CalendarLookup& calendars) {
  if (const auto receiver = plan.people.find(handoff.to_person); receiver != plan.people.end())
    if (const Calendar* own = named(calendars, receiver->second.calendar)) return *own;
  if (const Calendar* partys = named(calendars, plan.party(handoff.to).calendar)) return *partys;
  return plan_calendar.with_hours(plan_zone(plan), kOfficeHours);
}

Patience patience(const Handoff& handoff, const Thresholds::HandoffStalled& limits) {
  const std::int64_t agreed = handoff.accept_within_bh;
  return {
      agreed * kHourMinutes,
      std::max<std::int64_t>(limits.critical_bh, limits.critical_times * agreed) * kHourMinutes};
}

void add_handoff_signals(const SignalView& view, FoundSignals& found) {
  const auto& limits = view.thresholds.handoff_stalled;
  if (!limits.enabled) return;
  for (const auto& [id, handoff] : view.plan.handoffs) {
    if (!waiting(handoff)) continue;
    const Calendar calendar = handoff_calendar(view.plan, handoff, view.calendar(), view.calendars);
    const auto [warning, critical] = patience(handoff, limits);
    const std::int64_t waited = calendar.business_minutes(*handoff.offered_at, view.now);
    if (waited <= warning) continue;
    Signal& signal = add_signal(found, "handoff_stalled", id, Severity::warning,
                                {Role::handoff_receiver, Role::handoff_giver, Role::coordinator});
    signal.party = handoff.to;
    if (waited > critical) {
      signal.severity = Severity::critical;
      signal.audience.add(Role::handoff_leads);
    }
    // Not how long it waits: that changes with every minute, and a signal only when it says more.
    add_input(signal, "what", handoff.what);
    add_input(signal, "offered_at", to_text(*handoff.offered_at));
    add_input(signal, "accept_by",
              to_text(calendar.add_business_minutes(*handoff.offered_at, warning)));
    add_input(signal, "accept_within_bh", handoff.accept_within_bh);
    signal.value = handoff.accept_within_bh;
  }
}

}  // namespace closemap
