// The forward and the backward pass over one milestone at a time, for whoever walks the network in
// topological order: solve() over all of it, LiveSchedule over what can move (domain.md §2.3-2.6).
// All inline: called a million times a second, and never by others.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory_resource>
#include <vector>

#include "mapping/schedule/graph.h"
#include "mapping/schedule/solve.h"

namespace closemap {

// Holds references: network, schedule and `frozen` must outlive it; the network's edges and the
// number of its milestones stay as they are. With `frozen`, durations are those of that schedule.
class Passes {
 public:
  Passes(const Network& network, Schedule& out, const Schedule* frozen,
         std::pmr::memory_resource* memory);

  // Everything. REQUIRES: out.order is complete.
  void run();

  // One milestone's forward results. REQUIRES: its predecessors' are up to date.
  void forward(Node node);
  // One milestone's late dates and slacks from those of `outgoing`, its edges. REQUIRES: forward
  // results of all, late dates of its successors.
  void backward(Node node, const EdgesByNode& outgoing);
  // Numbers of an anchor and its driving path. REQUIRES: forward results of all.
  void judge(const NetworkAnchor& anchor, ScheduledAnchor& out) const;

  const EdgesByNode& incoming() const { return incoming_; }
  // What a predecessor's late dates depend on beside this milestone's own.
  struct Reached {
    Date early_start;
    std::optional<Date> late_start_point;
    bool passes_back;
    friend bool operator==(const Reached&, const Reached&) = default;
  };
  Reached reached(Node node) const;

 private:
  enum class Kind : std::uint8_t { open, complete, passed };  // passed: waived or removed
  static constexpr Node kNobody = std::numeric_limits<Node>::max();
  static constexpr Date kUnbounded{std::numeric_limits<std::int32_t>::max()};
  struct Work {
    Date early_start;                                // ES of the early run
    std::int32_t early_rank = 0, forecast_rank = 0;  // of both finishes, in its own calendar
    int left = 0;                                    // duration, or what remains of it
    Date bound = kUnbounded;   // latest finish the successors, the anchor and the deadline allow
    Date gentle = kUnbounded;  // latest finish that moves no successor
    Kind kind = Kind::open;
  };
  struct Reach {
    Date early, forecast;  // ES of both runs
    Node driver = kNobody;
    std::optional<Date> due_base;
  };
  struct Finish {
    Date date;
    std::int32_t rank = 0;  // of the date, in the milestone's calendar
    SetBy set_by = SetBy::logic;
  };

  // Ranks of days within any calendar fit: there are fewer days than that.
  static std::int32_t rank(const Calendar& cal, Date day) {
    return static_cast<std::int32_t>(cal.rank(day));
  }
  // The rank of cal.add(day, n).
  static std::int32_t rank_after(const Calendar& cal, Date day, int n) {
    return n == 0 ? rank(cal, day - 1) + 1
                  : static_cast<std::int32_t>(
                        std::min<std::int64_t>(cal.rank(day) + n, Calendar::kDayMax));
  }
  static Kind kind_of(const NetworkMilestone& m);
  const Calendar& calendar(const NetworkMilestone& m) const { return calendars_[m.calendar]; }
  const Calendar& lag_calendar(const NetworkEdge& edge) const {
    return calendars_[edge.calendar ? *edge.calendar : milestones_[edge.succ].calendar];
  }
  Date after(const NetworkEdge& edge, Date pred) const {
    return edge.lag.n == 0 ? pred : lag_forward(lag_calendar(edge), pred, edge.lag);
  }
  Date before(const NetworkEdge& edge, Date succ) const {
    return edge.lag.n == 0 ? succ : lag_inverse(lag_calendar(edge), succ, edge.lag);
  }
  Reach reach(Node node, const NetworkMilestone& m, bool wants_base) const;
  void set_duration(Node node, const NetworkMilestone& m, const Reach& r,
                    ScheduledMilestone& s) const;
  int left(const NetworkMilestone& m, const ScheduledMilestone& s) const;
  // Written in place: a result in registers is put together in memory first, which costs more
  // than all that it holds.
  void finish(const NetworkMilestone& m, const Work& w, DurationSource source, Date start,
              Finish& out) const;
  void settle(Node node);
  void hold(const NetworkEdge& edge);
  static void set_late(const Work& w, std::int32_t bound, const Calendar& cal,
                       ScheduledMilestone& s);

  const Network& net_;
  const NetworkMilestone* milestones_;
  const NetworkEdge* edges_;
  const Calendar* calendars_;
  Schedule& out_;
  ScheduledMilestone* scheduled_;
  const Schedule* frozen_;
  EdgesByNode incoming_;
  std::pmr::vector<Work> works_;
  std::pmr::vector<Finish> todays_;  // T snapped forward, per calendar
  Work* work_;                       // the hot loops index plain arrays
  const Finish* today_;
  Date floor_;  // T - 1: nothing open can have been worked on later than this
};

inline Passes::Kind Passes::kind_of(const NetworkMilestone& m) {
  if (m.disposition != Disposition::active) return Kind::passed;
  return m.status == MilestoneStatus::complete ? Kind::complete : Kind::open;
}

inline Passes::Passes(const Network& network, Schedule& out, const Schedule* frozen,
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
  for (std::size_t c = 0; c < todays_.size(); ++c) {
    const Date today = network.calendars[c].add(network.status_date, 0);
    todays_[c] = {today, rank(network.calendars[c], today), SetBy::status_date};
  }
  out_.milestones.resize(net_.milestones.size());
  scheduled_ = out_.milestones.data();
}

inline void Passes::run() {
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
  out_.anchors.resize(net_.anchors.size());
  for (std::size_t i = 0; i < net_.anchors.size(); ++i) judge(net_.anchors[i], out_.anchors[i]);
}

inline void Passes::backward(Node node, const EdgesByNode& outgoing) {
  ScheduledMilestone& s = scheduled_[node];
  s.late_finish = s.late_start_point = s.start_by = std::nullopt;  // nobody may hold it any more
  s.total_slack_bd = s.free_slack_bd = s.forecast_slack_bd = std::nullopt;
  s.critical = false;
  Work& w = work_[node];
  w.bound = w.gentle = kUnbounded;
  for (const NetworkAnchor& anchor : net_.anchors)
    if (anchor.milestone == node) w.bound = std::min(w.bound, anchor.date);
  for (const std::uint32_t* e = outgoing.begin(node); e != outgoing.end(node); ++e)
    hold(edges_[*e]);
  settle(node);
}

inline Passes::Reached Passes::reached(Node node) const {
  const Work& w = work_[node];
  return {w.early_start, scheduled_[node].late_start_point, w.kind != Kind::complete};
}

// A successor holds its predecessor back; a complete one has no late dates to pass on.
inline void Passes::hold(const NetworkEdge& edge) {
  const Work& succ = work_[edge.succ];
  if (succ.kind == Kind::complete) return;
  Work& pred = work_[edge.pred];
  pred.gentle = std::min(pred.gentle, before(edge, succ.early_start));
  const std::optional<Date>& start = scheduled_[edge.succ].late_start_point;
  if (start) pred.bound = std::min(pred.bound, before(edge, *start));
}

inline Passes::Reach Passes::reach(Node node, const NetworkMilestone& m, bool wants_base) const {
  const std::uint32_t* edge_at = incoming_.begin(node);
  const std::uint32_t* const end = incoming_.end(node);
  Reach r{net_.plan_start - 1, net_.plan_start - 1, kNobody, {}};
  for (bool first = true; edge_at != end; ++edge_at, first = false) {
    const NetworkEdge& edge = edges_[*edge_at];
    const ScheduledMilestone& pred = scheduled_[edge.pred];
    const Date early = after(edge, pred.early_finish);
    const Date forecast = pred.forecast == pred.early_finish ? early : after(edge, pred.forecast);
    r.early = first ? early : std::max(r.early, early);
    if (first || forecast > r.forecast || (forecast == r.forecast && edge.pred < r.driver)) {
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
      r.driver = kNobody;
    }
  }
  return r;
}

inline void Passes::set_duration(Node node, const NetworkMilestone& m, const Reach& r,
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
inline int Passes::left(const NetworkMilestone& m, const ScheduledMilestone& s) const {
  if (m.status != MilestoneStatus::in_progress || s.duration_source != DurationSource::explicit_)
    return s.duration_bd;
  if (m.remaining_bd) return std::max(0, *m.remaining_bd);
  if (!m.actual_start) return s.duration_bd;
  return std::max(0, s.duration_bd - calendar(m).wd(*m.actual_start - 1, floor_));
}

inline void Passes::finish(const NetworkMilestone& m, const Work& w, DurationSource source,
                           Date start, Finish& out) const {
  const Calendar& cal = calendar(m);
  if (w.kind != Kind::open) {
    const bool passed = w.kind == Kind::passed;
    out.date = passed ? start : m.actual.value_or(net_.status_date);
    out.rank = rank(cal, out.date);
    out.set_by = passed ? SetBy::waived : SetBy::actual;
    return;
  }
  const Finish& today = today_[m.calendar];
  if (m.owner_estimate) {
    const Date promised = cal.add(*m.owner_estimate, 0);
    const Date logic = cal.add(start, 0);
    out.date = std::max({promised, logic, today.date});
    out.rank = rank(cal, out.date);
    out.set_by = out.date == promised ? SetBy::override_
                 : out.date == logic  ? SetBy::logic
                                      : SetBy::status_date;
    return;
  }
  const std::int32_t logic = rank_after(cal, start, w.left);
  std::int32_t end = logic;
  if (source == DurationSource::explicit_) {
    const bool detached =
        m.status == MilestoneStatus::in_progress && net_.mode == ProgressMode::progress_override;
    if (detached || start < floor_) end = rank_after(cal, floor_, w.left);
  }
  out.rank = std::max(end, today.rank);
  out.date = cal.select(out.rank);
  out.set_by = out.rank == logic ? SetBy::logic : SetBy::status_date;
}

inline void Passes::forward(Node node) {
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
  Finish f;
  finish(m, w, s.duration_source, r.early, f);
  s.early_finish = f.date;
  w.early_rank = f.rank;
  if (r.forecast != r.early) finish(m, w, s.duration_source, r.forecast, f);
  const bool held = w.kind == Kind::open && m.due && !m.owner_estimate && !m.advance;
  if (held && *m.due > f.date) {
    f.date = *m.due;
    f.rank = rank(calendar(m), f.date);
    f.set_by = SetBy::due;
  }
  s.forecast = f.date;
  s.set_by = f.set_by;
  w.forecast_rank = f.rank;
  if (r.driver != kNobody) s.driver = r.driver;
}

inline void Passes::settle(Node node) {
  const NetworkMilestone& m = milestones_[node];
  ScheduledMilestone& s = scheduled_[node];
  Work& w = work_[node];
  const Calendar& cal = calendar(m);
  if (m.baseline && w.kind != Kind::passed)
    s.slip_vs_baseline_bd = w.forecast_rank - rank(cal, *m.baseline);
  if (w.kind == Kind::complete) {
    s.free_slack_bd = 0;
    return;  // it neither has late dates nor passes them on
  }
  if (m.deadline) w.bound = std::min(w.bound, *m.deadline);
  const bool bounded = w.bound != kUnbounded;
  if (bounded) {
    const std::int32_t bound = rank(cal, w.bound);
    set_late(w, bound, cal, s);
    s.total_slack_bd = bound - w.early_rank;
    s.forecast_slack_bd = bound - w.forecast_rank;
    s.critical = bound <= w.early_rank;
  }
  if (w.gentle != kUnbounded)
    s.free_slack_bd = std::max(0, rank(cal, w.gentle) - w.early_rank);
  else if (bounded)
    s.free_slack_bd = std::max(0, *s.total_slack_bd);
}

// The day after a late start point is a working day, as sub() defines it; `bound` is the rank of
// w.bound.
inline void Passes::set_late(const Work& w, std::int32_t bound, const Calendar& cal,
                             ScheduledMilestone& s) {
  const bool passed = w.kind == Kind::passed;
  const Date finish = passed ? w.bound : cal.select(bound);
  const bool starts_there = passed || w.left == 0;
  const Date start = starts_there ? finish : cal.select(std::int64_t{bound} - w.left + 1) - 1;
  s.late_finish = finish;
  s.late_start_point = start;
  if (s.duration_bd == 0)
    s.start_by = finish;
  else
    s.start_by = starts_there ? cal.select(std::int64_t{bound} + 1) : start + 1;
}

inline void Passes::judge(const NetworkAnchor& anchor, ScheduledAnchor& a) const {
  const ScheduledMilestone& s = out_.milestones[anchor.milestone];
  const Calendar& cal = calendar(net_.milestones[anchor.milestone]);
  a.milestone = anchor.milestone;
  a.target = anchor.date;
  a.early_finish = s.early_finish;
  a.forecast = s.forecast;
  a.forecast_gap_bd = cal.wd(anchor.date, s.forecast);
  a.forecast_gap_cd = s.forecast - anchor.date;
  a.required_bd = cal.wd(floor_, s.early_finish);
  a.available_bd = cal.wd(floor_, anchor.date);
  a.compression_ratio.reset();
  a.overrun_bd = std::max(0, a.required_bd - a.available_bd);
  if (a.available_bd > 0)
    a.compression_ratio = std::round(10000.0 * a.required_bd / a.available_bd) / 10000.0;
  a.feasible = s.early_finish <= anchor.date;
  a.driving_path.clear();  // its memory is used again
  for (std::optional<Node> node = anchor.milestone; node;) {
    const ScheduledMilestone& on_path = out_.milestones[*node];
    a.driving_path.push_back(*node);
    const bool moved_by_logic = on_path.set_by == SetBy::logic || on_path.set_by == SetBy::waived;
    node = moved_by_logic ? on_path.driver : std::nullopt;
  }
  std::reverse(a.driving_path.begin(), a.driving_path.end());
}

}  // namespace closemap
