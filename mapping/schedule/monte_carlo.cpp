// Trials: sampled durations put into the solver of the plan without its promises (domain.md §2.10).
#include "mapping/schedule/monte_carlo.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>

#include "mapping/core/digest.h"
#include "mapping/core/random.h"
#include "mapping/schedule/ordered_graph.h"
#include "mapping/schedule/solve.h"

namespace closemap {
namespace {

constexpr int kSeedBytes = 8;
constexpr int kDaysMax = 100'000;  // of one sampled duration, centuries

// The early run alone: nothing waits for its promise, and one anchor is looked at.
Network without_promises(const Network& network, const NetworkAnchor& anchor) {
  Network out = network;
  for (NetworkMilestone& m : out.milestones) m.advance = true;
  out.anchors = {anchor};
  return out;
}

int whole_days(double days) {
  return static_cast<int>(std::floor(std::clamp<double>(days, 0, kDaysMax) + 0.5));
}

int longer(int days, int impact_bd) {
  return static_cast<int>(std::clamp<std::int64_t>(std::int64_t{days} + impact_bd, 0, kDaysMax));
}

class Trials {
 public:
  Trials(const Network& network, const NetworkAnchor& anchor, std::uint64_t seed)
      : network_(without_promises(network, anchor)),
        graph_(*OrderedGraph::of(network_)),
        random_(seed) {
    solve_into(network_, graph_, effective_);
    sampled_ = effective_;
  }

  // The anchor as it comes out of one more trial.
  const ScheduledAnchor& next() {
    for (const NetworkEstimate& estimate : network_.estimates) {
      ScheduledMilestone& m = sampled_.milestones[estimate.milestone];
      m.duration_bd = whole_days(triangular(random_.uniform(), estimate.days));
      m.duration_source = DurationSource::explicit_;
    }
    for (const NetworkRisk& risk : network_.risks)  // those without an estimate start over
      restart(risk.milestone);
    for (const NetworkRisk& risk : network_.risks) {
      int& days = sampled_.milestones[risk.milestone].duration_bd;
      if (random_.uniform() < risk.probability) days = longer(days, risk.impact_bd);
    }
    solve_into(network_, graph_, solution_, &sampled_);
    return solution_.anchors.front();
  }

 private:
  void restart(Node node) {
    const auto found = std::lower_bound(
        network_.estimates.begin(), network_.estimates.end(), node,
        [](const NetworkEstimate& estimate, Node wanted) { return estimate.milestone < wanted; });
    if (found == network_.estimates.end() || found->milestone != node)
      sampled_.milestones[node].duration_bd = effective_.milestones[node].duration_bd;
  }

  const Network network_;
  const OrderedGraph graph_;
  SplitMix64 random_;
  Schedule effective_;  // durations of the plan as it is
  Schedule sampled_;    // durations of the trial
  Schedule solution_;
};

}  // namespace

std::uint64_t monte_carlo_seed(std::string_view plan_id, int version, Date status_date) {
  const Sha256 digest =
      sha256(std::string(plan_id) + "\n" + std::to_string(version) + "\n" + to_text(status_date));
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i < kSeedBytes; ++i) seed = seed << 8 | digest[i];
  return seed;
}

double triangular(double u, const Estimate3& days) {
  const double span = days.p - days.o;
  if (span <= 0) return days.o;
  const double rise = days.m - days.o;
  if (u < rise / span) return days.o + std::sqrt(u * span * rise);
  return days.p - std::sqrt((1 - u) * span * (days.p - days.m));
}

Date MonteCarlo::percentile(int percent) const {
  assert(percent >= 1 && percent <= 100 && !finishes.empty());
  const std::size_t rank = (finishes.size() * static_cast<std::size_t>(percent) + 99) / 100;
  return finishes[rank - 1];
}

MonteCarlo monte_carlo(const Network& network, const NetworkAnchor& anchor, std::uint64_t seed,
                       int trials) {
  assert(trials >= 1);
  MonteCarlo out;
  out.seed = seed;
  out.finishes.reserve(static_cast<std::size_t>(trials));
  std::vector<int> on_path(network.milestones.size(), 0);
  Trials all(network, anchor, seed);
  for (int i = 0; i < trials; ++i) {
    const ScheduledAnchor& end = all.next();
    out.finishes.push_back(end.early_finish);
    for (const Node node : end.driving_path) ++on_path[node];
  }
  std::sort(out.finishes.begin(), out.finishes.end());
  const auto after = std::upper_bound(out.finishes.begin(), out.finishes.end(), anchor.date);
  out.on_time = static_cast<double>(after - out.finishes.begin()) / trials;
  for (const int count : on_path) out.criticality.push_back(static_cast<double>(count) / trials);
  return out;
}

}  // namespace closemap
