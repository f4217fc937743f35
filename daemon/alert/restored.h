// What a restored store says of the outbox is as old as its backup (reliability.md R20).
#pragma once

#include "daemon/store/store.h"

namespace closemap {

// Every pending row whose time has come by `now` may have been sent since the backup was made: it
// becomes one of unknown outcome, and goes the way of its receiver's class (reliability.md §1.2):
// sent again with its key, looked up, or sent again marked or parked. What was not due yet cannot
// have been sent. Returns how many. Thread rule: inside Store::write.
std::int64_t doubt_pending(OutboxRoom& outbox, Instant now);

}  // namespace closemap
