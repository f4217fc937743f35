// Which signals are true of a plan now (domain.md §4, §11 "§4"). Pure; any thread.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/plan/plan.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/schedule/solve.h"
#include "mapping/signal/signal.h"
#include "mapping/signal/thresholds.h"

namespace closemap {

// Everything that is true, unmuted, sorted by name, then subject. Inhibition works on notices, see
// inhibited(). draft: ops signals only; proposed, active: all (no_success_criteria,
// no_economic_split and unsigned_party only when active); paused: ops signals only; won, lost,
// abandoned: none. REQUIRES: `network` = network_of(plan, …), `schedule` = solve(network).
// `calendars` gives receivers of handoffs their hours; without it the plan's calendar does.
std::vector<Signal> evaluate(const Plan& plan, const Network& network, const Schedule& schedule,
                             Instant now, const Thresholds& thresholds,
                             const CalendarLookup& calendars = {});

// The same into `signals`, which may hold those of another plan: they go, their memory is used
// again. For whoever evaluates plan after plan.
void evaluate_into(const Plan& plan, const Network& network, const Schedule& schedule, Instant now,
                   const Thresholds& thresholds, const CalendarLookup& calendars,
                   std::vector<Signal>& signals);

// Whether a signal is evaluated at all while the plan has this status. Where not, the daemon leaves
// the alert's life as it is: neither fires nor resolves.
bool runs(std::string_view signal_name, PlanStatus status);
// The [signal.NAME] switch; true for a name that is none.
bool enabled(const Thresholds& thresholds, std::string_view signal_name);

// Where a key stands for the lifecycle: bad = it is among `found`; between = neither confirms nor
// clears (at_risk with 0 <= slack < clear_bd); else good.
enum class Band : std::uint8_t { good, between, bad };
Band band_of(std::string_view name, std::string_view subject, const std::vector<Signal>& found,
             const Network& network, const Schedule& schedule, const Thresholds& thresholds);

// The next instant at which time alone can change an answer of evaluate(): the plan's next local
// midnight (its day, and with it every window), the next midnight of an owner whose open step is
// due by then, and the minute at which a handoff that waits has waited too long. kNeverEvaluate
// when the plan is closed. REQUIRES: the same `thresholds` and `calendars` as evaluate().
inline constexpr Instant kNeverEvaluate{std::numeric_limits<std::int64_t>::max()};
Instant next_evaluation(const Plan& plan, Instant now,
                        const Thresholds& thresholds = kDefaultThresholds,
                        const CalendarLookup& calendars = {});

}  // namespace closemap
