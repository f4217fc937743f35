// A party's view of a plan, field by field: what is not copied here is not seen (domain.md §1.6,
// T18).
#include "mapping/plan/view.h"

#include <set>

namespace closemap {
namespace {

bool seller(Party party) { return party != Party::customer; }

Milestone seen(const Milestone& full) {
  Milestone out;
  out.key = full.key;
  out.title = full.title;
  out.owner = full.owner;
  out.owner_word = full.owner_word;
  out.owner_parties = full.owner_parties;
  out.supporting = full.supporting;
  out.party = full.party;
  out.blocked_reason = full.blocked_reason;
  out.done_condition = full.done_condition;
  out.calendar = full.calendar;
  out.kind = full.kind;
  out.category = full.category;
  out.status = full.status;
  out.disposition = full.disposition;
  out.due = full.due;
  out.baseline = full.baseline;
  out.actual = full.actual;
  out.actual_start = full.actual_start;
  out.owner_estimate = full.owner_estimate;
  out.not_before = full.not_before;
  out.deadline = full.deadline;
  out.duration_bd = full.duration_bd;
  out.min_duration_bd = full.min_duration_bd;
  out.remaining_bd = full.remaining_bd;
  out.added_at = full.added_at;
  out.scheduled_at = full.scheduled_at;
  return out;  // not: external_refs, which name another party's records
}

// Roles are the sellers' words about people ("champion"); a customer does not read them.
Person seen(const Person& full, Party reader) {
  Person out;
  out.name = full.name;
  out.email = full.email;
  out.title = full.title;
  out.timezone = full.timezone;
  out.calendar = full.calendar;
  out.party = full.party;
  out.kind = full.kind;
  out.active = full.active;
  if (seller(reader)) out.roles = full.roles;
  if (full.party == reader) out.slack_user = full.slack_user;
  return out;
}

// Leads and sponsors are the escalation path, which is the sellers' own.
PartyInfo seen(const PartyInfo& full, Party of, Party reader) {
  PartyInfo out;
  out.name = full.name;
  out.domain = full.domain;
  out.calendar = full.calendar;
  out.timezone = full.timezone;
  if (seller(reader)) {
    out.lead = full.lead;
    out.executive_sponsor = full.executive_sponsor;
  }
  if (of == reader) out.fiscal_year_start_month = full.fiscal_year_start_month;
  return out;
}

// The other seller's record: that there is one, of what, when it is to close and who to talk to. No
// stage, amount or next step.
Opportunity seen(const Opportunity& full, Party reader) {
  if (full.side == reader) return full;
  Opportunity out;
  out.side = full.side;
  out.name = full.name;
  out.account_name = full.account_name;
  out.account_domain = full.account_domain;
  out.owner = full.owner;
  out.close_date = full.close_date;
  out.deleted = full.deleted;
  return out;
}

SignOff seen(const SignOff& full, bool own) {
  SignOff out;
  out.state = full.state;
  out.by = full.by;
  out.method = full.method;
  out.plan_version = full.plan_version;
  out.at = full.at;
  if (own) out.content_hash = full.content_hash;
  return out;
}

bool about_shared_steps(const Contender& contender) {
  return contender.pointer.rfind("/milestones/", 0) == 0 ||
         contender.pointer.rfind("/anchors/", 0) == 0;
}

// People a customer meets in what it sees, and its own.
std::set<std::string> people_met(const Plan& plan) {
  std::set<std::string> met{plan.coordinator};
  for (const auto& [id, milestone] : plan.milestones) {
    met.insert(milestone.owner);
    met.insert(milestone.supporting.begin(), milestone.supporting.end());
  }
  for (const auto& [id, handoff] : plan.handoffs) {
    met.insert(handoff.from_person);
    met.insert(handoff.to_person);
  }
  for (const SignOff& signoff : plan.signoffs) met.insert(signoff.by);
  for (const auto& [id, person] : plan.people)
    if (person.party == Party::customer) met.insert(id);
  return met;
}

// What only the two sellers share.
void add_sellers_part(Plan& out, const Plan& full, Party reader) {
  out.tier = full.tier;
  out.template_used = full.template_used;
  out.pause_reason = full.pause_reason;
  for (const Opportunity& opportunity : full.opportunities)
    out.opportunities.push_back(seen(opportunity, reader));
  for (const Contender& contender : full.contenders)
    if (about_shared_steps(contender)) out.contenders.push_back(contender);
  for (const auto& [id, person] : full.people) out.people.emplace(id, seen(person, reader));
}

}  // namespace

Plan view(const Plan& plan, std::optional<Party> party) {
  if (!party) return plan;
  Plan out;
  out.id = plan.id;
  out.version = plan.version;
  out.status = plan.status;
  out.paused_from = plan.paused_from;
  out.name = plan.name;
  out.timezone = plan.timezone;
  out.calendar = plan.calendar;
  out.coordinator = plan.coordinator;
  out.evaluation_start = plan.evaluation_start;
  out.created_on = plan.created_on;
  out.baselined_on = plan.baselined_on;
  out.anchors = plan.anchors;
  for (const auto& [id, milestone] : plan.milestones)
    out.milestones.emplace_hint(out.milestones.end(), id, seen(milestone));
  out.milestone_order = plan.milestone_order;
  out.dependencies = plan.dependencies;
  out.dependencies_known = plan.dependencies_known;
  out.handoffs = plan.handoffs;
  for (const Party each : kParties) {
    const auto index = static_cast<std::size_t>(each);
    out.parties[index] = seen(plan.parties[index], each, *party);
    out.signoffs[index] = seen(plan.signoffs[index], each == *party);
  }
  if (seller(*party)) {
    add_sellers_part(out, plan, *party);
    return out;
  }
  for (const std::string& id : people_met(plan)) {
    const auto found = plan.people.find(id);
    if (found != plan.people.end()) out.people.emplace(id, seen(found->second, *party));
  }
  return out;
}

}  // namespace closemap
