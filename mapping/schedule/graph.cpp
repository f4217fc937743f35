// Topological order by Kahn's algorithm, cycles by Tarjan's; both without recursion.
#include "mapping/schedule/graph.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <numeric>
#include <queue>

#include "mapping/schedule/solve.h"

namespace closemap {
namespace {

constexpr Node kNone = UINT32_MAX;

// Strongly connected components among the nodes that are left over by the topological order.
class Components {
 public:
  Components(const EdgesByNode& out, const std::vector<bool>& left)
      : out_(out), left_(left), state_(left.size()) {}

  std::vector<std::vector<Node>> find() {
    for (Node node = 0; node < state_.size(); ++node)
      if (left_[node] && state_[node].index == kNone) visit(node);
    return std::move(found_);
  }

 private:
  struct State {
    std::uint32_t index = kNone;
    std::uint32_t low = kNone;
    bool on_stack = false;
  };
  struct Frame {
    Node node;
    const NetworkEdge* next;
  };

  void enter(Node node) {
    state_[node] = {counter_, counter_, true};
    ++counter_;
    stack_.push_back(node);
    frames_.push_back({node, out_.begin(node)});
  }

  void visit(Node root) {
    enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      State& state = state_[frame.node];
      if (frame.next != out_.end(frame.node)) {
        const Node succ = frame.next++->succ;
        if (!left_[succ]) continue;
        if (state_[succ].index == kNone)
          enter(succ);
        else if (state_[succ].on_stack)
          state.low = std::min(state.low, state_[succ].index);
        continue;
      }
      const Node done = frame.node;
      frames_.pop_back();
      if (!frames_.empty()) {
        State& parent = state_[frames_.back().node];
        parent.low = std::min(parent.low, state_[done].low);
      }
      if (state_[done].low == state_[done].index) take(done);
    }
  }

  void take(Node root) {
    std::vector<Node> members;
    Node node = kNone;
    do {
      node = stack_.back();
      stack_.pop_back();
      state_[node].on_stack = false;
      members.push_back(node);
    } while (node != root);
    std::sort(members.begin(), members.end());
    found_.push_back(std::move(members));
  }

  const EdgesByNode& out_;
  const std::vector<bool>& left_;
  std::vector<State> state_;
  std::vector<Node> stack_;
  std::vector<Frame> frames_;
  std::vector<std::vector<Node>> found_;
  std::uint32_t counter_ = 0;
};

// Shortest way from the smallest member back to itself within the component; empty when there is
// none.
std::vector<Node> shortest_cycle(const Network& network, const EdgesByNode& out,
                                 const std::vector<Node>& members) {
  const Node start = members.front();
  std::vector<Node> parent(network.milestones.size(), kNone);
  std::vector<Node> queue{start};
  for (std::size_t at = 0; at < queue.size(); ++at) {
    std::vector<Node> next;
    for (const NetworkEdge* e = out.begin(queue[at]); e != out.end(queue[at]); ++e)
      next.push_back(e->succ);
    std::sort(next.begin(), next.end());
    for (const Node succ : next) {
      if (succ == start) {
        std::vector<Node> way{start};
        for (Node node = queue[at]; node != start; node = parent[node]) way.push_back(node);
        way.push_back(start);
        std::reverse(way.begin(), way.end());
        return way;
      }
      if (parent[succ] != kNone || !std::binary_search(members.begin(), members.end(), succ))
        continue;
      parent[succ] = queue[at];
      queue.push_back(succ);
    }
  }
  return {};
}

}  // namespace

EdgesByNode::EdgesByNode(const Network& network, End end, std::pmr::memory_resource* memory)
    : first_(network.milestones.size() + 1, 0, memory),
      sorted_(memory),
      edges_(network.edges.data()) {
  Node NetworkEdge::*const node_at = end == End::pred ? &NetworkEdge::pred : &NetworkEdge::succ;
  const std::size_t count = network.milestones.size();
  std::uint32_t* const first = first_.data();
  bool grouped = true;  // as written, which is the order of a plan that was built step by step
  Node last = 0;
  std::uint32_t seen = 0;
  bool ascending = true;
  for (const NetworkEdge& edge : network.edges) {
    assert(edge.pred < count && edge.succ < count);
    const Node node = edge.*node_at;
    grouped &= node >= last;
    last = node;
    first[node + 1] = ++seen;
    ascending &= edge.pred < edge.succ;
  }
  ascending_ = ascending;
  if (grouped) {  // then a node's edges end where the last of them was seen
    for (std::size_t n = 0; n < count; ++n) first[n + 1] = std::max(first[n + 1], first[n]);
    return;
  }
  sort(network.edges, node_at);
}

void EdgesByNode::sort(const std::vector<NetworkEdge>& edges, Node NetworkEdge::*end) {
  std::fill(first_.begin(), first_.end(), 0);
  for (const NetworkEdge& edge : edges) ++first_[edge.*end];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  // Filled from the back, each node's start moves down to where its edges begin.
  sorted_.resize(edges.size());
  for (auto e = edges.rbegin(); e != edges.rend(); ++e) sorted_[--first_[*e.*end]] = *e;
  edges_ = sorted_.data();
}

void topological_order(const Network& network, const EdgesByNode& edges,
                       std::pmr::vector<Node>& order) {
  const std::size_t count = network.milestones.size();
  if (edges.ascending()) {
    order.resize(count);  // then the smallest node is always ready
    std::iota(order.begin(), order.end(), Node{0});
    return;
  }
  order.clear();
  order.reserve(count);
  const EdgesByNode out(network, EdgesByNode::End::pred, std::pmr::get_default_resource());
  std::vector<std::uint32_t> waiting(count, 0);
  for (const NetworkEdge& edge : network.edges) ++waiting[edge.succ];
  std::priority_queue<Node, std::vector<Node>, std::greater<>> ready;
  for (Node node = 0; node < count; ++node)
    if (waiting[node] == 0) ready.push(node);
  while (!ready.empty()) {
    const Node node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const NetworkEdge* e = out.begin(node); e != out.end(node); ++e)
      if (--waiting[e->succ] == 0) ready.push(e->succ);
  }
}

std::vector<Cycle> find_cycles(const Network& network) {
  const EdgesByNode out(network, EdgesByNode::End::pred, std::pmr::get_default_resource());
  std::pmr::vector<Node> order;
  topological_order(network, out, order);
  if (order.size() == network.milestones.size()) return {};
  std::vector<bool> left(network.milestones.size(), true);
  for (const Node node : order) left[node] = false;
  std::vector<Cycle> cycles;
  for (std::vector<Node>& members : Components(out, left).find()) {
    std::vector<Node> witness = shortest_cycle(network, out, members);
    if (!witness.empty()) cycles.push_back({std::move(members), std::move(witness)});
  }
  std::sort(cycles.begin(), cycles.end(),
            [](const Cycle& a, const Cycle& b) { return a.members.front() < b.members.front(); });
  return cycles;
}

}  // namespace closemap
