// Forward and backward pass: early, late and forecast dates, slacks, driving paths (domain.md
// §2.2-2.6).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/schedule/network.h"

namespace closemap {

class OrderedGraph;

enum class DurationSource : std::uint8_t { explicit_, due_gap, none };
// In this order for the passes, which compute the first, the second and `due` without a branch.
enum class SetBy : std::uint8_t { logic, status_date, override_, due, actual, waived };
std::string_view to_text(DurationSource source);
std::string_view to_text(SetBy set_by);

struct ScheduledMilestone {
  Date early_finish, forecast;
  Maybe<Date> late_finish, late_start_point;
  Maybe<int> total_slack_bd, free_slack_bd, forecast_slack_bd;
  int duration_bd = 0;
  DurationSource duration_source = DurationSource::none;
  SetBy set_by = SetBy::logic;  // of the forecast run
  Maybe<Node> driver;           // driving predecessor of the forecast run

  bool critical() const { return total_slack_bd.value_or(1) <= 0; }

  ScheduledMilestone() {}  // our own: value-initialisation would zero it all first
};

struct ScheduledAnchor {
  Node milestone = 0;
  Date target, early_finish, forecast;
  int forecast_gap_bd = 0, forecast_gap_cd = 0, required_bd = 0, available_bd = 0, overrun_bd = 0;
  std::optional<double> compression_ratio;  // 4 decimals
  bool feasible = true;
  std::vector<Node> driving_path;
};

struct Schedule {
  std::vector<Node> order;  // topological, smallest id first
  std::vector<ScheduledMilestone> milestones;
  std::vector<ScheduledAnchor> anchors;
};

// The day to start on at the latest, as it is shown: the first of the work after the late start
// point, or the late finish when there is no work. Nothing without a late finish.
Maybe<Date> start_by(const Network& network, const Schedule& schedule, Node milestone);
// Working days from the baseline to the forecast; nothing without a baseline or for what is waived
// or removed (domain.md §2.6).
Maybe<int> slip_vs_baseline_bd(const Network& network, const Schedule& schedule, Node milestone);

// A cycle among the edges, for the error a person reads: members sorted, one shortest witness
// through the smallest.
struct Cycle {
  std::vector<Node> members;
  std::vector<Node> witness;
};
// Empty when the graph is acyclic.
std::vector<Cycle> find_cycles(const Network& network);

// Error (permanent) only when the graph has a cycle; names the witness. REQUIRES: milestones in
// ascending order of their ids, as many names; edges, anchors and calendars within range. A
// complete milestone without an actual date counts as of T.
Result<Schedule> solve(const Network& network);

// The same into `out`, whose memory is reused. With `frozen`, effective durations are those of that
// schedule of the same milestones instead of being derived (§2.9). REQUIRES: `frozen` is not `out`.
Status solve_into(const Network& network, Schedule& out, const Schedule* frozen = nullptr);
// The same without the errors, along the graph of a network with the same milestones and edges:
// what is solved again and again as dates, progress and durations change.
void solve_into(const Network& network, const OrderedGraph& graph, Schedule& out,
                const Schedule* frozen = nullptr);

}  // namespace closemap
