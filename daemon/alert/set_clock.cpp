// Moving waits.
#include "daemon/alert/set_clock.h"

#include <algorithm>
#include <limits>

namespace closemap {

void move_waits(OutboxRoom& outbox, const NotifySettings& notify, std::int64_t by_ms) {
  constexpr auto kAll = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());
  const std::int64_t longest_grouping = std::max(notify.group_wait_ms, notify.group_interval_ms);
  for (OutboxRow& row : outbox.in_state(OutboxState::pending, kAll)) {
    const bool window = row.attempt == 0 && row.not_before - row.created > longest_grouping;
    if (!window) row.not_before = row.not_before + by_ms;
    row.created = row.created + by_ms;
    outbox.update(row);
  }
  for (OutboxRow& row : outbox.in_state(OutboxState::sending, kAll)) {
    if (row.sending_at) row.sending_at = *row.sending_at + by_ms;
    row.created = row.created + by_ms;
    outbox.update(row);
  }
}

}  // namespace closemap
