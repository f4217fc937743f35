// overdue: the promise has passed in the owner's zone and the step is open (L20).
#include "mapping/signal/families.h"
#include "mapping/signal/send_time.h"

namespace closemap {
namespace {

void add_overdue(const SignalView& view, Node node, FoundSignals& found) {
  const Milestone& step = *view.step[node].milestone;
  const Zone zone = owner_zone(view.plan, step);
  if (view.now < overdue_at(*step.due, zone)) return;
  const Date today = zone.local_date(view.now);
  const int late_bd = view.calendar(node).wd(*step.due, today);
  const bool critical = late_bd >= view.thresholds.overdue.critical_bd;
  Signal& signal =
      add_step_signal(view, found, "overdue", node,
                      critical ? Severity::critical : Severity::warning, {Role::owner});
  if (critical) {
    signal.audience.add(Role::party_lead);
    signal.audience.add(Role::coordinator);
  }
  add_input(signal, "due", *step.due);
  add_input(signal, "today", today);
  add_input(signal, "overdue_bd", late_bd);
  signal.value = late_bd;
}

}  // namespace

void add_overdue_signals(const SignalView& view, FoundSignals& found) {
  if (!view.thresholds.overdue.enabled) return;
  // No zone is a whole day ahead of UTC: a later due date has passed nowhere, whoever owns it.
  const Date farthest = Zone{}.local_date(view.now) + 1;
  for (Node node = 0; node < view.step.size(); ++node)
    if (const SignalStep& step = view.step[node];
        step.open() && step.milestone->due && *step.milestone->due < farthest)
      add_overdue(view, node, found);
}

}  // namespace closemap
