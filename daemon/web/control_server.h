// HTTP/1.1 on the control socket (design.md §9, T10, T22): questions wait for the core thread's
// answer, slow clients cost a slot and nothing else.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/web/control_message.h"
#include "daemon/web/metrics.h"
#include "mapping/core/result.h"

namespace closemap {

struct ControlLimits {
  unsigned connections_max = 64;
  std::size_t connection_memory_bytes = 32 * 1024;  // headers of one request
  std::size_t body_bytes_max = 1024 * 1024;
  unsigned idle_secs = 10;
  // A request must have arrived as a whole within this time; a dribble resets only the idle timer.
  std::chrono::milliseconds request_deadline{15'000};
  std::chrono::milliseconds core_deadline{30'000};
};

struct ControlServerOptions {
  std::string path;
  // Runs a job on the core thread, later; any thread may call it. Jobs that are dropped are fine.
  std::function<void(std::function<void()>)> post;
  std::function<ControlReply(const ControlRequest&)> handle;  // core thread: everything but …
  std::function<std::vector<Metric>()> metrics;               // core thread: GET /metrics
  // Any thread: GET /healthz. Empty: healthy (200); else what is wrong (503). It must not wait for
  // the core.
  std::function<std::string()> health;
  ControlLimits limits;
};

// Threads: one that speaks HTTP, one that watches deadlines; both end with stop(). A request the
// core did not begin within core_deadline is answered 503 and never carried out; one it began and
// did not finish is answered 503 "still being carried out".
class ControlServer {
 public:
  // Errors are ControlSocket::listen's, or transient when no thread can be started.
  static Result<std::unique_ptr<ControlServer>> start(ControlServerOptions options);
  virtual ~ControlServer() = default;  // stops

  // Waiting requests are answered 503, the socket's file is removed. May be called from the core
  // thread, more than once.
  virtual void stop() = 0;
};

}  // namespace closemap
