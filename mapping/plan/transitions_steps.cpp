// Transitions of milestones and handoffs.
#include <algorithm>

#include "mapping/core/text.h"
#include "mapping/plan/states.h"
#include "mapping/plan/transitions.h"
#include "mapping/plan/zones.h"

namespace closemap {
namespace {

constexpr std::string_view kAttested = "a person's word";  // ref of an attestation

Error refused(const std::string& what) { return Error{Fault::permanent, what, 0}; }

std::string quoted(const Milestone& milestone) {
  return "\"" + shorten(milestone.title, 80) + "\"";
}

Result<Milestone*> milestone_of(Plan& plan, const std::string& id) {
  if (closed(plan.status))
    return refused("the plan is " + std::string(to_text(plan.status)) + "; reopen it first");
  const auto found = plan.milestones.find(id);
  if (found == plan.milestones.end())
    return refused("no step has the id " + printable(shorten(id, 60)));
  return &found->second;
}

Status may_move(const Milestone& step, MilestoneStatus to, const Deed& deed) {
  if (step.disposition != Disposition::active)
    return refused(quoted(step) + " is " + std::string(to_text(step.disposition)) +
                   ": restore it first");
  if (step.status == to)
    return refused(quoted(step) + " is " + std::string(to_text(to)) + " already");
  if (!allowed(step.status, to))
    return refused(quoted(step) + " is complete: reopen it to in_progress first");
  if (step.status == MilestoneStatus::complete && trim(deed.reason).empty())
    return refused(quoted(step) + " is reopened only with a reason: say why it is not done");
  if (to == MilestoneStatus::blocked && trim(deed.reason).empty())
    return refused("I05: " + quoted(step) + " is blocked by something: say what it waits for");
  return ok();
}

// I04 and who may say so without evidence.
Status may_complete(const Milestone& step, Date on, Date today, const Deed& deed) {
  if (on > today)
    return refused("I04: " + quoted(step) + " cannot be completed on " + to_text(on) +
                   ", which is still to come");
  if (step.actual_start && on < *step.actual_start)
    return refused("I04: " + quoted(step) + " started on " + to_text(*step.actual_start) +
                   " and cannot be completed before");
  if (step.evidence.empty() && deed.evidence.empty() &&
      (step.owner.empty() || step.owner != deed.by))
    return refused(quoted(step) +
                   " is completed without evidence by its owner alone: add evidence, or let the "
                   "owner say so");
  return ok();
}

void complete(Milestone& step, Date on, const Deed& deed) {
  step.status = MilestoneStatus::complete;
  step.actual = on;
  step.blocked_reason.clear();
  step.evidence.insert(step.evidence.end(), deed.evidence.begin(), deed.evidence.end());
  if (step.evidence.empty()) step.evidence.push_back(attestation(deed.by, deed.now));
}

bool is_complete(const Plan& plan, const std::string& id) {
  const auto found = plan.milestones.find(id);
  return found != plan.milestones.end() && found->second.status == MilestoneStatus::complete;
}

// The trigger was reopened: there is nothing to hand over yet.
void fall_back(Handoff& handoff) {
  if (handoff.state == HandoffState::cancelled) return;
  handoff.state = HandoffState::planned;
  handoff.offered_at.reset();
  handoff.accepted_at.reset();
}

void settle(Handoff& handoff, const Plan& plan, const Plan* before, Instant now) {
  const bool triggered = is_complete(plan, handoff.trigger);
  if (!triggered && before != nullptr && is_complete(*before, handoff.trigger)) fall_back(handoff);
  if (triggered && handoff.state == HandoffState::planned) {
    handoff.state = HandoffState::offered;
    handoff.offered_at = now;
  }
  if (handoff.state == HandoffState::accepted && is_complete(plan, handoff.accepts_milestone))
    handoff.state = HandoffState::done;
}

Result<Handoff*> handoff_of(Plan& plan, const std::string& id) {
  if (closed(plan.status))
    return refused("the plan is " + std::string(to_text(plan.status)) + "; reopen it first");
  const auto found = plan.handoffs.find(id);
  if (found == plan.handoffs.end())
    return refused("no handoff has the id " + printable(shorten(id, 60)));
  return &found->second;
}

Error wrong_state(const Handoff& handoff, std::string_view deed, std::string_view needed) {
  return refused("the handoff of \"" + shorten(handoff.what, 80) + "\" is " +
                 std::string(to_text(handoff.state)) + " and cannot be " + std::string(deed) +
                 ": it must be " + std::string(needed) + " first");
}

Status answer(Plan& plan, const std::string& id, HandoffState to, const Deed& deed) {
  Result<Handoff*> handoff = handoff_of(plan, id);
  if (!handoff) return std::move(handoff).error();
  Handoff& it = **handoff;
  if (it.state != HandoffState::offered) return wrong_state(it, to_text(to), "offered");
  const auto person = plan.people.find(deed.by);
  const bool receiver = person != plan.people.end() && person->second.party == it.to;
  if (!receiver && (deed.by.empty() || deed.by != plan.coordinator))
    return refused("the handoff of \"" + shorten(it.what, 80) + "\" goes to the " +
                   std::string(to_text(it.to)) + ": one of its people or the coordinator answers");
  it.state = to;
  if (to == HandoffState::accepted) it.accepted_at = deed.now;
  settle(it, plan, nullptr, deed.now);
  return ok();
}

}  // namespace

Evidence attestation(const std::string& by, Instant at) {
  return {"attestation", std::string(kAttested), by, at};
}

Status move_milestone(Plan& plan, const std::string& id, MilestoneStatus to, const Deed& deed) {
  Result<Milestone*> found = milestone_of(plan, id);
  if (!found) return std::move(found).error();
  Milestone& step = **found;
  if (Status may = may_move(step, to, deed); !may) return may;
  const Date today = owner_zone(plan, step).local_date(deed.now);
  const Date on = deed.on.value_or(today);
  const bool was_complete = step.status == MilestoneStatus::complete;
  if (to == MilestoneStatus::complete) {
    if (Status may = may_complete(step, on, today, deed); !may) return may;
    complete(step, on, deed);
  } else {
    step.status = to;
    step.actual.reset();
    step.blocked_reason = to == MilestoneStatus::blocked ? deed.reason : std::string();
    if (to == MilestoneStatus::in_progress && !step.actual_start)
      step.actual_start = std::min(on, today);
  }
  for (auto& [handoff_id, handoff] : plan.handoffs)
    if (was_complete && handoff.trigger == id) fall_back(handoff);
  settle_handoffs(plan, nullptr, deed.now);
  return ok();
}

Status set_disposition(Plan& plan, const std::string& id, Disposition to) {
  Result<Milestone*> found = milestone_of(plan, id);
  if (!found) return std::move(found).error();
  Milestone& step = **found;
  if (!allowed(step.disposition, to))
    return refused(quoted(step) + " is " + std::string(to_text(step.disposition)) +
                   (step.disposition == to ? " already" : ": restore it first"));
  step.disposition = to;
  return ok();
}

void settle_handoffs(Plan& plan, const Plan* before, Instant now) {
  for (auto& [id, handoff] : plan.handoffs) settle(handoff, plan, before, now);
}

Status offer_handoff(Plan& plan, const std::string& id, Instant now) {
  Result<Handoff*> handoff = handoff_of(plan, id);
  if (!handoff) return std::move(handoff).error();
  Handoff& it = **handoff;
  if (!allowed(it.state, HandoffState::offered)) return wrong_state(it, "offered", "rejected");
  if (!is_complete(plan, it.trigger))
    return refused("the handoff of \"" + shorten(it.what, 80) +
                   "\" is offered when its trigger is complete: complete that step first");
  it.state = HandoffState::offered;
  it.offered_at = now;
  it.accepted_at.reset();
  return ok();
}

Status accept_handoff(Plan& plan, const std::string& id, const Deed& deed) {
  return answer(plan, id, HandoffState::accepted, deed);
}

Status reject_handoff(Plan& plan, const std::string& id, const Deed& deed) {
  return answer(plan, id, HandoffState::rejected, deed);
}

Status finish_handoff(Plan& plan, const std::string& id) {
  Result<Handoff*> handoff = handoff_of(plan, id);
  if (!handoff) return std::move(handoff).error();
  Handoff& it = **handoff;
  if (it.state != HandoffState::accepted) return wrong_state(it, "done", "accepted");
  it.state = HandoffState::done;
  return ok();
}

}  // namespace closemap
