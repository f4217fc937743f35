// Which signals are true of a plan now (domain.md §4, §11 "§4"). Pure; any thread.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/plan/plan.h"
#include "mapping/schedule/solve.h"
#include "mapping/signal/signal.h"

namespace closemap {

// Thresholds, one struct per [signal.NAME] table; defaults of domain.md §4. bd working days, cd
// calendar days.
struct Thresholds {
  struct Slip {
    bool enabled = true;
    int min_bd = 1, warning_bd = 5;
  } slip;
  struct AtRisk {
    bool enabled = true;
    int clear_bd = 1;  // fires below 0, clears at this slack or more
  } at_risk;
  struct Overdue {
    bool enabled = true;
    int critical_bd = 5;
  } overdue;
  struct Plain {
    bool enabled = true;
  } missing_owner, team_owner, multi_org_owner, no_dates, source_deleted, owner_inactive;
  struct CloseDateDrift {
    bool enabled = true;
    int warning_cd = 7, critical_cd = 14;  // fires above
  } close_date_drift;
  struct CrmDisagreement {
    bool enabled = true;
    int stage_gap = 2;  // fires at
    int amount_warning_bp = 1000,
        amount_critical_bp = 2500;  // basis points of the larger amount; fires above
    int date_gap_cd = 14;           // fires above
  } crm_disagreement;
};

// Everything that is true, unmuted, sorted by name, then subject. Inhibition works on notices, see
// inhibited(). draft: ops signals only; proposed, active: all; paused: ops signals only; won, lost,
// abandoned: none. REQUIRES: `network` = network_of(plan, …), `schedule` = solve(network).
std::vector<Signal> evaluate(const Plan& plan, const Network& network, const Schedule& schedule,
                             Instant now, const Thresholds& thresholds);

// Whether a signal is evaluated at all while the plan has this status. Where not, the daemon leaves
// the alert's life as it is: neither fires nor resolves.
bool runs(std::string_view signal_name, PlanStatus status);
bool is_ops(std::string_view signal_name);

// Where a key stands for the lifecycle: bad = it is among `found`; between = neither confirms nor
// clears (at_risk with 0 <= slack < clear_bd); else good.
enum class Band : std::uint8_t { good, between, bad };
Band band_of(std::string_view name, std::string_view subject, const std::vector<Signal>& found,
             const Network& network, const Schedule& schedule, const Thresholds& thresholds);

// The next instant at which time alone can change an answer: the next local midnight in the plan's
// zone or in the zone of an owner of an open milestone (person, else party, else plan).
// kNeverEvaluate when the plan is closed.
inline constexpr Instant kNeverEvaluate{std::numeric_limits<std::int64_t>::max()};
Instant next_evaluation(const Plan& plan, Instant now);

}  // namespace closemap
