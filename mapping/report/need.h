// Does the deal need a co-sell plan (domain.md §6.1)? Pure arithmetic over what is known of a deal.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "mapping/core/money.h"
#include "mapping/plan/plan.h"

namespace closemap {

struct NeedFacts {
  std::optional<int> buyer_stakeholders;
  std::optional<Money> arr;  // missing counts as low (§11)
  std::optional<int> expected_cycle_days;
  bool partner_existing_relationship = false;
  bool revenue_share = false, joint_quoting = false, marketplace = false;  // commercial complexity
  bool partner_sourced = false, partner_active_support = false;
  bool referral = false, partner_disengaged = false;
  bool transactional = false;
  bool renewal = false, partner_materially_involved = false;
};

// `arr_minor` is an amount of a currency with two decimals; a deal in any currency is compared by
// its major units (§11 "§4"). More than the other limits counts.
struct NeedLimits {
  std::int64_t arr_minor = 5'000'000;
  int stakeholders = 1, cycle_days = 60;
};

enum class NeedDecision { none, two_party_map, co_sell_plan };
std::string_view to_text(NeedDecision decision);

struct Need {
  NeedDecision decision = NeedDecision::none;
  std::vector<std::string_view> need, exclusions;  // wire words, in the order of §6.1
};
Need plan_needed(const NeedFacts& facts, const NeedLimits& limits = {});

// A sentence for a word of `need` or `exclusions`: "More than one person decides on the buyer's
// side." Empty for a word it does not know.
std::string_view need_sentence(std::string_view word);

// What a plan itself tells. Referral, renewal and transactional purchases are not in a plan: false.
NeedFacts need_facts_of(const Plan& plan);

// Whether `money` is worth at least `limit_minor` hundredths of its own currency's unit.
bool worth_at_least(const Money& money, std::int64_t limit_minor);

}  // namespace closemap
