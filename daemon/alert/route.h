// Which notifiers carry a notice: first matching route wins, `continue` goes on
// (config-example.toml).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"

namespace closemap {

struct RouteLabels {
  std::string_view signal, severity, party, plan_id, plan_name;
  std::span<const std::string_view> connectors;  // names of the plan's sources
};
struct Routed {
  std::vector<std::string> notify, fallback;  // in order, each once
  bool matched = false;                       // false: goes to the log
};
Routed route(const Settings& settings, const RouteLabels& labels);

}  // namespace closemap
