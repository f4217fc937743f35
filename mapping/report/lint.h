// Plan lint: the ways close maps go wrong (capabilities A267 to A296), each a rule of its own, and
// what contradicts itself in the plan (the invariants of domain.md §1.4 that are accepted and
// said). A finding is advice to the people who run the plan; it rejects nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mapping/plan/invariants.h"
#include "mapping/plan/plan.h"
#include "mapping/schedule/solve.h"
#include "mapping/signal/evaluate.h"

namespace closemap {

struct LintFinding {
  std::string_view code;  // "A269", "I14"
  std::string_view rule;  // "team-owned step"
  std::string where;      // JSON pointer into the plan document: "/milestones/mst_…/owner"
  std::string what;       // one sentence
  std::string next;       // what to do, one sentence
};

// Sorted by code, then place. `signals` = lint_signals(…), so that what the signals already say of
// owners, dates and agreements is said once. REQUIRES: network and schedule of the plan.
std::vector<LintFinding> lint(const Plan& plan, const Network& network, const Schedule& schedule,
                              const std::vector<Signal>& signals, Instant now,
                              const InvariantRules& rules = {});

// What evaluate() would find were the plan active: a draft is linted before it is shown.
std::vector<Signal> lint_signals(const Plan& plan, const Network& network, const Schedule& schedule,
                                 Instant now, const Thresholds& thresholds);

// Steps that still fit on two printed pages of the one-page plan, measured with titles of one line.
inline constexpr int kStepsOnTwoPages = 30;

}  // namespace closemap
