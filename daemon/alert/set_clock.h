// Waits of the outbox after the wall clock was set (reliability.md R22, I14).
#pragma once

#include "config/settings.h"
#include "daemon/store/store.h"

namespace closemap {

// Waits are stored as instants of the wall clock, but a retry, a grouping and the rest of a row of
// unknown outcome last as long as they last: those of rows not sent yet move with the clock, so
// that no jump prolongs or ends them. What waits for a send window keeps it: eight in the morning
// stays eight in the morning. Thread rule: inside Store::write.
void move_waits(OutboxRoom& outbox, const NotifySettings& notify, std::int64_t by_ms);

}  // namespace closemap
