// Transitions of the plan itself, and what no change may skip.
#include "mapping/plan/transitions.h"

#include <algorithm>

#include "mapping/core/text.h"
#include "mapping/plan/states.h"
#include "mapping/plan/zones.h"

namespace closemap {
namespace {

Error refused(std::string_view deed, PlanStatus now, std::string_view instead) {
  return Error{Fault::permanent,
               "a plan that is " + std::string(to_text(now)) + " cannot be " + std::string(deed) +
                   ": " + std::string(instead),
               0};
}

std::string first_reason(const Plan& plan) {
  for (const Party party : kParties)
    if (trim(plan.party(party).name).empty())
      return "the " + std::string(to_text(party)) + " has no name: name all three parties";
  for (const Violation& violation : check_structure(plan))
    if (violation.rejects) return violation.code + ": " + violation.what;
  return {};
}

bool signed_by_all(const Plan& plan) {
  return std::all_of(plan.signoffs.begin(), plan.signoffs.end(),
                     [](const SignOff& each) { return each.state == SignOffState::signed_; });
}

std::string unsigned_parties(const Plan& plan) {
  std::vector<std::string> names;
  for (const Party party : kParties) {
    const SignOff& each = plan.signoffs[static_cast<std::size_t>(party)];
    if (each.state != SignOffState::signed_)
      names.push_back(std::string(to_text(party)) + " (" + std::string(to_text(each.state)) + ")");
  }
  return join(names, ", ");
}

Violation forbidden(std::string pointer, std::string_view from, std::string_view to) {
  return {"transition", std::move(pointer),
          "it cannot go from " + std::string(from) + " to " + std::string(to) +
              ": take the steps between one by one",
          true};
}

template <class E>
void look(std::vector<Violation>& found, const std::string& pointer, E from, E to) {
  if (from != to && !allowed(from, to))
    found.push_back(forbidden(pointer, to_text(from), to_text(to)));
}

}  // namespace

Status propose(Plan& plan, Instant now) {
  if (plan.status != PlanStatus::draft)
    return refused("proposed", plan.status, "only a draft is proposed");
  const std::string why = first_reason(plan);
  if (!why.empty()) return Error{Fault::permanent, "the plan is not complete yet: " + why, 0};
  plan.status = PlanStatus::proposed;
  plan.baselined_on = zone_or_utc(plan.timezone).local_date(now);
  for (auto& [id, milestone] : plan.milestones)
    if (!milestone.baseline) milestone.baseline = milestone.due;
  settle_handoffs(plan, nullptr, now);
  return ok();
}

Status activate(Plan& plan) {
  if (plan.status != PlanStatus::proposed)
    return refused("activated", plan.status, "only a proposed plan becomes active");
  if (!signed_by_all(plan))
    return Error{Fault::permanent,
                 "I18: the plan becomes active when all three parties have signed; waiting for " +
                     unsigned_parties(plan),
                 0};
  plan.status = PlanStatus::active;
  return ok();
}

Status pause(Plan& plan, std::string_view reason) {
  if (plan.status != PlanStatus::proposed && plan.status != PlanStatus::active)
    return refused("paused", plan.status, "only a proposed or active plan is paused");
  plan.paused_from = plan.status;
  plan.status = PlanStatus::paused;
  plan.pause_reason = reason;
  return ok();
}

Status resume(Plan& plan) {
  if (plan.status != PlanStatus::paused)
    return refused("resumed", plan.status, "only a paused plan is resumed");
  plan.status = plan.paused_from;
  plan.pause_reason.clear();
  return ok();
}

Status close(Plan& plan, PlanStatus outcome) {
  if (!closed(outcome))
    return Error{
        Fault::permanent,
        "a plan is closed as won, lost or abandoned, not as " + std::string(to_text(outcome)), 0};
  if (closed(plan.status)) return refused("closed", plan.status, "reopen it first");
  plan.status = outcome;
  plan.pause_reason.clear();
  return ok();
}

Status reopen(Plan& plan, std::string_view reason) {
  if (!closed(plan.status))
    return refused("reopened", plan.status, "only a won, lost or abandoned plan is reopened");
  if (trim(reason).empty())
    return Error{Fault::permanent, "a closed plan is reopened only with a reason: give one", 0};
  const bool once_signed = std::all_of(plan.signoffs.begin(), plan.signoffs.end(),
                                       [](const SignOff& each) { return each.plan_version > 0; });
  plan.status = once_signed ? PlanStatus::active : PlanStatus::proposed;
  return ok();
}

Status rebaseline(Plan& plan, Instant now) {
  if (plan.status == PlanStatus::draft || closed(plan.status))
    return refused("rebaselined", plan.status, "a plan has a baseline from proposal to close");
  plan.baselined_on = zone_or_utc(plan.timezone).local_date(now);
  for (auto& [id, milestone] : plan.milestones)
    if (milestone.disposition == Disposition::active) milestone.baseline = milestone.due;
  return ok();
}

void advance_review(Plan& plan, Instant now, int days) {
  const auto known = Zone::find(plan.timezone);
  const Zone zone = known ? *known : Zone();
  const Instant from = plan.next_review_at.value_or(now);
  Date day = zone.local_date(from);
  do day = day + days;
  while (zone.at(day, zone.local_minute(from)) <= now);
  plan.next_review_at = zone.at(day, zone.local_minute(from));
}

Status agree_economics(Plan& plan, Party party) {
  if (party == Party::customer)
    return Error{Fault::permanent, "the economics are the sellers' own: vendor or partner agrees",
                 0};
  if (!plan.economics)
    return Error{Fault::permanent, "there are no economics to agree to: propose them first", 0};
  std::vector<Party>& by = plan.economics->agreed_by;
  if (std::find(by.begin(), by.end(), party) == by.end()) by.push_back(party);
  std::sort(by.begin(), by.end());
  return ok();
}

std::vector<Violation> forbidden_transitions(const Plan& before, const Plan& after) {
  std::vector<Violation> found;
  look(found, "/status", before.status, after.status);
  if (before.status == PlanStatus::paused && after.status != before.status &&
      !closed(after.status) && after.status != before.paused_from)
    found.push_back(forbidden("/status", "paused", to_text(after.status)));
  if (before.status == PlanStatus::proposed && after.status == PlanStatus::active &&
      !signed_by_all(after))
    found.push_back({"I18", "/status",
                     "the plan becomes active when all three parties have signed; waiting for " +
                         unsigned_parties(after),
                     true});
  for (const auto& [id, was] : before.milestones) {
    const auto is = after.milestones.find(id);
    if (is == after.milestones.end()) continue;
    look(found, "/milestones/" + id + "/status", was.status, is->second.status);
    look(found, "/milestones/" + id + "/disposition", was.disposition, is->second.disposition);
  }
  for (const auto& [id, was] : before.handoffs) {
    const auto is = after.handoffs.find(id);
    if (is != after.handoffs.end())
      look(found, "/handoffs/" + id + "/state", was.state, is->second.state);
  }
  return found;
}

}  // namespace closemap
