// Reading the machine's clocks.
#include "daemon/app/clock.h"

#include <time.h>

#include <chrono>

namespace closemap {

Instant SystemClock::now() const {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

// Goes on while the machine sleeps: waking up is no clock that was set, and what came due meanwhile
// is due.
std::int64_t SystemClock::mono_ms() const {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  constexpr std::int64_t kMsPerSecond = 1'000;
  constexpr std::int64_t kNsPerMs = 1'000'000;
  return now.tv_sec * kMsPerSecond + now.tv_nsec / kNsPerMs;
}

}  // namespace closemap
