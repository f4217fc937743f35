// slip and at_risk: a step's forecast is later than its promise, or later than the customer's date
// allows.
#include <memory_resource>

#include "mapping/schedule/graph.h"
#include "mapping/signal/families.h"

namespace closemap {
namespace {

using Nodes = std::vector<std::optional<Node>>;  // by node

Severity slip_severity(const SignalView& view, int late_bd, const ScheduledMilestone& dates) {
  if (view.breaks_close() && dates.forecast_slack_bd && *dates.forecast_slack_bd < 0)
    return Severity::critical;
  return late_bd >= view.thresholds.slip.warning_bd ? Severity::warning : Severity::info;
}

void add_slip(const SignalView& view, Node node, Node root, FoundSignals& found) {
  const Milestone& step = *view.step[node].milestone;
  const ScheduledMilestone& dates = view.schedule.milestones[node];
  const int late_bd = view.calendar(node).wd(*step.due, dates.forecast);
  if (late_bd < view.thresholds.slip.min_bd) return;
  Signal& signal = add_step_signal(view, found, "slip", node, slip_severity(view, late_bd, dates),
                                   {Role::owner, Role::coordinator});
  if (signal.severity == Severity::critical) {
    signal.audience.add(Role::counterpart_lead);
    signal.audience.add(Role::party_lead);
  }
  add_input(signal, "due", *step.due);
  add_input(signal, "forecast", dates.forecast);
  add_input(signal, "slip_bd", late_bd);
  signal.value = late_bd;
  signal.root = root == node;
  if (!signal.root) signal.caused_by = view.id(root);
}

// For every node the root of the nearest slip that drives it, its own included; nothing where none
// does, as behind a complete step. `roots` by node; along the order, as forecasts are handed on.
Nodes causes(const SignalView& view, const Nodes& roots) {
  Nodes cause(roots.size());
  for (const Node node : view.schedule.order) {
    const ScheduledMilestone& dates = view.schedule.milestones[node];
    const bool active = view.network.milestones[node].disposition == Disposition::active;
    if (active && roots[node]) {
      cause[node] = roots[node];
    } else if (dates.driver && (dates.set_by == SetBy::logic || dates.set_by == SetBy::waived) &&
               view.network.milestones[*dates.driver].status != MilestoneStatus::complete) {
      cause[node] = cause[*dates.driver];
    }
  }
  return cause;
}

bool at_risk(const SignalView& view, Node node) {
  const auto& slack = view.schedule.milestones[node].forecast_slack_bd;
  return view.step[node].open() && slack && *slack < 0;
}

// The latest finish a bound allows: steps finish on working days, waived ones are passed through.
Date latest(const SignalView& view, Node node, Date bound) {
  const bool passed = view.network.milestones[node].disposition != Disposition::active;
  return passed ? bound : view.calendar(node).sub(bound, 0);
}

// For every node the anchor that decides its late finish: its own, or that of the successor whose
// late start does; nothing where a deadline does. Against the order, as the backward pass goes.
Nodes deciding_anchors(const SignalView& view) {
  const Network& network = view.network;
  const EdgesByNode leaving(network, EdgesByNode::End::pred, std::pmr::get_default_resource());
  Nodes decides(network.milestones.size());
  for (const ScheduledAnchor& anchor : view.schedule.anchors) {
    const auto& late = view.schedule.milestones[anchor.milestone].late_finish;
    if (late && *late == latest(view, anchor.milestone, anchor.target))
      decides[anchor.milestone] = anchor.milestone;
  }
  for (auto at = view.schedule.order.rbegin(); at != view.schedule.order.rend(); ++at) {
    const auto& late = view.schedule.milestones[*at].late_finish;
    if (decides[*at] || !late) continue;
    for (const NetworkEdge* edge = leaving.begin(*at); edge != leaving.end(*at); ++edge) {
      const auto& start = view.schedule.milestones[edge->succ].late_start_point;
      if (!start) continue;
      const Calendar& lag =
          edge->calendar ? network.calendars[*edge->calendar] : view.calendar(edge->succ);
      if (latest(view, *at, lag_inverse(lag, *start, edge->lag)) != *late) continue;
      decides[*at] = decides[edge->succ];
      break;
    }
  }
  return decides;
}

void add_at_risk(const SignalView& view, Node node, const std::optional<Node>& cause,
                 const std::optional<Node>& anchor, FoundSignals& found) {
  const ScheduledMilestone& dates = view.schedule.milestones[node];
  Signal& signal = add_step_signal(view, found, "at_risk", node, Severity::critical,
                                   {Role::owner, Role::coordinator, Role::counterpart_lead});
  add_input(signal, "forecast", dates.forecast);
  add_input(signal, "slack_bd", *dates.forecast_slack_bd);
  if (dates.late_finish) add_input(signal, "late_finish", *dates.late_finish);
  signal.value = *dates.forecast_slack_bd;
  // What a slipping step brings about, its own lateness included, is that slip's story.
  signal.root = !cause;
  if (cause) signal.caused_by = view.id(*cause);
  if (anchor) signal.anchor = view.id(*anchor);
}

void add_at_risks(const SignalView& view, const Nodes& roots, FoundSignals& found) {
  Nodes cause;
  Nodes anchors;  // both worked out for the first of them
  for (Node node = 0; node < view.step.size(); ++node) {
    if (!at_risk(view, node)) continue;
    if (anchors.empty()) {
      cause = causes(view, roots);
      anchors = deciding_anchors(view);
    }
    add_at_risk(view, node, cause[node], anchors[node], found);
  }
}

void add_slips(const SignalView& view, const Nodes& roots, FoundSignals& found) {
  for (Node node = 0; node < view.step.size(); ++node)
    if (view.step[node].open() && roots[node]) add_slip(view, node, *roots[node], found);
}

}  // namespace

void add_slip_signals(const SignalView& view, FoundSignals& found) {
  const Nodes roots = slip_root_of_each(view.network, view.schedule);
  if (view.thresholds.at_risk.enabled) add_at_risks(view, roots, found);
  if (view.thresholds.slip.enabled) add_slips(view, roots, found);
}

}  // namespace closemap
