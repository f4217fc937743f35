// pilot_purgatory: a pilot that runs on without a decision.
#include <algorithm>

#include "mapping/signal/families.h"

namespace closemap {
namespace {

// A decision with a date stands in the plan, taken or still to come.
bool decision_dated(const SignalView& view) {
  return std::any_of(view.step.begin(), view.step.end(), [](const SignalStep& step) {
    return step.active() && step.is_kind("conversion_decision") &&
           (step.milestone->due || step.milestone->actual);
  });
}

// Working days until yesterday, the first one included; 0 when nobody said when it began.
int run_bd(const SignalView& view, Node node) {
  const std::optional<Date>& start = view.step[node].milestone->actual_start;
  return start ? view.calendar(node).wd(*start - 1, view.today - 1) : 0;
}

// A due gap is waiting time, not work: only an estimated duration can be stretched.
double run_limit(const Thresholds::Pilot& limits, const Milestone& pilot) {
  const double most = limits.max_bd;
  return pilot.duration_bd ? std::min(most, limits.stretch * *pilot.duration_bd) : most;
}

void add_pilot(const SignalView& view, Node node, bool decision, FoundSignals& found) {
  const auto& limits = view.thresholds.pilot_purgatory;
  const Milestone& pilot = *view.step[node].milestone;
  const int run = run_bd(view, node);
  const bool overrun = run > run_limit(limits, pilot);
  const bool prolonged = pilot.extensions >= limits.extensions;
  const bool criteria = !view.plan.success_criteria.empty();
  if (!overrun && !prolonged && decision && criteria) return;
  Signal& signal = add_step_signal(view, found, "pilot_purgatory", node,
                                   overrun && !decision ? Severity::critical : Severity::warning,
                                   {Role::coordinator, Role::vendor_lead});
  if (pilot.actual_start) add_input(signal, "started", *pilot.actual_start);
  add_input(signal, "run_bd", run);
  if (overrun) add_input(signal, "overrun", "yes");
  if (pilot.extensions > 0) add_input(signal, "extensions", pilot.extensions);
  if (!decision) add_input(signal, "decision", "none");
  if (!criteria) add_input(signal, "criteria", "none");
  signal.value = run;
}

}  // namespace

void add_pilot_signals(const SignalView& view, FoundSignals& found) {
  if (!view.thresholds.pilot_purgatory.enabled) return;
  for (Node node = 0; node < view.step.size(); ++node) {
    const SignalStep& step = view.step[node];
    if (step.open() && step.is_kind("pilot") &&
        step.milestone->status == MilestoneStatus::in_progress)
      add_pilot(view, node, decision_dated(view), found);
  }
}

}  // namespace closemap
