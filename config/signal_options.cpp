// The table of signal thresholds.
#include "config/signal_options.h"

#include <algorithm>

#include "mapping/signal/lifecycle.h"
#include "mapping/signal/thresholds.h"

namespace closemap {

namespace {

using enum SignalKeyType;

constexpr const Thresholds& kDefault = kDefaultThresholds;
constexpr AlertParams kLife;
constexpr double hours(std::int64_t ms) { return static_cast<double>(ms) / 3'600'000; }

// clang-format off
constexpr SignalKey kCommon[] = {
    {"for_n", kLife.for_n, whole, 1, 100, "bad evaluations in a row until it fires"},
    {"keep_n", kLife.keep_n, whole, 1, 100, "good evaluations in a row until it resolves"},
    {"cooldown", hours(kLife.cooldown_ms), duration, 0, 8760, "shortest time between two notices of the same thing"},
    {"cooldown_critical", hours(kLife.cooldown_critical_ms), duration, 0, 8760, "the same while it is critical"},
    {"flap_n", kLife.flap_n, whole, 1, 1000, "so many fires within flap_window go to the digest only"},
    {"flap_window", kLife.flap_window, whole, 1, 1000, "evaluations that count for flap_n"},
};
constexpr SignalKey kSlip[] = {
    {"min_bd", kDefault.slip.min_bd, whole, 1, 260, "working days late from which it is told at all"},
    {"warning_bd", kDefault.slip.warning_bd, whole, 1, 260, "working days late from which it is a warning"},
};
constexpr SignalKey kRepeatedSlip[] = {
    {"window_cd", kDefault.repeated_slip.window_cd, whole, 1, 366, "days looked back"},
    {"each_bd", kDefault.repeated_slip.each_bd, whole, 1, 260, "working days from which a slip counts"},
    {"milestone_count", kDefault.repeated_slip.milestone_count, whole, 1, 100, "slips of one step for a warning"},
    {"plan_count", kDefault.repeated_slip.plan_count, whole, 1, 100, "slips of a plan for critical"},
};
constexpr SignalKey kOverdue[] = {{"critical_bd", kDefault.overdue.critical_bd, whole, 1, 260, "working days late from which it is critical"}};
constexpr SignalKey kAtRisk[] = {{"clear_bd", kDefault.at_risk.clear_bd, whole, 0, 260, "working days of slack at which it is over"}};
constexpr SignalKey kNearCritical[] = {{"slack_bd", kDefault.near_critical.slack_bd, whole, 0, 260, "working days of slack at which it fires"}};
constexpr SignalKey kUnrealisticClose[] = {{"critical_ratio", kDefault.unrealistic_close.critical_ratio, number, 1, 100, "needed over available days from which it is critical"}};
constexpr SignalKey kHandoffStalled[] = {
    {"critical_bh", kDefault.handoff_stalled.critical_bh, whole, 1, 1000, "working hours without an answer above which it is critical"},
    {"critical_times", kDefault.handoff_stalled.critical_times, whole, 1, 100, "and so many times the hours agreed for the answer"},
};
constexpr SignalKey kGhosting[] = {
    {"customer_bd", kDefault.ghosting.customer_bd, whole, 1, 260, "working days of silence of the customer"},
    {"partner_bd", kDefault.ghosting.partner_bd, whole, 1, 260, "working days of silence of the partner"},
    {"vendor_bd", kDefault.ghosting.vendor_bd, whole, 1, 260, "working days of silence of the vendor"},
    {"horizon_cd", kDefault.ghosting.horizon_cd, whole, 0, 366, "only with a step due within so many days"},
    {"critical_times", kDefault.ghosting.critical_times, whole, 1, 100, "times a seller's limit from which it is critical"},
};
constexpr SignalKey kStalePlan[] = {{"warning_cd", kDefault.stale_plan.warning_cd, whole, 1, 366, "days without any activity"}};
constexpr SignalKey kReviewMissed[] = {{"grace_bd", kDefault.review_missed.grace_bd, whole, 0, 260, "working days a review may be late"}};
constexpr SignalKey kScopeCreep[] = {
    {"warning_count", kDefault.scope_creep.warning_count, whole, 1, 100, "steps added within the window for a warning"},
    {"window_cd", kDefault.scope_creep.window_cd, whole, 1, 366, "days looked back"},
};
constexpr SignalKey kProcurement[] = {
    {"horizon_cd", kDefault.procurement_surprise.horizon_cd, whole, 0, 366, "days before the target from which a procurement step must be there"},
    {"required", kDefault.procurement_surprise.required, boolean, 0, 1, "whether deals need procurement at all"},
};
constexpr SignalKey kEbMeeting[] = {
    {"lead_bd", kDefault.eb_meeting_unscheduled.lead_bd, whole, 0, 260, "working days before it is due from which it must be scheduled"},
    {"declines", kDefault.eb_meeting_unscheduled.declines, whole, 1, 100, "refusals from which it is critical"},
};
constexpr SignalKey kOneSided[] = {{"customer_share_min", kDefault.one_sided_plan.customer_share_min, number, 0, 1, "smallest share of steps the customer owns"}};
constexpr SignalKey kCriteriaMet[] = {
    {"grace_bd", kDefault.criteria_met_no_next_step.grace_bd, whole, 0, 260, "working days after the last criterion passed"},
    {"next_bd", kDefault.criteria_met_no_next_step.next_bd, whole, 0, 260, "working days within which the next step must be due"},
};
constexpr SignalKey kPilot[] = {
    {"max_bd", kDefault.pilot_purgatory.max_bd, whole, 1, 260, "working days a pilot may run"},
    {"stretch", kDefault.pilot_purgatory.stretch, number, 1, 100, "times its planned duration"},
    {"extensions", kDefault.pilot_purgatory.extensions, whole, 1, 100, "extensions from which it fires"},
};
constexpr SignalKey kTooLate[] = {
    {"info_rank", kDefault.plan_too_late.info_rank, whole, 0, 5, "stage rank at creation from which it is told"},
    {"warning_rank", kDefault.plan_too_late.warning_rank, whole, 0, 5, "stage rank at creation from which it is a warning"},
};
constexpr SignalKey kOverPlanned[] = {
    {"amount", kDefault.over_planned_small_deal.amount, number, 0, 1e12, "deals below this amount, in the deal's currency"},
    {"stakeholders", kDefault.over_planned_small_deal.stakeholders, whole, 0, 100, "and with at most so many people of the customer"},
};
constexpr SignalKey kQuarterEnd[] = {{"window_bd", kDefault.quarter_end_close.window_bd, whole, 1, 60, "working days before the end of a fiscal quarter"}};
constexpr SignalKey kUnsigned[] = {{"grace_bd", kDefault.unsigned_party.grace_bd, whole, 0, 260, "working days a party may take to sign"}};
constexpr SignalKey kDrift[] = {
    {"warning_cd", kDefault.close_date_drift.warning_cd, whole, 0, 366, "days between CRM close date and plan above which it is a warning"},
    {"critical_cd", kDefault.close_date_drift.critical_cd, whole, 0, 366, "days above which it is critical"},
};
constexpr SignalKey kDisagreement[] = {
    {"stage_gap", kDefault.crm_disagreement.stage_gap, whole, 1, 6, "stages apart"},
    {"amount_warning_pct", kDefault.crm_disagreement.amount_warning_pct, number, 0, 100, "percent between the amounts above which it is a warning"},
    {"amount_critical_pct", kDefault.crm_disagreement.amount_critical_pct, number, 0, 100, "percent above which it is critical"},
    {"date_gap_cd", kDefault.crm_disagreement.date_gap_cd, whole, 0, 366, "days between the close dates above which it is a warning"},
};
constexpr SignalKey kWontCommit[] = {{"grace_bd", kDefault.partner_wont_commit.grace_bd, whole, 0, 260, "working days after the partner was invited"}};

constexpr SignalOptions kSignals[] = {
    {"slip", "A step is forecast later than it was promised.", kSlip},
    {"repeated_slip", "A step or a plan slipped again and again.", kRepeatedSlip},
    {"overdue", "A step's day has passed and it is open.", kOverdue},
    {"at_risk", "A step's forecast breaks the customer's date.", kAtRisk},
    {"near_critical", "The customer's date has next to no slack.", kNearCritical},
    {"unrealistic_close", "The steps need more days than there are.", kUnrealisticClose},
    {"handoff_stalled", "A handoff was offered and not accepted.", kHandoffStalled},
    {"ghosting", "A party with open steps is silent.", kGhosting},
    {"stale_plan", "Nobody has touched the plan.", kStalePlan},
    {"review_missed", "The review did not happen.", kReviewMissed},
    {"scope_creep", "Steps were added after the baseline.", kScopeCreep},
    {"procurement_surprise", "Procurement, legal or security steps came late or are missing.", kProcurement},
    {"eb_meeting_unscheduled", "The economic buyer's meeting has no date.", kEbMeeting},
    {"missing_owner", "A step has no owner.", {}},
    {"team_owner", "A step is owned by a team.", {}},
    {"multi_org_owner", "A step has more than one owner.", {}},
    {"no_dates", "An open step has no due date.", {}},
    {"one_sided_plan", "A party owns nothing, or the customer too little.", kOneSided},
    {"no_success_criteria", "An active plan has no success criteria.", {}},
    {"criterion_not_testable", "A criterion cannot pass or fail.", {}},
    {"criteria_met_no_next_step", "All criteria passed and nothing follows.", kCriteriaMet},
    {"pilot_purgatory", "A pilot runs on without a decision.", kPilot},
    {"plan_too_late", "The plan was made late in the deal.", kTooLate},
    {"over_planned_small_deal", "A small deal has a plan.", kOverPlanned},
    {"quarter_end_close", "The close sits at a quarter's end without a customer's reason.", kQuarterEnd},
    {"no_economic_split", "An active plan does not say who is paid what.", {}},
    {"unsigned_party", "A party has not signed the plan.", kUnsigned},
    {"close_date_drift", "A CRM's close date has left the plan.", kDrift},
    {"crm_disagreement", "The two CRMs disagree about stage, amount or close date.", kDisagreement},
    {"partner_wont_commit", "The partner names nobody for anything.", kWontCommit},
    {"identity_review", "A person must say whether two records are one deal.", {}},
    {"source_deleted", "A CRM record of a plan was deleted.", {}},
    {"sync_oscillation", "Two systems overwrite each other; not looked for yet, since closemap writes nothing back.", {}},
    {"connector_stalled", "A connector cannot be read.", {}},
    {"mapping_error", "Records do not fit the field map.", {}},
    {"sync_incomplete", "A source leaves something out, or gives less than it counts.", {}},
    {"reauth_required", "A connector's credentials were refused.", {}},
    {"duplicate_plan", "A linked deal, and another plan that follows one of its two records.", {}},
    {"owner_inactive", "An owner has left.", {}},
    {"currency_unknown", "An amount has no currency.", {}},
};
// clang-format on

}  // namespace

std::span<const SignalOptions> signal_options() { return kSignals; }

const SignalOptions* signal_option(std::string_view name) {
  const auto found = std::find_if(std::begin(kSignals), std::end(kSignals),
                                  [name](const SignalOptions& s) { return s.name == name; });
  return found == std::end(kSignals) ? nullptr : found;
}

std::span<const SignalKey> common_signal_keys() { return kCommon; }

}  // namespace closemap
