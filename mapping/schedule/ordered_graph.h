// A network's graph laid out in topological order: made once, then solved along as often as dates
// change (domain.md §2.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <vector>

#include "mapping/core/calendar.h"
#include "mapping/core/result.h"
#include "mapping/schedule/graph.h"
#include "mapping/schedule/network.h"

namespace closemap {

// Two predecessors of a milestone, of which one may have a lag, or one and nobody: which milestones
// have one and which two is a guess that processors lose, so that all take the same way.
struct PredPair {
  Node plain;               // without a lag
  Node lagged;              // with `lag`
  std::uint32_t lag : 30;   // for OrderedGraph::lag(); 0: none
  std::uint32_t more : 1;   // whether the next pair is of the same milestone
  std::uint32_t again : 1;  // whether the one before is

  PredPair() {}  // our own: value-initialisation would zero it all first
  PredPair(Node first, Node second, std::uint32_t lag_of_second)
      : plain(first), lagged(second), lag(lag_of_second & kLagMax), more(0), again(0) {}
  // Without a lag, and all that its milestone has.
  bool simple() const { return lag == 0 && more == 0 && again == 0; }

  static constexpr std::uint32_t kLagMax = UINT32_MAX >> 2;
};

// What depends on the edges alone: the order, and the predecessors with their lags. Dates,
// progress, durations and calendars are read from the network whenever it is solved. Immutable,
// safe from any thread; holds no reference to the network. What it is made of lies in the memory
// handed in.
class OrderedGraph {
 public:
  // Error (permanent) when there is a cycle; names the shortest through its smallest milestone.
  // REQUIRES: edges and names within range.
  static Result<OrderedGraph> of(
      const Network& network, std::pmr::memory_resource* memory = std::pmr::get_default_resource());

  std::size_t size() const { return order_.size(); }  // milestones
  // The smallest of those that are ready is next.
  const std::pmr::vector<Node>& order() const { return order_; }
  // Nodes of its own: what a milestone without predecessors follows, the start of the plan; and
  // what stands in pairs of one predecessor.
  Node start() const { return static_cast<Node>(size()); }
  Node nobody() const { return static_cast<Node>(size() + 1); }
  std::size_t nodes() const { return size() + 2; }

  // The first pair of a milestone, which has at least one.
  const PredPair* pairs(Node node) const { return pairs_.data() + first_.data()[node]; }
  // All of them, in the order of the milestones.
  const PredPair* pairs() const { return pairs_.data(); }
  const PredPair* pairs_end() const { return pairs_.data() + pairs_.size(); }
  struct PredLag {
    Lag lag;
    Maybe<std::uint32_t> calendar;  // default the successor's
  };
  // REQUIRES: that of a pair, not 0.
  const PredLag& lag(std::uint32_t lag) const { return lags_.data()[lag - 1]; }

 private:
  explicit OrderedGraph(std::pmr::memory_resource* memory)
      : order_(memory), first_(memory), pairs_(memory), lags_(memory) {}
  void pair_up(const Network& network, const EdgesByNode& edges);
  PredPair pair_of(const NetworkEdge* edges, std::ptrdiff_t second);
  PredPair* pair_up(const NetworkEdge* begin, const NetworkEdge* end, PredPair* to);
  std::uint32_t add_lag(const NetworkEdge& edge);

  std::pmr::vector<Node> order_;
  std::pmr::vector<std::uint32_t> first_;  // of each milestone in pairs_
  std::pmr::vector<PredPair> pairs_;
  std::pmr::vector<PredLag> lags_;
};

}  // namespace closemap
