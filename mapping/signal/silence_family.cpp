// ghosting, stale_plan, review_missed: nobody says anything (domain.md §4).
#include <algorithm>

#include "mapping/signal/families.h"

namespace closemap {
namespace {

std::optional<Date> last_heard(const Plan& plan, Party party) {
  return plan.history.last_activity.at(static_cast<std::size_t>(party));
}

int silence_limit(const Thresholds::Ghosting& limits, Party party) {
  switch (party) {
    case Party::customer:
      return limits.customer_bd;
    case Party::partner:
      return limits.partner_bd;
    case Party::vendor:
      break;
  }
  return limits.vendor_bd;
}

// The party's open step that is due first, when that is soon or was already.
std::optional<Node> step_waiting(const SignalView& view, Party party) {
  std::optional<Node> first;
  for (Node node = 0; node < view.step.size(); ++node) {
    const SignalStep& step = view.step[node];
    if (!step.open() || step.party() != party || !step.milestone->due) continue;
    if (*step.milestone->due > view.today + view.thresholds.ghosting.horizon_cd) continue;
    if (!first || *step.milestone->due < *view.step[*first].milestone->due) first = node;
  }
  return first;
}

void add_ghosting(const SignalView& view, Party party, FoundSignals& found) {
  const auto& limits = view.thresholds.ghosting;
  const std::optional<Date> heard = last_heard(view.plan, party);
  const std::optional<Date> since = heard ? heard : view.plan.history.activated_on;
  if (!since) return;
  const int silent_bd = view.calendar().wd(*since, view.today);
  const int limit = silence_limit(limits, party);
  if (silent_bd < limit) return;
  const std::optional<Node> step = step_waiting(view, party);
  if (!step) return;
  const bool critical = party == Party::customer || silent_bd >= limits.critical_times * limit;
  Signal& signal = add_signal(found, "ghosting", to_text(party),
                              critical ? Severity::critical : Severity::warning,
                              {Role::coordinator, Role::other_leads});
  if (party == Party::customer) signal.audience.add(Role::customer_sponsor);
  signal.party = party;
  add_input(signal, heard ? "last_heard" : "active_since", *since);
  add_input(signal, "silent_bd", silent_bd);
  add_input(signal, "step", view.id(*step));
  add_input(signal, "due", *view.step[*step].milestone->due);
  signal.value = silent_bd;
}

void add_stale(const SignalView& view, FoundSignals& found) {
  std::optional<Date> newest;
  for (const Party party : kParties)
    if (const auto heard = last_heard(view.plan, party); heard && (!newest || *heard > *newest))
      newest = heard;
  if (!newest) newest = view.plan.history.activated_on;
  if (!newest || view.today - *newest < view.thresholds.stale_plan.warning_cd) return;
  Signal& signal = add_signal(found, "stale_plan", "plan", Severity::warning,
                              {Role::coordinator, Role::all_leads});
  signal.value = view.today - *newest;
  add_input(signal, "last_activity", *newest);
  add_input(signal, "quiet_cd", view.today - *newest);
}

void add_review_missed(const SignalView& view, FoundSignals& found) {
  if (!view.plan.next_review_at) return;
  const Date planned = view.zone.local_date(*view.plan.next_review_at);
  const std::optional<Date>& held = view.plan.history.last_review;
  if (held && *held >= planned) return;
  const int late_bd = view.calendar().wd(planned, view.today);
  if (late_bd <= view.thresholds.review_missed.grace_bd) return;
  Signal& signal = add_signal(found, "review_missed", "plan", Severity::info, {Role::coordinator});
  signal.value = late_bd;
  add_input(signal, "planned", planned);
  if (held) add_input(signal, "last_review", *held);
  add_input(signal, "late_bd", late_bd);
}

}  // namespace

void add_silence_signals(const SignalView& view, FoundSignals& found) {
  if (view.thresholds.ghosting.enabled)
    for (const Party party : kParties) add_ghosting(view, party, found);
  if (view.thresholds.stale_plan.enabled) add_stale(view, found);
  if (view.thresholds.review_missed.enabled) add_review_missed(view, found);
}

}  // namespace closemap
