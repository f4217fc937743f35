// What a plan and its events tell of a deal (domain.md §6.3).
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/plan/zones.h"
#include "mapping/report/metrics.h"

namespace closemap {
namespace {

constexpr int kDaysOut = 30;  // before the close
constexpr std::string_view kAnchorChanged = "anchor.changed";

// What a partner's step of this category counts as (§11 §6.3).
struct ActionOfCategory {
  std::string_view category, action;
};
constexpr std::array<ActionOfCategory, 5> kActions{{{"discovery", "joint_discovery"},
                                                    {"technical", "technical_evaluation"},
                                                    {"onboarding", "cs_engagement"},
                                                    {"security", "security_review"},
                                                    {"commercial", "joint_proposal"}}};

std::string_view action_of(const Milestone& step) {
  if (step.kind == "eb_meeting") return "executive_intro";
  for (const auto& [category, action] : kActions)
    if (step.category == category) return action;
  return {};
}

DealState state_of(PlanStatus status) {
  if (status == PlanStatus::won) return DealState::won;
  const bool lost = status == PlanStatus::lost || status == PlanStatus::abandoned;
  return lost ? DealState::lost : DealState::open;
}

std::optional<Date> close_date(const Plan& plan) {
  const std::string* close = close_anchor(plan);
  return close == nullptr ? std::nullopt : std::optional(plan.anchors.at(*close).date);
}

std::optional<Anchor> read_anchor(const Json* said) {
  if (said == nullptr || !said->is_object()) return std::nullopt;
  const Result<Date> date = parse_date(text_or(*said, "date"));
  const auto basis = parse_anchor_basis(text_or(*said, "basis"));
  if (!date || !basis) return std::nullopt;
  return Anchor{*date, *basis, parse_party(text_or(*said, "source")).value_or(Party::customer)};
}

Json payload_of(const DatedEvent& dated) {
  Result<Json> read = parse_json(dated.event.payload);
  return read ? *std::move(read) : Json();
}

void undo(const DatedEvent& change, std::map<std::string, Anchor>& anchors) {
  const Json payload = payload_of(change);
  const auto before = read_anchor(find(payload, "from"));
  if (before)
    anchors[change.event.subject] = *before;
  else
    anchors.erase(change.event.subject);
}

// The close anchor's date when all that came after `when` had not happened yet: what is known is
// the plan of today, so its anchors are led back change by change.
std::optional<Date> close_date_then(const Plan& plan, const std::vector<DatedEvent>& events,
                                    Instant when) {
  Plan then = plan;
  for (auto each = events.rbegin(); each != events.rend() && each->at > when; ++each)
    if (each->event.type == kAnchorChanged) undo(*each, then.anchors);
  return close_date(then);
}

// "Baseline 0 = the due dates when the plan becomes proposed" (§1.3). A plan may be that from its
// creation on, and one that was closed as a draft opens again as that.
std::optional<Instant> baselined(const std::vector<DatedEvent>& events) {
  for (const DatedEvent& each : events) {
    if (!each.event.type.starts_with("plan.")) continue;
    const Json payload = payload_of(each);
    const bool first = each.event.type == "plan.created";
    const auto status = parse_plan_status(text_or(payload, first ? "status" : "to"));
    if (status && under_way(*status)) return each.at;
  }
  return std::nullopt;
}

}  // namespace

bool under_way(PlanStatus status) {
  return status == PlanStatus::proposed || status == PlanStatus::active;
}

std::vector<PartnerAction> partner_actions(const Plan& plan) {
  std::vector<PartnerAction> actions;
  for (const auto& [id, step] : plan.milestones) {
    const std::string_view kind = action_of(step);
    if (kind.empty() || step.party != Party::partner || !step.actual ||
        step.disposition != Disposition::active)
      continue;
    actions.push_back({std::string(kind), *step.actual, Party::partner});
  }
  return actions;
}

Deal deal_of(const Plan& plan) {
  Deal deal;
  deal.id = plan.id;
  deal.tier = plan.tier;
  deal.state = state_of(plan.status);
  deal.plan = deal.state == DealState::open
                  ? plan.status == PlanStatus::active
                  : plan.baselined_on || plan.history.activated_on.has_value();
  deal.amount = plan.amount;
  if (const Opportunity* vendor = plan.opportunity(Party::vendor)) {
    deal.stage_rank = vendor->stage_rank;
    deal.created = vendor->created_on;
    if (deal.state != DealState::open) deal.closed = vendor->close_date;
  }
  for (const Opportunity& opportunity : plan.opportunities)
    if (opportunity.partner_intro_on) deal.partner_intro_on = opportunity.partner_intro_on;
  if (const std::string* close = close_anchor(plan)) {
    const auto step = plan.milestones.find(*close);
    if (step != plan.milestones.end()) deal.baseline_close = step->second.baseline;
  }
  deal.partner_actions = partner_actions(plan);
  for (const auto& [id, step] : plan.milestones)
    if (step.disposition != Disposition::removed)
      deal.steps.push_back({step.key.empty() ? step.title : step.key, step.baseline, step.actual,
                            step.disposition == Disposition::waived});
  return deal;
}

bool tells_of_close(std::string_view event_type) {
  return event_type == kAnchorChanged || event_type == "plan.created" ||
         event_type == "plan.proposed" || event_type == "plan.activated" ||
         event_type == "plan.reopened";
}

void date_close(Deal& deal, const Plan& plan, const std::vector<DatedEvent>& events) {
  if (const auto baseline = baselined(events))
    deal.baseline_close = close_date_then(plan, events, *baseline);
  deal.close_30_days_out.reset();
  if (!deal.closed || events.empty()) return;
  // The last moment of that day: one before the next begins.
  const Instant day_over =
      Instant{zone_or_utc(plan.timezone).at(*deal.closed - kDaysOut + 1, 0).ms - 1};
  if (events.front().event.type == "plan.created" && events.front().at > day_over) return;
  deal.close_30_days_out = close_date_then(plan, events, day_over);
}

}  // namespace closemap
