// source_deleted, owner_inactive, currency_unknown: what the operators hear of, read from the plan
// (L12, L18).
#include "mapping/signal/families.h"

namespace closemap {
namespace {

// The opportunity is gone from its CRM; its owners are left in peace.
void add_source_deleted(const Opportunity& opportunity, FoundSignals& found) {
  Signal signal = ops_signal("source_deleted", std::string(to_text(opportunity.side)),
                             {{"connector", opportunity.ref.connection},
                              {"record", opportunity.ref.record},
                              {"name", opportunity.name}});
  signal.party = opportunity.side;
  found.add() = std::move(signal);
}

void add_currency_unknown(const Opportunity& opportunity, FoundSignals& found) {
  if (!opportunity.amount || currency_exponent(opportunity.amount->currency)) return;
  Signal signal = ops_signal("currency_unknown", std::string(to_text(opportunity.side)),
                             {{"connector", opportunity.ref.connection},
                              {"record", opportunity.ref.record},
                              {"currency", opportunity.amount->currency}});
  signal.party = opportunity.side;
  found.add() = std::move(signal);
}

// The step falls to its party's lead, who hears too.
void add_owner_inactive(const SignalView& view, Node node, FoundSignals& found) {
  const SignalStep& step = view.step[node];
  if (!step.open() || step.owner == nullptr || step.owner->active ||
      step.ownership != Ownership::named)
    return;
  Signal signal = ops_signal("owner_inactive", view.id(node), {{"owner", step.owner->name}});
  signal.party = step.party();
  signal.audience = {Role::operators, Role::coordinator, Role::party_lead};
  found.add() = std::move(signal);
}

}  // namespace

void add_source_signals(const SignalView& view, FoundSignals& found) {
  for (const Opportunity& opportunity : view.plan.opportunities) {
    if (opportunity.deleted) {
      if (view.thresholds.source_deleted.enabled) add_source_deleted(opportunity, found);
    } else if (view.thresholds.currency_unknown.enabled) {
      add_currency_unknown(opportunity, found);
    }
  }
  if (!view.thresholds.owner_inactive.enabled) return;
  for (Node node = 0; node < view.step.size(); ++node) add_owner_inactive(view, node, found);
}

}  // namespace closemap
