// The only places the time comes from: the machine's clocks, or a clock that tests and replays turn
// by hand.
#pragma once

#include <cstdint>

#include "mapping/core/instant.h"

namespace closemap {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;           // wall clock
  virtual std::int64_t mono_ms() const = 0;  // never goes back; for intervals and deadlines
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  std::int64_t mono_ms() const override;
};

// Thread rule: set() on the core thread only; workers may read between polls.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  std::int64_t mono_ms() const override { return now_.ms - jumped_; }
  void set(Instant now) { now_ = now; }  // time passes until then
  void jump(std::int64_t by_ms) {        // somebody sets the wall clock
    now_ = now_ + by_ms;
    jumped_ += by_ms;
  }

 private:
  Instant now_;
  std::int64_t jumped_ = 0;
};

}  // namespace closemap
