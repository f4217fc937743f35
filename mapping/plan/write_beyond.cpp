// x_closemap: what a plan holds and the public schema does not. An empty field is left out.
#include <algorithm>

#include "mapping/plan/document_write.h"

namespace closemap::document {
namespace {

// The part of an opportunity that the schema does not know.
void write_observed(JsonWriter& out, const Opportunity& opportunity) {
  out.begin_object();
  out.member("account_domain", opportunity.account_domain);
  out.member("account_name", opportunity.account_name);
  write_if(out, "amount", opportunity.amount);
  out.member("close_date", opportunity.close_date);
  out.member("created_on", opportunity.created_on);
  if (opportunity.deleted) {
    out.key("deleted");
    out.boolean(true);
  }
  out.member("forecast_category_raw", opportunity.forecast_category_raw);
  out.member("name", opportunity.name);
  out.member("next_step", opportunity.next_step);
  out.member("owner", opportunity.owner);
  out.member("owner_word", opportunity.owner_word);
  out.member("partner_intro_on", opportunity.partner_intro_on);
  out.member("stage_rank", opportunity.stage_rank);
  out.member("stage_raw", opportunity.stage_raw);
  out.end_object();
}

void write_opportunities(JsonWriter& out, const Plan& plan) {
  if (plan.opportunities.empty()) return;
  out.key("opportunities");
  out.begin_array();
  for (const Opportunity& opportunity : plan.opportunities) write_observed(out, opportunity);
  out.end_array();
}

void write_contenders(JsonWriter& out, const Plan& plan) {
  if (plan.contenders.empty()) return;
  out.key("contenders");
  out.begin_array();
  for (const Contender& contender : plan.contenders) {
    out.begin_object();
    out.member("pointer", contender.pointer);
    out.member("source", contender.source);
    out.member("value", contender.value);
    out.end_object();
  }
  out.end_array();
}

bool beyond_schema(const Milestone& milestone) {
  return !milestone.owner_word.empty() || !milestone.owner_parties.empty() ||
         milestone.declined_count != 0 || milestone.extensions != 0 || milestone.answered;
}

void write_count(JsonWriter& out, const JsonName& name, int count) {
  if (count != 0) out.member(name, std::optional(count));
}

void write_milestones(JsonWriter& out, const Plan& plan) {
  const auto wanted = [](const auto& entry) { return beyond_schema(entry.second); };
  if (std::none_of(plan.milestones.begin(), plan.milestones.end(), wanted)) return;
  out.key("milestones");
  out.begin_object();
  for (const auto& [id, milestone] : plan.milestones) {
    if (!beyond_schema(milestone)) continue;
    out.key_of(id);
    out.begin_object();
    out.member("answered", milestone.answered);
    write_count(out, "declined_count", milestone.declined_count);
    write_count(out, "extensions", milestone.extensions);
    out.members("owner_parties", milestone.owner_parties);
    out.member("owner_word", milestone.owner_word);
    out.end_object();
  }
  out.end_object();
}

void write_inactive_people(JsonWriter& out, const Plan& plan) {
  const auto inactive = [](const auto& entry) { return !entry.second.active; };
  if (std::none_of(plan.people.begin(), plan.people.end(), inactive)) return;
  out.key("people");
  out.begin_object();
  for (const auto& [id, person] : plan.people) {
    if (person.active) continue;
    out.key_of(id);
    out.begin_object();
    out.key("active");
    out.boolean(false);
    out.end_object();
  }
  out.end_object();
}

void write_slip(JsonWriter& out, const SlipEvent& slip) {
  out.begin_object();
  out.key("delta_bd");
  out.integer(slip.delta_bd);
  out.member("milestone", slip.milestone);
  out.member("on", std::optional(slip.on));
  out.member("reason", slip.reason);
  out.end_object();
}

void write_history(JsonWriter& out, const PlanHistory& history) {
  if (history == PlanHistory{}) return;
  out.key("history");
  out.begin_object();
  out.member("activated_on", history.activated_on);
  out.key("last_activity");
  out.begin_object();
  const auto last = [&](Party party) {
    return history.last_activity[static_cast<std::size_t>(party)];
  };
  out.member("customer", last(Party::customer));
  out.member("partner", last(Party::partner));
  out.member("vendor", last(Party::vendor));
  out.end_object();
  out.member("last_review", history.last_review);
  out.member("partner_invited_on", history.partner_invited_on);
  if (!history.slip_events.empty()) {
    out.key("slip_events");
    out.begin_array();
    for (const SlipEvent& slip : history.slip_events) write_slip(out, slip);
    out.end_array();
  }
  out.end_object();
}

}  // namespace

bool complete(const Handoff& handoff) {
  return !handoff.trigger.empty() && !handoff.what.empty() && !handoff.to_person.empty();
}

void write_handoffs(JsonWriter& out, const Plan& plan, bool want_complete) {
  const auto wanted = [&](const auto& entry) { return complete(entry.second) == want_complete; };
  if (std::none_of(plan.handoffs.begin(), plan.handoffs.end(), wanted)) return;
  out.key("handoffs");
  out.begin_object();
  for (const auto& entry : plan.handoffs) {
    if (!wanted(entry)) continue;
    out.key_of(entry.first);
    write(out, entry.second);
  }
  out.end_object();
}

void write_beyond(JsonWriter& out, const Plan& plan) {
  out.key("x_closemap");
  out.begin_object();
  write_if(out, "amount", plan.amount);
  out.member("baselined_on", plan.baselined_on);
  write_contenders(out, plan);
  out.member("created_on", plan.created_on);
  out.member("created_stage_rank", plan.created_stage_rank);
  out.member("customer_stakeholders", plan.customer_stakeholders);
  out.key("dependencies_known");
  out.boolean(plan.dependencies_known);
  write_handoffs(out, plan, false);
  write_history(out, plan.history);
  write_milestones(out, plan);
  write_opportunities(out, plan);
  out.member("pause_reason", plan.pause_reason);
  write_word(out, "paused_from", to_text(plan.paused_from));
  write_inactive_people(out, plan);
  if (!plan.procurement_required) {
    out.key("procurement_required");
    out.boolean(false);
  }
  out.member("template_used", plan.template_used);
  out.end_object();
}

}  // namespace closemap::document
