// Forecasts that moved, by the step that moved them.
#include "mapping/schedule/forecast_event.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "mapping/core/json.h"

namespace closemap {
namespace {

// By node of the plan as it is now; nothing where it did not move.
std::vector<std::optional<Date>> moved_from(const SolvedPlan& before, const SolvedPlan& after) {
  std::vector<std::optional<Date>> from(after.network.milestones.size());
  for (Node node = 0; node < from.size(); ++node) {
    const auto was = before.network.node_of(after.network.names[node].id);
    if (!was || after.network.milestones[node].disposition != Disposition::active) continue;
    const Date date = before.schedule.milestones[*was].forecast;
    if (date != after.schedule.milestones[node].forecast) from[node] = date;
  }
  return from;
}

Node root_of(const SolvedPlan& plan, const std::vector<std::optional<Date>>& from, Node node) {
  for (;;) {
    const ScheduledMilestone& dates = plan.schedule.milestones[node];
    const bool driven =
        dates.driver && dates.set_by == SetBy::logic && from[*dates.driver].has_value();
    if (!driven) return node;
    node = *dates.driver;
  }
}

Json moved_json(const SolvedPlan& plan, Node node, Date from) {
  const Date to = plan.schedule.milestones[node].forecast;
  const Calendar& calendar = plan.network.calendars[plan.network.milestones[node].calendar];
  return {{"id", plan.network.names[node].id},
          {"from", to_text(from)},
          {"to", to_text(to)},
          {"delta_bd", calendar.wd(from, to)}};
}

}  // namespace

std::vector<PlanEvent> forecast_events(const SolvedPlan& before, const SolvedPlan& after,
                                       const ScheduledAnchor* close, const std::string& actor) {
  const std::vector<std::optional<Date>> from = moved_from(before, after);
  std::map<Node, Json> impacted;  // nodes are in the order of their ids
  for (Node node = 0; node < from.size(); ++node) {
    if (!from[node]) continue;
    const Node root = root_of(after, from, node);
    Json& list = impacted.emplace(root, Json::array()).first->second;
    if (root != node) list.push_back(moved_json(after, node, *from[node]));
  }
  std::vector<PlanEvent> events;
  for (auto& [root, list] : impacted) {
    Json payload = moved_json(after, root, *from[root]);
    const std::string id = text_or(payload, "id");
    payload.erase("id");
    payload["root"] = id;
    payload["impacted"] = std::move(list);
    payload["anchor_gap_bd"] = close == nullptr ? Json() : Json(close->forecast_gap_bd);
    events.push_back({"schedule.forecast_changed", id, actor, dump_json(payload)});
  }
  return events;
}

}  // namespace closemap
