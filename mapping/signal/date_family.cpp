// no_dates: an open step that promises nothing.
#include "mapping/signal/families.h"

namespace closemap {

void add_date_signals(const SignalView& view, std::vector<Signal>& found) {
  if (!view.thresholds.no_dates.enabled) return;
  for (Node node = 0; node < view.step.size(); ++node) {
    if (view.step[node] == nullptr || !open_step(*view.step[node]) || view.step[node]->due)
      continue;
    Signal signal;
    signal.name = "no_dates";
    signal.subject = view.network.milestones[node].id;
    signal.severity = Severity::warning;
    signal.party = view.step[node]->party;
    signal.audience = {Role::owner, Role::coordinator};
    found.push_back(std::move(signal));
  }
}

}  // namespace closemap
