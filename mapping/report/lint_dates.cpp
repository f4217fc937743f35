// Lint of dates, reviews, and of keeping the plan alive.
#include <algorithm>

#include "mapping/report/lint_rules.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

constexpr int kTwoWeeks = 14;

bool running(const Plan& plan) {
  return plan.status == PlanStatus::proposed || plan.status == PlanStatus::active;
}

bool open(const Milestone& step) {
  return active(step) && step.status != MilestoneStatus::complete;
}

void anchored_to_quota(const LintView& view, const Report& report) {
  report_signals(view, "quarter_end_close", "compelling_event",
                 "the close falls on the vendor's quarter end and on no date of the customer's.",
                 report);
}

void dies_after_kickoff(const LintView& view, const Report& report) {
  report_signals(view, "stale_plan", "reviews", "nobody has touched it for two weeks.", report);
}

void rots(const LintView& view, const Report& report) {
  int old = 0;
  for (const auto& [id, step] : view.plan.milestones)
    if (open(step) && step.due && view.today - *step.due >= kTwoWeeks) ++old;
  constexpr int kMany = 3;
  if (running(view.plan) && old >= kMany)
    report("/milestones", std::to_string(old) + " open steps were due two weeks ago or more.");
}

void seller_introduced_late(const LintView& view, const Report& report) {
  report_signals(view, "plan_too_late", "", "it was begun at the proposal or later.", report);
}

void undated(const LintView& view, const Report& report) {
  report_signals(view, "no_dates", "due_date", "has no date.", report);
}

void never_updated(const LintView& view, const Report& report) {
  if (!running(view.plan) || !view.plan.created_on || active_steps(view.plan) == 0 ||
      view.today - *view.plan.created_on < kTwoWeeks || !view.plan.history.slip_events.empty())
    return;
  const bool touched =
      std::any_of(view.plan.milestones.begin(), view.plan.milestones.end(), [](const auto& each) {
        const Milestone& step = each.second;
        return step.status != MilestoneStatus::pending || step.actual_start || step.owner_estimate;
      });
  if (!touched) report("/milestones", "No step has been started or moved since it was created.");
}

void unbelieved_close(const LintView& view, const Report& report) {
  report_signals(view, "unrealistic_close", "due_date",
                 "cannot be reached by the date that is promised.", report);
  for (const Signal& signal : view.signals)
    if (signal.name == "close_date_drift" && signal.severity == Severity::critical)
      report("/opportunities", "The " + signal.subject +
                                   " CRM closes the deal more than two weeks away from the plan.");
}

void not_used_in_calls(const LintView& view, const Report& report) {
  if (view.plan.status != PlanStatus::active || !view.plan.history.activated_on ||
      view.today - *view.plan.history.activated_on < kTwoWeeks)
    return;
  const auto& last = view.plan.history.last_review;
  if (!last || view.today - *last > kTwoWeeks)
    report("/reviews", last ? "The last review was on " + date_of(*last) + "."
                            : "No review has been held on it.");
  else if (!view.plan.next_review_at)
    report("/key_dates/next_review_at", "The next review has no date.");
}

// Steps that wait for another party's step.
std::vector<const Dependency*> crossings(const Plan& plan) {
  std::vector<const Dependency*> out;
  for (const Dependency& each : plan.dependencies) {
    const auto pred = plan.milestones.find(each.pred);
    const auto succ = plan.milestones.find(each.succ);
    if (pred != plan.milestones.end() && succ != plan.milestones.end() && active(pred->second) &&
        active(succ->second) && pred->second.party != succ->second.party)
      out.push_back(&each);
  }
  return out;
}

void handoffs_ignored(const LintView& view, const Report& report) {
  if (!view.plan.dependencies_known) return;
  const auto across = crossings(view.plan);
  if (!across.empty() && view.plan.handoffs.empty())
    report("/handoffs",
           std::to_string(across.size()) +
               " times a step waits for another party, and nothing says who takes over.");
  bool vendor = false;
  bool partner = false;
  for (const auto& [id, step] : view.plan.milestones) {
    if (!active(step)) continue;
    if (step.party == Party::vendor) vendor = true;
    if (step.party == Party::partner) partner = true;
  }
  if (vendor && partner && across.empty())
    report("/dependencies", "No step of one party waits for another's: these are separate lists.");
}

}  // namespace

std::vector<LintRule> dates_rules() {
  return {
      {"A270", "dates anchored to quota", anchored_to_quota,
       "Ask the customer for the date that matters to them."},
      {"A271", "plan dies after kickoff", dies_after_kickoff,
       "Hold the weekly review, with the plan as its agenda."},
      {"A272", "handoffs ignored", handoffs_ignored,
       "For every change of hands, name what is handed over and who takes it."},
      {"A275", "plan that rots", rots, "Bring the open steps up to date, or drop them."},
      {"A282", "introduced at the proposal", seller_introduced_late,
       "Use the closing checklist; begin the next one after the demo."},
      {"A283", "no dates", undated, "Give every open step a date."},
      {"A285", "never updated after creation", never_updated,
       "Update it after every conversation with the customer."},
      {"A290", "close date nobody believes", unbelieved_close,
       "Agree a date the open steps can reach."},
      {"A295", "not used in deal calls", not_used_in_calls,
       "Open the plan in every call on the deal."},
  };
}

}  // namespace closemap
