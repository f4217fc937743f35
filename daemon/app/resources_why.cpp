// Why dates moved and what could win them back: slip roots, absorption, history in sentences.
#include <algorithm>
#include <deque>

#include "daemon/app/resources_parts.h"
#include "mapping/core/text.h"
#include "mapping/schedule/absorb.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/schedule/slip.h"

namespace closemap::resources {
namespace {

constexpr std::size_t kEventsPerRead = 500;

Json slip_json(const PlanInView& view, Node node) {
  const NetworkMilestone& in = view.network.milestones.at(node);
  const std::string& id = view.network.names.at(node).id;
  const Milestone& milestone = view.plan.milestones.at(id);
  return {{"milestone", id},
          {"title", milestone.title},
          {"owner_name", owner_name(view.plan, milestone)},
          {"party", to_text(milestone.party)},
          {"due", value_or_null(in.due)},
          {"forecast", to_text(view.schedule.milestones.at(node).forecast)},
          {"late_bd", value_or_null(late_bd(view, node))}};
}

std::string move_sentence(const PlanInView& view, const Move& move) {
  const NetworkMilestone& milestone = view.network.milestones.at(move.milestone);
  const std::string step = "\"" + view.network.names.at(move.milestone).title + "\"";
  const std::string before = move.pred ? "\"" + view.network.names.at(*move.pred).title + "\"" : "";
  switch (move.kind) {
    case MoveKind::advance:
      return "do " + step + " as soon as it can be done, before its due date";
    case MoveKind::decouple:
      return "do " + step + " beside " + before + " instead of after it";
    case MoveKind::trim_lag:
      return "drop the wait between " + before + " and " + step;
    case MoveKind::crash:
      return "do " + step + " in " + counted(milestone.min_duration_bd.value_or(0), "day") +
             " instead of " +
             counted(view.schedule.milestones.at(move.milestone).duration_bd, "day");
  }
  return step;
}

Json move_json(const PlanInView& view, const Move& move) {
  const std::string& id = view.network.names.at(move.milestone).id;
  const Milestone& milestone = view.plan.milestones.at(id);
  return {{"kind", to_text(move.kind)},
          {"milestone", id},
          {"pred", move.pred ? Json(view.network.names.at(*move.pred).id) : Json()},
          {"gain_bd", move.gain_bd},
          {"owner_name", owner_name(view.plan, milestone)},
          {"party", to_text(milestone.party)},
          {"sentence", move_sentence(view, move)}};
}

bool same_move(const Move& a, const Move& b) {
  return a.kind == b.kind && a.milestone == b.milestone && a.pred == b.pred;
}

// ---- history -------------------------------------------------------------------------------

std::string value_text(const Plan& plan, const Json& value) {
  if (value.is_null()) return "none";
  if (value.is_object()) {
    if (const auto minor = int_at(value, "minor"))
      return to_text(Money{*minor, text_or(value, "currency")});
    if (const Json* date = find(value, "date")) return value_text(plan, *date);
    if (const auto n = int_at(value, "n")) return std::to_string(*n) + " " + text_or(value, "unit");
  }
  if (!value.is_string()) return dump_json(value);
  const std::string text = value.get<std::string>();
  const auto person = plan.people.find(text);
  if (person != plan.people.end()) return person->second.name;
  const auto date = parse_date(text);
  if (date) return to_text_with_weekday(*date);
  return text;
}

std::string words(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

// A value that is gone is null, and says so.
std::string change_text(const Plan& plan, const Json& payload) {
  const auto from = payload.find("from");
  const auto to = payload.find("to");
  if (from == payload.end() || to == payload.end()) return {};
  return words(value_text(plan, *from)) + " -> " + words(value_text(plan, *to));
}

// {"close_date": {"from", "to"}, ...} -> "close date A -> B, stage C -> D"
std::string fields_text(const Plan& plan, const Json& fields) {
  std::vector<std::string> parts;
  for (const auto& [field, change] : fields.items())
    if (field != "milestone_order" && change.is_object())
      parts.push_back(words(field) + " " + change_text(plan, change));
  return join(parts, ", ");
}

// Of a step. What an accepted forecast answered is no field that anybody knows by its name.
std::string changed_text(const Plan& plan, Json fields) {
  std::string answered;
  if (const Json* change = find(fields, "answered")) {
    const Json* date = find(*change, "to");
    answered = date == nullptr ? "its source says another date now"
                               : "what its source says, " + value_text(plan, *date) +
                                     ", is answered by the new promise";
    fields.erase("answered");
  }
  const std::string others = fields_text(plan, fields);
  return others + (others.empty() || answered.empty() ? "" : ", ") + answered;
}

std::string milestone_event(const Plan& plan, const StoredEvent& event, const Json& payload) {
  const auto found = plan.milestones.find(event.subject);
  const std::string title = found == plan.milestones.end()
                                ? text_or(payload, "title", event.subject)
                                : found->second.title;
  const std::string verb = event.type.substr(event.type.find('.') + 1);
  const std::string change = change_text(plan, payload);
  if (verb == "due_changed") return title + ": promise " + change;
  if (verb == "estimated") {
    const Json* to = find(payload, "to");
    if (to == nullptr || to->is_null()) return title + ": the owner is back at the promise";
    return title + ": the owner now says " + value_text(plan, *to);
  }
  if (verb == "status_changed") return title + ": " + change;
  if (verb == "owner_set") return title + ": owner " + change;
  if (verb == "changed") return title + ": " + changed_text(plan, payload);
  if (verb == "added" && !text_or(payload, "due").empty())
    return title + ": added, due " + value_text(plan, payload["due"]);
  return title + ": " + words(verb);
}

std::string dependency_event(const Plan& plan, const StoredEvent& event, const Json& payload) {
  const std::string after = title_of(plan, text_or(payload, "succ"));
  const std::string before = title_of(plan, text_or(payload, "pred"));
  if (event.type == "dependency.added") return after + ": now waits for " + before;
  if (event.type == "dependency.removed") return after + ": no longer waits for " + before;
  return after + " after " + before + ": " + change_text(plan, payload);
}

std::string event_sentence(const Plan& plan, const StoredEvent& event, const Json& payload) {
  const std::string kind = event.type.substr(0, event.type.find('.'));
  const std::string verb = event.type.substr(std::min(kind.size() + 1, event.type.size()));
  if (kind == "milestone") return milestone_event(plan, event, payload);
  if (kind == "dependency") return dependency_event(plan, event, payload);
  if (kind == "anchor")
    return "customer's date of " + title_of(plan, event.subject) + ": " +
           change_text(plan, payload);
  if (kind == "opportunity") return event.subject + " CRM: " + fields_text(plan, payload);
  if (kind == "handoff")
    return "handoff of " + text_or(payload, "what", event.subject) + ": " + words(verb);
  if (event.type == "schedule.forecast_changed") {
    const Json* impacted = find(payload, "impacted");
    const std::size_t others = impacted == nullptr ? 0 : impacted->size();
    return "forecast of " + title_of(plan, event.subject) + ": " + change_text(plan, payload) +
           (others == 0
                ? ""
                : ", and of " + counted(static_cast<std::int64_t>(others), "step") + " behind it");
  }
  if (kind == "conflict")
    return (verb == "opened" ? "" : "no longer: ") + contender_sentence(plan, event.subject,
                                                                        text_or(payload, "source"),
                                                                        text_or(payload, "value"));
  if (event.type == "plan.changed" || kind == "party" || kind == "person") {
    const std::string fields = fields_text(plan, payload);
    return kind + (fields.empty() ? " " + words(verb) : ": " + fields);
  }
  const std::string reason = text_or(payload, "reason");
  return kind + " " + words(verb) + (reason.empty() ? "" : ": " + reason);
}

}  // namespace

std::string contender_sentence(const Plan& plan, const std::string& pointer,
                               const std::string& source, const std::string& value) {
  const auto parsed = parse_json(value);
  const Json said = parsed ? *parsed : Json(value);
  if (const Json* dropped = find(said, "dropped"))
    return title_of(plan, text_or(*dropped, "succ")) + " does not wait for " +
           title_of(plan, text_or(*dropped, "pred")) + ": " + text_or(said, "why");
  // "/milestones/mst_…/owner_estimate_date" -> "Pilot, owner estimate date"
  const std::vector<std::string_view> parts = split(pointer, '/');
  constexpr std::size_t kId = 2;
  constexpr std::size_t kField = 3;
  std::string about = pointer;
  if (parts.size() > kField)
    about = title_of(plan, std::string(parts[kId])) + ", " + words(std::string(parts[kField]));
  return about + ": " + source + " says " + words(value_text(plan, said));
}

Json slips(const PlanInView& view) {
  const ScheduledAnchor* close = close_dates(view.plan, view.network, view.schedule);
  std::vector<SlipRoot> roots = slip_roots(view.network, view.schedule);
  std::stable_sort(roots.begin(), roots.end(), [&](const SlipRoot& a, const SlipRoot& b) {
    return late_bd(view, a.root).value_or(0) > late_bd(view, b.root).value_or(0);
  });
  Json list = Json::array();
  for (const SlipRoot& root : roots) {
    Json json = slip_json(view, root.root);
    Json impacted = Json::array();
    bool moves_close = false;
    for (const Node node : root.impacted) {
      impacted.push_back(slip_json(view, node));
      moves_close = moves_close || (close != nullptr && close->milestone == node);
    }
    moves_close = moves_close || (close != nullptr && close->milestone == root.root);
    json["impacted"] = std::move(impacted);
    json["moves_customer_date"] = moves_close && close->forecast_gap_bd > 0;
    list.push_back(std::move(json));
  }
  return list;
}

std::optional<Absorption> absorption_of(const PlanInView& view) {
  const ScheduledAnchor* close = close_dates(view.plan, view.network, view.schedule);
  if (close == nullptr || close->forecast_gap_bd <= 0) return std::nullopt;
  std::optional<Party> slipped;
  if (slipping(view.network, view.schedule, close->milestone))
    slipped =
        view.network.milestones.at(slip_root(view.network, view.schedule, close->milestone)).party;
  return absorb(view.network, NetworkAnchor{close->milestone, close->target}, slipped);
}

Json recovery(const PlanInView& view) {
  const auto absorption = absorption_of(view);
  if (!absorption) return {};
  Json chosen = Json::array();
  for (const Move& move : absorption->chosen) chosen.push_back(move_json(view, move));
  Json others = Json::array();
  for (const Move& move : absorption->single_moves) {
    const bool taken = std::any_of(absorption->chosen.begin(), absorption->chosen.end(),
                                   [&](const Move& each) { return same_move(each, move); });
    if (!taken) others.push_back(move_json(view, move));
  }
  return {{"deficit_bd", absorption->deficit_bd},
          {"residual_bd", absorption->residual_bd},
          {"forecast_after", to_text(absorption->forecast_after)},
          {"moves", std::move(chosen)},
          {"others", std::move(others)}};
}

Status each_event(Core& core, const std::string& plan_id,
                  const std::function<void(const StoredEvent&)>& take) {
  const std::string stream = "plan/" + plan_id;
  return core.store().read([&] {
    std::int64_t after = 0;
    for (;;) {
      const auto events = core.store().plans().events(stream, kEventsPerRead, after);
      for (const StoredEvent& event : events) {
        after = event.stream_seq;
        take(event);
      }
      if (events.size() < kEventsPerRead) return ok();
    }
  });
}

Json history(Core& core, const PlanInView& view, std::size_t limit, Status& status) {
  std::deque<StoredEvent> newest;
  status = each_event(core, view.plan.id, [&](const StoredEvent& event) {
    newest.push_back(event);
    if (newest.size() > limit) newest.pop_front();
  });
  Json list = Json::array();
  for (auto event = newest.rbegin(); event != newest.rend(); ++event) {
    const auto parsed = parse_json(event->payload);
    const Json payload = parsed && parsed->is_object() ? *parsed : Json(Json::object());
    list.push_back({{"seq", event->stream_seq},
                    {"at", to_text(event->at)},
                    {"type", event->type},
                    {"subject", event->subject},
                    {"actor", event->actor},
                    {"sentence", event_sentence(view.plan, *event, payload)},
                    {"payload", payload}});
  }
  return list;
}

}  // namespace closemap::resources
