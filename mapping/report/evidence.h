// How much a forecast may rest on a plan: the evidence category and what is missing (domain.md
// §6.2). closemap suggests the category; writing it to a CRM is opt-in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/plan/plan.h"
#include "mapping/schedule/solve.h"
#include "mapping/signal/signal.h"

namespace closemap {

enum class Category { closed, discount, hypothesis, best_case, committed };
std::string_view to_text(Category category);                // wire word
std::string_view crm_forecast_category(Category category);  // "Best Case"; [V18]

struct EvidenceFacts {
  bool plan = true, closed = false;
  int customer_owned_dated = 0;             // active milestones, complete ones included
  int gates_required = 0, gates_named = 0;  // named: required ones with an approver
  int other_gates_named = 0;                // approvers of gates that are not required
  std::optional<int> customer_silent_bd;    // nullopt: not known, counts as heard of
  std::optional<Severity> pilot_purgatory;  // of the signal, when it is there
  SignOffState customer = SignOffState::pending;
  bool vendor_signed = false, partner_signed = false;
  bool close_path_owned_dated = false;
  int success_criteria_testable = 0;
  bool eb_named = false, eb_access = false;
  std::optional<int> forecast_gap_bd;  // of the close anchor; nullopt: no such date, so not met
  bool stale = false;
  bool critical_on_path = false;
  bool compelling_event_customer = false;
  bool economic_split_agreed = false;
  // Optional rule `commit_requires_p80`: both set = committed only when p80 <= period_end.
  std::optional<Date> p80, period_end;
  // For people: which steps and gates, by id, and which signals stand behind a condition.
  std::vector<std::string> unready_steps, unnamed_gates;
  struct OfStep {
    std::string signal, step;
  };
  std::vector<OfStep> critical_signals;
};

struct Verdict {
  Category category = Category::best_case;
  std::string_view rule;                  // "E0" .. "E7"
  std::vector<std::string_view> missing;  // that rule's own conditions, E7: those of E6 (§11)
};
inline constexpr int kCustomerSilentBd = 20;
Verdict judge(const EvidenceFacts& facts);
// Every condition of E6 that is not met, in the order of §11, whatever the rule.
std::vector<std::string_view> missing_for_commit(const EvidenceFacts& facts);

// A missing condition as a person reads it.
struct Coaching {
  std::string condition;  // wire word
  std::string what;       // "No economic buyer is named."
  std::string next;       // "Ask the champion who signs off the spend, and name that person."
};
// Of every condition of the verdict and every missing one of E6, each once. `seen` is the plan, or
// a party's view of it: what that party does not see is not named.
std::vector<Coaching> coach(const Plan& seen, const EvidenceFacts& facts);

// The facts of a real plan. REQUIRES: network = network_of(plan, today, …), schedule =
// solve(network), signals = evaluate(…) of the same. An economic buyer is the approver of the gate
// `economic_buyer` or a customer's person with the role `economic_buyer`; access = the meeting has
// a date or was held, the gate is approved, or that person signed.
EvidenceFacts facts_of(const Plan& plan, const Network& network, const Schedule& schedule,
                       const std::vector<Signal>& signals);

}  // namespace closemap
