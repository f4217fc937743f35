// Words of the row enums, and documents packed.
#include "daemon/store/rows.h"

#include "daemon/store/packed_text.h"

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

PackedDocument pack_document(std::string_view text) { return {hash128(text), pack_text(text)}; }

}  // namespace closemap
