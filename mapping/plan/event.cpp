// What changed between two versions of a plan, as events (domain.md §3.8).
#include "mapping/plan/event.h"

#include <algorithm>

#include "mapping/plan/event_diff.h"
#include "mapping/plan/json_text.h"
#include "mapping/plan/transitions.h"

namespace closemap {
namespace events {

Json value_of(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json value_of(std::optional<int> number) { return number ? Json(*number) : Json(); }
Json value_of(std::optional<Date> date) { return date ? Json(to_text(*date)) : Json(); }
Json value_of(std::optional<Instant> instant) { return instant ? Json(to_text(*instant)) : Json(); }
Json value_of(const std::vector<std::string>& list) { return list; }
Json value_of(const std::optional<Money>& money) {
  if (!money) return {};
  return {{"minor", money->minor}, {"currency", money->currency}};
}

namespace {

// A pause that ends and a closed plan that opens are both a reopening; the payload says from
// what.
std::string_view transition(PlanStatus from, PlanStatus to) {
  if (closed(to)) return "plan.closed";
  if (to == PlanStatus::paused) return "plan.paused";
  if (closed(from) || from == PlanStatus::paused) return "plan.reopened";
  if (to == PlanStatus::active) return "plan.activated";
  return "plan.proposed";
}

void compare_status(Comparison& plans) {
  const Plan& before = plans.before;
  const Plan& after = plans.after;
  if (before.status != after.status) {
    Json payload = from_to(to_text(before.status), to_text(after.status));
    if (!after.pause_reason.empty() && after.status == PlanStatus::paused)
      payload["reason"] = after.pause_reason;
    if (closed(before.status) && !closed(after.status)) payload["reason"] = kOpenAgain;
    plans.add_with_reason(std::string(transition(before.status, after.status)), "", payload);
  }
  if (before.baselined_on && before.baselined_on != after.baselined_on)
    plans.add_with_reason("plan.rebaselined", "",
                          from_to(value_of(before.baselined_on), value_of(after.baselined_on)));
}

void compare_fields(Comparison& plans) {
  const Plan& before = plans.before;
  const Plan& after = plans.after;
  Changes changes;
  changes.look("name", before.name, after.name);
  changes.look("tier", before.tier, after.tier);
  changes.look("timezone", before.timezone, after.timezone);
  changes.look("calendar", before.calendar, after.calendar);
  changes.look("coordinator", before.coordinator, after.coordinator);
  changes.look("evaluation_start", before.evaluation_start, after.evaluation_start);
  changes.look("decision_target", before.decision_target, after.decision_target);
  changes.look("signature_target", before.signature_target, after.signature_target);
  changes.look("go_live_target", before.go_live_target, after.go_live_target);
  changes.look("next_review_at", before.next_review_at, after.next_review_at);
  changes.look("milestone_order", before.milestone_order, after.milestone_order);
  changes.look("template_used", before.template_used, after.template_used);
  changes.look("dependencies_known", before.dependencies_known, after.dependencies_known);
  changes.look("procurement_required", before.procurement_required, after.procurement_required);
  changes.look("amount", before.amount, after.amount);
  changes.look("customer_stakeholders", before.customer_stakeholders, after.customer_stakeholders);
  if (changes.any()) plans.add("plan.changed", "", changes.fields());
}

// CRM values side by side; whoever shows these events to a party passes view() first.
void compare_opportunities(Comparison& plans) {
  for (const Party side : {Party::vendor, Party::partner}) {
    const Opportunity* from = plans.before.opportunity(side);
    const Opportunity* to = plans.after.opportunity(side);
    const Opportunity none;
    if (from == nullptr && to == nullptr) continue;
    if (from != nullptr && to != nullptr && *from == *to) continue;
    const Opportunity& was = from == nullptr ? none : *from;
    const Opportunity& is = to == nullptr ? none : *to;
    Changes changes;
    changes.look("name", was.name, is.name);
    changes.look("account_name", was.account_name, is.account_name);
    changes.look("account_domain", was.account_domain, is.account_domain);
    changes.look("stage", was.stage_raw, is.stage_raw);
    changes.look("stage_rank", was.stage_rank, is.stage_rank);
    changes.look("next_step", was.next_step, is.next_step);
    changes.look("owner", was.owner, is.owner);
    changes.look("owner_word", was.owner_word, is.owner_word);
    changes.look("amount", was.amount, is.amount);
    changes.look("close_date", was.close_date, is.close_date);
    changes.look("forecast_category", was.forecast_category_raw, is.forecast_category_raw);
    changes.look("partner_intro_on", was.partner_intro_on, is.partner_intro_on);
    changes.look("created_on", was.created_on, is.created_on);
    changes.look("deleted", was.deleted, is.deleted);
    changes.look("record", was.ref.record, is.ref.record);
    if (changes.any())
      plans.add("opportunity.changed", std::string(to_text(side)), changes.fields());
  }
}

void compare_contenders(Comparison& plans) {
  const auto has = [](const Plan& plan, const Contender& each) {
    return std::find(plan.contenders.begin(), plan.contenders.end(), each) != plan.contenders.end();
  };
  const auto payload = [](const Contender& each) -> Json {
    return {{"source", each.source}, {"value", each.value}};
  };
  for (const Contender& each : plans.after.contenders)
    if (!has(plans.before, each)) plans.add("conflict.opened", each.pointer, payload(each));
  for (const Contender& each : plans.before.contenders)
    if (!has(plans.after, each)) plans.add("conflict.resolved", each.pointer, payload(each));
}

PlanEvent created(const Plan& plan, const std::string& actor) {
  PlanEvent event{"plan.created", "", actor, {}};
  JsonWriter out(event.payload);
  out.begin_object();
  out.key("dependencies");
  out.integer(static_cast<std::int64_t>(plan.dependencies.size()));
  out.key("milestones");
  out.integer(static_cast<std::int64_t>(plan.milestones.size()));
  out.key("name");
  out.text(plan.name);
  out.key("status");
  out.text(to_text(plan.status));
  out.key("template");
  if (plan.template_used.empty())
    out.null();
  else
    out.text(plan.template_used);
  out.end_object();
  return event;
}

}  // namespace
}  // namespace events

std::vector<PlanEvent> diff_events(const Plan* before, const Plan& after, const std::string& actor,
                                   const std::string& reason) {
  if (before == nullptr) {
    std::vector<PlanEvent> found;
    found.push_back(events::created(after, actor));
    return found;
  }
  events::Comparison plans{*before, after, actor, reason};
  events::compare_status(plans);
  events::compare_fields(plans);
  events::compare_parties(plans);
  events::compare_people(plans);
  events::compare_milestones(plans);
  events::compare_dependencies(plans);
  events::compare_anchors(plans);
  events::compare_handoffs(plans);
  events::compare_gates(plans);
  events::compare_criteria(plans);
  events::compare_risks(plans);
  events::compare_economics(plans);
  events::compare_story(plans);
  events::compare_sharing(plans);
  events::compare_opportunities(plans);
  events::compare_contenders(plans);
  return std::move(plans.found);
}

}  // namespace closemap
