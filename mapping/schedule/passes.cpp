// What most milestones are, open work of a known duration, goes through the two loops without a
// branch that depends on dates; all others take the long way. What the loops call is inlined by
// order: as calls of the compiler's choice it takes a tenth longer.
#include "mapping/schedule/passes.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "mapping/schedule/anchor.h"

namespace closemap {
namespace {

// What lies so far behind the milestone at hand is to be in the cache when its turn comes: what
// processors foresee by themselves begins late and ends with a page of memory.
constexpr std::size_t kAhead = 24 * sizeof(NetworkMilestone);
constexpr std::size_t kLine = 64;  // of a cache
[[gnu::always_inline]] inline void prefetch(const void* at, std::size_t ahead) {
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(at) + ahead));
}

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
Date chosen(bool first, Date a, Date b) { return Date{first ? a.days : b.days}; }
Date earlier(Date a, Date b) { return Date{std::min(a.days, b.days)}; }
Date later(Date a, Date b) { return Date{std::max(a.days, b.days)}; }

// Where to a lag of `shift` working days moves a day, and the rank of that. False where `days` do
// not know.
[[gnu::always_inline]] inline bool moved_by(const Calendar::Near& days, std::int32_t shift,
                                            Date day, Date& to, std::int32_t& rank) {
  if (!days.rank(day, rank)) return false;
  const int lead = static_cast<int>(shift < 0);  // it ends on the day before a working day
  rank += shift;
  Date moved;
  if (!days.select(rank + lead, moved)) return false;
  to = chosen(shift != 0, moved - lead, day);
  return true;
}

// Of a milestone that ends on what is promised, or else no earlier than T, or else when its work is
// done.
SetBy set_by(bool promised, bool held) {
  static_assert(static_cast<int>(SetBy::logic) == 0 && static_cast<int>(SetBy::status_date) == 1 &&
                static_cast<int>(SetBy::due) == 3);
  return static_cast<SetBy>(static_cast<int>(held) | static_cast<int>(promised) * 3);
}

}  // namespace

// Whether a limit is one, as all bits or none.
class Passes::Known {
 public:
  explicit Known(Date limit) : Known((limit - kUnbounded) >> 31) {}
  friend Known operator|(Known a, Known b) { return Known(a.bits_ | b.bits_); }
  Date either(Date a, Date b) const { return chosen(bits_ < 0, a, b); }
  Date limit(Date day) const {
    static_assert(kUnbounded.days == 1 << 30);  // the bit below that of nothing
    return Date{(day.days & bits_) | static_cast<std::int32_t>(std::uint32_t(nothing_) >> 1)};
  }
  Maybe<int> when(int value) const { return (value & bits_) | nothing_; }
  // The same of a value that is 0 when not.
  Maybe<int> when_else_zero(int value) const { return value | nothing_; }
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
  std::int32_t start_rank = 0;  // of the first day of the work, the one after `start`
  Known bounded{kUnbounded};
  Limits limits() const { return {gently, bounded.limit(start)}; }
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
      nears_(memory),
      work_(works_.begin()),
      usual_max_(frozen == nullptr ? kLeftMax : 0),
      floor_(network.status_date - 1) {
  for (std::size_t at = 0; at < kAhead; at += kLine) {
    prefetch(milestones_, at);
    prefetch(graph.pairs(), at);
  }
  prefetch(network.anchors.data(), 0);
  nears_.reserve(network.calendars.size());
  for (const Calendar& calendar : network.calendars)
    nears_.push_back({calendar.near(), rank(calendar, floor_)});
  near_ = nears_.data();
  Work& start = work_[graph.start()];
  start.early = network.plan_start - 1;
  start.forecast = {start.early, {}};
  // Before everybody. Where lags are, the short way looks it up, and takes no days before these.
  Work& nobody = work_[graph.nobody()];
  nobody.early = graph.has_lags() ? Calendar::Near::kFirst : kNever;
  nobody.forecast = {nobody.early, {}};
  start.latest = nobody.latest = {kUnbounded, kUnbounded};
  out_.order.assign(graph.order().begin(), graph.order().end());
  out_.milestones.resize(graph.size());
  scheduled_ = out_.milestones.data();
}

void Passes::run() {
  graph_.has_lags() ? run<true>() : run<false>();
  out_.anchors.resize(net_.anchors.size());
  for (std::size_t i = 0; i < net_.anchors.size(); ++i)
    judge(net_, out_, net_.anchors[i], out_.anchors[i]);
}

template <bool kLags>
void Passes::run() {
  forward_all<kLags>();
  for (const NetworkAnchor& anchor : net_.anchors) {
    Date& bound = work_[anchor.milestone].latest.bound;
    bound = std::min(bound, anchor.date);
  }
  backward_all<kLags>();
}

template <bool kLags>
[[gnu::noinline]] void Passes::forward_all() {
  const PredPair* pair = graph_.pairs();
  for (const Node node : graph_.order()) pair = forward<kLags>(node, pair);
}

template <bool kLags>
[[gnu::noinline]] void Passes::backward_all() {
  const Node* const first = graph_.order().data();
  const PredPair* pair = graph_.pairs_end();
  for (const Node* node = first + graph_.size(); node != first;)
    pair = backward<kLags>(*--node, pair - 1);
}

void Passes::forward(Node node) {
  const PredPair* const pair = graph_.pairs(node);
  graph_.has_lags() ? forward<true>(node, pair) : forward<false>(node, pair);
}

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
  Work& w = work_[node];
  w.latest = latest;
  if (w.left == kComplete) return settle_complete(node);
  Asked asked;
  settle(node, AllDays(calendars_[w.calendar]), w.left, asked);
}

// The early run over a milestone with a simple pair. False where `near` does not know.
template <bool kLags>
[[gnu::always_inline]] inline bool Passes::early(Node node, const PredPair& pair, const Near& near,
                                                 std::int32_t days) {
  const Date plain = work_[pair.plain].early;
  Date after = work_[pair.lagged].early;
  std::int32_t rank = 0;
  if constexpr (kLags) {
    std::int32_t plain_rank = 0;
    Date to;
    if (!moved_by(near.days, pair.shift(), after, to, rank) || !near.days.rank(plain, plain_rank))
      return false;
    rank = std::max(rank, plain_rank);
    after = to;
  }
  after = later(plain, after);
  if (!kLags && !near.days.rank(after, rank)) return false;
  Date end;
  const std::int32_t end_rank = std::max(rank, near.floor) + days;
  if (!near.days.select(end_rank, end)) return false;
  keep_early(node, after, end, end_rank);
  return true;
}

// The same of the forecast run: the latest predecessor drives, of several the smallest.
template <bool kLags>
[[gnu::always_inline]] inline bool Passes::forecast(Node node, const PredPair& pair,
                                                    const Near& near, std::int32_t days,
                                                    Date promise) {
  const Drive plain = work_[pair.plain].forecast;
  Drive after = work_[pair.lagged].forecast;
  std::int32_t rank = 0;
  if constexpr (kLags) {
    std::int32_t plain_rank = 0;
    Date to;
    if (!moved_by(near.days, pair.shift(), after.forecast(), to, rank) ||
        !near.days.rank(plain.forecast(), plain_rank))
      return false;
    rank = std::max(rank, plain_rank);
    after = after.moved(to);
  }
  after = Drive::later(plain, after);
  if (!kLags && !near.days.rank(after.forecast(), rank)) return false;
  return finish(node, near.days, after, rank, days, near.floor, promise);
}

// What a milestone follows by whatever pairs, of whatever days, from the first pair on.
Passes::Reach Passes::reach(const PredPair* pair, std::uint32_t calendar) const {
  Reach out{{kNever, {}}, kNever};
  const auto follow = [&](Node pred, Lag lag, const Calendar& cal) {
    if (pred == graph_.nobody()) return;
    const Work& work = work_[pred];
    const Date after = lag_forward(cal, work.forecast.forecast(), lag);
    out.after = Drive::later(out.after, {after, work.forecast.node()});
    out.early = later(out.early, lag_forward(cal, work.early, lag));
  };
  for (;; ++pair) {
    const OrderedGraph::PredLag lag = graph_.lag(*pair);
    const Calendar& cal = calendars_[lag.calendar.value_or(calendar)];
    follow(pair->plain, {}, cal);
    follow(pair->lagged, lag.lag, cal);
    if (!pair->more()) return out;
  }
}

// Whether nothing but a duration and what is promised says when a milestone ends, as of most.
[[gnu::always_inline]] inline bool Passes::usual(const NetworkMilestone& m) const {
  return m.status == MilestoneStatus::pending && m.disposition == Disposition::active &&
         !m.advance && !m.owner_estimate && !m.not_before && !m.deadline &&
         static_cast<std::uint32_t>(*m.duration_bd) - 1 < usual_max_;
}

// Of open work in the forecast run, by the rank of the day that it follows and what is promised.
// None of it can have been done up to the day of rank `done`. False where `days` do not know.
template <class Days>
[[gnu::always_inline]] inline bool Passes::finish(Node node, const Days& days, Drive after,
                                                  std::int32_t rank, std::int32_t work,
                                                  std::int32_t done, Date promise) {
  Date worked;
  if (!days.select(std::max(rank, done) + work, worked)) return false;
  keep_forecast(node, after, later(worked, promise), set_by(promise > worked, rank < done));
  return true;
}

[[gnu::always_inline]] inline void Passes::keep_forecast(Node node, Drive after, Date forecast,
                                                         SetBy by) {
  work_[node].forecast = {forecast, node};
  ScheduledMilestone& s = scheduled_[node];
  s.forecast = forecast;
  s.set_by = by;
  s.driver = after.node();
}

[[gnu::always_inline]] inline void Passes::keep_early(Node node, Date after, Date end,
                                                      std::int32_t end_rank) {
  Work& w = work_[node];
  w.asks = after;
  w.early = end;
  w.early_rank = end_rank;
  scheduled_[node].early_finish = end;
}

// Takes the first pair of the milestone, returns what follows its last.
template <bool kLags>
[[gnu::always_inline]] inline const PredPair* Passes::forward(Node node, const PredPair* pair) {
  const NetworkMilestone& m = milestones_[node];
  prefetch(&m, kAhead);
  if (usual(m) && pair->simple()) [[likely]] {
    const Near& near = near_[m.calendar];
    const std::int32_t days = *m.duration_bd;
    Work& w = work_[node];
    w.latest = {kUnbounded, kUnbounded};
    w.left = days;
    w.calendar = m.calendar;
    ScheduledMilestone& s = scheduled_[node];
    s.duration_bd = days;
    s.duration_source = DurationSource::explicit_;
    // What follows no more than nobody does may have been moved to before that.
    if (early<kLags>(node, *pair, near, days) && forecast<kLags>(node, *pair, near, days, *m.due) &&
        (!kLags || w.asks > Calendar::Near::kFirst)) [[likely]]
      return pair + 1;
  }
  forward_unusual(node, pair);
  while (pair->more()) ++pair;
  return pair + 1;
}

[[gnu::noinline]] void Passes::forward_unusual(Node node, const PredPair* pair) {
  const NetworkMilestone& m = milestones_[node];
  Reach reached = reach(pair, m.calendar);
  if (m.not_before) {
    const Date before = *m.not_before - 1;
    reached.after = Drive::later(reached.after, {before, {}});
    reached.early = later(reached.early, before);
  }
  set_duration(node, pair);
  Work& w = work_[node];
  w.latest = {kUnbounded, m.deadline.value_or(kUnbounded)};
  w.left = left(m, scheduled_[node]);
  w.calendar = m.calendar;
  finish_unusual(node, reached.after, reached.early);
  if (w.left == kComplete) w.asks = kUnbounded;
}

// Of what people said or did, and of open work of any duration.
void Passes::finish_unusual(Node node, Drive after, Date early) {
  const NetworkMilestone& m = milestones_[node];
  const Calendar& cal = calendars_[m.calendar];
  const Date forecast = after.forecast();
  const std::int32_t left = work_[node].left;
  const auto keep = [&](Date end, Date expected, SetBy by) {
    keep_early(node, early, end, rank(cal, end));
    keep_forecast(node, after, expected, by);
  };
  if (left == kPassed) return keep(early, forecast, SetBy::waived);
  if (left == kComplete) {
    const Date actual = m.actual.value_or(net_.status_date);
    return keep(actual, actual, SetBy::actual);
  }
  if (m.owner_estimate) {
    const Date promised = cal.add(*m.owner_estimate, 0);
    const Date least = later(promised, cal.add(net_.status_date, 0));
    const Date logic = cal.add(forecast, 0);
    const Date end = later(least, logic);
    return keep(later(least, cal.add(early, 0)), end,
                end == promised ? SetBy::override_
                : end == logic  ? SetBy::logic
                                : SetBy::status_date);
  }
  const bool counted = scheduled_[node].duration_source == DurationSource::explicit_;
  const Date promise = m.advance ? kNever : *m.due;
  // No work ends on the first working day on or after what it follows.
  const int none = static_cast<int>(left == 0);
  const std::int32_t work = std::max(left, 1);
  const std::int32_t logic = rank(cal, forecast - none);
  // Nothing ends before T, and work starts no earlier; detached work goes by that alone.
  const std::int32_t floor = near_[m.calendar].floor;
  const std::int32_t done = counted ? floor : floor + 1 - work;
  if (m.status == MilestoneStatus::in_progress && counted &&
      net_.mode == ProgressMode::progress_override) {
    const Date end = cal.select(floor + work);
    return keep(end, later(end, promise),
                promise > end    ? SetBy::due
                : floor == logic ? SetBy::logic
                                 : SetBy::status_date);
  }
  const Date end = cal.select(std::max(rank(cal, early - none), done) + work);
  keep_early(node, early, end, rank(cal, end));
  finish(node, AllDays(cal), after, logic, work, done, promise);
}

// Takes the last pair of the milestone, returns its first.
template <bool kLags>
[[gnu::always_inline]] inline const PredPair* Passes::backward(Node node, const PredPair* pair) {
  const Work& w = work_[node];
  const Calendar::Near& days = near_[w.calendar].days;
  Asked asked;
  if (w.left > 0 && settle(node, days, w.left, asked)) [[likely]] {
    Asked lagged = asked;
    if (pair->simple() && (!kLags || before(days, pair->shift(), lagged))) [[likely]] {
      hold(pair->plain, asked.limits());
      hold(pair->lagged, lagged.limits());
      return pair;
    }
    hold(pair, w.calendar, asked.gently, asked.start, asked.bounded);
  } else {
    settle_unusual(node, pair);
  }
  while (pair->again()) --pair;
  return pair;
}

// What a milestone asks goes to `asked`. False where `days` do not know. REQUIRES: not complete.
template <class Days>
[[gnu::always_inline]] inline bool Passes::settle(Node node, const Days& days, std::int32_t left,
                                                  Asked& asked) {
  const Work& w = work_[node];
  // What nothing bounds is computed as if its own finish did, and not said.
  const Known bounded(w.latest.bound);
  const Known followed(w.latest.gentle);
  const Date bound = bounded.either(w.latest.bound, w.early);
  const Date gentle = followed.either(w.latest.gentle, bound);
  ScheduledMilestone& s = scheduled_[node];
  std::int32_t last = 0, freely = 0, expected = 0;
  if (!days.rank(gentle, freely)) return false;
  s.free_slack_bd = (bounded | followed).when_else_zero(std::max(0, freely - w.early_rank));
  if (!days.rank(bound, last)) return false;
  s.total_slack_bd = bounded.when_else_zero(last - w.early_rank);
  if (!days.rank(w.forecast.forecast(), expected)) return false;
  s.forecast_slack_bd = bounded.when(last - expected);
  // The day after a late start point is a working day, as sub() defines it.
  Date finish = bound;
  if (left != kPassed && !days.select(last, finish)) return false;
  s.late_finish = bounded.when(finish);
  Date start = finish;
  const std::int32_t start_rank = last - left + 1;
  if (left > 0) {
    if (!days.select(start_rank, start)) return false;
    start = start - 1;
  }
  s.late_start_point = bounded.when(start);
  asked = {w.asks, start, start_rank, bounded};
  return true;
}

// What is asked of a predecessor whose lag of `shift` working days lies between. False where `days`
// do not know. REQUIRES: `asked` of work that takes days.
[[gnu::always_inline]] inline bool Passes::before(const Calendar::Near& days, std::int32_t shift,
                                                  Asked& asked) {
  const int lead = static_cast<int>(shift < 0);
  std::int32_t rank = 0;
  Date gently;
  if (!days.rank(asked.gently + lead, rank) || !days.select(rank - shift + 1 - lead, gently) ||
      !days.select(asked.start_rank - shift, asked.start))
    return false;
  asked.gently = chosen(shift != 0, gently - 1, asked.gently);
  asked.start = asked.start - 1;
  return true;
}

// Of what is complete, passed, without work or far from now.
[[gnu::noinline]] void Passes::settle_unusual(Node node, const PredPair* pair) {
  const Work& w = work_[node];
  if (w.left == kComplete) return settle_complete(node);
  Asked asked;
  settle(node, AllDays(calendars_[w.calendar]), w.left, asked);
  hold(pair, w.calendar, asked.gently, asked.start, asked.bounded);
}

void Passes::settle_complete(Node node) {
  ScheduledMilestone& s = scheduled_[node];
  s.late_finish = s.late_start_point = std::nullopt;
  s.total_slack_bd = s.forecast_slack_bd = std::nullopt;
  s.free_slack_bd = 0;
}

// A milestone holds its predecessors back by what it asks. REQUIRES: it waits for them.
[[gnu::always_inline]] inline void Passes::hold(Node node, Limits asked) {
  Limits& latest = work_[node].latest;
  latest = earlier(latest, asked);
}

// By whatever pairs, from the last to the first.
[[gnu::noinline]] void Passes::hold(const PredPair* pair, std::uint32_t calendar, Date gently,
                                    Date start, Known bounded) {
  for (;; --pair) {
    const OrderedGraph::PredLag lag = graph_.lag(*pair);
    const Calendar& cal = calendars_[lag.calendar.value_or(calendar)];
    hold(pair->plain, {gently, bounded.limit(start)});
    hold(pair->lagged,
         {lag_inverse(cal, gently, lag.lag), bounded.limit(lag_inverse(cal, start, lag.lag))});
    if (!pair->again()) return;
  }
}

}  // namespace closemap
