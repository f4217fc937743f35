// The plan's wire words and the few questions one asks of it directly (domain.md §1.3).
#include "mapping/plan/plan.h"

#include <algorithm>
#include <cassert>

namespace closemap {
namespace {

// The words stand in the order of the enumerators.
constexpr std::array<std::string_view, 7> kPlanStatus{"draft", "proposed", "active",   "paused",
                                                      "won",   "lost",     "abandoned"};
constexpr std::array<std::string_view, 4> kMilestoneStatus{"pending", "in_progress", "complete",
                                                           "blocked"};
constexpr std::array<std::string_view, 3> kDisposition{"active", "waived", "removed"};
constexpr std::array<std::string_view, 3> kHardness{"mandatory", "discretionary", "external"};
constexpr std::array<std::string_view, 4> kPersonKind{"person", "team", "role", "service"};
constexpr std::array<std::string_view, 3> kAnchorBasis{"go_live", "decision", "signature"};
constexpr std::array<std::string_view, 6> kHandoffState{"planned",  "offered", "accepted",
                                                        "rejected", "done",    "cancelled"};
constexpr std::array<std::string_view, 4> kSignOffState{"pending", "signed", "stale", "declined"};
constexpr std::array<std::string_view, 5> kGateState{"not_started", "open", "approved", "rejected",
                                                     "waived"};
constexpr std::array<std::string_view, 4> kCriterionState{"open", "passed", "failed", "waived"};
// In the order in which ties of a split are settled.
constexpr std::array<std::string_view, 4> kRiskState{"open", "mitigating", "closed", "occurred"};

template <std::size_t N, class E>
std::string_view word(const std::array<std::string_view, N>& words, E value) {
  const auto index = static_cast<std::size_t>(value);
  assert(index < N);
  return words[index];
}

template <class E, std::size_t N>
std::optional<E> parsed(const std::array<std::string_view, N>& words, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i)
    if (words[i] == text) return static_cast<E>(i);
  return std::nullopt;
}

}  // namespace

std::string_view to_text(PlanStatus value) { return word(kPlanStatus, value); }
std::string_view to_text(MilestoneStatus value) { return word(kMilestoneStatus, value); }
std::string_view to_text(Disposition value) { return word(kDisposition, value); }
std::string_view to_text(Hardness value) { return word(kHardness, value); }
std::string_view to_text(PersonKind value) { return word(kPersonKind, value); }
std::string_view to_text(AnchorBasis value) { return word(kAnchorBasis, value); }
std::string_view to_text(HandoffState value) { return word(kHandoffState, value); }
std::string_view to_text(SignOffState value) { return word(kSignOffState, value); }
std::string_view to_text(GateState value) { return word(kGateState, value); }
std::string_view to_text(CriterionState value) { return word(kCriterionState, value); }
std::string_view to_text(RiskState value) { return word(kRiskState, value); }

std::optional<PlanStatus> parse_plan_status(std::string_view text) {
  return parsed<PlanStatus>(kPlanStatus, text);
}
std::optional<MilestoneStatus> parse_milestone_status(std::string_view text) {
  return parsed<MilestoneStatus>(kMilestoneStatus, text);
}
std::optional<Disposition> parse_disposition(std::string_view text) {
  return parsed<Disposition>(kDisposition, text);
}
std::optional<Hardness> parse_hardness(std::string_view text) {
  return parsed<Hardness>(kHardness, text);
}
std::optional<PersonKind> parse_person_kind(std::string_view text) {
  return parsed<PersonKind>(kPersonKind, text);
}
std::optional<AnchorBasis> parse_anchor_basis(std::string_view text) {
  return parsed<AnchorBasis>(kAnchorBasis, text);
}
std::optional<HandoffState> parse_handoff_state(std::string_view text) {
  return parsed<HandoffState>(kHandoffState, text);
}
std::optional<SignOffState> parse_sign_off_state(std::string_view text) {
  return parsed<SignOffState>(kSignOffState, text);
}
std::optional<GateState> parse_gate_state(std::string_view text) {
  return parsed<GateState>(kGateState, text);
}
std::optional<CriterionState> parse_criterion_state(std::string_view text) {
  return parsed<CriterionState>(kCriterionState, text);
}
std::optional<RiskState> parse_risk_state(std::string_view text) {
  return parsed<RiskState>(kRiskState, text);
}

bool agreed(const Economics& economics) {
  const auto stands = [&](Party party) {
    return std::find(economics.agreed_by.begin(), economics.agreed_by.end(), party) !=
           economics.agreed_by.end();
  };
  return stands(Party::vendor) && stands(Party::partner);
}

bool closed(PlanStatus status) {
  return status == PlanStatus::won || status == PlanStatus::lost || status == PlanStatus::abandoned;
}

Result<std::map<std::string, Money>> recognised_amounts(const Economics& economics) {
  if (!economics.total) return Error{Fault::permanent, "the economics have no total to split", 0};
  std::vector<std::string> names;
  std::vector<int> shares;
  for (const std::string_view name : kRecognisers) {
    const auto found = economics.recognised_bp.find(std::string(name));
    if (found == economics.recognised_bp.end()) continue;
    names.push_back(found->first);
    shares.push_back(found->second);
  }
  Result<std::vector<std::int64_t>> parts = allocate(economics.total->minor, shares);
  if (!parts) return std::move(parts).error();
  std::map<std::string, Money> out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out.emplace(names[i], Money{(*parts)[i], economics.total->currency});
  return out;
}

const Opportunity* Plan::opportunity(Party side) const {
  for (const Opportunity& each : opportunities)
    if (each.side == side) return &each;
  return nullptr;
}

const std::string* close_anchor(const Plan& plan) {
  const std::string* earliest = nullptr;
  std::optional<Date> date;
  for (const auto& [id, anchor] : plan.anchors) {
    const auto milestone = plan.milestones.find(id);
    const bool signature =
        anchor.basis == AnchorBasis::signature ||
        (milestone != plan.milestones.end() && milestone->second.kind == "signature");
    if (signature) return &id;
    if (date && *date <= anchor.date) continue;
    date = anchor.date;
    earliest = &id;
  }
  return earliest;
}

Date plan_start(const Plan& plan) {
  if (plan.evaluation_start) return *plan.evaluation_start;
  return plan.created_on.value_or(Date{});
}

int customer_stakeholders(const Plan& plan) {
  if (plan.customer_stakeholders) return *plan.customer_stakeholders;
  return static_cast<int>(
      std::count_if(plan.people.begin(), plan.people.end(), [](const auto& entry) {
        return entry.second.party == Party::customer && entry.second.kind == PersonKind::person;
      }));
}

}  // namespace closemap
