// Lint of words, criteria, evidence and size.
#include <algorithm>
#include <optional>

#include "mapping/core/text.h"
#include "mapping/plan/invariants.h"
#include "mapping/report/lint_rules.h"
#include "mapping/report/need.h"
#include "mapping/report/notice_text.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

std::string in_quotes(std::string_view text) { return "\"" + shorten(text, kTitleCharsMax) + "\""; }

void vague_outcome(const LintView& view, const Report& report) {
  if (!view.plan.joint_outcome || trim(view.plan.joint_outcome->outcome).empty())
    return report("/joint_outcome", "It does not say what deal the three of you want.");
  const JointOutcome& wanted = *view.plan.joint_outcome;
  if (says(wanted.outcome, {"explore", "opportunity", "opportunities", "synergy", "synergies",
                            "partner together", "work together", "discuss", "potential"}))
    report("/joint_outcome/outcome", in_quotes(wanted.outcome) + " is no deal one could sign.");
  else if (!wanted.low || !wanted.high || !wanted.term_months || wanted.closer.empty())
    report("/joint_outcome", "The outcome lacks its size, its term or who closes it.");
}

void longer_than_two_pages(const LintView& view, const Report& report) {
  const int steps = active_steps(view.plan);
  if (steps > kStepsOnTwoPages)
    report("/milestones", std::to_string(steps) + " steps do not fit on two pages.");
}

// Partners' work must be countable: sourced by an introduction, or money agreed.
void activity_without_revenue(const LintView& view, const Report& report) {
  const auto& steps = view.plan.milestones;
  const bool works = std::any_of(steps.begin(), steps.end(), [](const auto& each) {
    return active(each.second) && each.second.party == Party::partner &&
           each.second.status == MilestoneStatus::complete;
  });
  const auto& deals = view.plan.opportunities;
  const bool counted =
      view.plan.economics || std::any_of(deals.begin(), deals.end(), [](const Opportunity& each) {
        return each.partner_intro_on.has_value();
      });
  if (works && !counted)
    report("/economics", "The partner has done its part, and nothing says what that earned.");
}

void seller_language(const LintView& view, const Report& report) {
  for (const Violation& violation : view.violations)
    if (violation.code == "I21") report(violation.pointer, split_advice(violation.what).what);
}

// Steps ticked off on the owner's word alone.
void compliance_theatre(const LintView& view, const Report& report) {
  constexpr int kMany = 3;
  int complete = 0;
  bool shown = false;
  for (const auto& [id, step] : view.plan.milestones) {
    if (!active(step) || step.status != MilestoneStatus::complete) continue;
    ++complete;
    shown = shown || std::any_of(step.evidence.begin(), step.evidence.end(),
                                 [](const auto& each) { return each.kind != "attestation"; });
  }
  if (complete >= kMany && !shown)
    report("/milestones",
           std::to_string(complete) + " steps are complete and nothing but a tick shows for it.");
}

void no_criteria(const LintView& view, const Report& report) {
  const auto& criteria = view.plan.success_criteria;
  if (active_steps(view.plan) > 0 &&
      std::none_of(criteria.begin(), criteria.end(),
                   [](const auto& each) { return each.second.state != CriterionState::waived; }))
    report("/success_criteria", "It does not say what has to be proven.");
}

void unmeasurable(const LintView& view, const Report& report) {
  for (const auto& [id, criterion] : view.plan.success_criteria) {
    if (criterion.state == CriterionState::waived) continue;
    const bool taste =
        says(criterion.text, {"like it", "likes it", "happy", "satisfied", "good fit",
                              "positive feedback", "comfortable", "impressed"});
    if (taste || !testable(criterion))
      report("/success_criteria/" + id, in_quotes(criterion.text) + " cannot pass or fail.");
  }
}

void stalling(const LintView& view, const Report& report) {
  if (view.plan.success_criteria.empty()) return;
  const std::string next = view.plan.if_criteria_met
                               ? std::string(trim(view.plan.if_criteria_met->next))
                               : std::string{};
  if (next.empty())
    report("/if_criteria_met", "Nothing is agreed for when the criteria are met.");
  else if (says(next, {"discuss", "we'll see", "review next steps", "regroup", "think about",
                       "consider", "touch base", "circle back", "talk about"}))
    report("/if_criteria_met/next", in_quotes(next) + " is no next step.");
}

void small_deal(const LintView& view, const Report& report) {
  report_signals(view, "over_planned_small_deal", "", "the deal is too small for such a plan.",
                 report);
}

// Steps that a plan of a tier has at most (domain.md §0, 7); of other tiers, as many as it likes.
std::optional<int> steps_max(std::string_view tier) {
  if (tier == "mid_market") return 10;
  if (tier == "enterprise") return 25;
  if (tier == "expansion") return 8;
  return std::nullopt;
}

// More machinery than the deal carries.
void over_tooled(const LintView& view, const Report& report) {
  constexpr int kStepsOfSmallDeal = 10;
  constexpr int kEdgesPerStep = 3;
  const int steps = active_steps(view.plan);
  const NeedLimits limits;
  if (view.plan.amount && !worth_at_least(*view.plan.amount, limits.arr_minor) &&
      steps > kStepsOfSmallDeal)
    report("/milestones",
           std::to_string(steps) + " steps for a deal of " + to_text(*view.plan.amount) + ".");
  if (const auto most = steps_max(view.plan.tier); most && steps > *most)
    report("/milestones", std::to_string(steps) + " steps, where a plan of tier " + view.plan.tier +
                              " has " + std::to_string(*most) + " at most.");
  if (static_cast<int>(view.plan.dependencies.size()) > steps * kEdgesPerStep)
    report("/dependencies", "It has more than three dependencies a step.");
}

}  // namespace

std::vector<LintRule> content_rules() {
  return {
      {"A273", "vague outcome", vague_outcome,
       "Write down size, term, who closes and on whose paper."},
      {"A274", "longer than two pages", longer_than_two_pages,
       "Merge steps until the plan fits on two pages."},
      {"A276", "activity without revenue", activity_without_revenue,
       "Record the partner's introduction, or agree the split."},
      {"A279", "seller's stage language", seller_language,
       "Say it in the customer's words: who does what by when."},
      {"A280", "compliance theatre", compliance_theatre,
       "Attach what shows that a step is done: a document, a link, a mail."},
      {"A286", "no success criteria", no_criteria, "Agree them before the evaluation starts."},
      {"A287", "unmeasurable criterion", unmeasurable,
       "Make it pass or fail, and say how it is checked."},
      {"A288", "stalling next step", stalling,
       "Agree what happens, by whom and when, once the criteria are met."},
      {"A289", "plan for a small deal", small_deal, "An e-mail thread is enough."},
      {"A296", "over-tooling", over_tooled, "Keep the steps that a date depends on."},
  };
}

}  // namespace closemap
