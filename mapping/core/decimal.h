// Numbers with few decimals, as they are reported (domain.md §11).
#pragma once

#include <cmath>

namespace closemap {

// The nearest number of so many decimals, by the value's exact binary digits: a tie there goes to
// the even one, 1/32 to 0.0312. `decimals`: 0 to 9. A value beyond 2^51 / 10^decimals, or that is
// no number, is returned as it is.
inline double rounded(double value, int decimals) {
  constexpr double kExact = 2'251'799'813'685'248.0;  // 2^51: a half more can still be told
  double scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  if (!(std::abs(value) * scale < kExact)) return value;
  const double below = std::floor(value * scale);
  const double beyond_half = std::fma(value, scale, -(below + 0.5));  // its sign is exact
  const bool odd = std::fmod(below, 2) != 0;
  return (beyond_half > 0 || (beyond_half == 0 && odd) ? below + 1 : below) / scale;
}

}  // namespace closemap
