// The families of signals, one file each; evaluate() runs them all (domain.md §4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mapping/schedule/slip.h"
#include "mapping/signal/evaluate.h"

namespace closemap {

// What every family looks at; built once per evaluation.
struct SignalView {
  const Plan& plan;
  const Network& network;
  const Schedule& schedule;
  Instant now;
  const Thresholds& thresholds;
  Date today;                          // plan zone
  const ScheduledAnchor* close;        // close anchor's dates; null without one
  std::vector<const Milestone*> step;  // by node; null for nodes the plan does not know
};

void add_slip_signals(const SignalView& view, std::vector<Signal>& found);     // slip, at_risk
void add_overdue_signals(const SignalView& view, std::vector<Signal>& found);  // overdue
void add_owner_signals(const SignalView& view,
                       std::vector<Signal>& found);  // missing, team, multi_org, inactive
void add_date_signals(const SignalView& view, std::vector<Signal>& found);  // no_dates
void add_crm_signals(const SignalView& view,
                     std::vector<Signal>& found);  // close_date_drift, crm_disagreement
void add_source_signals(const SignalView& view,
                        std::vector<Signal>& found);  // source_deleted (ops)

// A milestone that can give signals: active and not complete.
inline bool open_step(const Milestone& milestone) {
  return milestone.disposition == Disposition::active &&
         milestone.status != MilestoneStatus::complete;
}
// Zone of a milestone's owner: person, else party, else plan (domain.md §11 "§4").
Zone owner_zone(const Plan& plan, const Milestone& milestone);

}  // namespace closemap
