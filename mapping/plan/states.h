// Which state may follow which: the tables of domain.md §1.5.
#pragma once

#include "mapping/plan/plan.h"

namespace closemap {

// paused returns to paused_from only; whoever asks knows it (transitions.h). A closed plan that
// never had three signatures reopens as proposed (I18).
constexpr bool allowed(PlanStatus from, PlanStatus to) {
  using S = PlanStatus;
  const bool from_closed = from == S::won || from == S::lost || from == S::abandoned;
  if (from_closed) return to == S::active || to == S::proposed;
  if (to == S::won || to == S::lost || to == S::abandoned) return true;
  switch (from) {
    case S::draft:
      return to == S::proposed;
    case S::proposed:
      return to == S::active || to == S::paused;
    case S::active:
      return to == S::paused;
    case S::paused:
      return to == S::proposed || to == S::active;
    default:
      return false;
  }
}

constexpr bool allowed(MilestoneStatus from, MilestoneStatus to) {
  using S = MilestoneStatus;
  if (from == to) return false;
  return from != S::complete || to == S::in_progress;  // the other three lead everywhere
}

constexpr bool allowed(Disposition from, Disposition to) {
  return (from == Disposition::active) != (to == Disposition::active);
}

// Every state but cancelled falls back to planned when its trigger is reopened.
constexpr bool allowed(HandoffState from, HandoffState to) {
  using S = HandoffState;
  if (to == S::planned || to == S::cancelled) return from != S::cancelled;
  switch (from) {
    case S::planned:
      return to == S::offered;
    case S::offered:
      return to == S::accepted || to == S::rejected;
    case S::accepted:
      return to == S::done;
    case S::rejected:
      return to == S::offered;
    default:
      return false;
  }
}

}  // namespace closemap
