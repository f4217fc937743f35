// The limits of every signal, one struct per [signal.NAME] table (domain.md §4): defaults, and one
// walk over all of them by the names the configuration uses.
#pragma once

#include <string_view>

namespace closemap {

// bd working days, cd calendar days, bh working hours, pct per cent of the larger. `enabled` false:
// the signal is never found.
struct Thresholds {
  struct Slip {
    bool enabled = true;
    int min_bd = 1, warning_bd = 5;  // fires at, warns at
  } slip;
  struct RepeatedSlip {
    bool enabled = true;
    int window_cd = 30, each_bd = 5;          // what counts as a slip, and how long
    int milestone_count = 2, plan_count = 3;  // fires at
  } repeated_slip;
  struct Overdue {
    bool enabled = true;
    int critical_bd = 5;
  } overdue;
  struct AtRisk {
    bool enabled = true;
    int clear_bd = 1;  // fires below 0, clears at this slack or more
  } at_risk;
  struct NearCritical {
    bool enabled = false;
    int slack_bd = 2;  // fires at 0..slack_bd
  } near_critical;
  struct UnrealisticClose {
    bool enabled = true;
    double critical_ratio = 1.5;  // needed over available working days, critical at
  } unrealistic_close;
  struct HandoffStalled {
    bool enabled = true;
    int critical_bh = 24, critical_times = 3;  // critical above the larger of the two
  } handoff_stalled;
  struct Ghosting {
    bool enabled = true;
    int customer_bd = 10, partner_bd = 7, vendor_bd = 5;  // fires at
    int horizon_cd = 14;                                  // only with a step due within
    int critical_times = 2;  // of a seller's limit; a silent customer is critical at once
  } ghosting;
  struct StalePlan {
    bool enabled = true;
    int warning_cd = 14;  // fires at
  } stale_plan;
  struct ReviewMissed {
    bool enabled = true;
    int grace_bd = 1;  // fires above
  } review_missed;
  struct ScopeCreep {
    bool enabled = true;
    int warning_count = 2, window_cd = 14;
  } scope_creep;
  struct ProcurementSurprise {
    bool enabled = true;
    int horizon_cd = 30;
    bool required = true;  // deals need procurement unless their plan says otherwise
  } procurement_surprise;
  struct EbMeeting {
    bool enabled = true;
    int lead_bd = 10, declines = 2;
  } eb_meeting_unscheduled;
  struct OneSided {
    bool enabled = true;
    double customer_share_min = 0.3;  // fires below
  } one_sided_plan;
  struct CriteriaMet {
    bool enabled = true;
    int grace_bd = 2, next_bd = 10;
  } criteria_met_no_next_step;
  struct Pilot {
    bool enabled = true;
    int max_bd = 20;       // overrun above the smaller of this
    double stretch = 1.5;  // and so many times the planned duration
    int extensions = 2;    // fires at
  } pilot_purgatory;
  struct TooLate {
    bool enabled = true;
    int info_rank = 3, warning_rank = 4;
  } plan_too_late;
  struct OverPlanned {
    bool enabled = true;
    double amount = 20'000;  // major units of the deal's own currency, fires below
    int stakeholders = 1;    // and with at most so many people of the customer
  } over_planned_small_deal;
  struct QuarterEnd {
    bool enabled = true;
    int window_bd = 3;  // fires below
  } quarter_end_close;
  struct Unsigned {
    bool enabled = true;
    int grace_bd = 5;  // fires at
  } unsigned_party;
  struct CloseDateDrift {
    bool enabled = true;
    int warning_cd = 7, critical_cd = 14;  // fires above
  } close_date_drift;
  struct CrmDisagreement {
    bool enabled = true;
    int stage_gap = 2;                                         // fires at
    double amount_warning_pct = 10, amount_critical_pct = 25;  // fires above
    int date_gap_cd = 14;                                      // fires above
  } crm_disagreement;
  struct WontCommit {
    bool enabled = true;
    int grace_bd = 10;  // fires at
  } partner_wont_commit;
  struct Plain {
    bool enabled = true;
  } missing_owner, team_owner, multi_org_owner, no_dates, no_success_criteria,
      criterion_not_testable, no_economic_split;
  // ops
  Plain identity_review, source_deleted, sync_oscillation, connector_stalled, mapping_error,
      sync_incomplete, reauth_required, duplicate_plan, owner_inactive, currency_unknown;
};
inline constexpr Thresholds kDefaultThresholds{};

// visit(signal, key, value&) for every limit and every `enabled`, in the order of domain.md §4;
// value is a bool, an int or a double. T: Thresholds or const Thresholds.
template <class T, class Visit>
constexpr void each_threshold(T& t, const Visit& visit) {
  visit("slip", "enabled", t.slip.enabled);
  visit("slip", "min_bd", t.slip.min_bd);
  visit("slip", "warning_bd", t.slip.warning_bd);
  visit("repeated_slip", "enabled", t.repeated_slip.enabled);
  visit("repeated_slip", "window_cd", t.repeated_slip.window_cd);
  visit("repeated_slip", "each_bd", t.repeated_slip.each_bd);
  visit("repeated_slip", "milestone_count", t.repeated_slip.milestone_count);
  visit("repeated_slip", "plan_count", t.repeated_slip.plan_count);
  visit("overdue", "enabled", t.overdue.enabled);
  visit("overdue", "critical_bd", t.overdue.critical_bd);
  visit("at_risk", "enabled", t.at_risk.enabled);
  visit("at_risk", "clear_bd", t.at_risk.clear_bd);
  visit("near_critical", "enabled", t.near_critical.enabled);
  visit("near_critical", "slack_bd", t.near_critical.slack_bd);
  visit("unrealistic_close", "enabled", t.unrealistic_close.enabled);
  visit("unrealistic_close", "critical_ratio", t.unrealistic_close.critical_ratio);
  visit("handoff_stalled", "enabled", t.handoff_stalled.enabled);
  visit("handoff_stalled", "critical_bh", t.handoff_stalled.critical_bh);
  visit("handoff_stalled", "critical_times", t.handoff_stalled.critical_times);
  visit("ghosting", "enabled", t.ghosting.enabled);
  visit("ghosting", "customer_bd", t.ghosting.customer_bd);
  visit("ghosting", "partner_bd", t.ghosting.partner_bd);
  visit("ghosting", "vendor_bd", t.ghosting.vendor_bd);
  visit("ghosting", "horizon_cd", t.ghosting.horizon_cd);
  visit("ghosting", "critical_times", t.ghosting.critical_times);
  visit("stale_plan", "enabled", t.stale_plan.enabled);
  visit("stale_plan", "warning_cd", t.stale_plan.warning_cd);
  visit("review_missed", "enabled", t.review_missed.enabled);
  visit("review_missed", "grace_bd", t.review_missed.grace_bd);
  visit("scope_creep", "enabled", t.scope_creep.enabled);
  visit("scope_creep", "warning_count", t.scope_creep.warning_count);
  visit("scope_creep", "window_cd", t.scope_creep.window_cd);
  visit("procurement_surprise", "enabled", t.procurement_surprise.enabled);
  visit("procurement_surprise", "horizon_cd", t.procurement_surprise.horizon_cd);
  visit("procurement_surprise", "required", t.procurement_surprise.required);
  visit("eb_meeting_unscheduled", "enabled", t.eb_meeting_unscheduled.enabled);
  visit("eb_meeting_unscheduled", "lead_bd", t.eb_meeting_unscheduled.lead_bd);
  visit("eb_meeting_unscheduled", "declines", t.eb_meeting_unscheduled.declines);
  visit("missing_owner", "enabled", t.missing_owner.enabled);
  visit("team_owner", "enabled", t.team_owner.enabled);
  visit("multi_org_owner", "enabled", t.multi_org_owner.enabled);
  visit("no_dates", "enabled", t.no_dates.enabled);
  visit("one_sided_plan", "enabled", t.one_sided_plan.enabled);
  visit("one_sided_plan", "customer_share_min", t.one_sided_plan.customer_share_min);
  visit("no_success_criteria", "enabled", t.no_success_criteria.enabled);
  visit("criterion_not_testable", "enabled", t.criterion_not_testable.enabled);
  visit("criteria_met_no_next_step", "enabled", t.criteria_met_no_next_step.enabled);
  visit("criteria_met_no_next_step", "grace_bd", t.criteria_met_no_next_step.grace_bd);
  visit("criteria_met_no_next_step", "next_bd", t.criteria_met_no_next_step.next_bd);
  visit("pilot_purgatory", "enabled", t.pilot_purgatory.enabled);
  visit("pilot_purgatory", "max_bd", t.pilot_purgatory.max_bd);
  visit("pilot_purgatory", "stretch", t.pilot_purgatory.stretch);
  visit("pilot_purgatory", "extensions", t.pilot_purgatory.extensions);
  visit("plan_too_late", "enabled", t.plan_too_late.enabled);
  visit("plan_too_late", "info_rank", t.plan_too_late.info_rank);
  visit("plan_too_late", "warning_rank", t.plan_too_late.warning_rank);
  visit("over_planned_small_deal", "enabled", t.over_planned_small_deal.enabled);
  visit("over_planned_small_deal", "amount", t.over_planned_small_deal.amount);
  visit("over_planned_small_deal", "stakeholders", t.over_planned_small_deal.stakeholders);
  visit("quarter_end_close", "enabled", t.quarter_end_close.enabled);
  visit("quarter_end_close", "window_bd", t.quarter_end_close.window_bd);
  visit("no_economic_split", "enabled", t.no_economic_split.enabled);
  visit("unsigned_party", "enabled", t.unsigned_party.enabled);
  visit("unsigned_party", "grace_bd", t.unsigned_party.grace_bd);
  visit("close_date_drift", "enabled", t.close_date_drift.enabled);
  visit("close_date_drift", "warning_cd", t.close_date_drift.warning_cd);
  visit("close_date_drift", "critical_cd", t.close_date_drift.critical_cd);
  visit("crm_disagreement", "enabled", t.crm_disagreement.enabled);
  visit("crm_disagreement", "stage_gap", t.crm_disagreement.stage_gap);
  visit("crm_disagreement", "amount_warning_pct", t.crm_disagreement.amount_warning_pct);
  visit("crm_disagreement", "amount_critical_pct", t.crm_disagreement.amount_critical_pct);
  visit("crm_disagreement", "date_gap_cd", t.crm_disagreement.date_gap_cd);
  visit("partner_wont_commit", "enabled", t.partner_wont_commit.enabled);
  visit("partner_wont_commit", "grace_bd", t.partner_wont_commit.grace_bd);
  visit("identity_review", "enabled", t.identity_review.enabled);
  visit("source_deleted", "enabled", t.source_deleted.enabled);
  visit("sync_oscillation", "enabled", t.sync_oscillation.enabled);
  visit("connector_stalled", "enabled", t.connector_stalled.enabled);
  visit("mapping_error", "enabled", t.mapping_error.enabled);
  visit("sync_incomplete", "enabled", t.sync_incomplete.enabled);
  visit("reauth_required", "enabled", t.reauth_required.enabled);
  visit("duplicate_plan", "enabled", t.duplicate_plan.enabled);
  visit("owner_inactive", "enabled", t.owner_inactive.enabled);
  visit("currency_unknown", "enabled", t.currency_unknown.enabled);
}

}  // namespace closemap
