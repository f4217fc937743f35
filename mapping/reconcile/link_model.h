// The Fellegi–Sunter model of linking: comparisons, their levels and what each is worth
// (domain.md §3.3). The m and u of the default are assumptions; estimate.h re-estimates them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace closemap {

enum class Comparison : std::uint8_t { domain, name, contact, country, close, amount, solution };
inline constexpr std::size_t kComparisons = 7;
inline constexpr std::size_t kAccountComparisons = 4;  // the first ones decide the account

// Level of agreement of one comparison; `missing` where a side says nothing: worth nothing.
enum class Level : std::uint8_t {
  domain_exact,
  domain_alias,
  domain_differ,
  name_exact,
  name_jw92,
  name_token_subset,
  name_differ,
  contact_overlap,
  contact_none,
  country_same,
  country_differ,
  close_le7,
  close_le30,
  close_le90,
  close_gt90,
  amount_r05,
  amount_r25,
  amount_r2x,
  amount_far,
  solution_overlap,
  solution_none,
  missing
};
inline constexpr std::size_t kLevels = static_cast<std::size_t>(Level::missing);

std::string_view to_text(Comparison comparison);
// "exact", "jw92" …; the comparison is not part of the word.
std::string_view to_text(Level level);
Comparison comparison_of(Level level);  // REQUIRES: not missing

// Share of true pairs (m) and of random pairs (u) at a level.
struct Shares {
  double m = 0, u = 0;
};
double weight_of(Shares shares);       // log2(m/u), bits
double prior_weight(double lambda);    // log2(λ/(1−λ)), bits; REQUIRES: 0 < λ < 1
double probability_of(double weight);  // 2^M / (1 + 2^M)

struct LinkModel {
  std::array<Shares, kLevels> shares;
  double lambda_account = 0.02;
  double opportunity_share = 0.8;  // λ_B = share / max(nv, np)
  double account_auto = 7, account_review = 0;
  double opportunity_auto = 3, opportunity_review = -3;
  double margin = 3;

  const Shares& at(Level level) const { return shares[static_cast<std::size_t>(level)]; }
  Shares& at(Level level) { return shares[static_cast<std::size_t>(level)]; }
};
LinkModel default_link_model();

}  // namespace closemap
