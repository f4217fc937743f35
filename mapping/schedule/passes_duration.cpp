// How long a milestone takes, and what of that is left to do (domain.md §2.3).
#include <algorithm>

#include "mapping/schedule/passes.h"

namespace closemap {

void Passes::set_duration(Node node, const PredPair* pair) {
  const NetworkMilestone& m = milestones_[node];
  ScheduledMilestone& s = scheduled_[node];
  if (frozen_ != nullptr) {
    s.duration_bd = frozen_->milestones[node].duration_bd;
    s.duration_source = frozen_->milestones[node].duration_source;
  } else if (m.duration_bd) {
    s.duration_bd = std::max(0, *m.duration_bd);
    s.duration_source = DurationSource::explicit_;
  } else if (m.due) {
    s.duration_bd = due_gap(pair, m);
    s.duration_source = DurationSource::due_gap;
  } else {
    s.duration_bd = 0;
    s.duration_source = DurationSource::none;
  }
}

// Working days from the latest promise before this one's (domain.md §2.3).
int Passes::due_gap(const PredPair* pair, const NetworkMilestone& m) const {
  Date base = kNever;
  const auto due = [&](Node pred) {
    return pred < graph_.size() ? *milestones_[pred].due : kNever;
  };
  for (;; ++pair) {
    base = std::max(base, due(pair->plain));
    const OrderedGraph::PredLag lag = graph_.lag(*pair);
    Date lagged = due(pair->lagged);
    if (lagged != kNever)
      lagged = lag_forward(calendars_[lag.calendar.value_or(m.calendar)], lagged, lag.lag);
    base = std::max(base, lagged);
    if (!pair->more()) break;
  }
  if (base == kNever) base = net_.plan_start - 1;
  return std::max(0, calendars_[m.calendar].wd(base, *m.due));
}

// What is left to do of a milestone, for finishing it and for its late start.
std::int32_t Passes::left(const NetworkMilestone& m, const ScheduledMilestone& s) const {
  if (m.disposition != Disposition::active) return kPassed;
  if (m.status == MilestoneStatus::complete) return kComplete;
  int left = s.duration_bd;
  if (m.status == MilestoneStatus::in_progress && s.duration_source == DurationSource::explicit_) {
    if (m.remaining_bd)
      left = std::max(0, *m.remaining_bd);
    else if (m.actual_start)
      left = std::max(0, left - calendars_[m.calendar].wd(*m.actual_start - 1, floor_));
  }
  return std::min(left, kLeftMax);
}

}  // namespace closemap
