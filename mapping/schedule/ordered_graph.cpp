// Edges become pairs of predecessors; a cycle becomes an error.
#include "mapping/schedule/ordered_graph.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "mapping/core/text.h"
#include "mapping/schedule/solve.h"

namespace closemap {
namespace {

constexpr std::size_t kWitnessShown = 12;  // milestones of a cycle named in an error
constexpr std::size_t kIdShown = 48;

Error cycle_error(const Network& network) {
  const std::vector<Cycle> cycles = find_cycles(network);
  assert(!cycles.empty());
  const std::vector<Node>& witness = cycles.front().witness;
  std::vector<std::string> names;
  for (const Node node : witness) {
    if (names.size() == kWitnessShown) {
      names.emplace_back("...");
      break;
    }
    names.push_back(printable(shorten(network.names[node].id, kIdShown)));
  }
  return Error{Fault::permanent,
               "dependencies form a cycle: " + join(names, " -> ") + "; remove one of them"};
}

bool lagged(const NetworkEdge& edge) { return edge.lag.n != 0; }

}  // namespace

Result<OrderedGraph> OrderedGraph::of(const Network& network, std::pmr::memory_resource* memory) {
  const EdgesByNode edges(network, EdgesByNode::End::succ, memory);
  OrderedGraph graph(memory);
  topological_order(network, edges, graph.order_);
  if (graph.order_.size() != network.milestones.size()) return cycle_error(network);
  graph.pair_up(network, edges);
  return graph;
}

inline PredPair OrderedGraph::pair_of(Node plain, const NetworkEdge& lagged) {
  const int days = lagged.lag.n;
  has_lags_ |= days != 0;
  const bool odd = (lagged.calendar || lagged.lag.unit != LagUnit::bd ||
                    std::abs(std::int64_t{days}) > PredPair::kShiftMax) &&
                   days != 0;
  if (!odd) [[likely]]
    return PredPair::shifted(plain, lagged.pred, days);
  lags_.push_back({lagged.lag, lagged.calendar});
  return PredPair::odd(plain, lagged.pred, static_cast<std::int32_t>(lags_.size() - 1));
}

// Of one, or of two of which at most one has a lag: `second` is 0 or 1. Without a branch on which.
inline PredPair OrderedGraph::pair_of(const NetworkEdge* edges, std::ptrdiff_t second) {
  const std::ptrdiff_t behind = second & (static_cast<std::ptrdiff_t>(lagged(edges[0])) - 1);
  const NetworkEdge& plain = edges[second - behind];
  if (second == 0 && !lagged(plain)) return {plain.pred, nobody()};
  return pair_of(lagged(plain) ? nobody() : plain.pred, edges[behind]);
}

void OrderedGraph::pair_up(const Network& network, const EdgesByNode& edges) {
  first_.resize(size());
  pairs_.resize(network.edges.size() + size());  // at most
  std::uint32_t* const first = first_.data();
  PredPair* to = pairs_.data();
  for (const Node node : order_) {
    first[node] = static_cast<std::uint32_t>(to - pairs_.data());
    const NetworkEdge* const begin = edges.begin(node);
    const std::ptrdiff_t count = edges.end(node) - begin;
    if (count == 0)
      *to++ = {start(), nobody()};
    else if (count > 2 || (lagged(begin[0]) && lagged(begin[count - 1]) && count == 2))
      to = pair_up(begin, begin + count, to);
    else
      *to++ = pair_of(begin, count - 1);
  }
  pairs_.resize(static_cast<std::size_t>(to - pairs_.data()));
}

// A lagged predecessor takes a plain one along, in whichever order they come; what is left of the
// plain ones goes two by two. Returns the end of what it wrote.
PredPair* OrderedGraph::pair_up(const NetworkEdge* begin, const NetworkEdge* end, PredPair* to) {
  PredPair* const first = to;
  PredPair* alone = to;  // the first pair of a lagged one and nobody
  bool twice = false;    // the last pair is of one plain one
  for (const NetworkEdge* e = begin; e != end; ++e) {
    const bool plain = !lagged(*e);
    if (twice) {
      to[-1] = pair_of(to[-1].plain, *e);
      twice = false;
    } else if (plain && alone < to) {
      (alone++)->plain = e->pred;
    } else {
      *to++ = plain ? PredPair(e->pred, nobody()) : pair_of(nobody(), *e);
      twice = plain;
      if (plain) ++alone;
    }
  }
  for (PredPair* pair = first; pair + 1 < to; ++pair) pair->link(pair[1]);
  return to;
}

}  // namespace closemap
