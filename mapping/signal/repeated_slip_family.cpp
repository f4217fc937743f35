// repeated_slip: promises of a step, or of the whole plan, were moved later again and again.
#include <algorithm>

#include "mapping/signal/families.h"

namespace closemap {
namespace {

bool counts(const SignalView& view, const SlipEvent& event) {
  const auto& limits = view.thresholds.repeated_slip;
  return event.delta_bd >= limits.each_bd && view.within(event.on, limits.window_cd);
}

void add_sums(Signal& signal, int count, int total_bd, Date last) {
  add_input(signal, "slips", count);
  add_input(signal, "total_bd", total_bd);
  add_input(signal, "last", last);
  signal.value = count;
}

void add_of_step(const SignalView& view, Node node, FoundSignals& found) {
  int count = 0;
  int total_bd = 0;
  Date last;
  for (const SlipEvent& event : view.plan.history.slip_events) {
    if (event.milestone != view.id(node) || !counts(view, event)) continue;
    ++count;
    total_bd += event.delta_bd;
    last = std::max(last, event.on);
  }
  if (count < view.thresholds.repeated_slip.milestone_count) return;
  add_sums(add_step_signal(view, found, "repeated_slip", node, Severity::warning,
                           {Role::owner, Role::party_lead, Role::coordinator}),
           count, total_bd, last);
}

}  // namespace

void add_repeated_slip_signals(const SignalView& view, FoundSignals& found) {
  const auto& limits = view.thresholds.repeated_slip;
  const std::vector<SlipEvent>& events = view.plan.history.slip_events;
  if (!limits.enabled || events.empty()) return;
  for (Node node = 0; node < view.step.size(); ++node)
    if (view.step[node].open()) add_of_step(view, node, found);
  int count = 0;
  int total_bd = 0;
  Date last;
  for (const SlipEvent& event : events) {
    if (!counts(view, event)) continue;
    ++count;
    total_bd += event.delta_bd;
    last = std::max(last, event.on);
  }
  if (count < limits.plan_count) return;
  add_sums(add_signal(found, "repeated_slip", "plan", Severity::critical,
                      {Role::coordinator, Role::party_lead, Role::counterpart_lead}),
           count, total_bd, last);
}

}  // namespace closemap
