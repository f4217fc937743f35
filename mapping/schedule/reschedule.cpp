// Proposals from a solved plan, and promises that move (domain.md §2.8).
#include "mapping/schedule/reschedule.h"

#include <algorithm>

namespace closemap {

bool RescheduleProposal::empty() const {
  return std::all_of(by_party.begin(), by_party.end(),
                     [](const std::vector<DueChange>& changes) { return changes.empty(); });
}

RescheduleProposal propose_reschedule(const Network& network, const Schedule& schedule) {
  RescheduleProposal out;
  for (Node node = 0; node < network.milestones.size(); ++node) {
    const NetworkMilestone& m = network.milestones[node];
    const Date forecast = schedule.milestones[node].forecast;
    const bool open = m.disposition == Disposition::active && m.status != MilestoneStatus::complete;
    if (!open || !m.due || *m.due == forecast) continue;
    out.by_party[static_cast<std::size_t>(m.party)].push_back(
        {network.names[node].id, *m.due, forecast,
         network.calendars[m.calendar].wd(*m.due, forecast)});
  }
  return out;
}

std::vector<DueChange> accept_reschedule(Plan& plan, const std::vector<DueChange>& accepted) {
  std::vector<DueChange> applied;
  for (const DueChange& change : accepted) {
    const auto found = plan.milestones.find(change.milestone);
    if (found == plan.milestones.end()) continue;
    Milestone& m = found->second;
    const bool open = m.disposition == Disposition::active && m.status != MilestoneStatus::complete;
    if (!open || m.due != change.due_from) continue;
    // Its source goes on saying what it said; that is answered now.
    if (!m.external_refs.empty() && (m.owner_estimate || !m.answered))
      m.answered = m.owner_estimate ? m.owner_estimate : m.due;
    m.due = change.due_to;
    m.owner_estimate.reset();
    applied.push_back(change);
  }
  return applied;
}

}  // namespace closemap
