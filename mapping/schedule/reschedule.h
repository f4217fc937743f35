// Rescheduling: what the forecast asks of each promise, and what happens to a plan when people
// agree (domain.md §2.8).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "mapping/plan/plan.h"
#include "mapping/schedule/solve.h"

namespace closemap {

struct DueChange {
  std::string milestone;
  Date due_from, due_to;
  int delta_bd = 0;  // in the milestone's calendar; later is positive
  friend bool operator==(const DueChange&, const DueChange&) = default;
};

// Each party accepts the changes of its own milestones; by milestone id.
struct RescheduleProposal {
  std::array<std::vector<DueChange>, 3> by_party;  // indexed by Party

  const std::vector<DueChange>& of(Party party) const {
    return by_party[static_cast<std::size_t>(party)];
  }
  bool empty() const;
};

// Every open milestone whose forecast is not its due date, also one that its owner expects early:
// due_to is the forecast. Milestones without a due date made no promise.
RescheduleProposal propose_reschedule(const Network& network, const Schedule& schedule);

// Promises move to what was accepted and the owner's estimate, now the promise itself, is cleared;
// anchors stay. A change is left out when its milestone is gone, closed, or due on another day than
// when it was proposed. Returns what was applied: the later ones are the slip events of the
// history.
std::vector<DueChange> accept_reschedule(Plan& plan, const std::vector<DueChange>& accepted);

}  // namespace closemap
