// Lists and small replies.
#include "daemon/app/show.h"

#include <nlohmann/json.hpp>

#include "daemon/app/table.h"
#include "mapping/core/date.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

std::string cell(const Json& row, std::string_view key) {
  const Json* value = find(row, key);
  if (value == nullptr) return "";
  if (value->is_string()) return value->get<std::string>();
  if (value->is_boolean()) return value->get<bool>() ? "yes" : "no";
  return dump_json(*value);
}

std::string rows_as_table(const Json& reply, std::string_view list,
                          const std::vector<std::pair<std::string, std::string>>& columns,
                          const std::string& nothing) {
  const Json* rows = find(reply, list);
  if (rows == nullptr || !rows->is_array() || rows->empty()) return nothing + "\n";
  std::vector<std::string> headings;
  for (const auto& [key, heading] : columns) headings.push_back(heading);
  Table table(std::move(headings));
  for (const Json& row : *rows) {
    std::vector<std::string> cells;
    for (const auto& [key, heading] : columns) cells.push_back(cell(row, key));
    table.add(std::move(cells));
  }
  return table.text();
}

std::string alerts_text(const Json& reply) {
  const Json* rows = find(reply, "alerts");
  if (rows == nullptr || !rows->is_array() || rows->empty())
    return "nothing is wrong that closemap knows of\n";
  std::string out;
  int follow = 0;
  for (const Json& row : *rows) {
    if (!text_or(row, "caused_by").empty()) {  // another step brings it about
      ++follow;
      continue;
    }
    std::string sentence = cell(row, "sentence");
    if (sentence.empty()) sentence = cell(row, "signal") + " " + cell(row, "subject");
    out += cell(row, "severity") + "  " + printable(sentence) + "\n    " + cell(row, "id") + "  " +
           cell(row, "state") + "  " + printable(cell(row, "plan_name")) + "\n";
  }
  if (follow > 0) out += "and " + std::to_string(follow) + " that follow from these\n";
  const auto shown = static_cast<std::int64_t>(rows->size());
  if (const std::int64_t more = int_or(reply, "total", shown) - shown; more > 0)
    out += std::to_string(more) + " more; closemap plan show PLAN tells those of one deal\n";
  if (const std::int64_t newest = int_or(reply, "newest_only", 0); newest > 0)
    out += "only the newest " + std::to_string(newest) +
           " were looked through; older ones may be worse\n";
  return out;
}

std::string status_text(const Json& reply) {
  std::string out = "closemap " + cell(reply, "version") + "\n\n";
  out += rows_as_table(reply, "connectors",
                       {{"name", "connector"},
                        {"type", "type"},
                        {"state", "state"},
                        {"last_success", "last read"},
                        {"error", "trouble"}},
                       "no connectors");
  out += "\n";
  for (const char* key :
       {"plans", "live_plans", "open_alerts", "links_to_review", "messages_waiting",
        "messages_uncertain", "messages_dead", "quarantined"}) {
    const Json* counts = find(reply, "counts");
    const std::string value = cell(counts != nullptr ? *counts : reply, key);
    if (value.empty()) continue;
    std::string name = key;
    for (char& c : name)
      if (c == '_') c = ' ';
    out += value + " " + name + "\n";
  }
  return out;
}

std::string lint_text(const Json& reply) {
  const Json* findings = find(reply, "findings");
  if (findings == nullptr || findings->empty()) return "nothing to say about this plan\n";
  std::string out;
  for (const Json& finding : *findings)
    out += cell(finding, "code") + "  " + printable(cell(finding, "what")) + "\n      " +
           printable(cell(finding, "where")) + "\n      " + printable(cell(finding, "next")) + "\n";
  return out;
}

std::string object_text(const Json& reply) {
  std::string out;
  if (!reply.is_object()) return dump_json_pretty(reply) + "\n";
  for (const auto& [key, value] : reply.items()) {
    if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty()))
      continue;
    if (value.is_array()) {
      out += key + ":\n";
      for (const Json& entry : value)
        out += "  " + printable(entry.is_string() ? entry.get<std::string>() : dump_json(entry)) +
               "\n";
    } else {
      out += key + ": " +
             printable(value.is_string() ? value.get<std::string>() : dump_json(value)) + "\n";
    }
  }
  return out;
}

}  // namespace

std::string show(const std::string& command, const Json& reply) {
  if (command == "plan list") return show_plan_list(reply);
  if (command == "plan show") return show_plan(reply);
  if (command == "plan explain") return show_explain(reply);
  if (command == "plan lint") return lint_text(reply);
  if (command == "agenda") return show_agendas(reply);
  if (command == "report") return show_report(reply);
  if (command == "plan edit") return show_edited(reply);
  if (command == "links review") return show_links(reply);
  if (command.starts_with("links ")) return show_link(reply);
  if (command == "alerts explain") return show_alert(reply);
  if (command == "alerts list") return alerts_text(reply);
  if (command == "outbox list")
    return rows_as_table(reply, "outbox",
                         {{"message", "message"},
                          {"state", "state"},
                          {"notifier", "over"},
                          {"recipient", "to"},
                          {"subject", "subject"},
                          {"not_before", "not before"},
                          {"error", "trouble"}},
                         "nothing waits");
  if (command == "quarantine list")
    return rows_as_table(reply, "quarantine",
                         {{"row", "number"},
                          {"connector", "connector"},
                          {"stream", "stream"},
                          {"record", "record"},
                          {"reason", "reason"}},
                         "the quarantine is empty");
  if (command == "connectors list")
    return rows_as_table(
        reply, "connectors",
        {{"name", "connector"}, {"type", "type"}, {"state", "state"}, {"error", "trouble"}},
        "no connectors");
  if (command == "status") return status_text(reply);
  if (command == "store check") {
    const std::string counts = cell(reply, "events") + " events, " + cell(reply, "records") +
                               " records, " + cell(reply, "plans") + " plans, " +
                               cell(reply, "outbox") + " messages\n";
    return bool_or(reply, "clean", false) ? "the store is clean: " + counts : object_text(reply);
  }
  return object_text(reply);
}

}  // namespace closemap
