// The engine's figures for /metrics (style.md habit 17: each event type = one log line + one
// counter).
#pragma once

#include <vector>

#include "daemon/app/core.h"
#include "daemon/web/metrics.h"

namespace closemap {

// Thread rule: the core thread.
std::vector<Metric> metrics_of(Core& core);

}  // namespace closemap
