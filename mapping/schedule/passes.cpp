// Two passes over the network: forward for both runs at once, backward for late dates and slacks.
#include "mapping/schedule/passes.h"

#include <algorithm>
#include <cmath>

namespace closemap {

Passes::Kind Passes::kind_of(const NetworkMilestone& m) {
  if (m.disposition != Disposition::active) return Kind::passed;
  return m.status == MilestoneStatus::complete ? Kind::complete : Kind::open;
}

Passes::Passes(const Network& network, Schedule& out, const Schedule* frozen,
               std::pmr::memory_resource* memory)
    : net_(network),
      milestones_(network.milestones.data()),
      edges_(network.edges.data()),
      calendars_(network.calendars.data()),
      out_(out),
      frozen_(frozen),
      incoming_(network, EdgesByNode::End::succ, memory),
      works_(network.milestones.size(), memory),
      todays_(network.calendars.size(), memory),
      work_(works_.data()),
      today_(todays_.data()),
      floor_(network.status_date - 1) {
  for (std::size_t c = 0; c < todays_.size(); ++c)
    todays_[c] = network.calendars[c].add(network.status_date, 0);
  out_.milestones.resize(net_.milestones.size());
  scheduled_ = out_.milestones.data();
}

void Passes::run() {
  for (const Node node : out_.order) forward(node);
  for (const NetworkAnchor& anchor : net_.anchors) {
    Date& bound = work_[anchor.milestone].bound;
    bound = std::min(bound, anchor.date);
  }
  for (std::size_t i = out_.order.size(); i-- > 0;) {
    const Node node = out_.order[i];
    settle(node);
    for (const std::uint32_t* e = incoming_.begin(node); e != incoming_.end(node); ++e)
      hold(edges_[*e]);
  }
  out_.anchors.clear();
  for (const NetworkAnchor& anchor : net_.anchors) out_.anchors.push_back(judged(anchor));
}

void Passes::backward(Node node, const EdgesByNode& outgoing) {
  Work& w = work_[node];
  w.bound = w.gentle = kUnbounded;
  for (const NetworkAnchor& anchor : net_.anchors)
    if (anchor.milestone == node) w.bound = std::min(w.bound, anchor.date);
  for (const std::uint32_t* e = outgoing.begin(node); e != outgoing.end(node); ++e)
    hold(edges_[*e]);
  settle(node);
}

Passes::Reached Passes::reached(Node node) const {
  const Work& w = work_[node];
  return {w.early_start, scheduled_[node].late_start_point, w.kind != Kind::complete};
}

// A successor holds its predecessor back; a complete one has no late dates to pass on.
void Passes::hold(const NetworkEdge& edge) {
  const Work& succ = work_[edge.succ];
  if (succ.kind == Kind::complete) return;
  Work& pred = work_[edge.pred];
  pred.gentle = std::min(pred.gentle, before(edge, succ.early_start));
  const std::optional<Date>& start = scheduled_[edge.succ].late_start_point;
  if (start) pred.bound = std::min(pred.bound, before(edge, *start));
}

Passes::Reach Passes::reach(Node node, const NetworkMilestone& m, bool wants_base) const {
  const std::uint32_t* edge_at = incoming_.begin(node);
  const std::uint32_t* const end = incoming_.end(node);
  Reach r{net_.plan_start - 1, net_.plan_start - 1, {}, {}};
  for (bool first = true; edge_at != end; ++edge_at, first = false) {
    const NetworkEdge& edge = edges_[*edge_at];
    const ScheduledMilestone& pred = scheduled_[edge.pred];
    const Date early = after(edge, pred.early_finish);
    const Date forecast = pred.forecast == pred.early_finish ? early : after(edge, pred.forecast);
    r.early = first ? early : std::max(r.early, early);
    if (first || forecast > r.forecast || (forecast == r.forecast && edge.pred < *r.driver)) {
      r.forecast = forecast;
      r.driver = edge.pred;
    }
    if (!wants_base || !milestones_[edge.pred].due) continue;
    const Date due = after(edge, *milestones_[edge.pred].due);
    r.due_base = r.due_base ? std::max(*r.due_base, due) : due;
  }
  if (m.not_before) {
    const Date hold = *m.not_before - 1;
    r.early = std::max(r.early, hold);
    if (hold > r.forecast) {
      r.forecast = hold;
      r.driver.reset();
    }
  }
  return r;
}

void Passes::set_duration(Node node, const NetworkMilestone& m, const Reach& r,
                          ScheduledMilestone& s) const {
  if (frozen_ != nullptr) {
    s.duration_bd = frozen_->milestones[node].duration_bd;
    s.duration_source = frozen_->milestones[node].duration_source;
  } else if (m.duration_bd) {
    s.duration_bd = std::max(0, *m.duration_bd);
    s.duration_source = DurationSource::explicit_;
  } else if (m.due) {
    s.duration_bd = std::max(0, calendar(m).wd(r.due_base.value_or(net_.plan_start - 1), *m.due));
    s.duration_source = DurationSource::due_gap;
  } else {
    s.duration_bd = 0;
    s.duration_source = DurationSource::none;
  }
}

// What is left to do of a milestone, for finishing it and for its late start.
int Passes::left(const NetworkMilestone& m, const ScheduledMilestone& s) const {
  if (m.status != MilestoneStatus::in_progress || s.duration_source != DurationSource::explicit_)
    return s.duration_bd;
  if (m.remaining_bd) return std::max(0, *m.remaining_bd);
  if (!m.actual_start) return s.duration_bd;
  return std::max(0, s.duration_bd - calendar(m).wd(*m.actual_start - 1, floor_));
}

Passes::Finish Passes::finish(const NetworkMilestone& m, const Work& w, DurationSource source,
                              Date start) const {
  if (w.kind == Kind::passed) return {start, SetBy::waived};
  if (w.kind == Kind::complete) return {m.actual.value_or(net_.status_date), SetBy::actual};
  const Calendar& cal = calendar(m);
  const Date today = today_[m.calendar];
  if (m.owner_estimate) {
    const Date promised = cal.add(*m.owner_estimate, 0);
    const Date logic = cal.add(start, 0);
    const Date date = std::max({promised, logic, today});
    if (date == promised) return {date, SetBy::override_};
    return {date, date == logic ? SetBy::logic : SetBy::status_date};
  }
  const Date logic = cal.add(start, w.left);
  Date date = logic;
  if (source == DurationSource::explicit_) {
    const bool detached =
        m.status == MilestoneStatus::in_progress && net_.mode == ProgressMode::progress_override;
    if (detached || start < floor_) date = cal.add(floor_, w.left);
  }
  date = std::max(date, today);
  return {date, date == logic ? SetBy::logic : SetBy::status_date};
}

void Passes::forward(Node node) {
  const NetworkMilestone& m = milestones_[node];
  ScheduledMilestone& s = scheduled_[node];
  Work& w = work_[node];
  w.kind = kind_of(m);
  const bool wants_base = frozen_ == nullptr && !m.duration_bd && m.due.has_value();
  const Reach r = reach(node, m, wants_base);
  s = ScheduledMilestone{};
  set_duration(node, m, r, s);
  w.left = left(m, s);
  w.early_start = r.early;
  const Finish early = finish(m, w, s.duration_source, r.early);
  Finish forecast = r.forecast == r.early ? early : finish(m, w, s.duration_source, r.forecast);
  const bool held = w.kind == Kind::open && m.due && !m.owner_estimate && !m.advance;
  if (held && *m.due > forecast.date) forecast = {*m.due, SetBy::due};
  s.early_finish = early.date;
  s.forecast = forecast.date;
  s.set_by = forecast.set_by;
  s.driver = r.driver;
}

void Passes::settle(Node node) {
  const NetworkMilestone& m = milestones_[node];
  ScheduledMilestone& s = scheduled_[node];
  Work& w = work_[node];
  const Calendar& cal = calendar(m);
  const std::int64_t early = cal.rank(s.early_finish);
  const std::int64_t forecast = s.forecast == s.early_finish ? early : cal.rank(s.forecast);
  if (m.baseline && w.kind != Kind::passed)
    s.slip_vs_baseline_bd = static_cast<int>(forecast - cal.rank(*m.baseline));
  if (w.kind == Kind::complete) {
    s.free_slack_bd = 0;
    return;  // it neither has late dates nor passes them on
  }
  if (m.deadline) w.bound = std::min(w.bound, *m.deadline);
  const bool bounded = w.bound != kUnbounded;
  if (bounded) {
    const std::int64_t bound = cal.rank(w.bound);
    set_late(w, bound, cal, s);
    s.total_slack_bd = static_cast<int>(bound - early);
    s.forecast_slack_bd = static_cast<int>(bound - forecast);
    s.critical = bound <= early;
  }
  if (w.gentle != kUnbounded)
    s.free_slack_bd = std::max(0, static_cast<int>(cal.rank(w.gentle) - early));
  else if (bounded)
    s.free_slack_bd = std::max(0, *s.total_slack_bd);
}

// The day after a late start point is a working day, as sub() defines it; `bound` is the rank of
// w.bound.
void Passes::set_late(const Work& w, std::int64_t bound, const Calendar& cal,
                      ScheduledMilestone& s) {
  const bool passed = w.kind == Kind::passed;
  const Date finish = passed ? w.bound : cal.select(bound);
  const bool starts_there = passed || w.left == 0;
  const Date start = starts_there ? finish : cal.select(bound - w.left + 1) - 1;
  s.late_finish = finish;
  s.late_start_point = start;
  if (s.duration_bd == 0)
    s.start_by = finish;
  else
    s.start_by = starts_there ? cal.select(bound + 1) : start + 1;
}

ScheduledAnchor Passes::judged(const NetworkAnchor& anchor) const {
  const ScheduledMilestone& s = out_.milestones[anchor.milestone];
  const Calendar& cal = calendar(net_.milestones[anchor.milestone]);
  ScheduledAnchor a;
  a.milestone = anchor.milestone;
  a.target = anchor.date;
  a.early_finish = s.early_finish;
  a.forecast = s.forecast;
  a.forecast_gap_bd = cal.wd(anchor.date, s.forecast);
  a.forecast_gap_cd = s.forecast - anchor.date;
  a.required_bd = cal.wd(floor_, s.early_finish);
  a.available_bd = cal.wd(floor_, anchor.date);
  a.overrun_bd = std::max(0, a.required_bd - a.available_bd);
  if (a.available_bd > 0)
    a.compression_ratio = std::round(10000.0 * a.required_bd / a.available_bd) / 10000.0;
  a.feasible = s.early_finish <= anchor.date;
  for (std::optional<Node> node = anchor.milestone; node;) {
    const ScheduledMilestone& on_path = out_.milestones[*node];
    a.driving_path.push_back(*node);
    const bool moved_by_logic = on_path.set_by == SetBy::logic || on_path.set_by == SetBy::waived;
    node = moved_by_logic ? on_path.driver : std::nullopt;
  }
  std::reverse(a.driving_path.begin(), a.driving_path.end());
  return a;
}

}  // namespace closemap
