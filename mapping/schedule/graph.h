// The scheduler's graph in index arrays: edges grouped by an end, topological order (domain.md
// §2.2).
#pragma once

#include <cstdint>
#include <memory_resource>
#include <vector>

#include "mapping/schedule/network.h"

namespace closemap {

// Edge numbers of each node side by side; memory comes from the resource handed in.
class EdgesByNode {
 public:
  enum class End { pred, succ };
  EdgesByNode(const Network& network, End end, std::pmr::memory_resource* memory);

  const std::uint32_t* begin(Node node) const { return edges_.data() + first_.data()[node]; }
  const std::uint32_t* end(Node node) const { return edges_.data() + first_.data()[node + 1]; }

 private:
  std::pmr::vector<std::uint32_t> first_;  // nodes + 1
  std::pmr::vector<std::uint32_t> edges_;
};

// Smallest node first among those that are ready. Shorter than the network when there is a cycle.
void topological_order(const Network& network, std::vector<Node>& order);

}  // namespace closemap
