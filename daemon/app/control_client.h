// Asking the running daemon over its control socket.
#pragma once

#include <string>

#include "daemon/web/control_message.h"
#include "mapping/core/result.h"

namespace closemap {

// Error permanent: nobody listens there (the caller may open the store itself); transient: it did
// not answer.
Result<ControlReply> ask_daemon(const std::string& socket, const ControlRequest& request);

}  // namespace closemap
