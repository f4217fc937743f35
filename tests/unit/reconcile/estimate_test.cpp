// Weights learned from confirmed links.
#include "mapping/reconcile/estimate.h"

#include <catch2/catch.hpp>

using namespace closemap;

namespace {

PairScore names(Level level) {
  PairScore score;
  score.levels[static_cast<std::size_t>(Comparison::name)] = level;
  return score;
}

}  // namespace

TEST_CASE("fewer than 200 confirmed links teach nothing") {
  LevelCounts confirmed;
  LevelCounts random;
  random.add(names(Level::name_differ));
  for (int i = 0; i < 199; ++i) confirmed.add(names(Level::name_exact));
  CHECK_FALSE(estimate_model(default_link_model(), confirmed, random));
  confirmed.add(names(Level::name_exact));
  CHECK(estimate_model(default_link_model(), confirmed, random));
}

TEST_CASE("shares are counts plus one, and a comparison never seen keeps its own") {
  LevelCounts confirmed;
  LevelCounts random;
  for (int i = 0; i < 150; ++i) confirmed.add(names(Level::name_exact));
  for (int i = 0; i < 46; ++i) confirmed.add(names(Level::name_jw92));
  for (int i = 0; i < 10; ++i) confirmed.add(PairScore{});  // says nothing about names
  for (int i = 0; i < 96; ++i) random.add(names(Level::name_differ));
  const auto learned = estimate_model(default_link_model(), confirmed, random);
  REQUIRE(learned);
  CHECK(learned->at(Level::name_exact).m == Approx(151.0 / 200));
  CHECK(learned->at(Level::name_jw92).m == Approx(47.0 / 200));
  CHECK(learned->at(Level::name_token_subset).m == Approx(1.0 / 200));
  CHECK(learned->at(Level::name_exact).u == Approx(1.0 / 100));
  CHECK(learned->at(Level::name_differ).u == Approx(97.0 / 100));
  CHECK(learned->at(Level::domain_exact).m == default_link_model().at(Level::domain_exact).m);
  CHECK(learned->margin == default_link_model().margin);
}
