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
class PredPair {
 public:
  Node plain;   // without a lag
  Node lagged;  // with one, or without

  PredPair() {}  // our own: value-initialisation would zero it all first
  PredPair(Node first, Node second) : plain(first), lagged(second), word_(0) {}
  // The second with a lag of so many working days of the successor's calendar, or with another one
  // that stands in a graph at that place. REQUIRES: within kShiftMax.
  static PredPair shifted(Node first, Node second, std::int32_t days) {
    return {first, second, days * (1 << kBits)};
  }
  static PredPair odd(Node first, Node second, std::int32_t place) {
    return {first, second, place * (1 << kBits) | kOdd};
  }
  void link(PredPair& next) {  // of the same milestone
    word_ |= kMore;
    next.word_ |= kAgain;
  }

  std::int32_t shift() const { return word_ >> kBits; }
  bool odd() const { return (word_ & kOdd) != 0; }
  bool more() const { return (word_ & kMore) != 0; }    // the next pair is of the same milestone
  bool again() const { return (word_ & kAgain) != 0; }  // the one before is
  // All that its milestone has, and without an odd lag.
  bool simple() const { return (word_ & (kOdd | kMore | kAgain)) == 0; }

  static constexpr int kShiftMax = (1 << 28) - 1;

 private:
  PredPair(Node first, Node second, std::int32_t word)
      : plain(first), lagged(second), word_(word) {}
  static constexpr std::int32_t kMore = 1, kAgain = 2, kOdd = 4;
  static constexpr int kBits = 3;
  std::int32_t word_;
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
  // Of the lagged one; n is 0 when it has none.
  PredLag lag(const PredPair& pair) const {
    return pair.odd() ? lags_.data()[static_cast<std::size_t>(pair.shift())]
                      : PredLag{{pair.shift(), LagUnit::bd}, {}};
  }
  // Whether any has one.
  bool has_lags() const { return has_lags_; }

 private:
  explicit OrderedGraph(std::pmr::memory_resource* memory)
      : order_(memory), first_(memory), pairs_(memory), lags_(memory) {}
  void pair_up(const Network& network, const EdgesByNode& edges);
  PredPair pair_of(const NetworkEdge* edges, std::ptrdiff_t second);
  PredPair pair_of(Node plain, const NetworkEdge& lagged);
  PredPair* pair_up(const NetworkEdge* begin, const NetworkEdge* end, PredPair* to);

  std::pmr::vector<Node> order_;
  std::pmr::vector<std::uint32_t> first_;  // of each milestone in pairs_
  std::pmr::vector<PredPair> pairs_;
  std::pmr::vector<PredLag> lags_;  // odd ones
  bool has_lags_ = false;
};

}  // namespace closemap
