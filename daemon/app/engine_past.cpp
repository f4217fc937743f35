// What the store remembers against what is: a backup that is in use again (reliability.md R20).
#include "daemon/alert/restored.h"
#include "daemon/app/engine.h"
#include "daemon/app/engine_keys.h"
#include "daemon/app/source_state.h"

namespace closemap {
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

}  // namespace closemap
