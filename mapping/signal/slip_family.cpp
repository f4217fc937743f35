// slip and at_risk: a step's forecast is later than its promise, or later than the customer's date
// allows.
#include "mapping/signal/families.h"

namespace closemap {
namespace {

Severity slip_severity(const SignalView& view, int late_bd, const ScheduledMilestone& dates) {
  const bool breaks_close = view.close != nullptr && view.close->forecast > view.close->target;
  if (breaks_close && dates.forecast_slack_bd && *dates.forecast_slack_bd < 0)
    return Severity::critical;
  return late_bd >= view.thresholds.slip.warning_bd ? Severity::warning : Severity::info;
}

void add_slip(const SignalView& view, Node node, Node root, std::vector<Signal>& found) {
  const Milestone& step = *view.step[node];
  const ScheduledMilestone& dates = view.schedule.milestones[node];
  const Calendar& calendar = view.network.calendars[view.network.milestones[node].calendar];
  const int late_bd = calendar.wd(*step.due, dates.forecast);
  if (late_bd < view.thresholds.slip.min_bd) return;
  Signal signal;
  signal.name = "slip";
  signal.subject = view.network.milestones[node].id;
  signal.severity = slip_severity(view, late_bd, dates);
  signal.party = step.party;
  signal.audience = {Role::owner, Role::coordinator};
  if (signal.severity == Severity::critical) {
    signal.audience.add(Role::counterpart_lead);
    signal.audience.add(Role::party_lead);
  }
  signal.inputs = {{"due", to_text(*step.due)},
                   {"forecast", to_text(dates.forecast)},
                   {"slip_bd", std::to_string(late_bd)}};
  signal.value = late_bd;
  signal.root = root == node;
  if (!signal.root) signal.caused_by = view.network.milestones[root].id;
  found.push_back(std::move(signal));
}

// The nearest slipping step that drives this one; itself when none does.
Node driving_slip(const SignalView& view, Node node) {
  Node at = node;
  for (std::size_t guard = view.network.milestones.size(); guard > 0; --guard) {
    if (slipping(view.network, view.schedule, at))
      return slip_root(view.network, view.schedule, at);
    const auto driver = view.schedule.milestones[at].driver;
    const bool passes = view.schedule.milestones[at].set_by == SetBy::logic ||
                        view.schedule.milestones[at].set_by == SetBy::waived;
    if (!driver || !passes || view.network.milestones[*driver].status == MilestoneStatus::complete)
      return node;
    at = *driver;
  }
  return node;
}

void add_at_risk(const SignalView& view, Node node, std::vector<Signal>& found) {
  const ScheduledMilestone& dates = view.schedule.milestones[node];
  if (!dates.forecast_slack_bd || *dates.forecast_slack_bd >= 0) return;
  const Milestone& step = *view.step[node];
  Signal signal;
  signal.name = "at_risk";
  signal.subject = view.network.milestones[node].id;
  signal.severity = Severity::critical;
  signal.party = step.party;
  signal.audience = {Role::owner, Role::coordinator, Role::counterpart_lead};
  signal.inputs = {{"forecast", to_text(dates.forecast)},
                   {"slack_bd", std::to_string(*dates.forecast_slack_bd)}};
  if (dates.late_finish) signal.inputs.push_back({"late_finish", to_text(*dates.late_finish)});
  signal.value = *dates.forecast_slack_bd;
  // What a slipping step brings about, its own lateness included, is that slip's story.
  const Node cause = driving_slip(view, node);
  signal.root = !slipping(view.network, view.schedule, cause);
  if (!signal.root) signal.caused_by = view.network.milestones[cause].id;
  found.push_back(std::move(signal));
}

}  // namespace

void add_slip_signals(const SignalView& view, std::vector<Signal>& found) {
  for (Node node = 0; node < view.step.size(); ++node) {
    if (view.step[node] == nullptr || !open_step(*view.step[node])) continue;
    if (view.thresholds.slip.enabled && slipping(view.network, view.schedule, node))
      add_slip(view, node, slip_root(view.network, view.schedule, node), found);
    if (view.thresholds.at_risk.enabled) add_at_risk(view, node, found);
  }
}

}  // namespace closemap
