// The needs and exclusions of a co-sell plan, one line each.
#include "mapping/report/need.h"

#include <algorithm>
#include <array>

#include "mapping/core/text.h"

namespace closemap {
namespace {

__extension__ using Wide = __int128;  // minor units times a power of ten do not fit 64 bits

struct Said {
  std::string_view word, sentence;
};
constexpr std::array<Said, 9> kSentences{
    {{"multiple_buyer_stakeholders", "More than one person decides on the buyer's side."},
     {"value_threshold", "The deal is worth enough to be planned together."},
     {"partner_relationship", "The partner has a relationship with the customer to preserve."},
     {"commercial_complexity", "Revenue share, joint quoting or a marketplace is involved."},
     {"long_cycle", "The buying cycle is expected to be long."},
     {"partner_brings_or_supports", "The partner brings the deal or actively supports it."},
     {"referred_low_value_disengaged",
      "A small referred deal whose partner takes no further part."},
     {"transactional", "A transactional purchase: there is nothing to coordinate."},
     {"renewal_without_partner", "A renewal in which the partner plays no material part."}}};

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

}  // namespace

bool worth_at_least(const Money& money, std::int64_t limit_minor) {
  constexpr int kLimitExponent = 2;
  const Result<int> exponent = currency_exponent(money.currency);
  if (!exponent) return false;
  return static_cast<Wide>(money.minor) * power_of_ten(kLimitExponent) >=
         static_cast<Wide>(limit_minor) * power_of_ten(*exponent);
}

std::string_view to_text(NeedDecision decision) {
  switch (decision) {
    case NeedDecision::none:
      return "none";
    case NeedDecision::two_party_map:
      return "two_party_map";
    case NeedDecision::co_sell_plan:
      return "co_sell_plan";
  }
  return "";
}

Need plan_needed(const NeedFacts& facts, const NeedLimits& limits) {
  const bool valuable = facts.arr && worth_at_least(*facts.arr, limits.arr_minor);
  const bool many = facts.buyer_stakeholders.value_or(0) > limits.stakeholders;
  const bool lengthy = facts.expected_cycle_days.value_or(0) > limits.cycle_days;
  Need out;
  const auto needs = [&](bool yes, std::string_view word) {
    if (yes) out.need.push_back(word);
  };
  const auto excludes = [&](bool yes, std::string_view word) {
    if (yes) out.exclusions.push_back(word);
  };
  needs(many, "multiple_buyer_stakeholders");
  needs(valuable, "value_threshold");
  needs(facts.partner_existing_relationship, "partner_relationship");
  needs(facts.revenue_share || facts.joint_quoting || facts.marketplace, "commercial_complexity");
  needs(lengthy, "long_cycle");
  needs(facts.partner_sourced || facts.partner_active_support, "partner_brings_or_supports");
  excludes(facts.referral && !valuable && facts.partner_disengaged,
           "referred_low_value_disengaged");
  excludes(facts.transactional, "transactional");
  excludes(facts.renewal && !facts.partner_materially_involved, "renewal_without_partner");
  if (out.exclusions.empty()) {
    if (!out.need.empty()) out.decision = NeedDecision::co_sell_plan;
  } else if (!facts.transactional && (many || valuable || lengthy)) {
    out.decision = NeedDecision::two_party_map;
  }
  return out;
}

std::string_view need_sentence(std::string_view word) {
  const auto* found = std::find_if(kSentences.begin(), kSentences.end(),
                                   [&](const Said& said) { return said.word == word; });
  return found == kSentences.end() ? std::string_view{} : found->sentence;
}

NeedFacts need_facts_of(const Plan& plan) {
  NeedFacts facts;
  facts.buyer_stakeholders = customer_stakeholders(plan);
  facts.arr = plan.amount;
  if (plan.shared_context)
    facts.partner_existing_relationship = !trim(plan.shared_context->partner_relationship).empty();
  if (plan.economics) {
    const auto& payments = plan.economics->payments;
    facts.revenue_share = std::any_of(payments.begin(), payments.end(), [](const Payment& each) {
      return each.kind == "revenue_share";
    });
    facts.marketplace = plan.economics->recognised_bp.count("marketplace") > 0;
  }
  const std::string* close = close_anchor(plan);
  if (close != nullptr) facts.expected_cycle_days = plan.anchors.at(*close).date - plan_start(plan);
  const auto owned_by_partner = [](const auto& each) {
    return each.second.party == Party::partner && !each.second.owner.empty() &&
           each.second.disposition == Disposition::active;
  };
  facts.partner_active_support =
      std::any_of(plan.milestones.begin(), plan.milestones.end(), owned_by_partner);
  facts.partner_materially_involved = facts.partner_active_support;
  for (const Opportunity& opportunity : plan.opportunities)
    if (opportunity.partner_intro_on) facts.partner_sourced = true;
  return facts;
}

}  // namespace closemap
