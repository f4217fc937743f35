// What most milestones are, open work of a known duration, goes through the two loops without a
// branch that depends on dates; all others take the long way. What the loops call is inlined by
// order: as calls of the compiler's choice it takes a tenth longer.
#include "mapping/schedule/passes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "mapping/core/decimal.h"

namespace closemap {
namespace {

// What lies so far behind the milestone at hand is to be in the cache when its turn comes: what
// processors foresee by themselves ends with a page of memory.
constexpr std::size_t kAhead = 16 * sizeof(NetworkMilestone);

// Ranks of days within any calendar fit: there are fewer days than that.
std::int32_t rank(const Calendar& cal, Date day) {
  return static_cast<std::int32_t>(cal.rank(day));
}

// What Calendar::Near is for days near now, for all.
class AllDays {
 public:
  explicit AllDays(const Calendar& calendar) : calendar_(calendar) {}
  bool rank(Date day, std::int32_t& out) const {
    out = closemap::rank(calendar_, day);
    return true;
  }
  bool select(std::int32_t k, Date& out) const {
    out = calendar_.select(k);
    return true;
  }

 private:
  const Calendar& calendar_;
};

// By value, so that they need no branch.
Date earlier(Date a, Date b) { return Date{std::min(a.days, b.days)}; }
Date later(Date a, Date b) { return Date{std::max(a.days, b.days)}; }
// holds ? a : b, without the branch that compilers make of it and processors guess wrong.
SetBy either(bool holds, SetBy a, SetBy b) {
  const int ab = static_cast<int>(a) ^ static_cast<int>(b);
  return static_cast<SetBy>(static_cast<int>(b) ^ (ab & -static_cast<int>(holds)));
}

}  // namespace

// Whether a limit is one, as all bits or none: what depends on it takes no branch, which compilers
// would make of it and processors guess wrong.
class Passes::Known {
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

[[gnu::always_inline]] inline Passes::Limits Passes::earlier(Limits a, Limits b) {
  return {closemap::earlier(a.gentle, b.gentle), closemap::earlier(a.bound, b.bound)};
}

// What a milestone asks of its predecessors, its late start as if it were bounded.
struct Passes::Asked {
  Date gently, start;
  Known bounded{kUnbounded};
  Limits limits() const { return {gently, bounded.either(start, kUnbounded)}; }
};

Passes::Passes(const Network& network, const OrderedGraph& graph, Schedule& out,
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
  Work& start = work_[graph.start()];
  start.early = network.plan_start - 1;
  start.forecast = {start.early, {}};
  Work& nobody = work_[graph.nobody()];
  nobody.early = kNever;
  nobody.forecast = {kNever, {}};
  start.latest = nobody.latest = {kUnbounded, kUnbounded};
  out_.order.assign(graph.order().begin(), graph.order().end());
  out_.milestones.resize(graph.size());
  scheduled_ = out_.milestones.data();
}

void Passes::run() {
  forward_all();
  for (const NetworkAnchor& anchor : net_.anchors) {
    Date& bound = work_[anchor.milestone].latest.bound;
    bound = std::min(bound, anchor.date);
  }
  backward_all();
  out_.anchors.resize(net_.anchors.size());
  for (std::size_t i = 0; i < net_.anchors.size(); ++i) judge(net_.anchors[i], out_.anchors[i]);
}

[[gnu::noinline]] void Passes::forward_all() {
  const PredPair* pair = graph_.pairs();
  for (const Node node : graph_.order()) pair = forward(node, pair);
}

[[gnu::noinline]] void Passes::backward_all() {
  const Node* const order = graph_.order().data();
  const PredPair* pair = graph_.pairs_end();
  for (std::size_t i = graph_.size(); i-- > 0;) {
    const Node node = order[i];
    --pair;
    const Work& w = work_[node];
    const std::int32_t left = w.left;
    Asked asked;
    if (left <= 0 || !settle(node, calendars_[w.calendar].near(), left, asked)) [[unlikely]] {
      if (left == kComplete) {
        settle_complete(node);
        while (pair->again != 0) --pair;
        continue;
      }
      asked = settle_unusual(node);
    }
    if (pair->simple()) [[likely]] {
      hold(pair->plain, asked.limits());
      hold(pair->lagged, asked.limits());
    } else {
      hold(pair, w.calendar, asked);
    }
  }
}

void Passes::forward(Node node) { forward(node, graph_.pairs(node)); }

void Passes::backward(Node node, const EdgesByNode& outgoing) {
  Limits latest{kUnbounded, milestones_[node].deadline.value_or(kUnbounded)};
  for (const NetworkAnchor& anchor : net_.anchors)
    if (anchor.milestone == node) latest.bound = std::min(latest.bound, anchor.date);
  for (const NetworkEdge* e = outgoing.begin(node); e != outgoing.end(node); ++e) {
    Limits asked = asks(e->succ);
    const Calendar& cal = calendars_[e->calendar.value_or(milestones_[e->succ].calendar)];
    if (asked.gentle != kUnbounded) asked.gentle = lag_inverse(cal, asked.gentle, e->lag);
    if (asked.bound != kUnbounded) asked.bound = lag_inverse(cal, asked.bound, e->lag);
    latest = earlier(latest, asked);
  }
  work_[node].latest = latest;
  if (work_[node].left == kComplete) return settle_complete(node);
  settle_unusual(node);
}

// What a milestone with lags or with more than two predecessors follows; `pair` goes from its first
// to its last.
[[gnu::always_inline]] inline void Passes::reach(const PredPair*& pair, std::uint32_t calendar,
                                                 Drive& forecast, Date& early) const {
  forecast = {kNever, {}};
  early = kNever;
  for (;; ++pair) {
    const Work& plain = work_[pair->plain];
    const Work& lagged = work_[pair->lagged];
    Drive lagged_forecast = lagged.forecast;
    Date lagged_early = lagged.early;
    if (pair->lag != 0) [[likely]] {
      const OrderedGraph::PredLag& lag = graph_.lag(pair->lag);
      const Calendar& cal = lag_calendar(lag, calendar);
      lagged_forecast = {lag_forward(cal, lagged_forecast.forecast(), lag.lag), pair->lagged};
      lagged_early = lag_forward(cal, lagged_early, lag.lag);
    }
    forecast = Drive::later(forecast, Drive::later(plain.forecast, lagged_forecast));
    early = later(early, later(plain.early, lagged_early));
    if (pair->more == 0) [[likely]]
      return;
  }
}

// Whether nothing but a duration and what is promised says when a milestone ends, as of most.
[[gnu::always_inline]] inline bool Passes::usual(const NetworkMilestone& m) const {
  return (static_cast<int>(m.status) | static_cast<int>(m.disposition) | int{m.advance}) == 0 &&
         !m.owner_estimate && !m.not_before && frozen_ == nullptr;
}

// Of open work, by what is left of it and what is promised. None of it can have been done up to the
// day of rank `done`. False and nothing done where `days` do not know.
template <class Days>
[[gnu::always_inline]] inline bool Passes::finish(Node node, const Days& days, Drive after,
                                                  Date early, std::int32_t left, std::int32_t done,
                                                  Date promise) {
  // No work ends on the first working day on or after what it follows.
  const int none = static_cast<int>(left == 0);
  const std::int32_t work = std::max(left, 1);
  std::int32_t early_rank = 0, logic = 0;
  Date end, worked;
  if (!days.rank(early - none, early_rank) || !days.rank(after.forecast() - none, logic))
    return false;
  early_rank = std::max(early_rank, done) + work;
  if (!days.select(early_rank, end) || !days.select(std::max(logic, done) + work, worked))
    return false;
  keep(node, after, early, end, early_rank, later(worked, promise),
       either(promise > worked, SetBy::due,
              either(logic < done, SetBy::status_date, SetBy::logic)));
  return true;
}

// What the runs say of a milestone, and what it follows.
[[gnu::always_inline]] inline void Passes::keep(Node node, Drive after, Date early, Date end,
                                                std::int32_t end_rank, Date forecast,
                                                SetBy set_by) {
  Work& w = work_[node];
  w.forecast = {forecast, node};
  w.early = end;
  w.early_rank = end_rank;
  w.asks = early;
  ScheduledMilestone& s = scheduled_[node];
  s.early_finish = end;
  s.forecast = forecast;
  s.set_by = set_by;
  s.driver = after.node();
}

// The latest predecessor drives, of several the smallest. Takes the first pair of the milestone,
// returns what follows its last.
[[gnu::always_inline]] inline const PredPair* Passes::forward(Node node, const PredPair* pair) {
  const NetworkMilestone& m = milestones_[node];
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(&m) + kAhead));
  const PredPair* const first = pair;
  const Work& plain = work_[pair->plain];
  const Work& lagged = work_[pair->lagged];
  Drive after = Drive::later(plain.forecast, lagged.forecast);
  Date early = later(plain.early, lagged.early);
  if (!pair->simple()) [[unlikely]]
    reach(pair, m.calendar, after, early);
  Work& w = work_[node];
  w.calendar = m.calendar;
  w.latest = {kUnbounded, m.deadline.value_or(kUnbounded)};
  const std::int32_t days = *m.duration_bd;
  if (usual(m) && days >= 1 && days <= kLeftMax &&
      finish(node, calendars_[m.calendar].near(), after, early, days, floor_rank_[m.calendar],
             *m.due)) [[likely]] {
    ScheduledMilestone& s = scheduled_[node];
    s.duration_bd = w.left = days;
    s.duration_source = DurationSource::explicit_;
  } else {
    forward_unusual(node, first, after, early);
  }
  return pair + 1;
}

[[gnu::noinline]] void Passes::forward_unusual(Node node, const PredPair* pair, Drive after,
                                               Date early) {
  const NetworkMilestone& m = milestones_[node];
  if (m.not_before) {
    const Date before = *m.not_before - 1;
    after = Drive::later(after, {before, {}});
    early = later(early, before);
  }
  set_duration(node, pair);
  Work& w = work_[node];
  w.left = left(m, scheduled_[node]);
  finish_unusual(node, after, early);
  if (w.left == kComplete) w.asks = kUnbounded;
}

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
    base = later(base, due(pair->plain));
    Date lagged = due(pair->lagged);
    if (pair->lag != 0 && lagged != kNever) {
      const OrderedGraph::PredLag& lag = graph_.lag(pair->lag);
      lagged = lag_forward(lag_calendar(lag, m.calendar), lagged, lag.lag);
    }
    base = later(base, lagged);
    if (pair->more == 0) break;
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

// Of what people said or did, and of open work of any duration.
void Passes::finish_unusual(Node node, Drive after, Date early) {
  const NetworkMilestone& m = milestones_[node];
  const Calendar& cal = calendars_[m.calendar];
  const Date forecast = after.forecast();
  const std::int32_t left = work_[node].left;
  const auto keep_at = [&](Date end, Date expected, SetBy set_by) {
    keep(node, after, early, end, rank(cal, end), expected, set_by);
  };
  if (left == kPassed) return keep_at(early, forecast, SetBy::waived);
  if (left == kComplete) {
    const Date actual = m.actual.value_or(net_.status_date);
    return keep_at(actual, actual, SetBy::actual);
  }
  if (m.owner_estimate) {
    const Date promised = cal.add(*m.owner_estimate, 0);
    const Date least = later(promised, cal.add(net_.status_date, 0));
    const Date logic = cal.add(forecast, 0);
    const Date end = later(least, logic);
    return keep_at(later(least, cal.add(early, 0)), end,
                   end == promised ? SetBy::override_
                   : end == logic  ? SetBy::logic
                                   : SetBy::status_date);
  }
  const bool counted = scheduled_[node].duration_source == DurationSource::explicit_;
  const std::int32_t floor = floor_rank_[m.calendar];
  const std::int32_t days = std::max(left, 1);
  const Date promise = m.advance ? kNever : *m.due;
  if (m.status == MilestoneStatus::in_progress && counted &&
      net_.mode == ProgressMode::progress_override) {
    const Date end = cal.select(floor + days);
    const bool by_logic = floor == rank(cal, forecast - static_cast<int>(left == 0));
    return keep_at(end, later(end, promise),
                   promise > end ? SetBy::due
                   : by_logic    ? SetBy::logic
                                 : SetBy::status_date);
  }
  // Nothing ends before T, and work starts no earlier; detached work goes by that alone.
  finish(node, AllDays(cal), after, early, left, counted ? floor : floor + 1 - days, promise);
  // Where days saturate the rank is that of the day, not that of the sum.
  work_[node].early_rank = rank(cal, work_[node].early);
}

void Passes::settle_complete(Node node) {
  ScheduledMilestone& s = scheduled_[node];
  s.late_finish = s.late_start_point = std::nullopt;
  s.total_slack_bd = s.forecast_slack_bd = std::nullopt;
  s.free_slack_bd = 0;
}

// What a milestone asks goes to `asked`. False and nothing done where `days` do not know. REQUIRES:
// not complete.
template <class Days>
[[gnu::always_inline]] inline bool Passes::settle(Node node, const Days& days, std::int32_t left,
                                                  Asked& asked) {
  const Work& w = work_[node];
  // What nothing bounds is computed as if its own finish did, and not said.
  const Known bounded(w.latest.bound);
  const Known followed(w.latest.gentle);
  const Date bound = bounded.either(w.latest.bound, w.early);
  const Date gentle = followed.either(w.latest.gentle, bound);
  std::int32_t last = 0, freely = 0, expected = 0;
  if (!days.rank(bound, last) || !days.rank(gentle, freely) ||
      !days.rank(w.forecast.forecast(), expected))
    return false;
  // The day after a late start point is a working day, as sub() defines it.
  Date finish = bound;
  if (left != kPassed && !days.select(last, finish)) return false;
  Date start = finish;
  if (left > 0) {
    if (!days.select(last - left + 1, start)) return false;
    start = start - 1;
  }
  ScheduledMilestone& s = scheduled_[node];
  s.total_slack_bd = bounded.when(last - w.early_rank);
  s.forecast_slack_bd = bounded.when(last - expected);
  s.free_slack_bd = (bounded | followed).when(std::max(0, freely - w.early_rank));
  s.late_finish = bounded.when(finish);
  s.late_start_point = bounded.when(start);
  asked = {w.asks, start, bounded};
  return true;
}

[[gnu::noinline]] Passes::Asked Passes::settle_unusual(Node node) {
  Asked asked;
  settle(node, AllDays(calendars_[work_[node].calendar]), work_[node].left, asked);
  return asked;
}

[[gnu::always_inline]] inline void Passes::hold(Node node, Limits asked) {
  Limits& latest = work_[node].latest;
  latest = earlier(latest, asked);
}

// All predecessors of a milestone that has several or lags, from its last pair to its first.
[[gnu::always_inline]] inline void Passes::hold(const PredPair*& pair, std::uint32_t calendar,
                                                Asked asked) {
  for (;; --pair) {
    hold(pair->plain, asked.limits());
    Asked lagged = asked;
    if (pair->lag != 0) [[likely]] {
      const OrderedGraph::PredLag& lag = graph_.lag(pair->lag);
      const Calendar& cal = lag_calendar(lag, calendar);
      lagged.gently = lag_inverse(cal, asked.gently, lag.lag);
      lagged.start = lag_inverse(cal, asked.start, lag.lag);
    }
    hold(pair->lagged, lagged.limits());
    if (pair->again == 0) [[likely]]
      return;
  }
}

void Passes::judge(const NetworkAnchor& anchor, ScheduledAnchor& a) const {
  const ScheduledMilestone& s = scheduled_[anchor.milestone];
  const Calendar& cal = calendars_[milestones_[anchor.milestone].calendar];
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
    const ScheduledMilestone& on_path = scheduled_[*node];
    a.driving_path.push_back(*node);
    const bool moved_by_logic = on_path.set_by == SetBy::logic || on_path.set_by == SetBy::waived;
    node = moved_by_logic ? on_path.driver : Maybe<Node>();
  }
  std::reverse(a.driving_path.begin(), a.driving_path.end());
}

}  // namespace closemap
