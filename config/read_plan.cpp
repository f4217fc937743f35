// [plan], its templates, and the thresholds of [signal.NAME].
#include <fmt/format.h>

#include <cmath>

#include "config/draft.h"
#include "config/sections.h"
#include "config/signal_options.h"
#include "mapping/core/text.h"

namespace closemap {

namespace {

constexpr double kMsPerHour = 3'600'000;

std::optional<Money> read_amount(const OptionValues& values, const std::string& key, Draft& draft) {
  const std::string& text = values.text(key);
  if (text.empty()) return std::nullopt;
  const std::size_t blank = text.find_last_of(' ');
  const std::string_view number =
      trim(std::string_view(text).substr(0, blank == std::string::npos ? 0 : blank));
  const Result<Money> money = parse_money(
      number, std::string_view(text).substr(blank == std::string::npos ? 0 : blank + 1));
  if (blank != std::string::npos && money) return *money;
  draft.problems.error(place_of(values, key), in_quotes(key) +
                                                  " must be an amount and a currency such as "
                                                  "\"100000 USD\", not " +
                                                  in_quotes(text));
  return std::nullopt;
}

void read_template_use(const TomlNode& table, int number, Draft& draft) {
  Reading reading = draft.reading();
  const Heading heading{"[[plan.template]]", std::to_string(number)};
  const OptionValues values =
      read_options(table, heading, sections::kTemplateUse, {"when"}, reading);
  TemplateUse out;
  out.use = values.text("use");
  if (!out.use.empty() && !draft.settings.templates.contains(out.use)) {
    std::vector<std::string> known;
    for (const auto& [name, plan_template] : draft.settings.templates) known.push_back(name);
    draft.problems.absent(place_of(values, "use"),
                          "there is no template " + in_quotes(out.use) +
                              suggestion(out.use, known, "; there are " + join(known, ", ")));
  }
  if (const TomlNode* when = table_at(table, "when", "plan.template.when", draft.problems)) {
    const OptionValues limits = read_options(*when, {"[plan.template.when]", heading.name},
                                             sections::kTemplateWhen, {}, reading);
    out.amount_min = read_amount(limits, "amount_min", draft);
    out.amount_max = read_amount(limits, "amount_max", draft);
  }
  draft.settings.plan.templates.push_back(std::move(out));
}

// The value as SignalSettings keeps it; a problem and nothing when it does not fit.
std::optional<double> read_number(const TomlNode& node, const SignalKey& key, Problems& problems) {
  const auto refuse = [&](const std::string& wanted) {
    problems.error(node.place, in_quotes(key.key) + " must be " + wanted);
    return std::nullopt;
  };
  const auto limits = [&key] { return fmt::format("from {:g} to {:g}", key.min, key.max); };
  switch (key.type) {
    case SignalKeyType::boolean:
      if (node.kind != TomlNode::Kind::boolean) return refuse("true or false");
      return node.boolean ? 1 : 0;
    case SignalKeyType::duration: {
      const std::int64_t ms = node.kind == TomlNode::Kind::text ? parse_duration_ms(node.text) : -1;
      if (ms < 0 || static_cast<double>(ms) > key.max * kMsPerHour)
        return refuse("a duration such as \"24h\" of at most 365 days");
      return static_cast<double>(ms);
    }
    case SignalKeyType::whole:
      if (node.kind != TomlNode::Kind::integer) return refuse("a whole number " + limits());
      break;
    case SignalKeyType::number:
      if (node.kind != TomlNode::Kind::integer && node.kind != TomlNode::Kind::real)
        return refuse("a number " + limits());
      break;
  }
  const double value =
      node.kind == TomlNode::Kind::integer ? static_cast<double>(node.integer) : node.real;
  if (!std::isfinite(value) || value < key.min || value > key.max)
    return refuse((key.type == SignalKeyType::whole ? "a whole number " : "a number ") + limits());
  return value;
}

std::string shown(const TomlNode& node) {
  if (node.kind == TomlNode::Kind::text) return toml_quote(node.text);
  if (node.kind == TomlNode::Kind::boolean) return node.boolean ? "true" : "false";
  return node.kind == TomlNode::Kind::integer ? std::to_string(node.integer)
                                              : fmt::format("{:g}", node.real);
}

void read_signal(const TomlNode& table, const SignalOptions& signal, Draft& draft) {
  const Heading heading{"[signal." + std::string(signal.name) + "]", {}};
  SignalSettings out;
  std::vector<std::string> known{"enabled"};
  const auto take = [&](const SignalKey& key) {
    known.emplace_back(key.key);
    const TomlNode* node = table.find(key.key);
    if (node == nullptr) return;
    const std::optional<double> value = read_number(*node, key, draft.problems);
    if (!value) return;
    out.numbers.emplace(key.key, *value);
    draft.settings.effective.push_back(
        {heading.title, {}, std::string(key.key), shown(*node), node->place.text()});
  };
  for (const SignalKey& key : signal.keys) take(key);
  for (const SignalKey& key : common_signal_keys()) take(key);
  constexpr SignalKey kEnabled{"enabled", 1, SignalKeyType::boolean, 0, 1, ""};
  if (const TomlNode* node = table.find("enabled")) {
    if (const auto value = read_number(*node, kEnabled, draft.problems)) {
      out.enabled = *value != 0;
      draft.settings.effective.push_back(
          {heading.title, {}, "enabled", shown(*node), node->place.text()});
    }
  }
  check_keys(table, heading, known, draft.problems);
  draft.settings.signals.emplace(signal.name, std::move(out));
}

}  // namespace

void read_plan(const TomlNode& root, Draft& draft) {
  PlanSettings& plan = draft.settings.plan;
  TomlNode empty;
  empty.place = root.place;
  const TomlNode* table = table_at(root, "plan", "plan", draft.problems);
  if (table == nullptr) table = &empty;
  Reading reading = draft.reading();
  const OptionValues values =
      read_options(*table, {"[plan]", {}}, sections::kPlan, {"template"}, reading);
  if (values.has("create")) plan.create = values.text("create");
  if (values.has("propose")) plan.propose = values.text("propose");
  if (values.has("review_every")) plan.review_every_ms = values.integer("review_every");
  int number = 0;
  bool all_taken = false;
  for (const TomlNode* use : tables_at(*table, "template", "plan.template", draft.problems)) {
    if (all_taken)
      draft.problems.warning(use->place,
                             "never reached: the [[plan.template]] before takes every deal");
    read_template_use(*use, ++number, draft);
    const TemplateUse& last = plan.templates.back();
    all_taken = all_taken || (!last.amount_min && !last.amount_max);
  }
}

void read_signals(const TomlNode& root, Draft& draft) {
  const TomlNode* all = table_at(root, "signal", "signal.NAME", draft.problems);
  if (all == nullptr) return;
  std::vector<std::string> known;
  for (const SignalOptions& signal : signal_options()) known.emplace_back(signal.name);
  for (const TomlEntry& entry : all->entries) {
    const SignalOptions* signal = signal_option(entry.key);
    if (signal == nullptr)
      draft.problems.error(entry.place,
                           "there is no signal " + in_quotes(entry.key) +
                               suggestion(entry.key, known, "; see closemap config sample"));
    else if (entry.value.kind != TomlNode::Kind::table)
      draft.problems.error(
          entry.place, in_quotes(entry.key) + " must be a table; write [signal." + entry.key + "]");
    else
      read_signal(entry.value, *signal, draft);
  }
}

}  // namespace closemap
