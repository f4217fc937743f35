// Levels of a pair and their sums.
#include "mapping/reconcile/pair_score.h"

#include <algorithm>
#include <cmath>

#include "mapping/reconcile/jaro_winkler.h"

namespace closemap {
namespace {

constexpr double kNearName = 0.92;

// REQUIRES: both sorted.
bool overlap(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) return true;
    *i < *j ? ++i : ++j;
  }
  return false;
}

bool contains(const std::vector<std::uint64_t>& all, const std::vector<std::uint64_t>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

Level domain_level(const DealFacts& a, const DealFacts& b) {
  if (a.domain == 0 || b.domain == 0) return Level::missing;
  if (a.domain == b.domain) return Level::domain_exact;
  return a.main_domain == b.main_domain ? Level::domain_alias : Level::domain_differ;
}

Level name_level(const DealFacts& a, const DealFacts& b) {
  if (a.readings.empty() || b.readings.empty()) return Level::missing;
  std::uint64_t digest = 0;
  if (same_name(a, b, digest)) return Level::name_exact;
  bool subset = false;
  for (const DealFacts::Reading& one : a.readings) {
    for (const DealFacts::Reading& other : b.readings) {
      if (jaro_winkler(one.key, other.key) >= kNearName) return Level::name_jw92;
      subset = subset || contains(one.words, other.words) || contains(other.words, one.words);
    }
  }
  return subset ? Level::name_token_subset : Level::name_differ;
}

Level contact_level(const DealFacts& a, const DealFacts& b) {
  if (a.contacts.empty() || b.contacts.empty()) return Level::missing;
  return overlap(a.contacts, b.contacts) ? Level::contact_overlap : Level::contact_none;
}

Level country_level(const DealFacts& a, const DealFacts& b) {
  if (a.country == 0 || b.country == 0) return Level::missing;
  return a.country == b.country ? Level::country_same : Level::country_differ;
}

Level close_level(const DealFacts& a, const DealFacts& b) {
  if (!a.close || !b.close) return Level::missing;
  const int days = std::abs(*a.close - *b.close);
  return days <= 7    ? Level::close_le7
         : days <= 30 ? Level::close_le30
         : days <= 90 ? Level::close_le90
                      : Level::close_gt90;
}

Level amount_level(const DealFacts& a, const DealFacts& b) {
  if (a.currency == 0 || a.currency != b.currency) return Level::missing;
  __extension__ using Wide = __int128;
  const auto size = [](Wide minor) { return minor < 0 ? -minor : minor; };
  const Wide larger = std::max(size(a.amount_minor), size(b.amount_minor));
  const Wide smaller = std::min(size(a.amount_minor), size(b.amount_minor));
  const Wide apart = size(Wide{a.amount_minor} - b.amount_minor);
  if (20 * apart <= larger) return Level::amount_r05;
  if (4 * apart <= larger) return Level::amount_r25;
  return apart <= larger && larger <= 2 * smaller ? Level::amount_r2x : Level::amount_far;
}

Level solution_level(const DealFacts& a, const DealFacts& b) {
  if (a.solutions.empty() || b.solutions.empty()) return Level::missing;
  return overlap(a.solutions, b.solutions) ? Level::solution_overlap : Level::solution_none;
}

}  // namespace

std::string_view to_text(LinkVerdict verdict) {
  switch (verdict) {
    case LinkVerdict::none:
      return "no";
    case LinkVerdict::link:
      return "link";
    case LinkVerdict::review:
      return "review";
  }
  return "";
}

bool same_name(const DealFacts& a, const DealFacts& b, std::uint64_t& digest) {
  for (const DealFacts::Reading& one : a.readings) {
    for (const DealFacts::Reading& other : b.readings) {
      if (one.digest != other.digest) continue;
      digest = one.digest;
      return true;
    }
  }
  return false;
}

bool PairScore::strong() const {
  const Level domain = level(Comparison::domain);
  return domain == Level::domain_exact || domain == Level::domain_alias ||
         level(Comparison::contact) == Level::contact_overlap;
}

PairScorer::PairScorer(const LinkModel& model) : model_(model) {
  for (std::size_t i = 0; i < kLevels; ++i) weights_[i] = weight_of(model_.shares[i]);
  account_prior_ = prior_weight(model_.lambda_account);
}

void PairScorer::put(PairScore& score, Comparison comparison, Level level) const {
  const auto at = static_cast<std::size_t>(comparison);
  score.levels[at] = level;
  score.weights[at] = level == Level::missing ? 0 : weights_[static_cast<std::size_t>(level)];
}

void PairScorer::score_account(PairScore& score, const DealFacts& vendor, const DealFacts& partner,
                               double name_frequency) const {
  put(score, Comparison::domain, domain_level(vendor, partner));
  put(score, Comparison::name, name_level(vendor, partner));
  put(score, Comparison::contact, contact_level(vendor, partner));
  put(score, Comparison::country, country_level(vendor, partner));
  const Shares exact = model_.at(Level::name_exact);
  if (score.level(Comparison::name) == Level::name_exact && name_frequency > exact.u)
    score.weights[static_cast<std::size_t>(Comparison::name)] =
        weight_of({exact.m, name_frequency});
  score.account_prior = account_prior_;
  score.account = account_prior_;
  for (std::size_t i = 0; i < kAccountComparisons; ++i) score.account += score.weights[i];
}

void PairScorer::score_opportunity(PairScore& score, const DealFacts& vendor,
                                   const DealFacts& partner, std::size_t nv, std::size_t np) const {
  put(score, Comparison::close, close_level(vendor, partner));
  put(score, Comparison::amount, amount_level(vendor, partner));
  put(score, Comparison::solution, solution_level(vendor, partner));
  const auto rivals = static_cast<double>(std::max({nv, np, std::size_t{1}}));
  score.opportunity_prior = prior_weight(model_.opportunity_share / rivals);
  score.opportunity = score.opportunity_prior;
  for (std::size_t i = kAccountComparisons; i < kComparisons; ++i)
    score.opportunity += score.weights[i];
}

LinkVerdict PairScorer::decide(const PairScore& score, const std::optional<double>& margin) const {
  if (score.account < model_.account_review || score.opportunity < model_.opportunity_review)
    return LinkVerdict::none;
  const bool sure = score.strong() && score.account >= model_.account_auto &&
                    score.opportunity >= model_.opportunity_auto &&
                    (!margin || *margin >= model_.margin);
  return sure ? LinkVerdict::link : LinkVerdict::review;
}

}  // namespace closemap
