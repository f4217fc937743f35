// scope_creep, procurement_surprise: the plan grew after it was agreed, or a step is missing that
// deals do not close without.
#include "mapping/signal/families.h"

namespace closemap {
namespace {

// The day a step was added, when that was after the baseline.
std::optional<Date> added_late(const SignalView& view, const SignalStep& step) {
  if (!view.plan.baselined_on || !step.active() || !step.milestone->added_at) return std::nullopt;
  const Date on = view.zone.local_date(*step.milestone->added_at);
  return on > *view.plan.baselined_on ? std::optional<Date>(on) : std::nullopt;
}

// One signal for all of them: its subject is their ids.
void add_scope_creep(const SignalView& view, FoundSignals& found) {
  const auto& limits = view.thresholds.scope_creep;
  std::string ids;
  int count = 0;
  int recent = 0;
  std::optional<Party> party;
  bool one_party = true;
  for (Node node = 0; node < view.step.size(); ++node) {
    const std::optional<Date> on = added_late(view, view.step[node]);
    if (!on) continue;
    if (view.within(*on, limits.window_cd)) ++recent;
    one_party = one_party && (!party || *party == view.step[node].party());
    party = view.step[node].party();
    ids += (count++ == 0 ? "" : ",") + view.id(node);
  }
  if (count == 0) return;
  Severity severity = recent >= limits.warning_count ? Severity::warning : Severity::info;
  if (view.breaks_close()) severity = Severity::critical;
  Signal& signal =
      add_signal(found, "scope_creep", ids, severity, {Role::coordinator, Role::party_lead});
  if (one_party) signal.party = party;
  add_input(signal, "added", count);
  add_input(signal, "recent", recent);
  add_input(signal, "baselined_on", *view.plan.baselined_on);
  if (view.breaks_close()) add_input(signal, "forecast", view.close->forecast);
  signal.value = count;
}

bool surprising(const SignalStep& step) {
  return step.is_category("procurement") || step.is_category("legal") ||
         step.is_category("security");
}

void add_surprises(const SignalView& view, FoundSignals& found) {
  for (Node node = 0; node < view.step.size(); ++node) {
    const SignalStep& step = view.step[node];
    if (!step.open() || !surprising(step)) continue;
    const std::optional<Date> on = added_late(view, step);
    if (!on) continue;
    Signal& signal = add_step_signal(view, found, "procurement_surprise", node, Severity::warning,
                                     {Role::coordinator, Role::vendor_lead});
    add_input(signal, "added_on", *on);
    add_input(signal, "category", step.milestone->category);
    add_input(signal, "baselined_on", *view.plan.baselined_on);
  }
}

void add_procurement_missing(const SignalView& view, FoundSignals& found) {
  const auto& limits = view.thresholds.procurement_surprise;
  if (!limits.required || !view.plan.procurement_required || !view.target) return;
  const int away_cd = *view.target - view.today;
  if (away_cd < 0 || away_cd > limits.horizon_cd) return;
  for (const SignalStep& step : view.step)
    if (step.active() && step.is_category("procurement")) return;
  Signal& signal =
      add_signal(found, "procurement_surprise", "missing", Severity::warning, {Role::coordinator});
  add_input(signal, "target", *view.target);
  add_input(signal, "away_cd", away_cd);
  signal.value = away_cd;
}

}  // namespace

void add_scope_signals(const SignalView& view, FoundSignals& found) {
  if (view.thresholds.scope_creep.enabled) add_scope_creep(view, found);
  if (!view.thresholds.procurement_surprise.enabled) return;
  add_surprises(view, found);
  add_procurement_missing(view, found);
}

}  // namespace closemap
