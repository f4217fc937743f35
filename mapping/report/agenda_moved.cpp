// Minutes 0 to 5: what moved since the last review, from the plan's events and forecasts.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "mapping/report/agenda_parts.h"
#include "mapping/report/words.h"
#include "mapping/schedule/slip.h"

namespace closemap {
namespace {

constexpr std::size_t kMovedStepsMax = 6;  // listed below their root, then "and N more"

// Forecast changes by the step that causes them; a step that slips no longer is its own cause.
void add_forecasts(const Review& review, std::vector<AgendaItem>& items) {
  const Network& network = review.input.network;
  std::map<Node, std::vector<Node>> by_root;
  for (const auto& [id, before] : review.input.forecast_before) {
    const auto node = review.input.network.node_of(id);
    const Milestone* step = review.step(id);
    if (!node || step == nullptr || step->disposition != Disposition::active ||
        step->status == MilestoneStatus::complete ||
        review.input.schedule.milestones[*node].forecast == before)
      continue;
    const Node root = slipping(network, review.input.schedule, *node)
                          ? slip_root(network, review.input.schedule, *node)
                          : *node;
    by_root[root].push_back(*node);
  }
  for (const auto& [root, nodes] : by_root) {
    const std::string& id = network.names[root].id;
    const Milestone* step = review.step(id);
    AgendaItem item;
    item.subject = id;
    item.text = title_of(review.seen, id);
    if (step != nullptr) item.who = owner_of(review.seen, *step);
    std::size_t others = 0;
    for (const Node node : nodes) {
      const std::string& moved = network.names[node].id;
      const std::string what = date_change(network, node, review.input.forecast_before.at(moved),
                                           review.input.schedule.milestones[node].forecast);
      if (node == root)
        item.text += ": forecast " + what;
      else if (++others <= kMovedStepsMax)
        item.details.push_back(title_of(review.seen, moved) + ": " + what);
    }
    if (others > kMovedStepsMax)
      item.details.push_back("and " + std::to_string(others - kMovedStepsMax) + " more");
    if (std::find(nodes.begin(), nodes.end(), root) == nodes.end())
      item.text += " moves what follows it";
    items.push_back(std::move(item));
  }
}

std::string dates(const Review& review, const std::string& step, const Json& payload) {
  const std::string from = text_or(payload, "from");
  const std::string to = text_or(payload, "to");
  const auto first = parse_date(from);
  const auto second = parse_date(to);
  if (const auto node = review.input.network.node_of(step); node && first && second)
    return date_change(review.input.network, *node, *first, *second);
  return (from.empty() ? "no date" : date_of(from)) + " → " +
         (to.empty() ? "no date" : date_of(to));
}

std::string status_text(const Review& review, const Milestone& step, const Json& payload) {
  if (step.status != MilestoneStatus::complete || text_or(payload, "to") != "complete")
    return text_or(payload, "from") == text_or(payload, "to")
               ? std::string("updated")
               : text_or(payload, "from") + " → " + text_or(payload, "to") +
                     (step.status == MilestoneStatus::blocked && !step.blocked_reason.empty()
                          ? ": " + step.blocked_reason
                          : "");
  std::string text = "complete" + (step.actual ? " on " + date_of(*step.actual) : std::string{});
  const auto shown = std::find_if(step.evidence.begin(), step.evidence.end(),
                                  [](const Evidence& e) { return e.kind != "attestation"; });
  if (shown != step.evidence.end()) return text + ", shown by a " + shown->kind;
  const std::string owner = name_of(review.seen, step.owner);
  return text + (owner.empty() ? "" : ", by the word of " + owner);
}

// What an event of a step says; empty: nothing to report in a review. REQUIRES: the reader sees it.
std::string step_event(const Review& review, const std::string& id, const std::string& type,
                       const Json& payload) {
  const Milestone& step = *review.step(id);
  if (type == "milestone.added") return "added";
  if (type == "milestone.removed") return "removed from the plan";
  if (type == "milestone.waived") return "waived";
  if (type == "milestone.restored") return "taken up again";
  if (type == "milestone.status_changed") return status_text(review, step, payload);
  if (type == "milestone.due_changed") return "promise " + dates(review, id, payload);
  if (type == "milestone.owner_set") return "now owned by " + owner_of(review.seen, step);
  if (type == "milestone.estimated" && review.input.forecast_before.empty())
    return "its owner now expects " + dates(review, id, payload);
  return {};
}

std::string word_of(std::string_view type) {
  const std::size_t dot = type.find('.');
  std::string word(dot == std::string_view::npos ? type : type.substr(dot + 1));
  std::replace(word.begin(), word.end(), '_', ' ');
  return word;
}

bool starts(const std::string& text, std::string_view with) { return text.rfind(with, 0) == 0; }

// A CRM's change, told to its own side only; the other seller sees the plan.
std::string crm_event(const Review& review, const PlanEvent& event, const Json& payload) {
  const auto side = parse_party(event.subject);
  if (review.customer() || !side || (review.reader && *review.reader != *side)) return {};
  std::string fields;
  for (const auto& [field, value] : payload.items()) {
    if (field == "record") continue;
    std::string name = field;
    std::replace(name.begin(), name.end(), '_', ' ');
    fields += (fields.empty() ? "" : ", ") + name;
  }
  return fields.empty() ? std::string{}
                        : "CRM of the " + event.subject + ": " + fields + " changed";
}

AgendaItem event_item(const Review& review, const PlanEvent& event) {
  const Result<Json> parsed = parse_json(event.payload);
  const Json payload = parsed && parsed->is_object() ? *parsed : Json::object();
  AgendaItem item;
  item.subject = event.subject;
  if (starts(event.type, "milestone.")) {
    const Milestone* step = review.step(event.subject);
    if (step == nullptr) return item;
    const std::string what = step_event(review, event.subject, event.type, payload);
    if (what.empty()) return item;
    item.text = title_of(review.seen, event.subject) + ": " + what;
    item.who = owner_of(review.seen, *step);
  } else if (starts(event.type, "handoff.") && event.type != "handoff.changed") {
    const auto handoff = review.seen.handoffs.find(event.subject);
    if (handoff == review.seen.handoffs.end()) return item;
    item.text = "Handoff of " + handoff->second.what + ": " + word_of(event.type);
    item.who = name_of(review.seen, handoff->second.to_person);
  } else if (starts(event.type, "gate.")) {
    const auto gate = review.seen.gates.find(event.subject);
    if (gate == review.seen.gates.end() ||
        (gate->second.state != GateState::approved && gate->second.state != GateState::rejected))
      return item;
    item.text =
        capitalised(gate->second.kind) + " approval: " + std::string(to_text(gate->second.state));
    item.who = name_of(review.seen, gate->second.approver);
  } else if (event.type == "anchor.changed") {
    if (review.step(event.subject) == nullptr) return item;
    const auto date = [&](const char* key) {
      const Json* end = find(payload, key);
      return end == nullptr || !end->is_object() ? std::string("none")
                                                 : date_of(text_or(*end, "date"));
    };
    item.text = "Customer's date for " + title_of(review.seen, event.subject) + ": " +
                date("from") + " → " + date("to");
  } else if (event.type == "opportunity.changed") {
    item.text = crm_event(review, event, payload);
  } else if (event.type == "party.signed" || event.type == "party.declined" ||
             event.type == "party.stale") {
    item.text = capitalised(event.subject) + " sign-off: " + word_of(event.type);
  } else if (event.type == "plan.activated" || event.type == "plan.paused" ||
             event.type == "plan.reopened" || event.type == "plan.proposed" ||
             event.type == "plan.closed" || event.type == "plan.rebaselined") {
    item.text = "The plan was " + word_of(event.type);
  }
  return item;
}

}  // namespace

std::string date_change(const Network& network, Node node, Date from, Date to) {
  const Calendar& calendar = network.calendars[network.milestones[node].calendar];
  const int days = calendar.wd(from, to);
  return date_of(from) + " → " + date_of(to) + " (" + (days > 0 ? "+" : "") + working_days(days) +
         ")";
}

std::vector<AgendaItem> what_moved(const Review& review) {
  std::vector<AgendaItem> items;
  for (const AgendaEvent& each : review.input.events) {
    AgendaItem item = event_item(review, each.event);
    const bool told = std::any_of(items.begin(), items.end(),
                                  [&](const AgendaItem& other) { return other.text == item.text; });
    if (!item.text.empty() && !told) items.push_back(std::move(item));
  }
  add_forecasts(review, items);
  return items;
}

}  // namespace closemap
