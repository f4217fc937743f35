// The rules of the lint, by what they look at. Each takes the plan and adds what it finds.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "mapping/report/lint.h"

namespace closemap {

struct LintView {
  const Plan& plan;
  const Network& network;
  const Schedule& schedule;
  const std::vector<Signal>& signals;
  Instant now;
  Date today;
  const std::vector<Violation>& violations;  // of the plan's invariants
};

// Adds a finding of the rule that is running: place and sentence.
using Report = std::function<void(std::string where, std::string what)>;

struct LintRule {
  std::string_view code, name;
  void (*look)(const LintView&, const Report&);
  std::string_view next;
};
std::vector<LintRule> people_rules();   // owners, the customer's part, sign-offs
std::vector<LintRule> dates_rules();    // dates, reviews, keeping it alive
std::vector<LintRule> content_rules();  // words, criteria, size

// For rules that are signals: reports each signal of that name at its step's `field`.
void report_signals(const LintView& view, std::string_view name, std::string_view field,
                    std::string_view what, const Report& report);
inline bool active(const Milestone& step) { return step.disposition == Disposition::active; }
inline bool shown_to_customer(const Plan& plan) { return plan.status != PlanStatus::draft; }
// Whether one of the words stands in the text as a whole word or phrase, whatever the case.
bool says(std::string_view text, std::initializer_list<std::string_view> words);
int active_steps(const Plan& plan);
// "The plan is so: do this" as two sentences; without a colon, `next` is empty.
struct Advice {
  std::string what, next;
};
Advice split_advice(std::string_view sentence);
std::string step_place(const std::string& id, std::string_view field);

}  // namespace closemap
