// Counting levels and turning counts into shares.
#include "mapping/reconcile/estimate.h"

namespace closemap {

void LevelCounts::add(const PairScore& score) {
  ++pairs_;
  for (const Level level : score.levels)
    if (level != Level::missing) ++counts_[static_cast<std::size_t>(level)];
}

std::size_t LevelCounts::seen(Comparison comparison) const {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < kLevels; ++i)
    if (comparison_of(static_cast<Level>(i)) == comparison) seen += counts_[i];
  return seen;
}

double LevelCounts::share(Level level) const {
  const Comparison comparison = comparison_of(level);
  std::size_t levels = 0;
  for (std::size_t i = 0; i < kLevels; ++i)
    if (comparison_of(static_cast<Level>(i)) == comparison) ++levels;
  return static_cast<double>(at(level) + 1) / static_cast<double>(seen(comparison) + levels);
}

std::optional<LinkModel> estimate_model(const LinkModel& model, const LevelCounts& confirmed,
                                        const LevelCounts& random) {
  if (confirmed.pairs() < kConfirmedLinksMin) return std::nullopt;
  LinkModel learned = model;
  for (std::size_t i = 0; i < kLevels; ++i) {
    const auto level = static_cast<Level>(i);
    const Comparison comparison = comparison_of(level);
    if (confirmed.seen(comparison) == 0 || random.seen(comparison) == 0) continue;
    learned.at(level) = {confirmed.share(level), random.share(level)};
  }
  return learned;
}

}  // namespace closemap
