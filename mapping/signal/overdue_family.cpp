// overdue: the promise has passed in the owner's zone and the step is open (L20).
#include "mapping/signal/families.h"

namespace closemap {

void add_overdue_signals(const SignalView& view, std::vector<Signal>& found) {
  if (!view.thresholds.overdue.enabled) return;
  for (Node node = 0; node < view.step.size(); ++node) {
    if (view.step[node] == nullptr || !open_step(*view.step[node])) continue;
    const Milestone& step = *view.step[node];
    if (!step.due || view.now < owner_zone(view.plan, step).at(*step.due + 1, 0)) continue;
    const Date today = owner_zone(view.plan, step).local_date(view.now);
    const Calendar& calendar = view.network.calendars[view.network.milestones[node].calendar];
    const int late_bd = calendar.wd(*step.due, today);
    Signal signal;
    signal.name = "overdue";
    signal.subject = view.network.milestones[node].id;
    signal.severity =
        late_bd >= view.thresholds.overdue.critical_bd ? Severity::critical : Severity::warning;
    signal.party = step.party;
    signal.audience = {Role::owner};
    if (signal.severity == Severity::critical) {
      signal.audience.add(Role::party_lead);
      signal.audience.add(Role::coordinator);
    }
    signal.inputs = {{"due", to_text(*step.due)},
                     {"today", to_text(today)},
                     {"overdue_bd", std::to_string(late_bd)}};
    signal.value = late_bd;
    found.push_back(std::move(signal));
  }
}

}  // namespace closemap
