// Strongly connected components of a plan's dependencies (Tarjan) and a witness cycle for each.
#include "mapping/plan/cycles.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "mapping/plan/milestone_index.h"

namespace closemap {
namespace {

using Graph = std::vector<std::vector<std::size_t>>;  // successors, ascending
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct Visit {
  std::size_t node = 0;
  std::size_t next = 0;  // successor to look at next
};

// Tarjan's algorithm without recursion: plans come from outside.
class Components {
 public:
  explicit Components(const Graph& graph)
      : graph_(graph),
        index_(graph.size(), kNone),
        low_(graph.size(), 0),
        stacked_(graph.size(), false) {}

  std::vector<std::vector<std::size_t>> run() {
    for (std::size_t node = 0; node < graph_.size(); ++node)
      if (index_[node] == kNone) walk(node);
    return std::move(found_);
  }

 private:
  void enter(std::size_t node) {
    index_[node] = low_[node] = counter_++;
    stack_.push_back(node);
    stacked_[node] = true;
    path_.push_back({node, 0});
  }

  void walk(std::size_t start) {
    enter(start);
    while (!path_.empty()) {
      const std::size_t node = path_.back().node;
      if (path_.back().next < graph_[node].size()) {
        const std::size_t succ = graph_[node][path_.back().next++];
        if (index_[succ] == kNone)
          enter(succ);
        else if (stacked_[succ])
          low_[node] = std::min(low_[node], index_[succ]);
        continue;
      }
      path_.pop_back();
      if (!path_.empty()) low_[path_.back().node] = std::min(low_[path_.back().node], low_[node]);
      if (low_[node] == index_[node]) take(node);
    }
  }

  void take(std::size_t root) {
    std::vector<std::size_t> members;
    std::size_t node = kNone;
    while (node != root) {
      node = stack_.back();
      stack_.pop_back();
      stacked_[node] = false;
      members.push_back(node);
    }
    std::sort(members.begin(), members.end());
    const std::vector<std::size_t>& succ = graph_[root];
    const bool self_loop = std::find(succ.begin(), succ.end(), root) != succ.end();
    if (members.size() > 1 || self_loop) found_.push_back(std::move(members));
  }

  const Graph& graph_;
  std::vector<std::size_t> index_, low_;
  std::vector<bool> stacked_;
  std::vector<std::size_t> stack_;
  std::vector<Visit> path_;
  std::size_t counter_ = 0;
  std::vector<std::vector<std::size_t>> found_;
};

// Breadth first from the smallest member back to itself, smaller ids first.
std::vector<std::size_t> shortest_cycle(const Graph& graph,
                                        const std::vector<std::size_t>& members) {
  const std::size_t start = members.front();
  std::vector<std::size_t> from(graph.size(), kNone);
  std::deque<std::size_t> queue{start};
  while (!queue.empty()) {
    const std::size_t node = queue.front();
    queue.pop_front();
    for (const std::size_t succ : graph[node]) {
      if (succ == start) {
        std::vector<std::size_t> cycle{node};
        while (cycle.back() != start) cycle.push_back(from[cycle.back()]);
        std::reverse(cycle.begin(), cycle.end());
        return cycle;
      }
      if (from[succ] != kNone || !std::binary_search(members.begin(), members.end(), succ))
        continue;
      from[succ] = node;
      queue.push_back(succ);
    }
  }
  return {};
}

std::vector<std::string> names(const MilestoneIndex& steps, const std::vector<std::size_t>& nodes) {
  std::vector<std::string> out;
  for (const std::size_t node : nodes) out.push_back(steps.id(node));
  return out;
}

// Both ends of a dependency; nullopt when one of them is unknown.
std::optional<std::pair<std::size_t, std::size_t>> ends_of(const Dependency& each,
                                                           MilestoneIndex& steps) {
  const auto pred = steps.find(each.pred);
  const auto succ = steps.find(each.succ);
  if (!pred || !succ) return std::nullopt;
  return std::pair(*pred, *succ);
}

// No way that only leads on comes back to where it began.
bool all_lead_on(const Plan& plan, MilestoneIndex& steps) {
  return std::all_of(plan.dependencies.begin(), plan.dependencies.end(),
                     [&](const Dependency& each) {
                       const auto ends = ends_of(each, steps);
                       return !ends || ends->first < ends->second;
                     });
}

}  // namespace

std::vector<PlanCycle> cycles_of(const Plan& plan) {
  MilestoneIndex steps(plan);
  if (all_lead_on(plan, steps)) return {};  // of a template always, of most imports
  Graph graph(steps.size());
  for (const Dependency& each : plan.dependencies)
    if (const auto ends = ends_of(each, steps)) graph[ends->first].push_back(ends->second);
  for (auto& successors : graph) std::sort(successors.begin(), successors.end());

  std::vector<std::vector<std::size_t>> components = Components(graph).run();
  std::sort(components.begin(), components.end());
  std::vector<PlanCycle> cycles;
  for (const auto& members : components)
    cycles.push_back({names(steps, members), names(steps, shortest_cycle(graph, members))});
  return cycles;
}

}  // namespace closemap
