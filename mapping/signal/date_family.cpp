// no_dates: an open step that promises nothing.
#include "mapping/signal/families.h"

namespace closemap {

void add_date_signals(const SignalView& view, FoundSignals& found) {
  if (!view.thresholds.no_dates.enabled) return;
  for (Node node = 0; node < view.step.size(); ++node)
    if (view.step[node].open() && !view.step[node].milestone->due)
      add_step_signal(view, found, "no_dates", node, Severity::warning,
                      {Role::owner, Role::coordinator});
}

}  // namespace closemap
