// A plan on a terminal: the product's face.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "daemon/app/show.h"
#include "daemon/app/table.h"
#include "mapping/core/date.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

std::string text(const Json& row, std::string_view key) { return printable(text_or(row, key)); }

std::string day(const Json& row, std::string_view key) {
  const auto date = parse_date(text_or(row, key));
  return date ? to_text_with_weekday(*date) : std::string("–");
}

// "" when nobody said what the customer wants.
std::string wanted_line(const Json& plan) {
  const Json* wanted = find(plan, "customer_wants");
  if (wanted == nullptr) return {};
  const std::string basis = text_or(*wanted, "basis");
  const std::string what = basis == "go_live" ? "go live" : basis == "decision" ? "decide" : "sign";
  return "the customer wants to " + what + " on " + day(*wanted, "date") +
         "; no step carries that date yet";
}

std::string customer_line(const Json& plan) {
  const Json* date = find(plan, "customer_date");
  if (date == nullptr || !date->is_object()) {
    const std::string wanted = wanted_line(plan);
    return wanted.empty() ? "no date of the customer is known yet" : wanted;
  }
  const std::int64_t gap = int_or(*date, "gap_bd", 0);
  std::string line = text(*date, "title") + " wanted " + day(*date, "date") + ", forecast " +
                     day(*date, "forecast");
  if (gap > 0) line += ": " + counted(gap, "working day") + " late";
  if (bool_or(*date, "unconfirmed", false) || text_or(*date, "source") == "vendor")
    line += " (unconfirmed)";
  return line;
}

std::string milestone_table(const Json& plan) {
  const Json* milestones = find(plan, "milestones");
  if (milestones == nullptr || milestones->empty()) return "  no steps yet\n";
  std::vector<const Json*> ordered;
  for (const Json& milestone : *milestones) ordered.push_back(&milestone);
  std::stable_sort(ordered.begin(), ordered.end(), [](const Json* a, const Json* b) {
    return text_or(*a, "forecast") < text_or(*b, "forecast");
  });
  Table table({"", "step", "owner", "party", "status", "due", "forecast", "slack"});
  for (const Json* milestone : ordered) {
    if (text_or(*milestone, "disposition") != "active") continue;
    const std::int64_t late = int_or(*milestone, "late_bd", 0);
    const bool complete = text_or(*milestone, "status") == "complete";
    const auto slack = int_at(*milestone, "slack_bd");
    std::string owner = text_or(*milestone, "owner_name");
    table.add({complete   ? "✓"
               : late > 0 ? "!"
                          : "",
               shorten(text_or(*milestone, "title"), 44),
               shorten(owner.empty() ? "nobody yet" : owner, 18), text_or(*milestone, "party"),
               text_or(*milestone, "status"), text_or(*milestone, "due"),
               complete ? text_or(*milestone, "actual") : text_or(*milestone, "forecast"),
               slack && !complete ? std::to_string(*slack) : ""});
  }
  return table.text();
}

void add_list(std::string& out, const std::string& heading, const Json* list,
              std::string_view key) {
  if (list == nullptr || !list->is_array() || list->empty()) return;
  out += "\n" + heading + "\n";
  int follow = 0;
  for (const Json& entry : *list) {
    // What another step brings about is counted, not told again.
    if (entry.is_object() && !text_or(entry, "caused_by").empty()) {
      ++follow;
      continue;
    }
    const std::string line =
        entry.is_string() ? printable(entry.get<std::string>()) : text(entry, key);
    if (!line.empty()) out += "  " + line + "\n";
  }
  if (follow > 0) out += "  and " + std::to_string(follow) + " that follow from these\n";
}

}  // namespace

std::string show_plan(const Json& plan) {
  std::string out = text(plan, "name") + "\n" + text(plan, "id") + "  version " +
                    std::to_string(int_or(plan, "version", 0)) + "  " + text(plan, "status");
  if (!text_or(plan, "pause_reason").empty()) out += ": " + text(plan, "pause_reason");
  out += "\n\n" + customer_line(plan) + "\n";
  for (const char* side : {"vendor", "partner"}) {
    const Json* said = find(plan, side);
    if (said == nullptr || !said->is_object()) continue;
    std::string amount;
    if (const Json* money = find(*said, "amount"); money != nullptr && money->is_string())
      amount = ", " + money->get<std::string>();
    out += std::string(side) + " says: close " + day(*said, "close_date") + ", " +
           text(*said, "stage") + printable(amount) + " (" + text(*said, "connector") + " " +
           text(*said, "record") + ")\n";
  }
  out += "\n" + milestone_table(plan);
  add_list(out, "What needs someone", find(plan, "alerts"), "sentence");
  if (const Json* recovery = find(plan, "recovery"); recovery != nullptr && recovery->is_object()) {
    add_list(out, "What could win days back", find(*recovery, "moves"), "sentence");
    add_list(out, "Also possible", find(*recovery, "others"), "sentence");
  }
  add_list(out, "Handoffs", find(plan, "handoffs"), "sentence");
  add_list(out, "Said otherwise", find(plan, "contenders"), "sentence");
  if (!bool_or(plan, "dependencies_known", true))
    out += "\nNo dependency between the steps is known.\n";
  return out;
}

std::string show_plan_list(const Json& reply) {
  const Json* plans = find(reply, "plans");
  if (plans == nullptr || plans->empty())
    return "no plans yet: a plan comes to exist when a vendor and a partner opportunity are "
           "linked\n";
  Table table({"plan", "deal", "status", "customer's date", "forecast", "late", "alerts"});
  for (const Json& plan : *plans) {
    const std::int64_t gap = int_or(plan, "gap_bd", 0);
    const std::int64_t alerts = int_or(plan, "alerts", int_or(plan, "open_alerts", 0));
    const std::string target =
        text_or(plan, "target").empty() ? text_or(plan, "customer_date") : text_or(plan, "target");
    table.add({text_or(plan, "id"), shorten(text_or(plan, "name"), 34), text_or(plan, "status"),
               target, text_or(plan, "forecast"), gap > 0 ? "+" + std::to_string(gap) : "",
               alerts > 0 ? std::to_string(alerts) : ""});
  }
  return table.text();
}

std::string show_explain(const Json& explained) {
  std::string out = text(explained, "name") + "\n\n" + customer_line(explained) + "\n";
  if (const Json* slips = find(explained, "slips");
      slips != nullptr && slips->is_array() && !slips->empty()) {
    out += "\nWhat slips\n";
    for (const Json& slip : *slips) {
      const Json* root = find(slip, "root");
      const Json& step = root != nullptr && root->is_object() ? *root : slip;
      out += "  " + text(step, "title") + ": " + day(step, "due") + " → " + day(step, "forecast") +
             "\n";
      const Json* impacted = find(slip, "impacted");
      if (impacted == nullptr || !impacted->is_array()) continue;
      for (const Json& moved : *impacted)
        out += "    moves " + text(moved, "title") + " → " + day(moved, "forecast") + "\n";
    }
  }
  if (const Json* recovery = find(explained, "recovery");
      recovery != nullptr && recovery->is_object())
    add_list(out, "What could win days back", find(*recovery, "moves"), "sentence");
  if (const Json* history = find(explained, "history"); history != nullptr && history->is_array()) {
    out += "\nHistory, newest first\n";
    for (const Json& event : *history)
      out += "  " + text(event, "at") + "  " + text(event, "sentence") + "\n";
  }
  return out;
}

}  // namespace closemap
