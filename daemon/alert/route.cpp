// Matching routes.
#include "daemon/alert/route.h"

#include <algorithm>

namespace closemap {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void add_once(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const std::string& name : more)
    if (!contains(list, name)) list.push_back(name);
}

bool matches(const RouteSettings& rule, const RouteLabels& labels) {
  for (const auto& entry : rule.match) {
    const std::string& label = entry.first;
    const std::vector<std::string>& wanted = entry.second;
    bool good = false;
    if (label == "signal") good = contains(wanted, labels.signal);
    if (label == "severity") good = contains(wanted, labels.severity);
    if (label == "party") good = contains(wanted, labels.party);
    if (label == "plan")
      good = contains(wanted, labels.plan_id) || contains(wanted, labels.plan_name);
    if (label == "connector")
      good = std::any_of(labels.connectors.begin(), labels.connectors.end(),
                         [&](std::string_view name) { return contains(wanted, name); });
    if (!good) return false;
  }
  return true;
}

}  // namespace

Routed route(const Settings& settings, const RouteLabels& labels) {
  Routed routed;
  for (const RouteSettings& rule : settings.routes) {
    if (!matches(rule, labels)) continue;
    routed.matched = true;
    add_once(routed.notify, rule.notify);
    add_once(routed.fallback, rule.fallback);
    if (!rule.proceed) break;
  }
  return routed;
}

}  // namespace closemap
