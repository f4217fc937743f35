// [[route]], [notify], [operator] and [web]: who hears what.
#include <algorithm>
#include <charconv>

#include "config/clock_text.h"
#include "config/draft.h"
#include "config/sections.h"
#include "config/signal_options.h"
#include "mapping/core/text.h"

namespace closemap {

namespace {

constexpr std::string_view kMatchKeys[] = {"signal", "severity", "party", "plan", "connector"};

// What a match key may be compared with; empty: anything.
std::vector<std::string> match_words(std::string_view key, const Draft& draft) {
  std::vector<std::string> out;
  if (key == "severity") return {"info", "warning", "critical"};
  if (key == "party") return {"vendor", "partner", "customer"};
  if (key == "signal")
    for (const SignalOptions& signal : signal_options()) out.emplace_back(signal.name);
  if (key == "connector")
    for (const auto& [name, shape] : draft.connectors) out.push_back(name);
  return out;
}

void read_match_value(std::string_view key, const TomlNode& node, std::vector<std::string>& out,
                      Draft& draft) {
  if (node.kind != TomlNode::Kind::text || node.text.empty()) {
    draft.problems.error(node.place, in_quotes(key) + " must be a text or a list of texts, not " +
                                         (node.text.empty() && node.kind == TomlNode::Kind::text
                                              ? "an empty text"
                                              : std::string(kind_words(node.kind))));
    return;
  }
  const std::vector<std::string> words = match_words(key, draft);
  if (key != "plan" && std::find(words.begin(), words.end(), node.text) == words.end()) {
    draft.problems.error(
        node.place,
        "there is no " + std::string(key) + " " + in_quotes(node.text) +
            suggestion(node.text, words,
                       words.size() > 3 || words.empty() ? std::string()
                                                         : "; there are " + join(words, ", ")));
    return;
  }
  out.push_back(node.text);
}

void read_match(const TomlNode& match, const Heading& heading, RouteSettings& route, Draft& draft) {
  check_keys(match, {"match", {}}, {std::begin(kMatchKeys), std::end(kMatchKeys)}, draft.problems);
  for (const std::string_view key : kMatchKeys) {
    const TomlNode* node = match.find(key);
    if (node == nullptr) continue;
    std::vector<std::string> values;
    if (node->kind == TomlNode::Kind::list) {
      for (const TomlNode& item : node->items) read_match_value(key, item, values, draft);
      if (node->items.empty())
        draft.problems.error(node->place, in_quotes(key) + " matches nothing: the list is empty");
    } else {
      read_match_value(key, *node, values, draft);
    }
    std::vector<std::string> shown;
    for (const std::string& value : values) shown.push_back(toml_quote(value));
    draft.settings.effective.push_back({heading.title, heading.name, "match." + std::string(key),
                                        "[" + join(shown, ", ") + "]", node->place.text()});
    route.match.emplace(key, std::move(values));
  }
}

void read_route(const TomlNode& table, int number, Draft& draft) {
  Reading reading = draft.reading();
  const Heading heading{"[[route]]", std::to_string(number)};
  const OptionValues values = read_options(table, heading, sections::kRoute, {"match"}, reading);
  check_notifiers(values, "notify", draft);
  check_notifiers(values, "fallback", draft);
  RouteSettings out;
  out.notify = values.list("notify");
  out.fallback = values.list("fallback");
  out.proceed = values.flag("continue");
  out.place = table.place;
  if (const TomlNode* match = table_at(table, "match", "route.match", draft.problems))
    read_match(*match, heading, out, draft);
  draft.settings.routes.push_back(std::move(out));
}

QuietHours read_quiet(const OptionValues& values, Draft& draft) {
  QuietHours out;
  const std::string& text = values.text("quiet");
  if (text == "none") {
    out.any_hour = true;
  } else if (const auto span = parse_span(text)) {
    out.from_minute = span->first;
    out.to_minute = span->second;
  } else if (!text.empty()) {
    draft.problems.error(
        place_of(values, "quiet"),
        "\"quiet\" must be hours such as \"18:00-08:00\" or \"none\", not " + in_quotes(text));
  }
  out.critical_pierces = values.text("pierce") == "critical";
  return out;
}

bool is_listen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.find(' ') != std::string_view::npos) return false;
  const std::string_view digits = text.substr(colon + 1);
  int port = 0;
  const auto [stop, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return fault == std::errc() && stop == digits.data() + digits.size() && port > 0 && port < 65536;
}

OptionValues section(const TomlNode& root, const std::string& key, std::span<const Option> options,
                     Draft& draft) {
  TomlNode empty;
  empty.place = root.place;
  const TomlNode* table = table_at(root, key, key, draft.problems);
  Reading reading = draft.reading();
  return read_options(table == nullptr ? empty : *table, {"[" + key + "]", {}}, options, {},
                      reading);
}

}  // namespace

void read_routes(const TomlNode& root, Draft& draft) {
  const std::vector<const TomlNode*> tables = tables_at(root, "route", "route", draft.problems);
  int number = 0;
  bool all_taken = false;
  for (const TomlNode* table : tables) {
    if (all_taken)
      draft.problems.warning(table->place,
                             "never reached: the [[route]] before takes every notice; order them "
                             "or set continue = true");
    read_route(*table, ++number, draft);
    const bool open = table->find("match") == nullptr;
    all_taken = all_taken || (open && !draft.settings.routes.back().proceed);
    if (table == tables.back() && !open)
      draft.problems.warning(table->place,
                             "the last [[route]] has a match; notices that match none go to the "
                             "log only");
  }
  if (root.find("route") == nullptr && draft.problems.all_read())
    draft.problems.warning(Place{root.place.file, 0, 0},
                           "there is no [[route]]; notices go to the log only");
}

void read_notify(const TomlNode& root, Draft& draft) {
  const OptionValues values = section(root, "notify", sections::kNotify, draft);
  NotifySettings& notify = draft.settings.notify;
  notify.quiet = read_quiet(values, draft);
  if (values.has("group_wait")) notify.group_wait_ms = values.integer("group_wait");
  if (values.has("group_interval")) notify.group_interval_ms = values.integer("group_interval");
  if (values.has("quarantine")) notify.quarantine_ms = values.integer("quarantine");
  if (values.has("max_per_day"))
    notify.max_per_day = static_cast<int>(values.integer("max_per_day"));
  if (values.has("customer")) notify.customer = values.text("customer");
  if (values.has("on_ambiguous")) notify.on_ambiguous = values.text("on_ambiguous");

  const OptionValues operators = section(root, "operator", sections::kOperator, draft);
  check_notifiers(operators, "notify", draft);
  draft.settings.operators = {operators.list("notify"), operators.text("email"),
                              operators.text("name")};
  const TomlNode* table = root.find("operator");
  const bool named = table != nullptr && table->find("notify") != nullptr;
  if (!named && draft.problems.all_read())
    draft.problems.warning(table == nullptr ? Place{root.place.file, 0, 0} : table->place,
                           "nobody hears about the daemon itself; set notify in [operator]");

  const OptionValues web = section(root, "web", sections::kWeb, draft);
  draft.settings.web_listen = web.text("listen");
  if (web.has("listen") && !is_listen(web.text("listen")))
    draft.problems.error(place_of(web, "listen"),
                         "\"listen\" must be an address and a port such as \"127.0.0.1:8390\", "
                         "not " +
                             in_quotes(web.text("listen")));
}

}  // namespace closemap
