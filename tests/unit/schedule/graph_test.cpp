// What the passes go over: edges by their ends, numbers that need not be there.
#include "mapping/schedule/graph.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "mapping/schedule/ordered_graph.h"
#include "tests/unit/schedule/networks.h"

namespace closemap {
namespace {

// Preds of the edges of a node, as they lie there.
std::vector<Node> preds(const EdgesByNode& edges, Node node) {
  std::vector<Node> out;
  for (const NetworkEdge* e = edges.begin(node); e != edges.end(node); ++e) out.push_back(e->pred);
  return out;
}

Network five_steps() {
  Network n = empty_network();
  for (const char* id : {"A", "B", "C", "D", "E"}) add(n, id, 1);
  return n;
}

TEST_CASE("edges stand by their successor in the order they were written, sorted or not") {
  Network n = five_steps();
  for (const Node pred : {0U, 1U, 2U}) link(n, pred, 3);
  link(n, 3, 4);
  const EdgesByNode sorted(n, EdgesByNode::End::succ, std::pmr::get_default_resource());
  Network turned = n;
  std::rotate(turned.edges.begin(), turned.edges.end() - 1, turned.edges.end());
  const EdgesByNode mixed(turned, EdgesByNode::End::succ, std::pmr::get_default_resource());
  CHECK(preds(sorted, 0).empty());
  CHECK(preds(sorted, 3) == std::vector<Node>{0, 1, 2});
  CHECK(preds(mixed, 3) == std::vector<Node>{0, 1, 2});
  CHECK(preds(mixed, 4) == std::vector<Node>{3});
}

// Predecessors of a node, those with a lag as negative numbers.
std::vector<int> preds(const OrderedGraph& graph, Node node) {
  std::vector<int> out;
  const auto add = [&](Node pred, int sign) {
    if (pred < graph.size()) out.push_back(sign * static_cast<int>(pred));
  };
  for (const PredPair* pair = graph.pairs(node);; ++pair) {
    add(pair->plain, 1);
    const bool lag = graph.lag(*pair).lag.n != 0;
    if (lag || pair->lagged != pair->plain) add(pair->lagged, lag ? -1 : 1);
    if (!pair->more()) break;
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST_CASE("predecessors pair up, whichever of them have a lag") {
  for (unsigned lagged = 0; lagged < 16; ++lagged) {
    for (const Node count : {0U, 1U, 2U, 3U, 4U}) {
      Network n = five_steps();
      add(n, "F", 1);
      std::vector<int> expected;
      for (Node pred = 1; pred <= count; ++pred) {
        const bool lag = (lagged >> (pred - 1) & 1) != 0;
        link(n, pred, 5, {lag ? static_cast<int>(pred) : 0, LagUnit::bd});
        expected.push_back(lag ? -static_cast<int>(pred) : static_cast<int>(pred));
      }
      std::sort(expected.begin(), expected.end());
      const OrderedGraph graph = *OrderedGraph::of(n);
      CHECK(preds(graph, 5) == expected);
      CHECK(graph.pairs(0)->plain == graph.start());
    }
  }
}

TEST_CASE("a number that is not there is told from every number that is") {
  Maybe<int> days;
  CHECK_FALSE(days.has_value());
  CHECK(days.value_or(7) == 7);
  CHECK_FALSE(std::optional<int>(days).has_value());
  for (const int given : {0, -1, std::numeric_limits<int>::max()}) {
    days = given;
    REQUIRE(days);
    CHECK(*days == given);
    CHECK(days.value_or(7) == given);
    CHECK(std::optional<int>(days) == given);
  }
  days.reset();
  CHECK(days == Maybe<int>(std::nullopt));
  CHECK(Maybe<Date>(std::optional<Date>(day("2026-03-02"))) == day("2026-03-02"));
}

}  // namespace
}  // namespace closemap
