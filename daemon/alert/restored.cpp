// Doubting what a backup calls unsent.
#include "daemon/alert/restored.h"

#include <limits>

namespace closemap {

std::int64_t doubt_pending(OutboxRoom& outbox, Instant now) {
  constexpr auto kAll = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());
  std::int64_t doubted = 0;
  for (OutboxRow& row : outbox.in_state(OutboxState::pending, kAll)) {
    if (row.not_before > now) continue;
    row.state = OutboxState::sending;
    row.sending_at = row.created;  // from here on a searchable receiver is searched
    row.error.clear();
    outbox.update(row);
    ++doubted;
  }
  return doubted;
}

}  // namespace closemap
