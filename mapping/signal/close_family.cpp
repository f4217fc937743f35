// near_critical, unrealistic_close, quarter_end_close: what the customer's dates leave room for.
#include "mapping/signal/families.h"

namespace closemap {
namespace {

constexpr int kMonthsPerQuarter = 3;

void add_near_critical(const SignalView& view, const ScheduledAnchor& anchor, FoundSignals& found) {
  const auto& slack = view.schedule.milestones[anchor.milestone].total_slack_bd;
  if (!slack || *slack < 0 || *slack > view.thresholds.near_critical.slack_bd) return;
  Signal& signal = add_step_signal(view, found, "near_critical", anchor.milestone, Severity::info,
                                   {Role::coordinator});
  add_input(signal, "target", anchor.target);
  add_input(signal, "early_finish", anchor.early_finish);
  add_input(signal, "slack_bd", *slack);
  signal.value = *slack;
}

void add_unrealistic(const SignalView& view, const ScheduledAnchor& anchor, FoundSignals& found) {
  if (anchor.feasible) return;
  const bool critical =
      anchor.available_bd <= 0 ||
      anchor.required_bd >= view.thresholds.unrealistic_close.critical_ratio * anchor.available_bd;
  Signal& signal = add_step_signal(view, found, "unrealistic_close", anchor.milestone,
                                   critical ? Severity::critical : Severity::warning,
                                   {Role::coordinator, Role::vendor_lead});
  add_input(signal, "target", anchor.target);
  add_input(signal, "early_finish", anchor.early_finish);
  add_input(signal, "required_bd", anchor.required_bd);
  add_input(signal, "available_bd", anchor.available_bd);
  signal.value = anchor.required_bd - anchor.available_bd;
}

// Last day of the fiscal quarter that holds `day`; quarters start with the fiscal year's month.
Date quarter_end(Date day, int fiscal_year_start_month) {
  const Ymd at = to_ymd(day);
  const int into = (at.month - fiscal_year_start_month + 12) % kMonthsPerQuarter;
  const int next = at.month - into + kMonthsPerQuarter - 1;  // month after the quarter, from 0
  return from_ymd({at.year + next / 12, next % 12 + 1, 1}) - 1;
}

void add_quarter_end(const SignalView& view, FoundSignals& found) {
  const auto& event = view.plan.compelling_event;
  if (!view.target || (event && anchored(*event))) return;
  const Date end =
      quarter_end(*view.target, view.plan.party(Party::vendor).fiscal_year_start_month);
  const int before_bd = view.calendar().wd(*view.target, end);
  if (before_bd < 0 || before_bd >= view.thresholds.quarter_end_close.window_bd) return;
  Signal& signal = add_signal(found, "quarter_end_close", "plan", Severity::warning,
                              {Role::coordinator, Role::vendor_lead});
  add_input(signal, "target", *view.target);
  add_input(signal, "quarter_end", end);
  add_input(signal, "before_bd", before_bd);
  signal.value = before_bd;
}

}  // namespace

void add_close_signals(const SignalView& view, FoundSignals& found) {
  for (const ScheduledAnchor& anchor : view.schedule.anchors) {
    if (!view.step[anchor.milestone].open()) continue;
    if (view.thresholds.near_critical.enabled) add_near_critical(view, anchor, found);
    if (view.thresholds.unrealistic_close.enabled) add_unrealistic(view, anchor, found);
  }
  if (view.thresholds.quarter_end_close.enabled) add_quarter_end(view, found);
}

}  // namespace closemap
