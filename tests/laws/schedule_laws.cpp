// Laws of the scheduler over random calendars and networks (domain.md §2.1, P1-P5 of §3.9 C7).
#include <catch2/catch.hpp>
#include <numeric>

#include "mapping/schedule/absorb.h"
#include "mapping/schedule/live_schedule.h"
#include "mapping/schedule/monte_carlo.h"
#include "mapping/schedule/ordered_graph.h"
#include "mapping/schedule/slip.h"
#include "mapping/schedule/solve.h"
#include "tests/laws/law.h"

namespace closemap {
namespace {

constexpr int kMilestonesMax = 14;

int within(int from, int to) { return *rc::gen::inRange(from, to + 1); }
bool one_in(int n) { return within(1, n) == 1; }
Date any_day() { return Date{20500 + within(0, 200)}; }  // from February 2026

Calendar any_calendar() {
  CalendarSpec spec;
  for (auto& hours : spec.week)
    if (!one_in(3)) hours = {{540, 1020}};
  spec.week[static_cast<std::size_t>(within(0, 6))] = {{540, 1020}};
  for (int i = within(0, 8); i > 0; --i) spec.holidays.push_back(any_day());
  for (int i = within(0, 4); i > 0; --i) spec.extra_working_days.push_back(any_day());
  return *Calendar::compile(std::move(spec));
}

Lag any_lag() { return {one_in(2) ? 0 : within(-8, 8), one_in(3) ? LagUnit::cd : LagUnit::bd}; }

// Estimated work that has not begun, some of it waived, in three calendars.
Network planned_network() {
  Network n;
  n.plan_start = any_day();
  n.status_date = n.plan_start + within(0, 20);
  n.calendars = {Calendar(), any_calendar(), any_calendar()};
  const int count = within(1, kMilestonesMax);
  for (int i = 0; i < count; ++i) {
    NetworkMilestone& m = n.add(std::string(1, static_cast<char>('A' + i)));
    m.duration_bd = within(0, 12);
    m.calendar = static_cast<std::uint32_t>(within(0, 2));
    if (one_in(6)) m.not_before = any_day();
    if (one_in(6) && i + 1 < count) m.disposition = Disposition::waived;
    for (int pred = 0; pred < i; ++pred) {
      if (!one_in(3)) continue;
      NetworkEdge edge{static_cast<Node>(pred), static_cast<Node>(i), any_lag(), {}, {}};
      if (one_in(4)) edge.calendar = static_cast<std::uint32_t>(within(0, 2));
      if (one_in(3)) edge.hardness = Hardness::discretionary;
      n.edges.push_back(edge);
    }
  }
  n.anchors.push_back({static_cast<Node>(count - 1), any_day() + within(-20, 40)});
  return n;
}

// The same with promises, estimates, actuals and deadlines: everything a plan in progress holds.
Network running_network() {
  Network n = planned_network();
  if (one_in(4)) n.mode = ProgressMode::progress_override;
  for (NetworkMilestone& m : n.milestones) {
    if (one_in(3)) m.due = any_day();
    if (one_in(3)) m.duration_bd.reset();
    if (m.duration_bd && one_in(3)) m.min_duration_bd = within(0, *m.duration_bd);
    if (one_in(5)) m.owner_estimate = any_day();
    if (one_in(6)) m.deadline = any_day();
    if (one_in(2)) m.baseline = any_day();
    m.status = static_cast<MilestoneStatus>(within(0, 3));
    if (m.status == MilestoneStatus::complete) m.actual = n.status_date - within(0, 30);
    if (m.status == MilestoneStatus::in_progress && one_in(2))
      m.actual_start = n.status_date - within(0, 10);
    if (one_in(5)) m.remaining_bd = within(0, 8);
    m.party = kParties[static_cast<std::size_t>(within(0, 2))];
  }
  return n;
}

// The same plan at another time: all its dates so many days later.
Network later_by(Network n, int days) {
  const auto move = [days](Maybe<Date>& date) {
    if (date) date = *date + days;
  };
  n.plan_start = n.plan_start + days;
  n.status_date = n.status_date + days;
  for (NetworkMilestone& m : n.milestones)
    for (Maybe<Date>* date : {&m.due, &m.baseline, &m.actual, &m.actual_start, &m.owner_estimate,
                              &m.not_before, &m.deadline})
      move(*date);
  for (NetworkAnchor& anchor : n.anchors) anchor.date = anchor.date + days;
  return n;
}

// Milestones renumbered by `to`, edges turned about: the same plan written down differently.
Network reordered(const Network& n, const std::vector<Node>& to) {
  Network out = n;
  for (Node i = 0; i < to.size(); ++i) out.milestones[to[i]] = n.milestones[i];
  for (NetworkEdge& edge : out.edges) {
    edge.pred = to[edge.pred];
    edge.succ = to[edge.succ];
  }
  std::reverse(out.edges.begin(), out.edges.end());
  for (NetworkAnchor& anchor : out.anchors) anchor.milestone = to[anchor.milestone];
  return out;
}

void require_same_dates(const ScheduledMilestone& a, const ScheduledMilestone& b) {
  RC_ASSERT(to_text(a.early_finish) == to_text(b.early_finish));
  RC_ASSERT(to_text(a.forecast) == to_text(b.forecast));
  RC_ASSERT(a.late_finish == b.late_finish);
  RC_ASSERT(a.late_start_point == b.late_start_point);
  RC_ASSERT(a.total_slack_bd == b.total_slack_bd);
  RC_ASSERT(a.free_slack_bd == b.free_slack_bd);
  RC_ASSERT(a.forecast_slack_bd == b.forecast_slack_bd);
  RC_ASSERT(a.duration_bd == b.duration_bd);
  RC_ASSERT(a.set_by == b.set_by);
}

void require_same(const Network& n, const Schedule& a, const Schedule& b) {
  for (std::size_t i = 0; i < n.milestones.size(); ++i) {
    require_same_dates(a.milestones[i], b.milestones[i]);
    RC_ASSERT(a.milestones[i].driver == b.milestones[i].driver);
    RC_ASSERT(a.milestones[i].duration_source == b.milestones[i].duration_source);
  }
  for (std::size_t i = 0; i < n.anchors.size(); ++i) {
    const ScheduledAnchor& x = a.anchors[i];
    const ScheduledAnchor& y = b.anchors[i];
    RC_ASSERT(x.target == y.target);
    RC_ASSERT(x.early_finish == y.early_finish);
    RC_ASSERT(x.forecast == y.forecast);
    RC_ASSERT(x.forecast_gap_bd == y.forecast_gap_bd);
    RC_ASSERT(x.available_bd == y.available_bd);
    RC_ASSERT(x.compression_ratio == y.compression_ratio);
    RC_ASSERT(x.driving_path == y.driving_path);
  }
}

// The plan with moves made, and the durations it then goes by; only what a move may change changes.
struct Absorbed {
  Network network;
  Schedule durations;
};
Absorbed absorbed(const Network& n, const std::vector<Move>& moves) {
  Absorbed out{n, *solve(n)};
  for (const Move& move : moves) {
    const auto its = [&move](const NetworkEdge& e) {
      return e.succ == move.milestone && e.pred == move.pred &&
             e.hardness == Hardness::discretionary;
    };
    NetworkMilestone& m = out.network.milestones[move.milestone];
    std::vector<NetworkEdge>& edges = out.network.edges;
    if (move.kind == MoveKind::advance) m.advance = true;
    if (move.kind == MoveKind::crash)
      out.durations.milestones[move.milestone].duration_bd = *m.min_duration_bd;
    if (move.kind == MoveKind::decouple)
      edges.erase(std::remove_if(edges.begin(), edges.end(), its), edges.end());
    if (move.kind == MoveKind::trim_lag)
      for (NetworkEdge& edge : edges)
        if (its(edge) && edge.lag.n > 0) edge.lag.n = 0;
  }
  return out;
}

// One milestone says something else: a date, its progress, its duration, its calendar.
NetworkMilestone changed(const Network& n, Node node) {
  NetworkMilestone m = n.milestones[node];
  const auto maybe_day = [] { return one_in(3) ? std::nullopt : std::optional<Date>(any_day()); };
  switch (within(0, 9)) {
    case 0:
      m.owner_estimate = maybe_day();
      break;
    case 1:
      m.due = maybe_day();
      break;
    case 2:
      m.duration_bd = one_in(3) ? std::nullopt : std::optional<int>(within(0, 12));
      break;
    case 3:
      m.status = static_cast<MilestoneStatus>(within(0, 3));
      if (m.status == MilestoneStatus::complete) m.actual = n.status_date - within(0, 30);
      break;
    case 4:
      m.disposition = static_cast<Disposition>(within(0, 2));
      break;
    case 5:
      m.calendar = static_cast<std::uint32_t>(within(0, 2));
      break;
    case 6:
      m.deadline = maybe_day();
      break;
    case 7:
      m.not_before = maybe_day();
      break;
    case 8:
      m.baseline = maybe_day();
      break;
    default:
      m.advance = !m.advance;
      m.remaining_bd = within(0, 8);
      break;
  }
  return m;
}

}  // namespace

TEST_CASE("P0: calendar arithmetic equals counting days") {
  law([] {
    const Calendar calendar = any_calendar();
    const Date a = any_day();
    const int n = within(1, 20);
    int left = n;
    Date at = a;
    while (left > 0) {
      at = at + 1;
      if (calendar.working(at)) --left;
    }
    RC_ASSERT(calendar.add(a, n) == at);
    RC_ASSERT(calendar.wd(a, at) == n);
    RC_ASSERT(calendar.wd(at, a) == -n);
    Date next = a;
    while (!calendar.working(next)) next = next + 1;
    RC_ASSERT(calendar.add(a, 0) == next);
    Date last = a;
    while (!calendar.working(last)) last = last - 1;
    RC_ASSERT(calendar.sub(a, 0) == last);
  });
}

TEST_CASE("P1: an anchor is feasible exactly when no ancestor has negative slack") {
  law([] {
    const Network n = planned_network();
    const Schedule s = *solve(n);
    bool negative = false;
    bool late = false;
    for (const ScheduledMilestone& m : s.milestones) {
      negative = negative || m.total_slack_bd.value_or(0) < 0;
      late = late || (m.late_finish && m.early_finish > *m.late_finish);
    }
    RC_CLASSIFY(s.anchors[0].feasible);
    RC_ASSERT(s.anchors[0].feasible == !late);
    RC_ASSERT(s.anchors[0].feasible == !negative);
  });
}

TEST_CASE("P2: longer work never brings a date forward") {
  law([] {
    Network n = planned_network();
    const Schedule before = *solve(n);
    const auto node =
        static_cast<std::size_t>(within(0, static_cast<int>(n.milestones.size()) - 1));
    *n.milestones[node].duration_bd += within(1, 10);
    const Schedule after = *solve(n);
    for (std::size_t i = 0; i < n.milestones.size(); ++i) {
      RC_ASSERT(after.milestones[i].early_finish >= before.milestones[i].early_finish);
      RC_ASSERT(after.milestones[i].forecast >= before.milestones[i].forecast);
      if (before.milestones[i].late_finish)
        RC_ASSERT(*after.milestones[i].late_finish <= *before.milestones[i].late_finish);
    }
  });
}

TEST_CASE("P3: the order in which milestones and edges are written changes no date") {
  law([] {
    const Network n = running_network();
    std::vector<Node> to(n.milestones.size());
    std::iota(to.begin(), to.end(), Node{0});
    for (std::size_t i = to.size(); i-- > 1;)
      std::swap(to[i], to[static_cast<std::size_t>(within(0, static_cast<int>(i)))]);
    const Schedule a = *solve(n);
    const Schedule b = *solve(reordered(n, to));
    for (Node i = 0; i < to.size(); ++i) require_same_dates(a.milestones[i], b.milestones[to[i]]);
    RC_ASSERT(a.anchors[0].forecast_gap_bd == b.anchors[0].forecast_gap_bd);
    RC_ASSERT(a.anchors[0].feasible == b.anchors[0].feasible);
  });
}

TEST_CASE("P4: a delay within the slack keeps the anchor") {
  law([] {
    Network n = planned_network();
    NetworkAnchor& anchor = n.anchors[0];
    anchor.date = solve(n)->anchors[0].early_finish + within(0, 30);
    const Schedule before = *solve(n);
    RC_ASSERT(before.anchors[0].feasible);
    std::vector<std::size_t> with_slack;
    for (std::size_t i = 0; i < n.milestones.size(); ++i)
      if (n.milestones[i].disposition == Disposition::active &&
          before.milestones[i].total_slack_bd.value_or(0) > 0)
        with_slack.push_back(i);
    RC_PRE(!with_slack.empty());
    const std::size_t node = *rc::gen::elementOf(with_slack);
    // From where it ends now: work that today's floor has pushed on may not be counted twice.
    n.milestones[node].owner_estimate = n.calendars[n.milestones[node].calendar].add(
        before.milestones[node].early_finish, within(1, *before.milestones[node].total_slack_bd));
    RC_ASSERT(solve(n)->anchors[0].feasible);
  });
}

TEST_CASE("P5: add and sub, lags and their inverses are adjoint") {
  law([] {
    const Calendar calendar = any_calendar();
    const Date x = any_day();
    const Date y = any_day();
    const int n = within(0, 15);
    RC_ASSERT((calendar.add(y, n) <= x) == (y <= calendar.sub(x, n)));
    const Lag lag = any_lag();
    RC_ASSERT((lag_forward(calendar, y, lag) <= x) == (y <= lag_inverse(calendar, x, lag)));
  });
}

TEST_CASE("a slip's root slips itself and is its own root") {
  law([] {
    const Network n = running_network();
    const Schedule s = *solve(n);
    std::vector<Node> listed;
    for (const SlipRoot& root : slip_roots(n, s)) {
      RC_ASSERT(slipping(n, s, root.root));
      RC_ASSERT(slip_root(n, s, root.root) == root.root);
      listed.push_back(root.root);
      for (const Node node : root.impacted) {
        RC_ASSERT(slip_root(n, s, node) == root.root);
        listed.push_back(node);
      }
    }
    std::sort(listed.begin(), listed.end());
    std::vector<Node> slipping_nodes;
    for (Node i = 0; i < n.milestones.size(); ++i)
      if (slipping(n, s, i)) slipping_nodes.push_back(i);
    RC_ASSERT(listed == slipping_nodes);
  });
}

TEST_CASE("absorption never makes a plan later and leaves no move that could be dropped") {
  law([] {
    const Network n = running_network();
    const Absorption a = absorb(n, n.anchors[0], Party::vendor);
    RC_ASSERT(a.forecast_after <= a.forecast_before);
    RC_ASSERT(a.absorbed == (a.residual_bd == 0));
    RC_ASSERT(std::max(0, a.deficit_bd) >= a.residual_bd);
    RC_ASSERT(a.deficit_bd == n.calendars[n.milestones[n.anchors[0].milestone].calendar].wd(
                                  a.target, a.forecast_before));
    if (a.deficit_bd <= 0) RC_ASSERT(a.chosen.empty() && a.absorbed);
    for (const Move& move : a.single_moves) RC_ASSERT(move.gain_bd > 0);
    if (!a.absorbed && a.chosen.empty()) RC_ASSERT(a.single_moves.empty());
  });
}

TEST_CASE("absorbing breaks no mandatory edge, and the dates it promises are those of the plan") {
  law([] {
    const Network n = running_network();
    const AbsorbBy by = one_in(2) ? AbsorbBy::best : AbsorbBy::greedy;
    const Absorption a = absorb(n, n.anchors[0], Party::partner, by);
    RC_CLASSIFY(!a.chosen.empty());
    for (const Move& move : a.chosen) {
      if (move.kind == MoveKind::advance || move.kind == MoveKind::crash) continue;
      RC_ASSERT(std::any_of(n.edges.begin(), n.edges.end(), [&](const NetworkEdge& e) {
        return e.hardness == Hardness::discretionary && e.succ == move.milestone &&
               e.pred == move.pred;
      }));
    }
    const Absorbed after = absorbed(n, a.chosen);
    Schedule s;
    RC_ASSERT(static_cast<bool>(solve_into(after.network, s, &after.durations)));
    RC_ASSERT(s.milestones[n.anchors[0].milestone].forecast == a.forecast_after);
    for (const NetworkEdge& e : n.edges) {
      const NetworkMilestone& succ = n.milestones[e.succ];
      const bool done =
          succ.disposition == Disposition::active && succ.status == MilestoneStatus::complete;
      const bool detached =
          succ.status == MilestoneStatus::in_progress && n.mode == ProgressMode::progress_override;
      if (e.hardness == Hardness::discretionary || done || detached) continue;
      const Calendar& lag = n.calendars[e.calendar.value_or(succ.calendar)];
      RC_ASSERT(s.milestones[e.succ].forecast >=
                lag_forward(lag, s.milestones[e.pred].forecast, e.lag));
    }
  });
}

TEST_CASE("the best absorption leaves no more over than the greedy one, and asks no more") {
  law([] {
    const Network n = running_network();
    const Absorption greedy = absorb(n, n.anchors[0], Party::vendor);
    const Absorption best = absorb(n, n.anchors[0], Party::vendor, AbsorbBy::best);
    RC_CLASSIFY(best.residual_bd < greedy.residual_bd);
    RC_ASSERT(best.residual_bd <= greedy.residual_bd);
    RC_ASSERT(best.forecast_before == greedy.forecast_before);
    const auto effort = [](const std::vector<Move>& moves) {
      return std::accumulate(moves.begin(), moves.end(), 0, [](int sum, const Move& move) {
        return sum + 1 + static_cast<int>(move.kind);
      });
    };
    if (best.residual_bd == greedy.residual_bd)
      RC_ASSERT(effort(best.chosen) <= effort(greedy.chosen));
  });
}

TEST_CASE("solving again only what can move gives what solving everything gives") {
  law([] {
    const Result<std::unique_ptr<LiveSchedule>> live = LiveSchedule::of(running_network());
    for (int i = within(1, 6); i > 0; --i) {
      const Network& n = (*live)->network();
      const auto node = static_cast<Node>(within(0, static_cast<int>(n.milestones.size()) - 1));
      if (one_in(8))
        (*live)->move_anchor(0, any_day());
      else
        (*live)->change(node, changed(n, node));
      require_same(n, (*live)->schedule(), *solve(n));
    }
  });
}

TEST_CASE("the short way of the passes and the long one come to the same") {
  law([] {
    // Around today, where the tables of calendars begin and end, and far from both.
    const int away = *rc::gen::element(0, within(-20720, -20480), within(6600, 6900), 10900000);
    const Network first = later_by(one_in(2) ? planned_network() : running_network(), away);
    for (int other = 0; other < 20; ++other) {  // most milestones, and what lies between them
      Network n = first;
      for (NetworkEdge& edge : n.edges) edge.lag = any_lag();
      for (NetworkMilestone& m : n.milestones)
        m.calendar = static_cast<std::uint32_t>(within(0, 2));
      const Schedule solved = *solve(n);
      Schedule longer;  // durations that are handed in take the long way
      RC_ASSERT(static_cast<bool>(solve_into(n, longer, &solved)));
      require_same(n, solved, longer);
    }
  });
}

TEST_CASE("a graph made once serves whatever its milestones say") {
  law([] {
    Network n = running_network();
    const OrderedGraph graph = *OrderedGraph::of(n);
    Schedule again;
    for (int i = within(1, 6); i > 0; --i) {
      const auto node = static_cast<Node>(within(0, static_cast<int>(n.milestones.size()) - 1));
      n.milestones[node] = changed(n, node);
      if (one_in(4)) n.anchors[0].date = any_day();
      if (one_in(4)) n.status_date = n.status_date + within(0, 5);
      solve_into(n, graph, again);
      const Schedule whole = *solve(n);
      RC_ASSERT(again.order == whole.order);
      require_same(n, again, whole);
    }
  });
}

TEST_CASE("trials stay between the shortest and the longest plan, and repeat with their seed") {
  law([] {
    Network n = planned_network();
    Network shortest = n;
    Network longest = n;
    for (Node node = 0; node < n.milestones.size(); ++node) {
      if (one_in(3)) continue;
      const int low = within(0, 6);
      const int middle = low + within(0, 6);
      const int high = middle + within(0, 6);
      n.estimates.push_back({node, {1.0 * low, 1.0 * middle, 1.0 * high}});
      shortest.milestones[node].duration_bd = low;
      longest.milestones[node].duration_bd = high;
      if (!one_in(4)) continue;
      n.risks.push_back({n.names[node].id, node, within(0, 100) / 100.0, within(0, 10)});
      *longest.milestones[node].duration_bd += n.risks.back().impact_bd;
    }
    const MonteCarlo result = monte_carlo(n, n.anchors[0], 11, 20);
    const Node end = n.anchors[0].milestone;
    RC_ASSERT(result.finishes.front() >= solve(shortest)->milestones[end].early_finish);
    RC_ASSERT(result.finishes.back() <= solve(longest)->milestones[end].early_finish);
    RC_ASSERT(result.finishes == monte_carlo(n, n.anchors[0], 11, 20).finishes);
    RC_ASSERT(result.criticality[end] == 1.0);
  });
}

}  // namespace closemap
