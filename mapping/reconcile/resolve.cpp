// The whole of a deal's resolution, part after part; opportunities, parties and status are here.
#include "mapping/reconcile/resolve.h"

#include <algorithm>
#include <utility>

#include "mapping/core/text.h"
#include "mapping/plan/transitions.h"
#include "mapping/reconcile/account_domain.h"
#include "mapping/schedule/solve.h"

namespace closemap {
namespace {

// What the account says that an opportunity refers to stands in for what it does not say itself.
std::string account_name(const Observed& said) {
  std::string name = text_or(said.fields, "account.name");
  return name.empty() ? text_or(said.account, "name") : name;
}
std::string account_domain_of(const Observed& said) {
  std::string where = text_or(said.fields, "account.domain");
  for (const std::string_view field : {"domain", "email"})
    if (where.empty()) where = text_or(said.account, field);
  return where.empty() ? where : account_domain(where);
}

Opportunity project(const Observed& said, PeopleRoll& people) {
  Opportunity opportunity;
  opportunity.side = said.side;
  opportunity.ref = said.ref;
  opportunity.name = text_or(said.fields, "name");
  opportunity.account_name = account_name(said);
  opportunity.account_domain = account_domain_of(said);
  opportunity.stage_raw = text_or(said.fields, "stage");
  opportunity.next_step = text_or(said.fields, "next_step");
  if (const auto rank = int_at(said.fields, "stage_rank"))
    opportunity.stage_rank = static_cast<int>(*rank);
  opportunity.amount = money_at(said.fields, "amount");
  opportunity.close_date = date_at(said.fields, "close_date");
  opportunity.created_on = date_at(said.fields, "created_on");
  opportunity.deleted = said.deleted;
  PeopleRoll::Found owner = people.owner_of(said);
  opportunity.owner = std::move(owner.id);
  opportunity.owner_word = std::move(owner.word);
  return opportunity;
}

void fill_party(PartyInfo& party, const PartyDefaults& defaults) {
  party.name = defaults.name;
  const std::string domain = account_domain(defaults.domain);
  party.domain = domain.empty() ? defaults.domain : domain;
  party.calendar = defaults.calendar;
  party.timezone = defaults.timezone;
}

Plan begin_plan(const ResolveInput& input) {
  Plan plan;
  plan.id = input.new_id("pln");
  plan.version = 1;
  const auto zone = Zone::find(input.default_timezone);
  plan.created_on = (zone ? *zone : Zone{}).local_date(input.now);
  return plan;
}

// Won and lost need both sides; one alone is a disagreement that a signal names.
std::optional<PlanStatus> closed_status(const Plan& plan) {
  const Opportunity* vendor = plan.opportunity(Party::vendor);
  const Opportunity* partner = plan.opportunity(Party::partner);
  if (vendor == nullptr || !vendor->stage_rank) return std::nullopt;
  const bool alone = partner == nullptr;
  const int rank = *vendor->stage_rank;
  if (rank != 5 && rank != -1) return std::nullopt;
  if (!alone && (!partner->stage_rank || *partner->stage_rank != rank)) return std::nullopt;
  return rank == 5 ? PlanStatus::won : PlanStatus::lost;
}

}  // namespace

void resolve_opportunities(Plan& plan, const ResolveInput& input, PeopleRoll& people) {
  plan.opportunities.clear();
  plan.opportunities.reserve(2);
  for (const auto* said : {&input.vendor, &input.partner})
    if (*said) plan.opportunities.push_back(project(**said, people));
  const Opportunity* vendor = plan.opportunity(Party::vendor);
  const Opportunity* partner = plan.opportunity(Party::partner);
  const Opportunity* first = vendor != nullptr ? vendor : partner;
  if (first == nullptr) return;
  PartyInfo& customer = plan.party(Party::customer);
  for (const Opportunity* said : {vendor, partner}) {
    if (said == nullptr) continue;
    if (customer.name.empty()) customer.name = said->account_name;
    if (customer.domain.empty()) customer.domain = said->account_domain;
  }
  plan.amount.reset();  // the first of them that is there and says one (§3.4, authority)
  for (const Opportunity* said : {vendor, partner})
    if (said != nullptr && !said->deleted && !plan.amount) plan.amount = said->amount;
  if (plan.name.empty()) {
    plan.name = first->name.empty() ? first->account_name : first->name;
    if (plan.name.empty()) plan.name = "deal " + first->ref.record;
  }
  if (input.before == nullptr) {
    plan.created_stage_rank = first->stage_rank;
    plan.timezone = input.default_timezone;
    for (const auto* said : {&input.vendor, &input.partner})
      if (const auto zone = *said ? text_at((*said)->fields, "timezone") : std::nullopt)
        plan.timezone = *zone;
    if (!Zone::find(plan.timezone)) plan.timezone = input.default_timezone;
  }
}

void resolve_status(Plan& plan, const ResolveInput& input) {
  const bool terminal = plan.status == PlanStatus::won || plan.status == PlanStatus::lost ||
                        plan.status == PlanStatus::abandoned;
  const auto closed = closed_status(plan);
  if (closed && !terminal) {
    plan.status = *closed;
    return;
  }
  if (terminal) {
    const bool reopened = plan.status != PlanStatus::abandoned && !closed;
    if (!reopened) return;
    if (plan.baselined_on)
      static_cast<void>(reopen(plan, kOpenAgain));
    else
      plan.status = PlanStatus::draft;
  }
  const bool gone = std::any_of(plan.opportunities.begin(), plan.opportunities.end(),
                                [](const Opportunity& opportunity) { return opportunity.deleted; });
  constexpr std::string_view kDeleted = "an opportunity was deleted at its source";
  if (gone && plan.status != PlanStatus::paused) {
    // A draft rests, too: nobody may propose a deal that its CRM no longer knows.
    plan.paused_from = plan.status;
    plan.status = PlanStatus::paused;
    plan.pause_reason = kDeleted;
  } else if (!gone && plan.status == PlanStatus::paused && plan.pause_reason == kDeleted) {
    plan.status = plan.paused_from;
    plan.pause_reason.clear();
  }
  const bool open = std::any_of(
      plan.milestones.begin(), plan.milestones.end(),
      [](const auto& entry) { return entry.second.disposition == Disposition::active; });
  // A draft that is not complete yet stays one; `plan edit --propose` says what is missing.
  if (input.auto_propose && plan.status == PlanStatus::draft && open)
    static_cast<void>(propose(plan, input.now));
}

void leave_out(std::vector<Unplaced>* unplaced, const SourceRef& ref, const std::string& why) {
  if (unplaced == nullptr) return;
  const auto known = std::find_if(unplaced->begin(), unplaced->end(),
                                  [&](const Unplaced& each) { return each.ref == ref; });
  if (known == unplaced->end())
    unplaced->push_back({ref, why});
  else
    known->why += "; " + why;
}

Plan resolve(const ResolveInput& input, std::vector<Unplaced>* unplaced) {
  Plan plan = input.before != nullptr ? *input.before : begin_plan(input);
  plan.contenders.clear();
  fill_party(plan.party(Party::vendor), input.vendor_party);
  fill_party(plan.party(Party::partner), input.partner_party);
  if (input.vendor && plan.party(Party::customer).domain.empty())
    plan.party(Party::customer).domain = account_domain_of(*input.vendor);
  PeopleRoll people(plan, input);
  plan.party(Party::vendor).lead = people.by_email(input.vendor_party.lead, Party::vendor);
  plan.party(Party::partner).lead = people.by_email(input.partner_party.lead, Party::partner);
  const std::string& runs = input.vendor_party.coordinator;
  plan.coordinator =
      runs.empty() ? plan.party(Party::vendor).lead : people.by_email(runs, Party::vendor);
  resolve_opportunities(plan, input, people);
  resolve_milestones(plan, input, people, unplaced);
  resolve_dependencies(plan, input, unplaced);
  resolve_anchors(plan, input);
  resolve_status(plan, input);
  resolve_handoffs(plan, input);
  if (input.before != nullptr && !(plan == *input.before)) plan.version = input.before->version + 1;
  return plan;
}

}  // namespace closemap
