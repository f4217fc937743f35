// The forward and the backward pass over one milestone at a time, for whoever walks the network in
// topological order: solve() over all of it, LiveSchedule over what can move (domain.md §2.3-2.6).
// All inline: called a million times a second, and never by others. What the loops of run() call is
// inlined by order: as calls of the compiler's choice it takes a tenth longer.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory_resource>
#include <optional>
#include <vector>

#include "mapping/core/calendar.h"
#include "mapping/core/decimal.h"
#include "mapping/schedule/graph.h"
#include "mapping/schedule/network.h"
#include "mapping/schedule/ordered_graph.h"
#include "mapping/schedule/solve.h"

namespace closemap {

// Holds references: network, its graph, schedule and `frozen` must outlive it; the network's edges
// and the number of its milestones stay as they are. With `frozen`, durations are those of that
// schedule.
class Passes {
 public:
  Passes(const Network& network, const OrderedGraph& graph, Schedule& out, const Schedule* frozen,
         std::pmr::memory_resource* memory);

  // Everything.
  void run();

  // One milestone's forward results. REQUIRES: its predecessors' are up to date.
  void forward(Node node) { forward(node, graph_.pairs(node)); }
  // One milestone's late dates and slacks from those of `outgoing`, its edges. REQUIRES: forward
  // results of all, late dates of its successors.
  void backward(Node node, const EdgesByNode& outgoing);
  // Numbers of an anchor and its driving path. REQUIRES: forward results of all.
  void judge(const NetworkAnchor& anchor, ScheduledAnchor& out) const;

  // The latest days that move no other milestone, and that keep the bounds: the anchors and the
  // deadlines. Unbounded where nobody asks for less.
  struct Limits {
    Date gentle;
    Date bound;
    friend bool operator==(const Limits&, const Limits&) = default;
  };
  // When a milestone asks its predecessors to be done. Unbounded when it is complete, for then it
  // waits for nobody.
  Limits asks(Node node) const {
    return {work_[node].asks, scheduled_[node].late_start_point.value_or(kUnbounded)};
  }

 private:
  // What lies so far behind the milestone at hand is to be in the cache when its turn comes: what
  // processors foresee by themselves ends with a page of memory.
  static constexpr std::size_t kAhead = 16 * sizeof(NetworkMilestone);
  enum class Kind : std::uint8_t { open, complete, passed };  // passed: waived or removed
  // So far from every day that a difference to it tells by its sign which is which.
  static constexpr Date kUnbounded{1 << 30};
  static constexpr Date kNever{std::numeric_limits<std::int32_t>::min()};
  // A forecast with the milestone it is of as one number: the greater is the later, of two on one
  // day that of the smaller milestone, that of none the last.
  class Drive {
   public:
    Drive() {}
    Drive(Date forecast, Maybe<Node> node)
        : value_(std::int64_t{forecast.days} * (std::int64_t{1} << 32) + ~*node) {}
    Date forecast() const { return Date{static_cast<std::int32_t>(value_ >> 32)}; }
    Maybe<Node> node() const { return ~static_cast<Node>(value_); }
    static Drive later(Drive a, Drive b) {
      return Drive(a.value_ < b.value_ ? b.value_ : a.value_);
    }

   private:
    explicit Drive(std::int64_t value) : value_(value) {}
    std::int64_t value_;
  };
  // How far the two runs have come.
  struct Reach {
    Drive forecast;
    Date early;
  };
  // What a milestone hands on to its successors, and what they ask of it; close together, and set
  // by forward() but for `latest`.
  struct Work {
    Drive forecast;
    Date early;
    std::int32_t early_rank;
    std::int32_t left;  // duration, or what remains of it; none when passed
    Date asks;          // gently, of its predecessors
    Limits latest;      // finish
    Work() {}           // our own: value-initialisation would zero it all first
  };
  struct Finish {
    Date early, forecast;
    std::int32_t early_rank;
    SetBy set_by = SetBy::logic;
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
  static Limits earlier(Limits a, Limits b) {
    return {earlier(a.gentle, b.gentle), earlier(a.bound, b.bound)};
  }
  static Reach later(Reach a, Reach b) {
    return {Drive::later(a.forecast, b.forecast), later(a.early, b.early)};
  }
  // holds ? a : b, without the branch that compilers make of it and processors guess wrong.
  static SetBy either(bool holds, SetBy a, SetBy b) {
    const int ab = static_cast<int>(a) ^ static_cast<int>(b);
    return static_cast<SetBy>(static_cast<int>(b) ^ (ab & -static_cast<int>(holds)));
  }
  // Whether a limit is one, as all bits or none: what depends on it takes no branch, which
  // compilers would make of it and processors guess wrong.
  class Known {
   public:
    explicit Known(Date limit) : Known((limit - kUnbounded) >> 31) {}
    friend Known operator|(Known a, Known b) { return Known(a.bits_ | b.bits_); }
    Date either(Date a, Date b) const { return Date{b.days ^ ((a.days ^ b.days) & bits_)}; }
    Maybe<int> when(int value) const { return (value & bits_) | nothing_; }
    Maybe<Date> when(Date value) const { return Date{*when(value.days)}; }

   private:
    explicit Known(std::int32_t bits) : bits_(bits), nothing_(~bits << 31) {}
    std::int32_t bits_, nothing_;
  };
  // Whether nothing but its duration and what is promised says when a milestone ends, as of most.
  static bool untouched(const NetworkMilestone& m) {
    return (static_cast<int>(m.status) | static_cast<int>(m.disposition) | int{m.advance}) == 0 &&
           !m.owner_estimate;
  }
  static Kind kind_of(const NetworkMilestone& m);
  const Calendar& calendar(const NetworkMilestone& m) const { return calendars_[m.calendar]; }
  const Calendar& lag_calendar(const OrderedGraph::PredLag& lag, const NetworkMilestone& m) const {
    return calendars_[lag.calendar.value_or(m.calendar)];
  }
  const PredPair* forward(Node node, const PredPair* pair);
  Reach reach(const PredPair& pair, const NetworkMilestone& m) const;
  void hold(const PredPair& pair, const NetworkMilestone& m, Limits asks);
  void set_duration(Node node, const NetworkMilestone& m, const PredPair* pair,
                    ScheduledMilestone& s) const;
  int due_gap(const PredPair* pair, const NetworkMilestone& m) const;
  int left(const NetworkMilestone& m, const ScheduledMilestone& s) const;
  Finish finish(const NetworkMilestone& m, Date early, Date forecast, int left,
                DurationSource source, Date promise) const;
  Finish overridden(const NetworkMilestone& m, Date forecast, int left, Date promise) const;
  Finish touched(const NetworkMilestone& m, Kind kind, Date early, Date forecast, int left,
                 DurationSource source) const;
  Finish settled(const NetworkMilestone& m, Kind kind, Date early, Date forecast) const;
  void settle_complete(Node node);
  Limits settle(Node node);

  const Network& net_;
  const NetworkMilestone* milestones_;
  const Calendar* calendars_;
  const OrderedGraph& graph_;
  Schedule& out_;
  ScheduledMilestone* scheduled_;
  const Schedule* frozen_;
  std::pmr::vector<Work> works_;           // of each milestone and the start
  std::pmr::vector<std::int32_t> floors_;  // rank of floor_ in each calendar
  Work* work_;                             // the hot loops index plain arrays
  const std::int32_t* floor_rank_;
  Date floor_;  // T - 1: nothing open can have been worked on later than this
};

inline Passes::Kind Passes::kind_of(const NetworkMilestone& m) {
  if (m.disposition != Disposition::active) return Kind::passed;
  return m.status == MilestoneStatus::complete ? Kind::complete : Kind::open;
}

inline Passes::Passes(const Network& network, const OrderedGraph& graph, Schedule& out,
                      const Schedule* frozen, std::pmr::memory_resource* memory)
    : net_(network),
      milestones_(network.milestones.data()),
      calendars_(network.calendars.data()),
      graph_(graph),
      out_(out),
      frozen_(frozen),
      works_(graph.nodes(), memory),
      floors_(network.calendars.size(), memory),
      work_(works_.data()),
      floor_rank_(floors_.data()),
      floor_(network.status_date - 1) {
  for (std::size_t c = 0; c < floors_.size(); ++c) floors_[c] = rank(network.calendars[c], floor_);
  const Date before = network.plan_start - 1;
  Work& start = work_[graph.start()];
  start.forecast = {before, {}};
  start.early = before;
  Work& nobody = work_[graph.nobody()];
  nobody.forecast = {kNever, {}};
  nobody.early = kNever;
  start.latest = nobody.latest = {kUnbounded, kUnbounded};
  out_.order.assign(graph.order().begin(), graph.order().end());
  out_.milestones.resize(graph.size());
  scheduled_ = out_.milestones.data();
}

inline void Passes::run() {
  const Node* const order = graph_.order().data();
  const std::size_t count = graph_.size();
  const PredPair* pair = graph_.pairs();
  for (std::size_t i = 0; i < count; ++i) pair = forward(order[i], pair);
  for (const NetworkAnchor& anchor : net_.anchors) {
    Date& bound = work_[anchor.milestone].latest.bound;
    bound = earlier(bound, anchor.date);
  }
  for (std::size_t i = count; i-- > 0;) {
    const Node node = order[i];
    --pair;
    if (scheduled_[node].set_by == SetBy::actual) [[unlikely]] {
      settle_complete(node);
      while (pair[-1].more != 0) --pair;
      continue;
    }
    const Limits asks = settle(node);
    hold(*pair, milestones_[node], asks);
    while (pair[-1].more != 0) [[unlikely]] hold(*--pair, milestones_[node], asks);
  }
  out_.anchors.resize(net_.anchors.size());
  for (std::size_t i = 0; i < net_.anchors.size(); ++i) judge(net_.anchors[i], out_.anchors[i]);
}

inline void Passes::backward(Node node, const EdgesByNode& outgoing) {
  Limits latest{kUnbounded, milestones_[node].deadline.value_or(kUnbounded)};
  for (const NetworkAnchor& anchor : net_.anchors)
    if (anchor.milestone == node) latest.bound = earlier(latest.bound, anchor.date);
  for (const NetworkEdge* e = outgoing.begin(node); e != outgoing.end(node); ++e) {
    Limits asked = asks(e->succ);
    const Calendar& cal = calendars_[e->calendar.value_or(milestones_[e->succ].calendar)];
    if (asked.gentle != kUnbounded) asked.gentle = lag_inverse(cal, asked.gentle, e->lag);
    if (asked.bound != kUnbounded) asked.bound = lag_inverse(cal, asked.bound, e->lag);
    latest = earlier(latest, asked);
  }
  work_[node].latest = latest;
  if (scheduled_[node].set_by == SetBy::actual) return settle_complete(node);
  settle(node);
}

// A milestone holds its predecessors back by what it asks. REQUIRES: it waits for them.
[[gnu::always_inline]] inline void Passes::hold(const PredPair& pair, const NetworkMilestone& m,
                                                Limits asks) {
  Limits& plain = work_[pair.plain].latest;
  plain = earlier(plain, asks);
  if (pair.lag != 0) [[unlikely]] {
    const OrderedGraph::PredLag& lag = graph_.lag(pair.lag);
    const Calendar& cal = lag_calendar(lag, m);
    asks.gentle = lag_inverse(cal, asks.gentle, lag.lag);
    if (asks.bound != kUnbounded) asks.bound = lag_inverse(cal, asks.bound, lag.lag);
  }
  Limits& lagged = work_[pair.lagged].latest;
  lagged = earlier(lagged, asks);
}

[[gnu::always_inline]] inline Passes::Reach Passes::reach(const PredPair& pair,
                                                          const NetworkMilestone& m) const {
  const Work& plain = work_[pair.plain];
  const Work& lagged = work_[pair.lagged];
  Reach after{lagged.forecast, lagged.early};
  if (pair.lag != 0) [[unlikely]] {
    const OrderedGraph::PredLag& lag = graph_.lag(pair.lag);
    const Calendar& cal = lag_calendar(lag, m);
    after.forecast = {lag_forward(cal, after.forecast.forecast(), lag.lag), pair.lagged};
    after.early = lag_forward(cal, after.early, lag.lag);
  }
  return later({plain.forecast, plain.early}, after);
}

// Working days from the latest promise before this one's (domain.md §2.3).
inline int Passes::due_gap(const PredPair* pair, const NetworkMilestone& m) const {
  Date base = kNever;
  const auto due = [&](Node pred) {
    return pred < graph_.size() ? *milestones_[pred].due : kNever;
  };
  for (;; ++pair) {
    base = later(base, due(pair->plain));
    Date lagged = due(pair->lagged);
    if (pair->lag != 0 && lagged != kNever) {
      const OrderedGraph::PredLag& lag = graph_.lag(pair->lag);
      lagged = lag_forward(lag_calendar(lag, m), lagged, lag.lag);
    }
    base = later(base, lagged);
    if (pair->more == 0) break;
  }
  return std::max(0, calendar(m).wd(base == kNever ? net_.plan_start - 1 : base, *m.due));
}

[[gnu::always_inline]] inline void Passes::set_duration(Node node, const NetworkMilestone& m,
                                                        const PredPair* pair,
                                                        ScheduledMilestone& s) const {
  if (frozen_ != nullptr) [[unlikely]] {
    s.duration_bd = frozen_->milestones[node].duration_bd;
    s.duration_source = frozen_->milestones[node].duration_source;
  } else if (m.duration_bd) [[likely]] {
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

// What is left to do of a milestone, for finishing it and for its late start.
inline int Passes::left(const NetworkMilestone& m, const ScheduledMilestone& s) const {
  if (m.status != MilestoneStatus::in_progress || s.duration_source != DurationSource::explicit_)
      [[likely]]
    return s.duration_bd;
  if (m.remaining_bd) return std::max(0, *m.remaining_bd);
  if (!m.actual_start) return s.duration_bd;
  return std::max(0, s.duration_bd - calendar(m).wd(*m.actual_start - 1, floor_));
}

// Of open work, by what is left of it and what is promised.
[[gnu::always_inline]] inline Passes::Finish Passes::finish(const NetworkMilestone& m, Date early,
                                                            Date forecast, int left,
                                                            DurationSource source,
                                                            Date promise) const {
  const Calendar& cal = calendar(m);
  const std::int32_t days = std::min(left, Calendar::kDayMax);
  const std::int32_t logic = rank_after(cal, forecast, days);
  // Nothing ends before T, and work starts no earlier; detached work goes by that alone.
  const std::int32_t least =
      floor_rank_[m.calendar] + (source == DurationSource::explicit_ ? std::max(days, 1) : 1);
  std::int32_t early_rank = std::max(rank_after(cal, early, days), least);
  const Date end = cal.nearest(early_rank);
  const Date worked = cal.select(std::max(logic, least));
  return {end, later(worked, promise), early_rank,
          either(promise > worked, SetBy::due,
                 either(logic < least, SetBy::status_date, SetBy::logic))};
}

// Of work that has begun in a plan whose progress overrides its logic.
inline Passes::Finish Passes::overridden(const NetworkMilestone& m, Date forecast, int left,
                                         Date promise) const {
  const Calendar& cal = calendar(m);
  const std::int32_t days = std::min(left, Calendar::kDayMax);
  const std::int32_t least = floor_rank_[m.calendar] + std::max(days, 1);
  const Date end = cal.select(least);
  const bool by_logic = least == rank_after(cal, forecast, days);
  return {end, later(end, promise), rank(cal, end),
          promise > end ? SetBy::due
          : by_logic    ? SetBy::logic
                        : SetBy::status_date};
}

// Of what people said or did, whatever work is left.
inline Passes::Finish Passes::settled(const NetworkMilestone& m, Kind kind, Date early,
                                      Date forecast) const {
  const Calendar& cal = calendar(m);
  if (kind == Kind::passed) return {early, forecast, rank(cal, early), SetBy::waived};
  if (kind == Kind::complete) {
    const Date actual = m.actual.value_or(net_.status_date);
    return {actual, actual, rank(cal, actual), SetBy::actual};
  }
  const Date promised = cal.add(*m.owner_estimate, 0);
  const Date least = later(promised, cal.add(net_.status_date, 0));
  const Date logic = cal.add(forecast, 0);
  const Date end = later(least, logic);
  const Date early_end = later(least, cal.add(early, 0));
  return {early_end, end, rank(cal, early_end),
          end == promised ? SetBy::override_
          : end == logic  ? SetBy::logic
                          : SetBy::status_date};
}

[[gnu::noinline]] inline Passes::Finish Passes::touched(const NetworkMilestone& m, Kind kind,
                                                        Date early, Date forecast, int left,
                                                        DurationSource source) const {
  if (kind != Kind::open || m.owner_estimate) return settled(m, kind, early, forecast);
  const Date promise = m.advance ? kNever : *m.due;
  if (m.status == MilestoneStatus::in_progress && source == DurationSource::explicit_ &&
      net_.mode == ProgressMode::progress_override)
    return overridden(m, forecast, left, promise);
  return finish(m, early, forecast, left, source, promise);
}

// The latest predecessor drives, of several the smallest. Takes the first pair of the milestone,
// returns what follows its last.
[[gnu::always_inline]] inline const PredPair* Passes::forward(Node node, const PredPair* pair) {
  const NetworkMilestone& m = milestones_[node];
  ScheduledMilestone& s = scheduled_[node];
  Work& w = work_[node];
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(&m) + kAhead));
  set_duration(node, m, pair, s);
  Reach r = reach(*pair, m);
  while ((pair++)->more != 0) [[unlikely]] r = later(r, reach(*pair, m));
  if (m.not_before) [[unlikely]]
    r = later(r, {{*m.not_before - 1, {}}, *m.not_before - 1});
  const Date forecast = r.forecast.forecast();
  w.asks = r.early;
  w.latest = {kUnbounded, m.deadline.value_or(kUnbounded)};
  Finish f;
  if (untouched(m)) [[likely]] {
    w.left = s.duration_bd;
    f = finish(m, r.early, forecast, w.left, s.duration_source, *m.due);
  } else {
    const Kind kind = kind_of(m);
    w.left = kind == Kind::passed ? 0 : left(m, s);
    if (kind == Kind::complete) w.asks = kUnbounded;
    f = touched(m, kind, r.early, forecast, w.left, s.duration_source);
  }
  w.forecast = {f.forecast, node};
  w.early = f.early;
  w.early_rank = f.early_rank;
  s.early_finish = f.early;
  s.forecast = f.forecast;
  s.set_by = f.set_by;
  s.driver = r.forecast.node();
  return pair;
}

inline void Passes::settle_complete(Node node) {
  ScheduledMilestone& s = scheduled_[node];
  s.late_finish = s.late_start_point = std::nullopt;
  s.total_slack_bd = s.forecast_slack_bd = std::nullopt;
  s.free_slack_bd = 0;
}

// Returns what it asks. REQUIRES: not complete.
[[gnu::always_inline]] inline Passes::Limits Passes::settle(Node node) {
  ScheduledMilestone& s = scheduled_[node];
  const Work& w = work_[node];
  const Calendar& cal = calendar(milestones_[node]);
  // What nothing bounds is computed as if its own finish did, and not said.
  const Known bounded(w.latest.bound);
  const Known followed(w.latest.gentle);
  const Date bound = bounded.either(w.latest.bound, w.early);
  const Date gentle = followed.either(w.latest.gentle, bound);
  const std::int32_t last = rank(cal, bound);
  // The day after a late start point is a working day, as sub() defines it.
  Date finish = bound;
  if (s.set_by != SetBy::waived) [[likely]]
    finish = cal.select(last);
  Date start = finish;
  if (w.left != 0) [[likely]]
    start = cal.select(std::int64_t{last} - w.left + 1) - 1;
  s.total_slack_bd = bounded.when(last - w.early_rank);
  s.forecast_slack_bd = bounded.when(last - rank(cal, w.forecast.forecast()));
  s.free_slack_bd = (bounded | followed).when(std::max(0, rank(cal, gentle) - w.early_rank));
  s.late_finish = bounded.when(finish);
  s.late_start_point = bounded.when(start);
  return {w.asks, bounded.either(start, kUnbounded)};
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
