// The rules E0 to E7, first match, and their words.
#include "mapping/report/evidence.h"

#include <algorithm>
#include <array>

#include "mapping/core/text.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

constexpr std::array<std::string_view, 5> kCategories{"closed", "discount", "hypothesis",
                                                      "best_case", "committed"};
constexpr std::array<std::string_view, 5> kCrmCategories{"Closed", "Omitted", "Pipeline",
                                                         "Best Case", "Commit"};

struct Said {
  std::string_view condition, what, next;
};
constexpr std::array<Said, 19> kSaid{
    {{"plan", "There is no plan.", "Draft one with the partner and show it to the customer."},
     {"customer_owned_dates", "The customer owns no step with a date.",
      "Ask the customer which steps are theirs, and by when."},
     {"customer_engagement", "The customer has been silent for four weeks or more.",
      "Have the person who knows the champion ask directly whether the project is alive."},
     {"conversion_path", "The pilot has overrun and nothing decides what follows it.",
      "Agree a dated go/no-go decision with the customer."},
     {"customer_signoff", "The customer has never signed the plan.",
      "Walk the customer's sponsor through it and ask for changes, then for the signature."},
     {"customer_signed_current_version", "The customer has not signed the plan as it stands.",
      "Show the customer what changed and ask for a new signature."},
     {"vendor_signed", "The vendor has not signed.", "Ask the vendor's lead to sign."},
     {"partner_signed", "The partner has not signed.", "Ask the partner's lead to sign."},
     {"close_path_owned_dated", "A step on the way to the close has no owner or no date.",
      "Name one person and a date for each."},
     {"success_criteria", "No success criterion can be tested.",
      "Agree at least one that passes or fails, and how it is checked."},
     {"economic_buyer_named", "No economic buyer is named.",
      "Ask the champion who signs off the spend, and name that person."},
     {"economic_buyer_access", "Nobody has met the economic buyer, and no meeting is booked.",
      "Book the meeting through the champion."},
     {"approval_path", "An approval that is required has nobody who gives it.",
      "Ask the customer who approves each gate."},
     {"forecast_not_after_target", "The plan does not reach the customer's date.",
      "Agree which step is pulled forward, or a new date with the customer."},
     {"not_stale", "Nobody has touched the plan for two weeks.",
      "Hold the review and bring it up to date."},
     {"no_critical_signal_on_path", "Something critical is open on the way to the close.",
      "Settle it in the next review."},
     {"customer_compelling_event", "No date of the customer's own makes it close.",
      "Ask the customer what happens if this is not live in time."},
     {"economic_split_agreed", "Vendor and partner have not agreed who recognises what.",
      "Agree the split between the two sellers."},
     {"p80_within_period", "The close is not yet likely enough within the period.",
      "Win days back, or forecast it for the next period."}}};

}  // namespace

std::string_view to_text(Category category) {
  return kCategories.at(static_cast<std::size_t>(category));
}

std::string_view crm_forecast_category(Category category) {
  return kCrmCategories.at(static_cast<std::size_t>(category));
}

std::vector<std::string_view> missing_for_commit(const EvidenceFacts& facts) {
  std::vector<std::string_view> missing;
  const auto require = [&](bool met, std::string_view condition) {
    if (!met) missing.push_back(condition);
  };
  require(facts.customer == SignOffState::signed_, "customer_signed_current_version");
  require(facts.vendor_signed, "vendor_signed");
  require(facts.partner_signed, "partner_signed");
  require(facts.close_path_owned_dated, "close_path_owned_dated");
  require(facts.success_criteria_testable >= 1, "success_criteria");
  require(facts.eb_named, "economic_buyer_named");
  require(facts.eb_access, "economic_buyer_access");
  require(facts.gates_named >= facts.gates_required, "approval_path");
  require(facts.forecast_gap_bd && *facts.forecast_gap_bd <= 0, "forecast_not_after_target");
  require(!facts.stale, "not_stale");
  require(!facts.critical_on_path, "no_critical_signal_on_path");
  require(facts.compelling_event_customer, "customer_compelling_event");
  require(facts.economic_split_agreed, "economic_split_agreed");
  require(!facts.p80 || !facts.period_end || *facts.p80 <= *facts.period_end, "p80_within_period");
  return missing;
}

Verdict judge(const EvidenceFacts& facts) {
  if (facts.closed) return {Category::closed, "E0", {}};
  if (!facts.plan) return {Category::discount, "E1", {"plan"}};
  if (facts.customer_owned_dated == 0 && facts.gates_named + facts.other_gates_named == 0)
    return {Category::discount, "E2", {"customer_owned_dates", "approval_path"}};
  if (facts.customer_silent_bd.value_or(0) >= kCustomerSilentBd)
    return {Category::discount, "E3", {"customer_engagement"}};
  if (facts.pilot_purgatory == Severity::critical)
    return {Category::discount, "E4", {"conversion_path"}};
  // A signature that went stale was given once; all else was never given.
  if (facts.customer != SignOffState::signed_ && facts.customer != SignOffState::stale)
    return {Category::hypothesis, "E5", {"customer_signoff"}};
  std::vector<std::string_view> missing = missing_for_commit(facts);
  if (missing.empty()) return {Category::committed, "E6", {}};
  return {Category::best_case, "E7", std::move(missing)};
}

namespace {

// What a reader of `seen` may know of it.
std::vector<std::string> behind_condition(std::string_view condition, const Plan& seen,
                                          const EvidenceFacts& facts) {
  std::vector<std::string> out;
  const auto titled = [&](const std::string& id) {
    const auto step = seen.milestones.find(id);
    return step != seen.milestones.end() && !step->second.title.empty();
  };
  if (condition == "close_path_owned_dated")
    for (const std::string& id : facts.unready_steps)
      if (titled(id)) out.push_back(title_of(seen, id));
  if (condition == "approval_path")
    for (const std::string& id : facts.unnamed_gates)
      if (const auto gate = seen.gates.find(id); gate != seen.gates.end())
        if (!gate->second.kind.empty()) out.push_back(gate->second.kind);
  if (condition == "no_critical_signal_on_path")
    for (const EvidenceFacts::OfStep& one : facts.critical_signals)
      if (titled(one.step)) out.push_back(one.signal + " of \"" + title_of(seen, one.step) + "\"");
  return out;
}

}  // namespace

std::vector<Coaching> coach(const Plan& seen, const EvidenceFacts& facts) {
  std::vector<std::string_view> conditions = judge(facts).missing;
  if (!facts.closed && facts.plan)
    for (const std::string_view condition : missing_for_commit(facts)) {
      // Who never signed has nothing to sign again.
      const bool said =
          condition == "customer_signed_current_version" &&
          std::find(conditions.begin(), conditions.end(), "customer_signoff") != conditions.end();
      if (!said && std::find(conditions.begin(), conditions.end(), condition) == conditions.end())
        conditions.push_back(condition);
    }
  std::vector<Coaching> out;
  for (const std::string_view condition : conditions) {
    const auto* said = std::find_if(kSaid.begin(), kSaid.end(),
                                    [&](const Said& each) { return each.condition == condition; });
    if (said == kSaid.end()) continue;
    Coaching line{std::string(condition), std::string(said->what), std::string(said->next)};
    const std::vector<std::string> behind = behind_condition(condition, seen, facts);
    if (!behind.empty()) {
      line.what.pop_back();
      line.what += ": " + join(behind, "; ") + ".";
    }
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace closemap
