// A plan that stays solved: after one change only what can move is looked at again, and the result
// is that of solve() (domain.md §2.8). Worth it in what-if sessions and for plans of hundreds of
// milestones; one small plan is solved whole just as fast (performance.md, advice 11).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "mapping/core/result.h"
#include "mapping/schedule/graph.h"
#include "mapping/schedule/network.h"
#include "mapping/schedule/ordered_graph.h"
#include "mapping/schedule/passes.h"
#include "mapping/schedule/solve.h"

namespace closemap {

class LiveSchedule {
 public:
  // Error (permanent) when the graph has a cycle, as solve() says it.
  static Result<std::unique_ptr<LiveSchedule>> of(Network network);
  LiveSchedule(const LiveSchedule&) = delete;
  LiveSchedule& operator=(const LiveSchedule&) = delete;

  const Network& network() const { return network_; }
  const Schedule& schedule() const { return schedule_; }

  // Dates, progress, duration, calendar, disposition of one milestone: what it says replaces what
  // the network held. Returns how many results were computed anew. REQUIRES: its calendar is one of
  // the network's.
  std::size_t change(Node node, const NetworkMilestone& milestone);
  // The customer's date of one anchor (index into Network::anchors).
  std::size_t move_anchor(std::size_t anchor, Date date);

 private:
  // Milestones to look at again, by their place in the topological order.
  class Places {
   public:
    explicit Places(std::size_t count) : words_((count + kBits - 1) / kBits) {}
    void add(std::size_t place) { words_[place / kBits] |= std::uint64_t{1} << place % kBits; }
    bool has(std::size_t place) const { return (words_[place / kBits] >> place % kBits & 1) != 0; }
    void clear() { words_.assign(words_.size(), 0); }
    // Calls `visit` for each place upwards or downwards; it may add places further on.
    template <class Visit>
    void upwards(Visit&& visit);
    template <class Visit>
    void downwards(Visit&& visit);

   private:
    static constexpr std::size_t kBits = 64;
    std::vector<std::uint64_t> words_;
  };

  LiveSchedule(Network network, OrderedGraph graph);
  void mark_successors(Node node);
  void mark_predecessors(Node node);
  std::size_t spread();
  void judge_anchors();

  Network network_;
  Schedule schedule_;
  std::vector<std::size_t> place_;  // of each milestone in the order
  const OrderedGraph graph_;
  const EdgesByNode incoming_, outgoing_;
  Passes passes_;
  Places ahead_, back_;               // forward and backward results to compute anew
  std::vector<Passes::Limits> were_;  // asked by milestones whose forward results are new
};

}  // namespace closemap
