// Invariants I01-I22 with their codes (domain.md §1.4).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mapping/core/calendar.h"
#include "mapping/core/instant.h"
#include "mapping/plan/plan.h"

namespace closemap {

struct Violation {
  std::string code;     // "I02"; a word for what §1.3 asks without a code
  std::string pointer;  // where in the document
  std::string what;     // one sentence, says what to do
  bool rejects = true;  // false: lint
  friend bool operator==(const Violation&, const Violation&) = default;
};
// Who wrote the plan: I03 rejects what a person writes and reports what an import brings.
enum class Origin { human, import };

// I21's default list: the seller's own trade, which a customer should not read in a title. An entry
// is one word or several in a row, lower case; "#" stands for a number, as a figure or a word.
std::vector<std::string> seller_words();

struct InvariantRules {
  // For I13 and I14; resolved by mapping/schedule. Without them both take Monday to Friday, and
  // I13 looks only at milestones for which no calendar is named anywhere.
  std::function<const Calendar&(const Milestone&)> calendar_of = nullptr;
  // By its name; null: there is none such.
  std::function<const Calendar*(const std::string&)> calendar_named = nullptr;
  std::vector<std::string> seller_words = closemap::seller_words();  // I21
  Origin origin = Origin::import;
};

// What one plan says of itself. `now` decides I04 and I22 (actual_date against today in the owner's
// zone). I16, I17, I20 and the transition part of I18 need two versions: check_change.
// Beside the codes, as lints: "key_dates" (dates out of order), "lead" (a negative lag),
// "same_organisation" (vendor and partner of one domain).
std::vector<Violation> check_invariants(const Plan& plan, Instant now,
                                        const InvariantRules& rules = {});
// I01 and I02 alone: what a proposal needs.
std::vector<Violation> check_structure(const Plan& plan);
// I16 (nothing is deleted), I17 (version +1), I18 (active only when signed), I20 (baselines stand).
std::vector<Violation> check_change(const Plan& before, const Plan& after);
// The guard of draft -> proposed: all parties named, no rejecting violation of I01, I02 (§1.5).
bool may_propose(const Plan& plan, Instant now);

}  // namespace closemap
