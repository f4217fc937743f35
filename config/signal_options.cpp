// The table of signal thresholds.
#include "config/signal_options.h"

#include <algorithm>

namespace closemap {

namespace {

using enum SignalKeyType;

// clang-format off
constexpr SignalKey kCommon[] = {
    {"for_n", 1, whole, 1, 100, "bad evaluations in a row until it fires"},
    {"keep_n", 2, whole, 1, 100, "good evaluations in a row until it resolves"},
    {"cooldown", 24, duration, 0, 8760, "shortest time between two notices of the same thing"},
    {"cooldown_critical", 4, duration, 0, 8760, "the same while it is critical"},
    {"flap_n", 3, whole, 1, 1000, "so many fires within flap_window go to the digest only"},
    {"flap_window", 10, whole, 1, 1000, "evaluations that count for flap_n"},
};
constexpr SignalKey kSlip[] = {
    {"min_bd", 1, whole, 1, 260, "working days late from which it is told at all"},
    {"warning_bd", 5, whole, 1, 260, "working days late from which it is a warning"},
};
constexpr SignalKey kRepeatedSlip[] = {
    {"window_cd", 30, whole, 1, 366, "days looked back"},
    {"each_bd", 5, whole, 1, 260, "working days from which a slip counts"},
    {"milestone_count", 2, whole, 1, 100, "slips of one step for a warning"},
    {"plan_count", 3, whole, 1, 100, "slips of a plan for critical"},
};
constexpr SignalKey kOverdue[] = {{"critical_bd", 5, whole, 1, 260, "working days late from which it is critical"}};
constexpr SignalKey kAtRisk[] = {{"clear_bd", 1, whole, 0, 260, "working days of slack at which it is over"}};
constexpr SignalKey kNearCritical[] = {{"slack_bd", 2, whole, 0, 260, "working days of slack at which it fires"}};
constexpr SignalKey kUnrealisticClose[] = {{"critical_ratio", 1.5, number, 1, 100, "needed over available days from which it is critical"}};
constexpr SignalKey kHandoffStalled[] = {{"critical_bh", 24, whole, 1, 1000, "working hours without an answer from which it is critical"}};
constexpr SignalKey kGhosting[] = {
    {"customer_bd", 10, whole, 1, 260, "working days of silence of the customer"},
    {"partner_bd", 7, whole, 1, 260, "working days of silence of the partner"},
    {"vendor_bd", 5, whole, 1, 260, "working days of silence of the vendor"},
    {"horizon_cd", 14, whole, 0, 366, "only with a step due within so many days"},
};
constexpr SignalKey kStalePlan[] = {{"warning_cd", 14, whole, 1, 366, "days without any activity"}};
constexpr SignalKey kReviewMissed[] = {{"grace_bd", 1, whole, 0, 260, "working days a review may be late"}};
constexpr SignalKey kScopeCreep[] = {
    {"warning_count", 2, whole, 1, 100, "steps added within the window for a warning"},
    {"window_cd", 14, whole, 1, 366, "days looked back"},
};
constexpr SignalKey kProcurement[] = {
    {"horizon_cd", 30, whole, 0, 366, "days before the target from which a procurement step must be there"},
    {"required", 1, boolean, 0, 1, "whether deals need procurement at all"},
};
constexpr SignalKey kEbMeeting[] = {{"lead_bd", 10, whole, 0, 260, "working days before it is due from which it must be scheduled"}};
constexpr SignalKey kOneSided[] = {{"customer_share_min", 0.3, number, 0, 1, "smallest share of steps the customer owns"}};
constexpr SignalKey kCriteriaMet[] = {
    {"grace_bd", 2, whole, 0, 260, "working days after the last criterion passed"},
    {"next_bd", 10, whole, 0, 260, "working days within which the next step must be due"},
};
constexpr SignalKey kPilot[] = {
    {"max_bd", 20, whole, 1, 260, "working days a pilot may run"},
    {"stretch", 1.5, number, 1, 100, "times its planned duration"},
    {"extensions", 2, whole, 1, 100, "extensions from which it fires"},
};
constexpr SignalKey kTooLate[] = {
    {"info_rank", 3, whole, 0, 5, "stage rank at creation from which it is told"},
    {"warning_rank", 4, whole, 0, 5, "stage rank at creation from which it is a warning"},
};
constexpr SignalKey kOverPlanned[] = {
    {"amount", 20'000, number, 0, 1e12, "deals below this amount, in the deal's currency"},
    {"stakeholders", 1, whole, 0, 100, "and with at most so many people of the customer"},
};
constexpr SignalKey kQuarterEnd[] = {{"window_bd", 3, whole, 1, 60, "working days before the end of a fiscal quarter"}};
constexpr SignalKey kUnsigned[] = {{"grace_bd", 5, whole, 0, 260, "working days a party may take to sign"}};
constexpr SignalKey kDrift[] = {
    {"warning_cd", 7, whole, 0, 366, "days between CRM close date and plan above which it is a warning"},
    {"critical_cd", 14, whole, 0, 366, "days above which it is critical"},
};
constexpr SignalKey kDisagreement[] = {
    {"stage_gap", 2, whole, 1, 6, "stages apart"},
    {"amount_warning_pct", 10, number, 0, 100, "percent between the amounts above which it is a warning"},
    {"amount_critical_pct", 25, number, 0, 100, "percent above which it is critical"},
    {"date_gap_cd", 14, whole, 0, 366, "days between the close dates above which it is a warning"},
};
constexpr SignalKey kWontCommit[] = {{"grace_bd", 10, whole, 0, 260, "working days after the partner was invited"}};

constexpr SignalOptions kSignals[] = {
    {"slip", "A step is forecast later than it was promised.", kSlip},
    {"repeated_slip", "A step or a plan slipped again and again.", kRepeatedSlip, true, false},
    {"overdue", "A step's day has passed and it is open.", kOverdue},
    {"at_risk", "A step's forecast breaks the customer's date.", kAtRisk},
    {"near_critical", "The customer's date has next to no slack.", kNearCritical, false, false},
    {"unrealistic_close", "The steps need more days than there are.", kUnrealisticClose, true, false},
    {"handoff_stalled", "A handoff was offered and not accepted.", kHandoffStalled, true, false},
    {"ghosting", "A party with open steps is silent.", kGhosting, true, false, 2},
    {"stale_plan", "Nobody has touched the plan.", kStalePlan, true, false, 2},
    {"review_missed", "The review did not happen.", kReviewMissed, true, false},
    {"scope_creep", "Steps were added after the baseline.", kScopeCreep, true, false},
    {"procurement_surprise", "Procurement, legal or security steps came late or are missing.", kProcurement, true, false},
    {"eb_meeting_unscheduled", "The economic buyer's meeting has no date.", kEbMeeting, true, false},
    {"missing_owner", "A step has no owner.", {}},
    {"team_owner", "A step is owned by a team.", {}},
    {"multi_org_owner", "A step has more than one owner.", {}},
    {"no_dates", "An open step has no due date.", {}},
    {"one_sided_plan", "A party owns nothing, or the customer too little.", kOneSided, true, false},
    {"no_success_criteria", "An active plan has no success criteria.", {}, true, false},
    {"criterion_not_testable", "A criterion cannot pass or fail.", {}, true, false},
    {"criteria_met_no_next_step", "All criteria passed and nothing follows.", kCriteriaMet, true, false},
    {"pilot_purgatory", "A pilot runs on without a decision.", kPilot, true, false},
    {"plan_too_late", "The plan was made late in the deal.", kTooLate, true, false},
    {"over_planned_small_deal", "A small deal has a plan.", kOverPlanned, true, false},
    {"quarter_end_close", "The close sits at a quarter's end without a customer's reason.", kQuarterEnd, true, false},
    {"no_economic_split", "An active plan does not say who is paid what.", {}, true, false},
    {"unsigned_party", "A party has not signed the plan.", kUnsigned, true, false},
    {"close_date_drift", "A CRM's close date has left the plan.", kDrift, true, true, 2},
    {"crm_disagreement", "The two CRMs disagree about stage, amount or close date.", kDisagreement, true, true, 2},
    {"partner_wont_commit", "The partner names nobody for anything.", kWontCommit, true, false},
    {"identity_review", "A person must say whether two records are one deal.", {}},
    {"source_deleted", "A CRM record of a plan was deleted.", {}},
    {"sync_oscillation", "Two systems overwrite each other.", {}},
    {"connector_stalled", "A connector has not brought anything for too long.", {}},
    {"mapping_error", "Records do not fit the field map.", {}},
    {"sync_incomplete", "A source could not be read to its end.", {}},
    {"reauth_required", "A connector's credentials were refused.", {}},
    {"duplicate_plan", "Two plans look like one deal.", {}},
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
