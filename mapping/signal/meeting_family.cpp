// eb_meeting_unscheduled: the economic buyer's meeting has no date, and the time it needs is near.
#include <algorithm>

#include "mapping/signal/families.h"

namespace closemap {

void add_meeting_signals(const SignalView& view, FoundSignals& found) {
  const auto& limits = view.thresholds.eb_meeting_unscheduled;
  if (!limits.enabled) return;
  for (Node node = 0; node < view.step.size(); ++node) {
    const SignalStep& step = view.step[node];
    if (!step.open() || !step.is_kind("eb_meeting") || step.milestone->scheduled_at) continue;
    std::optional<Date> needed = step.milestone->due;
    if (const auto& late = view.schedule.milestones[node].late_finish)
      needed = needed ? std::min(*needed, *late) : *late;
    const bool near = needed && view.calendar(node).wd(view.today, *needed) <= limits.lead_bd;
    const bool declined = step.milestone->declined_count >= limits.declines;
    if (!near && !declined) continue;
    Signal& signal = add_step_signal(view, found, "eb_meeting_unscheduled", node,
                                     declined ? Severity::critical : Severity::warning,
                                     {Role::owner, Role::coordinator, Role::customer_sponsor});
    if (needed) {
      const int away_bd = view.calendar(node).wd(view.today, *needed);
      add_input(signal, "needed_by", *needed);
      add_input(signal, "away_bd", away_bd);
      signal.value = away_bd;
    }
    if (step.milestone->declined_count > 0)
      add_input(signal, "declined", step.milestone->declined_count);
  }
}

}  // namespace closemap
