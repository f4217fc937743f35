// Absorption: moves are tried one by one on a working copy of the network (domain.md §2.9, §11).
#include "mapping/schedule/absorb.h"

#include <algorithm>
#include <cassert>
#include <compare>
#include <set>
#include <tuple>

#include "mapping/schedule/graph.h"

namespace closemap {
namespace {

using Key = std::tuple<MoveKind, Node, std::optional<Node>>;
Key key(const Move& move) { return {move.kind, move.milestone, move.pred}; }

class Search {
 public:
  Search(const Network& network, const NetworkAnchor& anchor, std::optional<Party> slipped)
      : plan_(network),
        anchor_(anchor),
        slipped_(slipped),
        incoming_(network, EdgesByNode::End::succ, std::pmr::get_default_resource()),
        work_(network) {
    const Status done = solve_into(plan_, durations_);
    assert(done);
    static_cast<void>(done);
  }

  Absorption run(AbsorbBy by) {
    Absorption out;
    out.anchor = anchor_.milestone;
    out.target = anchor_.date;
    out.forecast_before = out.forecast_after = durations_.milestones[anchor_.milestone].forecast;
    out.deficit_bd = deficit(out.forecast_before);
    const std::vector<Move> moves = candidates();
    out.single_moves = gains(moves, out.forecast_before);
    if (out.deficit_bd <= 0) return out;
    out.chosen = greedy(moves, out.forecast_before);
    if (by == AbsorbBy::best && moves.size() <= kExhaustiveMovesMax)
      out.chosen = best(moves, std::move(out.chosen));
    out.forecast_after = forecast_with(out.chosen);
    out.residual_bd = std::max(0, deficit(out.forecast_after));
    out.absorbed = out.residual_bd == 0;
    for (Move& move : out.chosen) move.gain_bd = gain_alone(out.single_moves, move);
    return out;
  }

 private:
  const Calendar& calendar() const {
    return plan_.calendars[plan_.milestones[anchor_.milestone].calendar];
  }
  int deficit(Date forecast) const { return calendar().wd(anchor_.date, forecast); }

  std::vector<Move> greedy(const std::vector<Move>& moves, Date forecast) {
    std::vector<Move> taken;
    while (deficit(forecast) > 0) {
      const std::vector<Move> best = gains(moves, forecast);
      if (best.empty()) break;
      taken.push_back(best.front());
      choose(best.front());
      forecast = solved();
    }
    prune(taken, std::max(anchor_.date, forecast));
    return taken;
  }

  // What a combination leaves over and what it asks of whom; smaller is better.
  struct Price {
    int residual_bd, effort, of_slipper;
    friend auto operator<=>(const Price&, const Price&) = default;
  };
  Price price(const std::vector<Move>& moves) const {
    Price out{0, 0, 0};
    for (const Move& move : moves) {
      out.effort += static_cast<int>(move.kind) + 1;
      if (of_slipper(move)) ++out.of_slipper;
    }
    return out;
  }

  // REQUIRES: at most kExhaustiveMovesMax moves.
  std::vector<Move> best(const std::vector<Move>& moves, std::vector<Move> found) {
    Price least = price(found);
    least.residual_bd = std::max(0, deficit(forecast_with(found)));
    for (std::uint32_t chosen = 1; chosen < std::uint32_t{1} << moves.size(); ++chosen) {
      std::vector<Move> some;
      for (std::size_t i = 0; i < moves.size(); ++i)
        if ((chosen >> i & 1) != 0) some.push_back(moves[i]);
      Price asks = price(some);
      if (asks >= least) continue;  // not even if it left nothing over
      asks.residual_bd = std::max(0, deficit(forecast_with(some)));
      if (asks >= least) continue;
      least = asks;
      found = std::move(some);
    }
    return found;
  }

  static int gain_alone(const std::vector<Move>& single, const Move& move) {
    for (const Move& other : single)
      if (key(move) == key(other)) return other.gain_bd;
    return 0;
  }

  bool open(Node node) const {
    const NetworkMilestone& m = plan_.milestones[node];
    return m.disposition == Disposition::active && m.status != MilestoneStatus::complete;
  }
  bool not_started(Node node) const {
    return open(node) && plan_.milestones[node].status != MilestoneStatus::in_progress;
  }

  bool of_slipper(const Move& move) const {
    return slipped_ && plan_.milestones[move.milestone].party == *slipped_;
  }

  // Milestones whose dates the anchor's forecast can depend on: a complete one hides what came
  // before it.
  std::vector<bool> upstream() const {
    std::vector<bool> bears(plan_.milestones.size(), false);
    bears[anchor_.milestone] = true;
    for (std::size_t i = durations_.order.size(); i-- > 0;) bears_on(durations_.order[i], bears);
    return bears;
  }
  void bears_on(Node node, std::vector<bool>& bears) const {
    const NetworkMilestone& m = plan_.milestones[node];
    const bool settled =
        m.disposition == Disposition::active && m.status == MilestoneStatus::complete;
    if (!bears[node] || settled) return;
    for (const NetworkEdge* e = incoming_.begin(node); e != incoming_.end(node); ++e)
      bears[e->pred] = true;
  }

  std::vector<Move> candidates() const {
    const std::vector<bool> bears = upstream();
    std::vector<Move> moves;
    for (Node node = 0; node < plan_.milestones.size(); ++node) {
      if (!bears[node]) continue;
      const NetworkMilestone& m = plan_.milestones[node];
      if (not_started(node) && m.due && !m.advance)
        moves.push_back({MoveKind::advance, node, {}, 0});
      if (open(node) && m.duration_bd && m.min_duration_bd && *m.min_duration_bd < *m.duration_bd &&
          !m.owner_estimate)
        moves.push_back({MoveKind::crash, node, {}, 0});
    }
    for (const NetworkEdge& edge : plan_.edges) {
      if (edge.hardness != Hardness::discretionary || !bears[edge.succ]) continue;
      const bool pred_complete = plan_.milestones[edge.pred].status == MilestoneStatus::complete;
      if (not_started(edge.succ) && !pred_complete)
        moves.push_back({MoveKind::decouple, edge.succ, edge.pred, 0});
      if (open(edge.succ) && edge.lag.n > 0)
        moves.push_back({MoveKind::trim_lag, edge.succ, edge.pred, 0});
    }
    const auto before = [](const Move& a, const Move& b) { return key(a) < key(b); };
    const auto equal = [](const Move& a, const Move& b) { return key(a) == key(b); };
    std::sort(moves.begin(), moves.end(),
              before);  // two edges between the same milestones: one move
    moves.erase(std::unique(moves.begin(), moves.end(), equal), moves.end());
    return moves;
  }

  // Moves that gain something on the current plan, best first.
  std::vector<Move> gains(const std::vector<Move>& moves, Date forecast) {
    const int wanted = deficit(forecast);
    const std::vector<NetworkEdge> edges = work_.edges;
    std::vector<Move> out;
    for (const Move& move : moves) {
      if (chosen_.count(key(move)) > 0) continue;
      apply(move);
      const int gain = calendar().wd(solved(), forecast);
      undo(move, edges);
      if (gain <= 0) continue;
      out.push_back(move);
      out.back().gain_bd = gain;
    }
    const auto rank = [&](const Move& move) {
      return std::make_tuple(-std::min(move.gain_bd, wanted), move.kind, of_slipper(move),
                             move.milestone, move.pred.value_or(0));
    };
    std::sort(out.begin(), out.end(),
              [&](const Move& a, const Move& b) { return rank(a) < rank(b); });
    return out;
  }

  void choose(const Move& move) {
    apply(move);
    chosen_.insert(key(move));
  }

  void apply(const Move& move) {
    const auto breakable = [&move](const NetworkEdge& edge) {
      return edge.hardness == Hardness::discretionary && edge.succ == move.milestone &&
             edge.pred == move.pred;
    };
    switch (move.kind) {
      case MoveKind::advance:
        work_.milestones[move.milestone].advance = true;
        break;
      case MoveKind::crash:
        durations_.milestones[move.milestone].duration_bd =
            std::max(0, *plan_.milestones[move.milestone].min_duration_bd);
        break;
      case MoveKind::decouple:
        work_.edges.erase(std::remove_if(work_.edges.begin(), work_.edges.end(), breakable),
                          work_.edges.end());
        break;
      case MoveKind::trim_lag:
        for (NetworkEdge& edge : work_.edges)
          if (breakable(edge) && edge.lag.n > 0) edge.lag.n = 0;
        break;
    }
  }

  // REQUIRES: `edges` are those from before the move.
  void undo(const Move& move, const std::vector<NetworkEdge>& edges) {
    switch (move.kind) {
      case MoveKind::advance:
        work_.milestones[move.milestone].advance = false;
        break;
      case MoveKind::crash:
        durations_.milestones[move.milestone].duration_bd =
            *plan_.milestones[move.milestone].duration_bd;
        break;
      case MoveKind::decouple:
      case MoveKind::trim_lag:
        work_.edges = edges;
        break;
    }
  }

  Date solved() {
    const Status done = solve_into(work_, solution_, &durations_);
    assert(done);  // moves only take edges away
    static_cast<void>(done);
    return solution_.milestones[anchor_.milestone].forecast;
  }

  Date forecast_with(const std::vector<Move>& moves) {
    for (const Move& move : moves) apply(move);
    const Date forecast = solved();
    for (const Move& move : moves) undo(move, plan_.edges);
    return forecast;
  }

  // Drops moves that are not needed for a forecast of `limit`: the costliest first, among equals
  // the latest.
  void prune(std::vector<Move>& moves, Date limit) {
    for (const Move& move : moves) undo(move, plan_.edges);
    std::vector<Move> queue(moves.rbegin(), moves.rend());
    std::stable_sort(queue.begin(), queue.end(),
                     [](const Move& a, const Move& b) { return a.kind > b.kind; });
    for (const Move& move : queue) {
      std::vector<Move> rest;
      for (const Move& other : moves)
        if (key(other) != key(move)) rest.push_back(other);
      if (forecast_with(rest) <= limit) moves = std::move(rest);
    }
  }

  const Network& plan_;
  const NetworkAnchor anchor_;
  const std::optional<Party> slipped_;
  const EdgesByNode incoming_;
  Network work_;        // the plan with the moves applied so far
  Schedule durations_;  // effective durations, frozen before the moves; a crash shortens one
  Schedule solution_;
  std::set<Key> chosen_;
};

}  // namespace

std::string_view to_text(MoveKind kind) {
  switch (kind) {
    case MoveKind::advance:
      return "advance";
    case MoveKind::decouple:
      return "decouple";
    case MoveKind::trim_lag:
      return "trim_lag";
    case MoveKind::crash:
      return "crash";
  }
  return "";
}

Absorption absorb(const Network& network, const NetworkAnchor& anchor, std::optional<Party> slipped,
                  AbsorbBy by) {
  return Search(network, anchor, slipped).run(by);
}

}  // namespace closemap
