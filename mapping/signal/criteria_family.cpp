// no_success_criteria, criterion_not_testable, criteria_met_no_next_step: what "it works" means,
// and what follows when it does.
#include <algorithm>

#include "mapping/core/text.h"
#include "mapping/signal/families.h"

namespace closemap {
namespace {

void add_not_testable(const SignalView& view, FoundSignals& found) {
  for (const auto& [id, criterion] : view.plan.success_criteria) {
    if (criterion.state == CriterionState::waived || testable(criterion)) continue;
    Signal& signal =
        add_signal(found, "criterion_not_testable", id, Severity::info, {Role::coordinator});
    add_input(signal, "criterion", criterion.text);
    add_input(signal, "lacks", criterion.pass_fail ? "validation" : "pass or fail");
  }
}

// The day the last criterion passed; nothing while one is open or failed.
std::optional<Date> all_passed_on(const Plan& plan) {
  std::optional<Date> last;
  for (const auto& [id, criterion] : plan.success_criteria) {
    if (criterion.state == CriterionState::waived) continue;
    if (criterion.state != CriterionState::passed) return std::nullopt;
    if (criterion.decided_on && (!last || *criterion.decided_on > *last))
      last = criterion.decided_on;
  }
  return last;
}

bool commercial(std::string_view category) {
  return category == "commercial" || category == "contract" || category == "procurement" ||
         category == "legal";
}

// A step that carries the deal on: under way, or due soon. One that should have started and did
// not carries nothing.
bool carries_on(const SignalView& view, Node node) {
  const SignalStep& step = view.step[node];
  if (!step.open() || !commercial(step.milestone->category)) return false;
  if (step.milestone->status == MilestoneStatus::in_progress) return true;
  const std::optional<Date>& due = step.milestone->due;
  return due && *due >= view.today &&
         view.calendar(node).wd(view.today, *due) <=
             view.thresholds.criteria_met_no_next_step.next_bd;
}

void add_no_next_step(const SignalView& view, FoundSignals& found) {
  const std::optional<Date> passed = all_passed_on(view.plan);
  if (!passed) return;
  const int since_bd = view.calendar().wd(*passed, view.today);
  if (since_bd < view.thresholds.criteria_met_no_next_step.grace_bd) return;
  const bool agreed = view.plan.if_criteria_met && !trim(view.plan.if_criteria_met->next).empty();
  bool next = false;
  for (Node node = 0; node < view.step.size() && !next; ++node) next = carries_on(view, node);
  if (agreed && next) return;
  Signal& signal = add_signal(found, "criteria_met_no_next_step", "plan", Severity::warning,
                              {Role::coordinator, Role::vendor_lead});
  add_input(signal, "passed_on", *passed);
  add_input(signal, "since_bd", since_bd);
  add_input(signal, "lacks", agreed ? "step" : next ? "agreement" : "step and agreement");
  signal.value = since_bd;
}

}  // namespace

void add_criteria_signals(const SignalView& view, FoundSignals& found) {
  const Thresholds& limits = view.thresholds;
  if (limits.no_success_criteria.enabled && view.plan.status == PlanStatus::active &&
      view.plan.success_criteria.empty())
    add_signal(found, "no_success_criteria", "plan", Severity::warning, {Role::coordinator});
  if (limits.criterion_not_testable.enabled) add_not_testable(view, found);
  if (limits.criteria_met_no_next_step.enabled) add_no_next_step(view, found);
}

}  // namespace closemap
