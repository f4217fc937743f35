// Slips and their roots: along the driving predecessors of the forecast (domain.md §2.8, §11).
#include "mapping/schedule/slip.h"

#include <algorithm>
#include <cassert>
#include <map>

namespace closemap {
namespace {

bool active(const NetworkMilestone& m) { return m.disposition == Disposition::active; }

}  // namespace

bool slipping(const Network& network, const Schedule& schedule, Node milestone) {
  const NetworkMilestone& m = network.milestones[milestone];
  if (!active(m) || m.status == MilestoneStatus::complete || !m.due) return false;
  return network.calendars[m.calendar].wd(*m.due, schedule.milestones[milestone].forecast) >= 1;
}

Node slip_root(const Network& network, const Schedule& schedule, Node milestone) {
  Node root = milestone;
  for (Node at = milestone;;) {
    const ScheduledMilestone& s = schedule.milestones[at];
    if ((s.set_by != SetBy::logic && s.set_by != SetBy::waived) || !s.driver) return root;
    at = *s.driver;
    if (slipping(network, schedule, at))
      root = at;
    else if (active(network.milestones[at]))
      return root;
  }
}

std::vector<std::optional<Node>> slip_root_of_each(const Network& network,
                                                   const Schedule& schedule) {
  std::vector<std::optional<Node>> root(network.milestones.size());
  for (const Node node : schedule.order) {
    const ScheduledMilestone& s = schedule.milestones[node];
    const bool driven = (s.set_by == SetBy::logic || s.set_by == SetBy::waived) && s.driver;
    const std::optional<Node> inherited = driven ? root[*s.driver] : std::nullopt;
    if (!active(network.milestones[node]))
      root[node] = inherited;
    else if (slipping(network, schedule, node))
      root[node] = inherited ? inherited : node;
  }
  return root;
}

std::vector<SlipRoot> slip_roots(const Network& network, const Schedule& schedule) {
  const std::vector<std::optional<Node>> root = slip_root_of_each(network, schedule);
  std::map<Node, std::vector<Node>> impacted;
  for (Node node = 0; node < root.size(); ++node) {
    if (!root[node] || !active(network.milestones[node])) continue;
    std::vector<Node>& others = impacted[*root[node]];
    if (*root[node] != node) others.push_back(node);
  }
  std::vector<SlipRoot> out;
  for (auto& [node, others] : impacted) out.push_back({node, std::move(others)});
  return out;
}

std::vector<Moved> moved(const Network& network, const Schedule& before, const Schedule& after) {
  assert(before.milestones.size() == after.milestones.size());
  std::vector<Moved> out;
  for (Node node = 0; node < after.milestones.size(); ++node) {
    const Date from = before.milestones[node].forecast;
    const Date to = after.milestones[node].forecast;
    if (from == to) continue;
    const Calendar& calendar = network.calendars[network.milestones[node].calendar];
    out.push_back({node, from, to, calendar.wd(from, to)});
  }
  return out;
}

}  // namespace closemap
