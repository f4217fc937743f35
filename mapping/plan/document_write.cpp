// A plan as canonical JSON text. Keys are written in byte order: a test holds it against
// dump_json().
#include <algorithm>

#include "mapping/plan/document.h"
#include "mapping/plan/json_text.h"

namespace closemap {
namespace {

constexpr std::size_t kTextReserve = 16 * 1024;  // a plan of 22 milestones

// What the schema asks of a handoff; one that lacks it is kept under x_closemap.
bool complete(const Handoff& handoff) {
  return !handoff.trigger.empty() && !handoff.what.empty() && !handoff.to_person.empty();
}

void write(JsonWriter& out, const SourceRef& ref) {
  out.begin_object();
  out.key("connection");
  out.text(ref.connection);
  out.member("field", ref.field);
  out.key("object");
  out.text(ref.object);
  out.key("record");
  out.text(ref.record);
  out.end_object();
}

void write_refs(JsonWriter& out, std::string_view name, const std::vector<SourceRef>& refs) {
  if (refs.empty()) return;
  out.key(name);
  out.begin_array();
  for (const SourceRef& ref : refs) write(out, ref);
  out.end_array();
}

void write(JsonWriter& out, const Anchor& anchor) {
  out.begin_object();
  out.key("basis");
  out.text(to_text(anchor.basis));
  out.member("date", std::optional(anchor.date));
  out.key("source");
  out.text(to_text(anchor.source));
  out.end_object();
}

void write(JsonWriter& out, const Dependency& dependency) {
  const Lag& lag = dependency.lag;
  out.begin_object();
  out.key("hardness");
  out.text(to_text(dependency.hardness));
  if (lag != Lag{} || !dependency.lag_calendar.empty()) {
    out.key("lag");
    out.begin_object();
    out.member("calendar", dependency.lag_calendar);
    out.key("n");
    out.integer(lag.n);
    out.key("unit");
    out.text(lag.unit == LagUnit::bd ? "bd" : "cd");
    out.end_object();
  }
  out.key("pred");
  out.text(dependency.pred);
  out.key("succ");
  out.text(dependency.succ);
  out.key("type");
  out.text("FS");
  out.end_object();
}

void write_end(JsonWriter& out, std::string_view name, Party party, const std::string& person) {
  out.key(name);
  out.begin_object();
  out.key("party");
  out.text(to_text(party));
  out.member("person", person);
  out.end_object();
}

void write(JsonWriter& out, const Handoff& handoff) {
  out.begin_object();
  out.key("accept_within_bh");
  out.integer(handoff.accept_within_bh);
  out.member("accepted_at", handoff.accepted_at);
  out.member("accepts_milestone", handoff.accepts_milestone);
  write_end(out, "from", handoff.from, handoff.from_person);
  out.member("offered_at", handoff.offered_at);
  out.key("state");
  out.text(to_text(handoff.state));
  write_end(out, "to", handoff.to, handoff.to_person);
  out.member("trigger", handoff.trigger);
  out.member("what", handoff.what);
  out.end_object();
}

void write_handoffs(JsonWriter& out, const Plan& plan, bool want_complete) {
  const auto wanted = [&](const auto& entry) { return complete(entry.second) == want_complete; };
  if (std::none_of(plan.handoffs.begin(), plan.handoffs.end(), wanted)) return;
  out.key("handoffs");
  out.begin_object();
  for (const auto& entry : plan.handoffs) {
    if (!wanted(entry)) continue;
    out.key(entry.first);
    write(out, entry.second);
  }
  out.end_object();
}

void write(JsonWriter& out, const Milestone& milestone) {
  out.begin_object();
  out.member("actual_date", milestone.actual);
  out.member("actual_start_date", milestone.actual_start);
  out.member("added_at", milestone.added_at);
  out.member("baseline_date", milestone.baseline);
  out.member("blocked_reason", milestone.blocked_reason);
  out.member("calendar", milestone.calendar);
  out.key("category");
  out.text(milestone.category);
  out.member("deadline", milestone.deadline);
  out.key("disposition");
  out.text(to_text(milestone.disposition));
  out.member("done_condition", milestone.done_condition);
  out.member("due_date", milestone.due);
  out.member("duration_bd", milestone.duration_bd);
  write_refs(out, "external_refs", milestone.external_refs);
  out.member("key", milestone.key);
  out.key("kind");
  out.text(milestone.kind);
  out.member("min_duration_bd", milestone.min_duration_bd);
  out.member("not_before", milestone.not_before);
  out.member("owner", milestone.owner);
  out.member("owner_estimate_date", milestone.owner_estimate);
  out.key("party");
  out.text(to_text(milestone.party));
  out.member("remaining_bd", milestone.remaining_bd);
  out.member("scheduled_at", milestone.scheduled_at);
  out.key("status");
  out.text(to_text(milestone.status));
  out.members("supporting", milestone.supporting);
  out.key("title");
  out.text(milestone.title);
  out.end_object();
}

void write(JsonWriter& out, const PartyInfo& party) {
  out.begin_object();
  out.member("calendar", party.calendar);
  out.member("domain", party.domain);
  out.member("executive_sponsor", party.executive_sponsor);
  out.key("fiscal_year_start_month");
  out.integer(party.fiscal_year_start_month);
  out.member("lead", party.lead);
  out.key("name");
  out.text(party.name);
  out.member("timezone", party.timezone);
  out.end_object();
}

void write(JsonWriter& out, const Person& person) {
  out.begin_object();
  out.member("calendar", person.calendar);
  out.member("email", person.email);
  out.key("kind");
  out.text(to_text(person.kind));
  out.key("name");
  out.text(person.name);
  out.key("party");
  out.text(to_text(person.party));
  write_refs(out, "refs", person.refs);
  out.members("roles", person.roles);
  out.member("slack_user", person.slack_user);
  out.member("timezone", person.timezone);
  out.member("title", person.title);
  out.end_object();
}

void write(JsonWriter& out, const SignOff& signoff) {
  out.begin_object();
  out.member("at", signoff.at);
  out.member("by", signoff.by);
  out.member("content_hash", signoff.content_hash);
  out.member("method", signoff.method);
  if (signoff.plan_version != 0) out.member("plan_version", std::optional(signoff.plan_version));
  out.key("state");
  out.text(to_text(signoff.state));
  out.end_object();
}

template <class Map>
void write_map(JsonWriter& out, std::string_view name, const Map& map) {
  out.key(name);
  out.begin_object();
  for (const auto& [id, value] : map) {
    out.key(id);
    write(out, value);
  }
  out.end_object();
}

template <class Array>
void write_per_party(JsonWriter& out, std::string_view name, const Array& values) {
  out.key(name);
  out.begin_object();
  for (const Party party : {Party::customer, Party::partner, Party::vendor}) {  // byte order
    out.key(to_text(party));
    write(out, values[static_cast<std::size_t>(party)]);
  }
  out.end_object();
}

// The part of an opportunity that the schema does not know.
void write_observed(JsonWriter& out, const Opportunity& opportunity) {
  out.begin_object();
  out.member("account_domain", opportunity.account_domain);
  out.member("account_name", opportunity.account_name);
  if (opportunity.amount) {
    out.key("amount");
    out.begin_object();
    out.key("currency");
    out.text(opportunity.amount->currency);
    out.key("minor");
    out.integer(opportunity.amount->minor);
    out.end_object();
  }
  out.member("close_date", opportunity.close_date);
  out.member("created_on", opportunity.created_on);
  if (opportunity.deleted) {
    out.key("deleted");
    out.boolean(true);
  }
  out.member("name", opportunity.name);
  out.member("next_step", opportunity.next_step);
  out.member("owner", opportunity.owner);
  out.member("owner_word", opportunity.owner_word);
  out.member("stage_rank", opportunity.stage_rank);
  out.member("stage_raw", opportunity.stage_raw);
  out.end_object();
}

void write_opportunities(JsonWriter& out, const Plan& plan) {
  if (plan.opportunities.empty()) return;
  out.key("opportunities");
  out.begin_array();
  for (const Opportunity& opportunity : plan.opportunities) {
    out.begin_object();
    out.key("ref");
    write(out, opportunity.ref);
    out.key("side");
    out.text(to_text(opportunity.side));
    out.end_object();
  }
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
  return !milestone.owner_word.empty() || !milestone.owner_parties.empty();
}

void write_milestones_beyond(JsonWriter& out, const Plan& plan) {
  const auto wanted = [](const auto& entry) { return beyond_schema(entry.second); };
  if (std::none_of(plan.milestones.begin(), plan.milestones.end(), wanted)) return;
  out.key("milestones");
  out.begin_object();
  for (const auto& [id, milestone] : plan.milestones) {
    if (!beyond_schema(milestone)) continue;
    out.key(id);
    out.begin_object();
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
    out.key(id);
    out.begin_object();
    out.key("active");
    out.boolean(false);
    out.end_object();
  }
  out.end_object();
}

void write_beyond(JsonWriter& out, const Plan& plan) {
  out.key("x_closemap");
  out.begin_object();
  out.member("baselined_on", plan.baselined_on);
  write_contenders(out, plan);
  out.member("created_on", plan.created_on);
  out.member("created_stage_rank", plan.created_stage_rank);
  out.key("dependencies_known");
  out.boolean(plan.dependencies_known);
  write_handoffs(out, plan, false);
  write_milestones_beyond(out, plan);
  if (!plan.opportunities.empty()) {
    out.key("opportunities");
    out.begin_array();
    for (const Opportunity& opportunity : plan.opportunities) write_observed(out, opportunity);
    out.end_array();
  }
  out.member("pause_reason", plan.pause_reason);
  out.key("paused_from");
  out.text(to_text(plan.paused_from));
  write_inactive_people(out, plan);
  out.member("template_used", plan.template_used);
  out.end_object();
}

void write(JsonWriter& out, const Plan& plan) {
  out.begin_object();
  if (!plan.anchors.empty()) write_map(out, "anchors", plan.anchors);
  out.member("calendar", plan.calendar);
  out.member("coordinator", plan.coordinator);
  out.key("dependencies");
  out.begin_array();
  for (const Dependency& dependency : plan.dependencies) write(out, dependency);
  out.end_array();
  write_handoffs(out, plan, true);
  out.key("id");
  out.text(plan.id);
  if (plan.evaluation_start) {
    out.key("key_dates");
    out.begin_object();
    out.member("evaluation_start", plan.evaluation_start);
    out.end_object();
  }
  out.key("milestone_order");
  out.begin_array();
  for (const std::string& id : plan.milestone_order) out.text(id);
  out.end_array();
  write_map(out, "milestones", plan.milestones);
  out.key("name");
  out.text(plan.name);
  write_opportunities(out, plan);
  write_per_party(out, "parties", plan.parties);
  write_map(out, "people", plan.people);
  out.key("schema");
  out.text("closemap.plan.v1");
  write_per_party(out, "signoffs", plan.signoffs);
  out.key("status");
  out.text(to_text(plan.status));
  out.key("tier");
  out.text(plan.tier);
  out.key("timezone");
  out.text(plan.timezone);
  out.key("version");
  out.integer(plan.version);
  write_beyond(out, plan);
  out.end_object();
}

}  // namespace

std::string plan_to_text(const Plan& plan) {
  std::string text;
  text.reserve(kTextReserve);
  JsonWriter out(text);
  write(out, plan);
  return text;
}

}  // namespace closemap
