// one_sided_plan, partner_wont_commit: a party that owns nothing, or not its share.
#include <array>

#include "mapping/signal/families.h"

namespace closemap {
namespace {

constexpr double kPerCent = 100;

void add_one_sided(const SignalView& view, FoundSignals& found) {
  int all = 0;  // owner-less ones count for nobody, but they are steps of the plan
  std::array<int, kParties.size()> owned{};
  for (const SignalStep& step : view.step) {
    if (!step.active()) continue;
    ++all;
    if (step.owner != nullptr) ++owned.at(static_cast<std::size_t>(step.owner->party));
  }
  for (const Party party : kParties) {
    const int own = owned.at(static_cast<std::size_t>(party));
    const bool customer = party == Party::customer;
    const double share = all == 0 ? 0 : static_cast<double>(own) / all;
    const bool little = customer && share < view.thresholds.one_sided_plan.customer_share_min;
    if (own > 0 && !little) continue;
    Signal& signal = add_signal(found, "one_sided_plan", to_text(party),
                                own == 0 && customer ? Severity::critical : Severity::warning,
                                {Role::coordinator});
    signal.party = party;
    add_input(signal, "owned", own);
    add_input(signal, "steps", all);
    if (customer)
      add_input(signal, "share_min_pct",
                static_cast<int>(view.thresholds.one_sided_plan.customer_share_min * kPerCent));
    signal.value = own;
  }
}

bool partner_commits(const SignalView& view) {
  for (const SignalStep& step : view.step)
    if (step.active() && step.party() == Party::partner && step.ownership == Ownership::named &&
        (step.milestone->due || step.milestone->actual))
      return true;
  return false;
}

void add_wont_commit(const SignalView& view, FoundSignals& found) {
  const std::optional<Date>& invited = view.plan.history.partner_invited_on;
  if (!invited) return;
  const int since_bd = view.calendar().wd(*invited, view.today);
  if (since_bd < view.thresholds.partner_wont_commit.grace_bd || partner_commits(view)) return;
  Signal& signal = add_signal(found, "partner_wont_commit", to_text(Party::partner),
                              Severity::critical, {Role::partner_manager, Role::coordinator});
  signal.party = Party::partner;
  add_input(signal, "invited_on", *invited);
  add_input(signal, "since_bd", since_bd);
  signal.value = since_bd;
}

}  // namespace

void add_share_signals(const SignalView& view, FoundSignals& found) {
  if (view.thresholds.one_sided_plan.enabled) add_one_sided(view, found);
  if (view.thresholds.partner_wont_commit.enabled) add_wont_commit(view, found);
}

}  // namespace closemap
