// Words of the row enums.
#include "daemon/store/rows.h"

namespace closemap {

std::string_view to_text(OutboxState state) {
  switch (state) {
    case OutboxState::pending:
      return "pending";
    case OutboxState::sending:
      return "sending";
    case OutboxState::sent:
      return "sent";
    case OutboxState::uncertain:
      return "uncertain";
    case OutboxState::dead:
      return "dead";
    case OutboxState::suppressed:
      return "suppressed";
  }
  return "";
}

}  // namespace closemap
