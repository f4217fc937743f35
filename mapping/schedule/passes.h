// The forward and the backward pass over one milestone at a time, for whoever walks the network in
// topological order: solve() over all of it, LiveSchedule over what can move (domain.md §2.3-2.6).
// All inline: called a million times a second, and never by others. What the loops of run() call is
// inlined by order: as calls of the compiler's choice it takes a tenth longer.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory_resource>
#include <vector>

#include "mapping/core/decimal.h"
#include "mapping/schedule/graph.h"
#include "mapping/schedule/solve.h"

namespace closemap {

// Holds references: network, its edges by their successors, schedule and `frozen` must outlive it;
// the network's edges and the number of its milestones stay as they are. With `frozen`, durations
// are those of that schedule.
class Passes {
 public:
  Passes(const Network& network, const EdgesByNode& incoming, Schedule& out, const Schedule* frozen,
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

  // What a milestone asks of its predecessors: to move none of its dates, and to keep the bounds.
  // Both unbounded when it is complete, for then it waits for nobody.
  struct Asks {
    Date early_start;
    Date late_start;
    friend bool operator==(const Asks&, const Asks&) = default;
  };
  const Asks& asks(Node node) const { return work_[node].asks; }

 private:
  enum class Kind : std::uint8_t { open, complete, passed };  // passed: waived or removed
  static constexpr std::size_t kAhead = 16;  // milestones fetched from memory before their turn
  static constexpr Date kUnbounded{std::numeric_limits<std::int32_t>::max()};
  static constexpr Date kNever{std::numeric_limits<std::int32_t>::min()};
  // A forecast with the milestone it is of as one number: the greater is the later, of two on one
  // day that of the smaller milestone.
  class Drive {
   public:
    Drive() = default;  // earlier than all
    Drive(Date forecast, Node node)
        : value_(std::int64_t{forecast.days} * (std::int64_t{1} << 32) + ~node) {}
    Date forecast() const { return Date{static_cast<std::int32_t>(value_ >> 32)}; }
    Node node() const { return ~static_cast<Node>(value_); }
    static Drive later(Drive a, Drive b) {
      return Drive(a.value_ < b.value_ ? b.value_ : a.value_);
    }

   private:
    explicit Drive(std::int64_t value) : value_(value) {}
    std::int64_t value_ = std::numeric_limits<std::int64_t>::min();
  };
  // What a milestone hands on to its successors, and what they ask of it; close together, and set
  // by forward() but for late_start.
  struct Work {
    Drive drive;  // forecast
    Date early;
    Asks asks;
    Date bound;             // latest finish the successors, the anchor and the deadline allow
    Date gentle;            // latest finish that moves no successor
    std::int32_t left = 0;  // duration, or what remains of it; none when passed
  };
  struct Reach {
    Date early, forecast;  // ES of both runs
    Maybe<Node> driver;
  };
  struct Finish {
    Date early, forecast;
    SetBy set_by = SetBy::logic;
  };
  // T in a calendar: its first working day from then on, the rank of that, and the ranks which work
  // that starts on T counts from, with days left and with none.
  struct Today {
    Date date;
    std::int32_t rank = 0;
    std::array<std::int32_t, 2> from{};
  };

  // Ranks of days within any calendar fit: there are fewer days than that.
  static std::int32_t rank(const Calendar& cal, Date day) {
    return static_cast<std::int32_t>(cal.rank(day));
  }
  // The rank of cal.add(day, left). REQUIRES: left <= Calendar::kDayMax.
  static std::int32_t rank_after(const Calendar& cal, Date day, std::int32_t left) {
    return rank(cal, day - static_cast<int>(left == 0)) + std::max(left, 1);
  }
  // By value, so that they need no branch.
  static Date earlier(Date a, Date b) { return Date{std::min(a.days, b.days)}; }
  static Date later(Date a, Date b) { return Date{std::max(a.days, b.days)}; }
  // holds ? a : b, without the branch that compilers make of it and processors guess wrong.
  static std::int32_t either(bool holds, std::int32_t a, std::int32_t b) {
    return b ^ ((a ^ b) & -static_cast<std::int32_t>(holds));
  }
  static Date either(bool holds, Date a, Date b) { return Date{either(holds, a.days, b.days)}; }
  static SetBy either(bool holds, SetBy a, SetBy b) {
    return static_cast<SetBy>(either(holds, static_cast<int>(a), static_cast<int>(b)));
  }
  template <class T>
  static Maybe<T> when(bool holds, T value) {
    return either(holds, value, *Maybe<T>());
  }
  static Kind kind_of(const NetworkMilestone& m);
  const Calendar& calendar(const NetworkMilestone& m) const { return calendars_[m.calendar]; }
  const Calendar& lag_calendar(const NetworkEdge& edge) const {
    return calendars_[edge.calendar ? *edge.calendar : milestones_[edge.succ].calendar];
  }
  Reach reach(Node node, const NetworkMilestone& m) const;
  void set_duration(Node node, const NetworkMilestone& m, ScheduledMilestone& s) const;
  int due_gap(Node node, const NetworkMilestone& m) const;
  int left(const NetworkMilestone& m, const ScheduledMilestone& s) const;
  Finish finish(const NetworkMilestone& m, const Reach& r, int left, DurationSource source) const;
  Finish settled(const NetworkMilestone& m, Kind kind, const Reach& r) const;
  void settle(Node node);
  void hold(const NetworkEdge& edge, Date gentle, Date bound);

  const Network& net_;
  const NetworkMilestone* milestones_;
  const Calendar* calendars_;
  const EdgesByNode& incoming_;
  Schedule& out_;
  ScheduledMilestone* scheduled_;
  const Schedule* frozen_;
  std::pmr::vector<Work> works_;
  std::pmr::vector<Today> todays_;  // per calendar
  Work* work_;                      // the hot loops index plain arrays
  const Today* today_;
  Date floor_;  // T - 1: nothing open can have been worked on later than this
};

inline Passes::Kind Passes::kind_of(const NetworkMilestone& m) {
  if (m.disposition != Disposition::active) return Kind::passed;
  return m.status == MilestoneStatus::complete ? Kind::complete : Kind::open;
}

inline Passes::Passes(const Network& network, const EdgesByNode& incoming, Schedule& out,
                      const Schedule* frozen, std::pmr::memory_resource* memory)
    : net_(network),
      milestones_(network.milestones.data()),
      calendars_(network.calendars.data()),
      incoming_(incoming),
      out_(out),
      frozen_(frozen),
      works_(network.milestones.size(), memory),
      todays_(network.calendars.size(), memory),
      work_(works_.data()),
      today_(todays_.data()),
      floor_(network.status_date - 1) {
  for (std::size_t c = 0; c < todays_.size(); ++c) {
    const Calendar& cal = network.calendars[c];
    const Date today = cal.add(network.status_date, 0);
    todays_[c] = {today, rank(cal, today), {rank(cal, floor_), rank(cal, floor_ - 1)}};
  }
  out_.milestones.resize(net_.milestones.size());
  scheduled_ = out_.milestones.data();
}

inline void Passes::run() {
  const Node* const order = out_.order.data();
  const std::size_t count = out_.order.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kAhead < count) __builtin_prefetch(&milestones_[order[i + kAhead]]);
    forward(order[i]);
  }
  for (const NetworkAnchor& anchor : net_.anchors) {
    Date& bound = work_[anchor.milestone].bound;
    bound = std::min(bound, anchor.date);
  }
  for (std::size_t i = count; i-- > 0;) {
    const Node node = order[i];
    settle(node);
    const Date gentle = work_[node].asks.early_start;
    const Date bound = work_[node].asks.late_start;
    incoming_.each(node, [&](const NetworkEdge& edge) { hold(edge, gentle, bound); });
  }
  out_.anchors.resize(net_.anchors.size());
  for (std::size_t i = 0; i < net_.anchors.size(); ++i) judge(net_.anchors[i], out_.anchors[i]);
}

inline void Passes::backward(Node node, const EdgesByNode& outgoing) {
  Work& w = work_[node];
  w.bound = milestones_[node].deadline.value_or(kUnbounded);
  w.gentle = kUnbounded;
  for (const NetworkAnchor& anchor : net_.anchors)
    if (anchor.milestone == node) w.bound = std::min(w.bound, anchor.date);
  for (const NetworkEdge* e = outgoing.begin(node); e != outgoing.end(node); ++e)
    hold(*e, work_[e->succ].asks.early_start, work_[e->succ].asks.late_start);
  settle(node);
}

// A successor holds its predecessor back by what it asks.
[[gnu::always_inline]] inline void Passes::hold(const NetworkEdge& edge, Date gentle, Date bound) {
  if (edge.lag.n != 0 && gentle != kUnbounded) {
    const Calendar& cal = lag_calendar(edge);
    gentle = lag_inverse(cal, gentle, edge.lag);
    if (bound != kUnbounded) bound = lag_inverse(cal, bound, edge.lag);
  }
  Work& pred = work_[edge.pred];
  pred.gentle = earlier(pred.gentle, gentle);
  pred.bound = earlier(pred.bound, bound);
}

[[gnu::always_inline]] inline Passes::Reach Passes::reach(Node node,
                                                          const NetworkMilestone& m) const {
  Reach r{net_.plan_start - 1, net_.plan_start - 1, {}};
  if (incoming_.begin(node) != incoming_.end(node)) {
    // The latest predecessor drives, of several the smallest.
    Drive latest;
    r.early = kNever;
    incoming_.each(node, [&](const NetworkEdge& edge) {
      const Work& pred = work_[edge.pred];
      Date early = pred.early;
      Drive drive = pred.drive;
      if (edge.lag.n != 0) {
        const Calendar& cal = lag_calendar(edge);
        early = lag_forward(cal, early, edge.lag);
        drive = Drive(lag_forward(cal, drive.forecast(), edge.lag), edge.pred);
      }
      r.early = later(r.early, early);
      latest = Drive::later(latest, drive);
    });
    r.forecast = latest.forecast();
    r.driver = latest.node();
  }
  if (m.not_before) {
    const Date hold = *m.not_before - 1;
    r.early = later(r.early, hold);
    if (hold > r.forecast) {
      r.forecast = hold;
      r.driver.reset();
    }
  }
  return r;
}

// Working days from the latest promise before this one's (domain.md §2.3).
inline int Passes::due_gap(Node node, const NetworkMilestone& m) const {
  std::optional<Date> base;
  for (const NetworkEdge* e = incoming_.begin(node); e != incoming_.end(node); ++e) {
    if (!milestones_[e->pred].due) continue;
    const Date due = lag_forward(lag_calendar(*e), *milestones_[e->pred].due, e->lag);
    base = base ? std::max(*base, due) : due;
  }
  return std::max(0, calendar(m).wd(base.value_or(net_.plan_start - 1), *m.due));
}

[[gnu::always_inline]] inline void Passes::set_duration(Node node, const NetworkMilestone& m,
                                                        ScheduledMilestone& s) const {
  if (frozen_ != nullptr) {
    s.duration_bd = frozen_->milestones[node].duration_bd;
    s.duration_source = frozen_->milestones[node].duration_source;
  } else if (m.duration_bd) {
    s.duration_bd = std::max(0, *m.duration_bd);
    s.duration_source = DurationSource::explicit_;
  } else if (m.due) {
    s.duration_bd = due_gap(node, m);
    s.duration_source = DurationSource::due_gap;
  } else {
    s.duration_bd = 0;
    s.duration_source = DurationSource::none;
  }
}

// What is left to do of a milestone, for finishing it and for its late start.
[[gnu::always_inline]] inline int Passes::left(const NetworkMilestone& m,
                                               const ScheduledMilestone& s) const {
  if (m.status != MilestoneStatus::in_progress || s.duration_source != DurationSource::explicit_)
    return s.duration_bd;
  if (m.remaining_bd) return std::max(0, *m.remaining_bd);
  if (!m.actual_start) return s.duration_bd;
  return std::max(0, s.duration_bd - calendar(m).wd(*m.actual_start - 1, floor_));
}

// Of open work, by what is left of it.
[[gnu::always_inline]] inline Passes::Finish Passes::finish(const NetworkMilestone& m,
                                                            const Reach& r, int left,
                                                            DurationSource source) const {
  const Calendar& cal = calendar(m);
  const Today& today = today_[m.calendar];
  const std::int32_t days = std::min(left, Calendar::kDayMax);
  const std::int32_t logic = rank_after(cal, r.forecast, days);
  std::int32_t least = today.rank;  // nothing ends before T
  if (source == DurationSource::explicit_) {
    // Work starts no earlier than on T; detached work goes by that alone.
    least = std::max(least, today.from[days == 0 ? 1 : 0] + std::max(days, 1));
    if (m.status == MilestoneStatus::in_progress && net_.mode == ProgressMode::progress_override) {
      const Date end = cal.select(least);
      return {end, end, least == logic ? SetBy::logic : SetBy::status_date};
    }
  }
  return {cal.select(std::max(rank_after(cal, r.early, days), least)),
          cal.select(std::max(logic, least)), logic >= least ? SetBy::logic : SetBy::status_date};
}

// Of what people said or did, whatever work is left.
inline Passes::Finish Passes::settled(const NetworkMilestone& m, Kind kind, const Reach& r) const {
  if (kind == Kind::passed) return {r.early, r.forecast, SetBy::waived};
  const Calendar& cal = calendar(m);
  if (kind == Kind::complete) {
    const Date actual = m.actual.value_or(net_.status_date);
    return {actual, actual, SetBy::actual};
  }
  const Date promised = cal.add(*m.owner_estimate, 0);
  const Date least = std::max(promised, today_[m.calendar].date);
  const Date logic = cal.add(r.forecast, 0);
  const Date forecast = std::max(least, logic);
  return {std::max(least, cal.add(r.early, 0)), forecast,
          forecast == promised ? SetBy::override_
          : forecast == logic  ? SetBy::logic
                               : SetBy::status_date};
}

[[gnu::always_inline]] inline void Passes::forward(Node node) {
  const NetworkMilestone& m = milestones_[node];
  ScheduledMilestone& s = scheduled_[node];
  Work& w = work_[node];
  const Kind kind = kind_of(m);
  const Reach r = reach(node, m);
  set_duration(node, m, s);
  w.left = kind == Kind::passed ? 0 : left(m, s);
  Finish f;
  if (kind == Kind::open && !m.owner_estimate) {
    f = finish(m, r, w.left, s.duration_source);
    const Date promise = m.advance ? kNever : *m.due;  // without one: never
    f.set_by = either(promise > f.forecast, SetBy::due, f.set_by);
    f.forecast = later(f.forecast, promise);
  } else {
    f = settled(m, kind, r);
  }
  s.early_finish = w.early = f.early;
  s.forecast = f.forecast;
  w.drive = Drive(f.forecast, node);
  s.set_by = f.set_by;
  s.driver = r.driver;
  w.asks.early_start = kind == Kind::complete ? kUnbounded : r.early;
  w.bound = m.deadline.value_or(kUnbounded);
  w.gentle = kUnbounded;
}

[[gnu::always_inline]] inline void Passes::settle(Node node) {
  ScheduledMilestone& s = scheduled_[node];
  Work& w = work_[node];
  if (s.set_by == SetBy::actual) {
    w.asks.late_start = kUnbounded;
    s.late_finish = s.late_start_point = std::nullopt;
    s.total_slack_bd = s.forecast_slack_bd = std::nullopt;
    s.free_slack_bd = 0;
    return;
  }
  const Calendar& cal = calendar(milestones_[node]);
  // What nothing bounds is computed as if its own finish did, and not said.
  const bool bounded = w.bound.days != kUnbounded.days;
  const bool followed = w.gentle.days != kUnbounded.days;
  const Date bound = either(bounded, w.bound, s.early_finish);
  const Date gentle = either(followed, w.gentle, bound);
  const std::int32_t last = rank(cal, bound);
  const std::int32_t early = rank(cal, s.early_finish);
  s.total_slack_bd = when(bounded, last - early);
  s.forecast_slack_bd = when(bounded, last - rank(cal, s.forecast));
  s.free_slack_bd = when(bounded || followed, std::max(0, rank(cal, gentle) - early));
  // The day after a late start point is a working day, as sub() defines it.
  const Date finish = s.set_by == SetBy::waived ? bound : cal.select(last);
  const Date start = w.left == 0 ? finish : cal.select(std::int64_t{last} - w.left + 1) - 1;
  s.late_finish = when(bounded, finish);
  s.late_start_point = when(bounded, start);
  w.asks.late_start = either(bounded, start, kUnbounded);
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
    a.compression_ratio = rounded(static_cast<double>(a.required_bd) / a.available_bd, 4);
  a.feasible = s.early_finish <= anchor.date;
  a.driving_path.clear();  // its memory is used again
  for (Maybe<Node> node = anchor.milestone; node;) {
    const ScheduledMilestone& on_path = out_.milestones[*node];
    a.driving_path.push_back(*node);
    const bool moved_by_logic = on_path.set_by == SetBy::logic || on_path.set_by == SetBy::waived;
    node = moved_by_logic ? on_path.driver : Maybe<Node>();
  }
  std::reverse(a.driving_path.begin(), a.driving_path.end());
}

}  // namespace closemap
