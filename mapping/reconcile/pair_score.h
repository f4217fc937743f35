// How well two records agree: levels, weights and probabilities of one pair (domain.md §3.3).
#pragma once

#include <array>

#include "mapping/reconcile/deal_record.h"
#include "mapping/reconcile/link_model.h"

namespace closemap {

enum class LinkVerdict { none, link, review };  // none: not the same deal
std::string_view to_text(LinkVerdict verdict);  // "no", "link", "review"

// Weights in bits; a level that is missing has the weight 0.
struct PairScore {
  std::array<Level, kComparisons> levels{Level::missing, Level::missing, Level::missing,
                                         Level::missing, Level::missing, Level::missing,
                                         Level::missing};
  std::array<double, kComparisons> weights{};
  double account_prior = 0, opportunity_prior = 0;
  double account = 0, opportunity = 0;  // priors and weights summed

  Level level(Comparison comparison) const { return levels[static_cast<std::size_t>(comparison)]; }
  double weight(Comparison comparison) const {
    return weights[static_cast<std::size_t>(comparison)];
  }
  // Domain exact or alias, or a common contact: without it nothing links by itself.
  bool strong() const;
};

// The model's weights worked out once.
class PairScorer {
 public:
  explicit PairScorer(const LinkModel& model);

  // Stage A. `name_frequency`: share of records with the pair's common company key; it takes the
  // place of u where it is larger.
  void score_account(PairScore& score, const DealFacts& vendor, const DealFacts& partner,
                     double name_frequency) const;
  // Stage B; nv and np: candidate opportunities of that account on each side, at least 1.
  void score_opportunity(PairScore& score, const DealFacts& vendor, const DealFacts& partner,
                         std::size_t nv, std::size_t np) const;
  // `margin`: bits over the best rival; nullopt: no rival.
  LinkVerdict decide(const PairScore& score, const std::optional<double>& margin) const;

  const LinkModel& model() const { return model_; }

 private:
  void put(PairScore& score, Comparison comparison, Level level) const;
  LinkModel model_;
  std::array<double, kLevels> weights_{};
  double account_prior_ = 0;
};

// Whether the names are equal in some reading; `digest` is then the key's.
bool same_name(const DealFacts& a, const DealFacts& b, std::uint64_t& digest);

}  // namespace closemap
