// What the store remembers against what is: a backup that is in use again, a clock that was set
// (reliability.md R20, R22).
#include <algorithm>
#include <cstdlib>

#include "daemon/alert/restored.h"
#include "daemon/alert/set_clock.h"
#include "daemon/app/engine.h"
#include "daemon/app/engine_keys.h"
#include "daemon/app/source_state.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::int64_t kUnbelievedMaxMs = 3'600'000;  // however rarely a source is read

}  // namespace

// What was told since the backup is told again in the digest of what is found, marked as a possible
// repeat, as after a long silence.
Status Engine::begin_restored() {
  const std::int64_t generation = doors_.store.generation() + 1;
  std::int64_t doubted = 0;
  Status done = doors_.store.begin_generation([&]() -> Status {
    MetaRoom& meta = doors_.store.meta();
    doubted = doubt_pending(doors_.store.outbox(), now());
    meta.set(kRestoredKey, "1");
    for (const auto& [name, source] : sources_) meta.set(baseline_key(name), "");
    in_force_->writer->tell_operator(
        {Severity::warning, "the store was restored from a backup",
         "what was sent since the backup was made is not in it",
         std::to_string(doubted) +
             " notices that waited then are looked up, or sent again as possible repeats; what is "
             "found new comes as one digest for each person",
         "see closemap outbox", now()},
        "restored/" + std::to_string(generation), now());
    return ok();
  });
  if (!done) return Error(done.error()).within("begin with a restored store");
  doors_.log("warn", "the store was restored from a backup; " + std::to_string(doubted) +
                         " notices may have been sent since it was made");
  return ok();
}

// A machine that was put back to a snapshot, or lost its clock's battery: its days are over
// already. What waited then goes on waiting from now, as far as the store can tell.
Status Engine::look_at_clock() {
  Instant seen;
  std::int64_t known = 0;
  const Status read = doors_.store.read([&]() -> Status {
    known = number_of(doors_.store.meta(), kAheadKey);
    seen = Instant{number_of(doors_.store.meta(), kHeartbeatKey)};
    if (const auto event = doors_.store.newest_event()) seen = std::max(seen, *event);
    return ok();
  });
  if (!read) return read;
  const std::int64_t behind = seen - now();
  if (behind < kClockJumpMs || seen.ms <= known || doors_.show_only) return ok();
  const std::string what =
      "the clock says " + to_text(now()) + ", the store was written at " + to_text(seen);
  doors_.log("warn", what + "; put the clock right");
  tell_operator({Severity::warning, "the clock is behind the store by " + duration_text(behind),
                 what, "steps count as due, and notices go out, by the clock as it is",
                 "put the clock right; if it is, nothing has to be done", now()},
                "clock_behind/" + std::to_string(seen.ms));
  clock_set(-behind);
  return ok();
}

void Engine::watch_clock() {
  const std::int64_t by = clock_watch_.step(now(), doors_.clock.mono_ms());
  if (by == 0) return;
  clock_set(by);
  if (std::abs(by) < kClockJumpMs) return;
  std::int64_t interval = 0;
  for (const auto& [name, source] : sources_) interval = std::max(interval, source->interval_ms);
  unbelieved_until_mono_ = doors_.clock.mono_ms() + std::min(interval, kUnbelievedMaxMs);
  doors_.log("warn", "the clock was set " + std::string(by > 0 ? "forwards" : "back") + " by " +
                         duration_text(std::abs(by)) + "; nothing is judged for one poll interval");
}

void Engine::clock_set(std::int64_t by_ms) {
  in_force_->delivery->clock_set(by_ms);
  set_back_ = set_back_ || by_ms <= -kClockJumpMs;
  const Status done = doors_.store.write([&]() -> Status {
    move_waits(doors_.store.outbox(), settings().notify, by_ms);
    MetaRoom& meta = doors_.store.meta();
    const std::int64_t before = now().ms - by_ms;
    if (by_ms < 0 && before > number_of(meta, kAheadKey))
      meta.set(kAheadKey, std::to_string(before));
    return ok();
  });
  if (!done) failed(done.error());
}

}  // namespace closemap
