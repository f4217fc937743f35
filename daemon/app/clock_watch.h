// Tells a wall clock that was set from time that passed (reliability.md R22).
#pragma once

#include <cstdint>
#include <optional>

#include "mapping/core/instant.h"

namespace closemap {

// A clock that is slewed, and the moment between reading two clocks, are below this.
inline constexpr std::int64_t kClockStepMs = 5'000;

class ClockWatch {
 public:
  // By how much the wall clock was set since the last look, forwards above 0; 0: it only ran.
  std::int64_t step(Instant wall, std::int64_t mono_ms) {
    const std::int64_t ahead = wall.ms - mono_ms;
    const std::int64_t by = ahead_ ? ahead - *ahead_ : 0;
    ahead_ = ahead;
    return by <= -kClockStepMs || by >= kClockStepMs ? by : 0;
  }

 private:
  std::optional<std::int64_t> ahead_;  // of the monotonic clock
};

}  // namespace closemap
