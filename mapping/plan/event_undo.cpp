// Events taken back, the newest first.
#include "mapping/plan/event_undo.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/plan/states.h"

namespace closemap {
namespace {

void take_back(std::optional<Date>& into, const Json& change) {
  const Json* from = find(change, "from");
  if (from == nullptr) return into.reset();
  const auto date = from->is_string() ? parse_date(from->get<std::string>()) : Result<Date>(Date{});
  if (date && from->is_string()) into = *date;
}

void take_back(std::optional<int>& into, const Json& change) {
  const Json* from = find(change, "from");
  if (from == nullptr) return into.reset();
  if (from->is_number_integer()) into = from->get<int>();
}

template <class T>
void take_back_field(T& into, const Json& fields, const char* name) {
  if (const Json* change = find(fields, name); change != nullptr && change->is_object())
    take_back(into, *change);
}

template <class State>
void take_back_state(State& into, const Json& payload,
                     std::optional<State> (*parse)(std::string_view)) {
  if (const auto state = parse(text_or(payload, "from"))) into = *state;
}

void take_back_step(Milestone& step, const std::string& type, const Json& payload) {
  if (type == "milestone.due_changed") return take_back(step.due, payload);
  if (type == "milestone.estimated") return take_back(step.owner_estimate, payload);
  if (type == "milestone.status_changed") {
    take_back_state(step.status, payload, parse_milestone_status);
    if (const Json* fields = find(payload, "fields")) {
      take_back_field(step.actual, *fields, "actual");
      take_back_field(step.actual_start, *fields, "actual_start");
    }
  } else if (type == "milestone.waived" || type == "milestone.removed" ||
             type == "milestone.restored") {
    take_back_state(step.disposition, payload, parse_disposition);
  } else if (type == "milestone.changed") {
    take_back_field(step.not_before, payload, "not_before");
    take_back_field(step.deadline, payload, "deadline");
    take_back_field(step.duration_bd, payload, "duration_bd");
    take_back_field(step.min_duration_bd, payload, "min_duration_bd");
    take_back_field(step.remaining_bd, payload, "remaining_bd");
  }
}

void forget_step(Plan& plan, const std::string& id) {
  plan.milestones.erase(id);
  plan.anchors.erase(id);
  std::erase(plan.milestone_order, id);
  std::erase_if(plan.dependencies,
                [&](const Dependency& each) { return each.pred == id || each.succ == id; });
}

Dependency* edge_of(Plan& plan, const Json& payload) {
  const auto edge =
      std::find_if(plan.dependencies.begin(), plan.dependencies.end(), [&](const Dependency& each) {
        return each.pred == text_or(payload, "pred") && each.succ == text_or(payload, "succ");
      });
  return edge == plan.dependencies.end() ? nullptr : &*edge;
}

Lag lag_of(const Json& json) {
  Lag lag;
  if (const Json* n = find(json, "n"); n != nullptr && n->is_number_integer())
    lag.n = n->get<int>();
  lag.unit = text_or(json, "unit") == "cd" ? LagUnit::cd : LagUnit::bd;
  return lag;
}

void take_back_edge(Plan& plan, const std::string& type, const Json& payload) {
  Dependency* edge = edge_of(plan, payload);
  if (type == "dependency.added" && edge != nullptr) {
    plan.dependencies.erase(plan.dependencies.begin() + (edge - plan.dependencies.data()));
  } else if (type == "dependency.removed" && edge == nullptr) {
    Dependency back;
    back.pred = text_or(payload, "pred");
    back.succ = text_or(payload, "succ");
    if (plan.milestones.count(back.pred) > 0 && plan.milestones.count(back.succ) > 0)
      plan.dependencies.push_back(std::move(back));
  } else if (type == "dependency.lag_changed" && edge != nullptr) {
    if (const Json* from = find(payload, "from"); from != nullptr && from->is_object())
      edge->lag = lag_of(*from);
  }
}

}  // namespace

Plan before_events(Plan plan, const std::vector<PlanEvent>& events) {
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    const Result<Json> payload = parse_json(event->payload);
    if (!payload || !payload->is_object()) continue;
    if (event->type == "milestone.added") {
      forget_step(plan, event->subject);
    } else if (event->type.starts_with("dependency.")) {
      take_back_edge(plan, event->type, *payload);
    } else if (const auto step = plan.milestones.find(event->subject);
               step != plan.milestones.end()) {
      take_back_step(step->second, event->type, *payload);
    }
  }
  return plan;
}

}  // namespace closemap
