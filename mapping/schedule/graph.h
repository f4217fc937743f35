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

  // Whether every edge leads from a smaller to a larger node.
  bool ascending() const { return ascending_; }
  const NetworkEdge* begin(Node node) const { return edges_ + first_.data()[node]; }
  const NetworkEdge* end(Node node) const { return edges_ + first_.data()[node + 1]; }

 private:
  void sort(const std::vector<NetworkEdge>& edges, Node NetworkEdge::*end);

  std::pmr::vector<std::uint32_t> first_;  // nodes + 1
  std::pmr::vector<NetworkEdge> sorted_;   // empty when the network's own are in order
  const NetworkEdge* edges_;
  bool ascending_ = true;
};

// Smallest node first among those that are ready. Shorter than the network when there is a cycle.
// REQUIRES: `edges` are the network's, by either end.
void topological_order(const Network& network, const EdgesByNode& edges,
                       std::pmr::vector<Node>& order);

}  // namespace closemap
