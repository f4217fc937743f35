// no_economic_split, unsigned_party: the plan is active and not everything is agreed.
#include "mapping/signal/families.h"

namespace closemap {
namespace {

void add_unsigned(const SignalView& view, FoundSignals& found) {
  const std::optional<Date>& active = view.plan.history.activated_on;
  if (!active) return;
  const int since_bd = view.calendar().wd(*active, view.today);
  if (since_bd < view.thresholds.unsigned_party.grace_bd) return;
  for (const Party party : kParties) {
    const SignOff& signoff = view.plan.signoffs.at(static_cast<std::size_t>(party));
    if (signoff.state == SignOffState::signed_) continue;
    Signal& signal = add_signal(found, "unsigned_party", to_text(party),
                                party == Party::customer ? Severity::critical : Severity::warning,
                                {Role::coordinator, Role::party_lead});
    signal.party = party;
    add_input(signal, "state", to_text(signoff.state));
    add_input(signal, "active_since", *active);
    add_input(signal, "since_bd", since_bd);
    signal.value = since_bd;
  }
}

}  // namespace

void add_agreement_signals(const SignalView& view, FoundSignals& found) {
  if (view.plan.status != PlanStatus::active) return;
  if (view.thresholds.no_economic_split.enabled && !view.plan.economics)
    add_signal(found, "no_economic_split", "plan", Severity::warning,
               {Role::coordinator, Role::partner_lead});
  if (view.thresholds.unsigned_party.enabled) add_unsigned(view, found);
}

}  // namespace closemap
