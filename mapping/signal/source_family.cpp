// source_deleted: an opportunity of the deal is gone from its CRM; the operator hears, the owners
// are left in peace (L12).
#include "mapping/signal/families.h"

namespace closemap {

void add_source_signals(const SignalView& view, std::vector<Signal>& found) {
  if (!view.thresholds.source_deleted.enabled) return;
  for (const Opportunity& opportunity : view.plan.opportunities) {
    if (!opportunity.deleted) continue;
    Signal signal;
    signal.name = "source_deleted";
    signal.subject = std::string(to_text(opportunity.side));
    signal.severity = Severity::warning;
    signal.party = opportunity.side;
    signal.audience = {Role::operators};
    signal.inputs = {{"connector", opportunity.ref.connection},
                     {"record", opportunity.ref.record},
                     {"name", opportunity.name}};
    found.push_back(std::move(signal));
  }
}

}  // namespace closemap
