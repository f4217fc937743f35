// What people decide on, and what they decided, on a terminal: pairs of records, edits, alerts.
#include <nlohmann/json.hpp>

#include "daemon/app/show.h"
#include "mapping/core/date.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

std::string text(const Json& row, std::string_view key) { return printable(text_or(row, key)); }

// "forecast_gap_bd" -> "forecast gap bd"
std::string words(std::string name) {
  for (char& c : name)
    if (c == '_') c = ' ';
  return printable(name);
}

void append(std::string& line, const std::string& part) {
  if (part.empty()) return;
  if (!line.empty()) line += ", ";
  line += part;
}

// "Platform rollout, Tailspin, Proposal, 10.00 USD, close 2026-04-24 (vendor_crm V1)"
std::string side_line(const Json& link, std::string_view side) {
  const Json* said = find(link, side);
  if (said == nullptr || !said->is_object()) return "a record that is gone";
  std::string line = text(*said, "name");
  append(line, text(*said, "account"));
  append(line, text(*said, "domain"));
  append(line, text(*said, "stage"));
  append(line, text(*said, "amount"));
  const std::string close = text(*said, "close_date");
  append(line, close.empty() ? "" : "close " + close);
  if (bool_or(*said, "deleted", false)) append(line, "deleted");
  return line + " (" + text(*said, "connector") + " " + text(*said, "record") + ")";
}

std::string pair_lines(const Json& link) {
  return "    vendor   " + side_line(link, "vendor") + "\n    partner  " +
         side_line(link, "partner") + "\n";
}

std::string number_of(const Json& link) { return std::to_string(int_or(link, "link", 0)); }

std::string since(const Json& alert) {
  const std::string fired = text(alert, "fired_at");
  const std::string over = text(alert, "resolved_at");
  std::string line = text(alert, "severity") + ", " + text(alert, "state");
  if (!fired.empty()) line += (over.empty() ? " since " : ", fired ") + fired;
  if (!over.empty()) line += ", settled " + over;
  return line;
}

void add_line(std::string& out, const std::string& label, const std::string& value) {
  if (!value.empty()) out += "  " + label + ": " + value + "\n";
}

// The values that the rule looked at, by name.
std::string inputs_lines(const Json& alert) {
  std::string out;
  const Json* kept = find(alert, "inputs");
  const Json* named = kept == nullptr ? nullptr : find(*kept, "inputs");
  if (named != nullptr && named->is_array())
    for (const Json& input : *named)
      if (input.is_array() && input.size() == 2 && input[0].is_string() && input[1].is_string())
        add_line(out, words(input[0].get<std::string>()), printable(input[1].get<std::string>()));
  if (kept == nullptr) return out;
  add_line(out, "party", text(*kept, "party"));
  if (const Json* audience = find(*kept, "audience"); audience != nullptr && audience->is_array()) {
    std::string roles;
    for (const Json& role : *audience)
      if (role.is_string()) append(roles, words(role.get<std::string>()));
    add_line(out, "meant for", roles);
  }
  return out;
}

std::string told_lines(const Json& alert) {
  const Json* notices = find(alert, "notices");
  if (notices == nullptr || !notices->is_array() || notices->empty()) return "  nobody yet\n";
  std::string out;
  for (const Json& notice : *notices) {
    const std::string to = text(notice, "recipient");
    out += "  " + text(notice, "kind") + " to " + (to.empty() ? "everybody there" : to) + " over " +
           text(notice, "notifier") + ": " + text(notice, "state");
    const std::string done = text(notice, "done_at");
    if (!done.empty()) out += " " + done;
    const std::string error = text(notice, "error");
    if (!error.empty()) out += " (" + error + ")";
    out += "\n";
  }
  return out;
}

}  // namespace

std::string show_links(const Json& reply) {
  const Json* links = find(reply, "links");
  if (links == nullptr || !links->is_array() || links->empty())
    return "no pair waits for a decision\n";
  std::string out;
  for (const Json& link : *links) {
    const std::string number = number_of(link);
    out += (out.empty() ? "" : "\n") + std::string("link ") + number + ": " + text(link, "why") +
           "\n" + pair_lines(link) + "    closemap links confirm " + number +
           " if they are one deal, closemap links reject " + number + " if not\n";
  }
  return out;
}

std::string show_link(const Json& link) {
  const std::string state = text(link, "state");
  std::string out = "link " + number_of(link) +
                    (state == "linked"     ? " is one deal now\n"
                     : state == "rejected" ? " is two deals now\n"
                                           : " waits for a decision again\n") +
                    pair_lines(link);
  const std::string plan = text(link, "plan");
  if (!plan.empty()) out += "    its plan: closemap plan show " + plan + "\n";
  return out;
}

std::string show_edited(const Json& plan) {
  return "Done. The plan is now version " + std::to_string(int_or(plan, "version", 0)) + ".\n\n" +
         show_plan(plan);
}

std::string show_alert(const Json& alert) {
  std::string sentence = text(alert, "sentence");
  if (sentence.empty()) sentence = words(text_or(alert, "signal")) + " of " + text(alert, "title");
  std::string out = sentence + "\n\n";
  add_line(out, "alert", text(alert, "id") + ", " + since(alert));
  const std::string plan = text(alert, "plan");
  if (!plan.empty()) add_line(out, "plan", text(alert, "plan_name") + " (" + plan + ")");
  add_line(out, "about", text(alert, "title"));
  add_line(out, "signal", words(text_or(alert, "signal")));
  add_line(out, "brought about by", text(alert, "caused_by"));
  if (bool_or(alert, "as_found", false)) add_line(out, "found", "already so at the first sync");
  const std::string inputs = inputs_lines(alert);
  if (!inputs.empty()) out += "\nWhy\n" + inputs;
  return out + "\nWho was told\n" + told_lines(alert);
}

}  // namespace closemap
