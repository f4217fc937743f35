// Weights learned from what people confirmed (domain.md §3.3: from 200 confirmed links on, Laplace
// +1).
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "mapping/reconcile/pair_score.h"

namespace closemap {

inline constexpr std::size_t kConfirmedLinksMin = 200;

// How often each level was seen over a set of pairs; missing levels count nowhere.
class LevelCounts {
 public:
  void add(const PairScore& score);
  std::size_t pairs() const { return pairs_; }
  std::size_t at(Level level) const { return counts_[static_cast<std::size_t>(level)]; }
  // (seen at the level + 1) / (seen at any level of its comparison + number of its levels).
  double share(Level level) const;
  std::size_t seen(Comparison comparison) const;

 private:
  std::array<std::size_t, kLevels> counts_{};
  std::size_t pairs_ = 0;
};

// The model with m from confirmed links and u from random pairs. A comparison that one of the two
// never saw keeps its shares; thresholds and priors stay. nullopt: fewer than kConfirmedLinksMin
// links.
std::optional<LinkModel> estimate_model(const LinkModel& model, const LevelCounts& confirmed,
                                        const LevelCounts& random);

}  // namespace closemap
