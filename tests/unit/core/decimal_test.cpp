// Rounding by the exact value.
#include "mapping/core/decimal.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "mapping/core/random.h"

namespace closemap {
namespace {

// What the C library prints is rounded by the exact value, too.
double printed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return std::strtod(text, nullptr);
}

TEST_CASE("a tie goes to the even digit, and only an exact tie is one") {
  CHECK(rounded(1.0 / 32, 4) == 0.0312);
  CHECK(rounded(33.0 / 32, 4) == 1.0312);
  CHECK(rounded(45.0 / 32, 4) == 1.4062);
  CHECK(rounded(3.0 / 32, 4) == 0.0938);
  CHECK(rounded(-1.0 / 32, 4) == -0.0312);
  CHECK(rounded(0.00005, 4) == 0.0001);  // a little more than it looks
  CHECK(rounded(0.00015, 4) == 0.0001);  // a little less
  CHECK(rounded(1.0 / 128, 6) == 0.007812);
  CHECK(rounded(2.5, 0) == 2);
  CHECK(rounded(1e300, 6) == 1e300);
  CHECK(std::isnan(rounded(std::numeric_limits<double>::quiet_NaN(), 6)));
}

TEST_CASE("any ratio is rounded as the C library prints it") {
  SplitMix64 random(11);
  int wrong = 0;
  for (int i = 0; i < 200'000; ++i) {
    const auto whole = static_cast<double>(random.below(4'001)) - 2'000;
    const double value = whole / static_cast<double>(1 + random.below(1'000));
    for (const int decimals : {0, 1, 2, 4, 6})
      wrong += rounded(value, decimals) == printed(value, decimals) ? 0 : 1;
  }
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace closemap
