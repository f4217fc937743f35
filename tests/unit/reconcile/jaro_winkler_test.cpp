// Jaro–Winkler by bits against its definition.
#include "mapping/reconcile/jaro_winkler.h"

#include <catch2/catch.hpp>
#include <string>

#include "mapping/core/random.h"
#include "tests/support/jaro_definition.h"

using namespace closemap;

namespace {

std::string random_name(SplitMix64& random, std::size_t longest, std::string_view letters) {
  std::string name;
  for (std::uint64_t n = random.below(longest + 1); n > 0; --n)
    name += letters[random.below(letters.size())];
  return name;
}

}  // namespace

TEST_CASE("up to 64 characters and beyond, the result is the definition's to the last bit") {
  SplitMix64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::string a = random_name(random, i % 2 == 0 ? 12 : 80, "abcde ");
    const std::string b = random_name(random, i % 2 == 0 ? 12 : 80, "abcde ");
    REQUIRE(jaro(a, b) == jaro_by_definition(a, b));
    REQUIRE(jaro_winkler(a, b) == jaro_winkler_by_definition(a, b));
  }
}

TEST_CASE("characters are compared, not bytes") {
  CHECK(jaro_winkler("кошка", "кашка") == jaro_winkler("xoyxa", "xayxa"));
  CHECK(jaro("ab", "ба") == 0);
  CHECK(jaro("", "") == 1);
  CHECK(jaro_winkler("", "a") == 0);
  const std::string longer(70, 'x');
  CHECK(jaro_winkler(longer, longer + "y") == jaro_winkler_by_definition(longer, longer + "y"));
}
