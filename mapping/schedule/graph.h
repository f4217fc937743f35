// The scheduler's graph in index arrays: edges grouped by an end, topological order (domain.md
// §2.2).
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory_resource>
#include <vector>

#include "mapping/schedule/network.h"

namespace closemap {

// The edges of each node side by side; what is copied for that lies in the memory handed in. Holds
// a reference: the network's edges must outlive it and stay as they are.
class EdgesByNode {
 public:
  enum class End { pred, succ };
  EdgesByNode(const Network& network, End end, std::pmr::memory_resource* memory);
  EdgesByNode(const EdgesByNode&) = delete;
  EdgesByNode& operator=(const EdgesByNode&) = delete;

  const NetworkEdge* begin(Node node) const { return edges_ + first_.data()[node]; }
  const NetworkEdge* end(Node node) const { return edges_ + first_.data()[node + 1]; }
  // Calls `visit` for each edge of the node, for the last one perhaps twice: which of one and two
  // edges a node has is a guess that processors lose, so both take the same way.
  template <class Visit>
  void each(Node node, Visit&& visit) const {
    const std::uint32_t last = first_.data()[node + 1];
    for (std::uint32_t e = first_.data()[node]; e < last; e += 2) {
      visit(edges_[e]);
      visit(edges_[std::min(e + 1, last - 1)]);
    }
  }

 private:
  std::pmr::vector<std::uint32_t> first_;  // nodes + 1
  std::pmr::vector<NetworkEdge> sorted_;   // empty when the network's own are in order
  const NetworkEdge* edges_;
};

// Smallest node first among those that are ready. Shorter than the network when there is a cycle.
void topological_order(const Network& network, std::vector<Node>& order);

}  // namespace closemap
