// plan_too_late, over_planned_small_deal: the plan does not fit the deal it was made for.
#include <algorithm>
#include <cmath>

#include "mapping/signal/families.h"

namespace closemap {
namespace {

void add_too_late(const SignalView& view, FoundSignals& found) {
  const auto& limits = view.thresholds.plan_too_late;
  const std::optional<int>& rank = view.plan.created_stage_rank;
  if (!rank || *rank < std::min(limits.info_rank, limits.warning_rank)) return;
  Signal& signal = add_signal(found, "plan_too_late", "plan",
                              *rank >= limits.warning_rank ? Severity::warning : Severity::info,
                              {Role::coordinator});
  add_input(signal, "stage_rank", *rank);
  signal.value = *rank;
}

// Below so many major units of its own currency; false for a currency nobody knows.
bool below(const Money& money, double major) {
  const auto exponent = currency_exponent(money.currency);
  return exponent && static_cast<double>(money.minor) < major * std::pow(10.0, *exponent);
}

void add_over_planned(const SignalView& view, FoundSignals& found) {
  const auto& limits = view.thresholds.over_planned_small_deal;
  if (!view.plan.amount || !below(*view.plan.amount, limits.amount)) return;
  const int people = customer_stakeholders(view.plan);
  if (people > limits.stakeholders) return;
  Signal& signal =
      add_signal(found, "over_planned_small_deal", "plan", Severity::info, {Role::coordinator});
  add_input(signal, "amount", to_text(*view.plan.amount));
  add_input(signal, "stakeholders", people);
  signal.value = people;
}

}  // namespace

void add_fit_signals(const SignalView& view, FoundSignals& found) {
  if (view.thresholds.plan_too_late.enabled) add_too_late(view, found);
  if (view.thresholds.over_planned_small_deal.enabled) add_over_planned(view, found);
}

}  // namespace closemap
