// The state machines of a plan: plan, milestone, disposition, handoff, agreement (domain.md §1.5).
// Each transition changes the plan and returns ok, or changes nothing and says in one sentence
// which rule refuses it and what to do. Sign-offs: signoff.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/plan/invariants.h"
#include "mapping/plan/plan.h"

namespace closemap {

// draft -> proposed: all parties named, I01, I02. Baseline 0 is set: the due date of every
// milestone that has no baseline yet, baselined_on = today in the plan's zone.
Status propose(Plan& plan, Instant now);
// proposed -> active: all three parties have signed (I18).
Status activate(Plan& plan);
// proposed or active -> paused, and back to where it was.
Status pause(Plan& plan, std::string_view reason);
Status resume(Plan& plan);
// draft, proposed, active or paused -> won, lost or abandoned.
Status close(Plan& plan, PlanStatus outcome);
// won, lost or abandoned -> active, or proposed when not all three ever signed (I18); the reason
// goes into the event (diff_events).
inline constexpr std::string_view kOpenAgain = "its CRM shows the deal open again";
Status reopen(Plan& plan, std::string_view reason);
// A new baseline: every active milestone's due date becomes its baseline (I20: nothing else does).
Status rebaseline(Plan& plan, Instant now);

// Who moves something, when, and why.
struct Deed {
  std::string by;  // person id
  Instant now;
  std::string reason;           // why blocked, why reopened
  std::optional<Date> on = {};  // the day it was completed or started; today in the owner's zone
  std::vector<Evidence> evidence = {};  // what shows that it is done
};
// The word of a person alone, as evidence.
Evidence attestation(const std::string& by, Instant at);
// pending -> in_progress, blocked, complete · in_progress -> blocked, complete, pending ·
// blocked -> pending, in_progress, complete · complete -> in_progress (reopening: needs a reason,
// clears the actual date). Completing without evidence is for the owner alone and is recorded as
// evidence of kind attestation. Handoffs that hang on the milestone follow (settle_handoffs).
Status move_milestone(Plan& plan, const std::string& id, MilestoneStatus to, const Deed& deed);
// active -> waived or removed, and back.
Status set_disposition(Plan& plan, const std::string& id, Disposition to);

// What follows by itself between two versions: a planned handoff is offered when its trigger is
// complete, goes back to planned when the trigger is reopened, and an accepted one is done when
// accepts_milestone is complete. `before` null: only the first and the last.
void settle_handoffs(Plan& plan, const Plan* before, Instant now);
// rejected (or planned with its trigger complete) -> offered.
Status offer_handoff(Plan& plan, const std::string& id, Instant now);
// offered -> accepted or rejected, by a person of the receiving party or the coordinator.
Status accept_handoff(Plan& plan, const std::string& id, const Deed& deed);
Status reject_handoff(Plan& plan, const std::string& id, const Deed& deed);
// accepted -> done.
Status finish_handoff(Plan& plan, const std::string& id);

// A review was held: the next one is so many days after the planned one, or after today where none
// was planned, at the same time of day in the plan's zone, and after `now` (domain.md §1.2,
// Review). The event review.held is the caller's: what was held is history, not a field. REQUIRES:
// days > 0.
void advance_review(Plan& plan, Instant now, int days);

// Vendor or partner agrees to the economics as they are (§1.3).
Status agree_economics(Plan& plan, Party party);

// Steps between two versions that no transition allows, code "transition": what a change set must
// not do by writing a state directly.
std::vector<Violation> forbidden_transitions(const Plan& before, const Plan& after);

}  // namespace closemap
