// What a notifier that cannot be searched answers.
#include "connectors/api/connector.h"

namespace closemap {

Result<std::optional<Receipt>> Notifier::find(const Notice&, Instant) {
  return Error{Fault::bug, "this receiver cannot be searched for earlier attempts"};
}

}  // namespace closemap
