// The families of signals, one file each; evaluate() runs them all (domain.md §4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/schedule/slip.h"
#include "mapping/signal/evaluate.h"

namespace closemap {

// Who owns a step: one named human in one organisation, or nobody does (domain.md §11 "§4").
enum class Ownership { named, missing, several, team };

// A milestone with what the families look up about it; null for nodes the plan does not know.
struct SignalStep {
  const Milestone* milestone = nullptr;
  const Person* owner = nullptr;  // null: nobody, or nobody the plan knows
  Ownership ownership = Ownership::missing;

  // A milestone that can give signals: active and not complete.
  bool open() const {
    return milestone != nullptr && milestone->disposition == Disposition::active &&
           milestone->status != MilestoneStatus::complete;
  }
  bool active() const {
    return milestone != nullptr && milestone->disposition == Disposition::active;
  }
  // Texts of two lengths are told apart without a look at their letters.
  bool is_kind(std::string_view kind) const { return milestone->kind == kind; }
  bool is_category(std::string_view category) const { return milestone->category == category; }
  // Its owner's party, else its own (domain.md §11 "§4").
  Party party() const { return owner != nullptr ? owner->party : milestone->party; }
};

// What every family looks at; built once per evaluation.
struct SignalView {
  const Plan& plan;
  const Network& network;
  const Schedule& schedule;
  Instant now;
  const Thresholds& thresholds;
  const CalendarLookup& calendars;
  Zone zone;                     // of the plan
  Date today;                    // plan zone
  const ScheduledAnchor* close;  // close anchor's dates; null without one
  std::optional<Date> target;    // close anchor's date, else the plan's own target
  std::vector<SignalStep> step;  // by node

  const Calendar& calendar() const { return network.calendars.front(); }  // the plan's
  const Calendar& calendar(Node node) const {
    return network.calendars[network.milestones[node].calendar];
  }
  const std::string& id(Node node) const { return network.names[node].id; }
  // 0 <= today - on <= window: inside a window that ends today.
  bool within(Date on, int window_cd) const { return on <= today && today - on <= window_cd; }
  bool breaks_close() const { return close != nullptr && close->forecast > close->target; }
};

// Signals as they are found, written over those of an earlier evaluation: their texts stand in the
// same memory.
class FoundSignals {
 public:
  explicit FoundSignals(std::vector<Signal>& all) : all_(all) {}
  // One more; all but its name, subject, severity and audience is as in a new one.
  Signal& add();
  // What the earlier evaluation had beyond these goes.
  void finish() { all_.resize(count_); }

 private:
  std::vector<Signal>& all_;
  std::size_t count_ = 0;
};

void add_slip_signals(const SignalView& view, FoundSignals& found);  // slip, at_risk
void add_repeated_slip_signals(const SignalView& view, FoundSignals& found);
void add_overdue_signals(const SignalView& view, FoundSignals& found);
// near_critical, unrealistic_close, quarter_end_close
void add_close_signals(const SignalView& view, FoundSignals& found);
void add_handoff_signals(const SignalView& view, FoundSignals& found);  // handoff_stalled
// ghosting, stale_plan, review_missed
void add_silence_signals(const SignalView& view, FoundSignals& found);
// scope_creep, procurement_surprise
void add_scope_signals(const SignalView& view, FoundSignals& found);
void add_meeting_signals(const SignalView& view,
                         FoundSignals& found);  // eb_meeting_unscheduled
// missing_owner, team_owner, multi_org_owner
void add_owner_signals(const SignalView& view, FoundSignals& found);
void add_date_signals(const SignalView& view, FoundSignals& found);  // no_dates
// one_sided_plan, partner_wont_commit
void add_share_signals(const SignalView& view, FoundSignals& found);
// no_success_criteria, criterion_not_testable, criteria_met_no_next_step
void add_criteria_signals(const SignalView& view, FoundSignals& found);
void add_pilot_signals(const SignalView& view, FoundSignals& found);  // pilot_purgatory
// plan_too_late, over_planned_small_deal
void add_fit_signals(const SignalView& view, FoundSignals& found);
// no_economic_split, unsigned_party
void add_agreement_signals(const SignalView& view, FoundSignals& found);
// close_date_drift, crm_disagreement
void add_crm_signals(const SignalView& view, FoundSignals& found);
// source_deleted, owner_inactive, currency_unknown (ops)
void add_source_signals(const SignalView& view, FoundSignals& found);

inline bool closed(PlanStatus status) {
  return status == PlanStatus::won || status == PlanStatus::lost || status == PlanStatus::abandoned;
}

// A signal at the end of `found`, to be filled in.
Signal& add_signal(FoundSignals& found, std::string_view name, std::string_view subject,
                   Severity severity, Audience audience);
// Of a step: subject and party are the step's.
Signal& add_step_signal(const SignalView& view, FoundSignals& found, std::string_view name,
                        Node node, Severity severity, Audience audience);
void add_input(Signal& signal, std::string_view name, std::string_view text);
void add_input(Signal& signal, std::string_view name, Date date);
void add_input(Signal& signal, std::string_view name, int number);

// Of a step the plan knows, read from its owner's name.
Ownership ownership_of(const SignalStep& step);

// Zone of a milestone's owner: person, else party, else plan.
Zone owner_zone(const Plan& plan, const Milestone& milestone);
Zone plan_zone(const Plan& plan);

// The calendar a handoff's hours are counted in: its receiver's, else the plan's days from 09:00 to
// 17:00 in the plan's zone. `plan_calendar` is the plan's.
Calendar handoff_calendar(const Plan& plan, const Handoff& handoff, const Calendar& plan_calendar,
                          const CalendarLookup& calendars);
// Business minutes that are still patience: stalled after `warning`, critical after `critical`.
struct Patience {
  std::int64_t warning = 0, critical = 0;
};
Patience patience(const Handoff& handoff, const Thresholds::HandoffStalled& limits);
// Offered and not answered: the only state in which a handoff can stall.
inline bool waiting(const Handoff& handoff) {
  return handoff.state == HandoffState::offered && handoff.offered_at && !handoff.accepted_at;
}

}  // namespace closemap
