// What the configuration shows of itself: samples, option tables, effective values.
#include <fmt/format.h>

#include <algorithm>

#include "config/draft.h"
#include "config/sample_text.h"
#include "config/sections.h"
#include "config/signal_options.h"
#include "mapping/core/text.h"
#include "mapping/signal/evaluate.h"
#include "mapping/signal/lifecycle.h"

namespace closemap {

namespace {

constexpr std::string_view kIndent = "  ";

// Common options that mean something for this type.
bool concerns(const ConnectorShape& shape, std::string_view key) {
  const bool own = std::any_of(shape.options.begin(), shape.options.end(),
                               [key](const Option& option) { return option.key == key; });
  if (own) return true;
  if (key == "write") return shape.writer;
  if (key == "type") return false;
  const bool of_sources = key == "party" || key == "interval" || key == "overlap" ||
                          key == "page_size" || key == "timezone";
  return shape.source || !of_sources;
}

std::vector<Option> shown_options(const ConnectorShape& shape) {
  std::vector<Option> out = options_of(shape);
  std::erase_if(out, [&shape](const Option& option) { return !concerns(shape, option.key); });
  return out;
}

std::string map_sample(const ConnectorShape& shape) {
  if (!shape.source || shape.streams.empty()) return {};
  std::string out =
      "\n" + sample::prose("Changes to the default field map, one table per stream (" +
                               join({shape.streams.begin(), shape.streams.end()}, ", ") +
                               "); what is not named here stays as it is.",
                           std::string(kIndent) + "##");
  const std::string stream(shape.streams.front());
  out += "  # [connector.map." + stream + "]\n";
  if (stream == "opportunity") {
    out += "  # close_date = { at = \"Expected Close\", as = \"date\", format = \"%m/%d/%Y\" }\n";
    out += "  # stage = { at = \"Stage\", as = \"lookup\", table = \"stage\" }\n";
  }
  out += "\n" +
         sample::prose("Raw word to canonical value; an unlisted one is unknown, never guessed.",
                       std::string(kIndent) + "##") +
         "  # [connector.lookup.stage]\n  # \"Qualified\" = 1\n";
  return out;
}

std::string connector_sample(const ConnectorShape& shape, const std::string& name,
                             const std::string& party) {
  std::map<std::string, std::string> set{{"name", name}};
  if (shape.source) set.emplace("party", party);
  std::string out = sample::prose(shape.summary, "#");
  const std::vector<Option> options = shown_options(shape);
  out += "[[connector]]\n  type = " + toml_quote(shape.type) + "\n\n";
  const std::string rest = sample::table("", options, kIndent, set);
  out += rest.substr(1);  // without the line of the empty header
  return out + map_sample(shape);
}

// The first two sources speak for vendor and partner, the first notifier tells people; the other
// types follow as comments.
struct Cast {
  std::vector<const ConnectorShape*> sources, others;
  const ConnectorShape* notifier = nullptr;
};

Cast cast_of(const std::vector<ConnectorShape>& shapes) {
  Cast out;
  for (const ConnectorShape& shape : shapes) {
    if (shape.source && out.sources.size() < 2)
      out.sources.push_back(&shape);
    else if (shape.notifier && out.notifier == nullptr)
      out.notifier = &shape;
    else
      out.others.push_back(&shape);
  }
  if (out.sources.size() == 1) out.sources.push_back(out.sources.front());
  return out;
}

std::string chapter(std::string_view title) {
  return "\n## ---- " + std::string(title) + " " +
         std::string(title.size() < 90 ? 90 - title.size() : 0, '-') + "\n\n";
}

std::string calendar_sample() {
  return sample::commented(sample::table("[calendar.de]", sections::kCalendar, "") + "\n" +
                           sample::prose("Working hours; a day that is missing is free.", "##") +
                           "week = { mon = \"09:00-17:00\", tue = \"09:00-17:00\", wed = "
                           "[\"08:00-12:00\", \"13:00-17:00\"] }\n");
}

std::string template_sample() {
  return sample::commented(sample::table("[template.renewal]", sections::kTemplate, "") + "\n" +
                           sample::table("[[template.renewal.step]]", sections::kStep, ""));
}

std::string signal_key_sample(const SignalKey& key) {
  std::string value = fmt::format("{:g}", key.fallback);
  if (key.type == SignalKeyType::boolean) value = key.fallback != 0 ? "true" : "false";
  if (key.type == SignalKeyType::duration) value = toml_quote(value + "h");
  return fmt::format("# {} = {}  # {}\n", key.key, value, key.doc);
}

std::string signal_samples() {
  std::string out = sample::prose(
      "Thresholds of signals; bd are working days, cd calendar days, bh working hours. Every "
      "signal "
      "takes the keys shown with the first one.",
      "##");
  bool first = true;
  for (const SignalOptions& signal : signal_options()) {
    out += "\n" + sample::prose(std::string(signal.doc), "##");
    out += fmt::format("# [signal.{}]\n# enabled = {}\n", signal.name,
                       enabled(kDefaultThresholds, signal.name));
    for (const SignalKey& key : signal.keys) out += signal_key_sample(key);
    const int for_n = alert_params(signal.name).for_n;
    for (const SignalKey& key : common_signal_keys())
      if (first || (key.key == "for_n" && for_n != 1)) {
        SignalKey shown = key;
        if (key.key == "for_n") shown.fallback = for_n;
        out += signal_key_sample(shown);
      }
    first = false;
  }
  return out;
}

std::string route_sample(const ConnectorShape* notifier) {
  if (notifier == nullptr) return {};
  const std::map<std::string, std::string> set{{"notify", std::string(notifier->type)}};
  std::string out = sample::prose(
      "First match wins. match may name signal, severity, party, plan and connector; a list means "
      "any of them. The last route has no match and takes the rest.",
      "##");
  out += sample::commented("[[route]]\nmatch = { severity = \"critical\" }\nnotify = [" +
                           toml_quote(notifier->type) + "]\n") +
         "\n";
  return out + sample::table("[[route]]", sections::kRoute, "", set);
}

std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, "\\");
  return text;
}

}  // namespace

std::string render_sample(const std::vector<ConnectorShape>& shapes) {
  const Cast cast = cast_of(shapes);
  std::string out =
      "# closemap.toml: the whole configuration.\n"
      "## Lines with ## explain, lines with # show a default or an example, all others you must "
      "set.\n\n";
  const std::string main = sample::table("", sections::kMain, "");
  out += main.substr(1);
  out += chapter("the two companies; the customer's people come from the CRMs");
  out +=
      sample::table("[vendor]", sections::kParty, "", {{"lead", "maria@contoso.example"}}) + "\n";
  out += sample::table(
      "[partner]", sections::kParty, "",
      {{"name", "Fabrikam"}, {"domain", "fabrikam.example"}, {"lead", "tom@fabrikam.example"}});
  out += chapter("where deals come from");
  const char* const parties[] = {"vendor", "partner"};
  for (std::size_t i = 0; i < cast.sources.size(); ++i)
    out += (i == 0 ? "" : "\n") +
           connector_sample(*cast.sources[i], std::string(parties[i]) + "_crm", parties[i]);
  out += chapter("plans");
  out += sample::table("[plan]", sections::kPlan, "") + "\n";
  out += sample::prose("Used where no source brings milestones; first match wins.", "##");
  out += sample::commented(
             "[[plan.template]]\nuse = \"enterprise\"\nwhen = { amount_min = "
             "\"100000 USD\" }\n") +
         "\n";
  out += sample::table("[[plan.template]]", sections::kTemplateUse, "") + "\n";
  out += sample::prose("A template of your own.", "##") + template_sample() + "\n";
  out += sample::prose(
             "Working days and hours; [calendar.default] is used where nothing closer "
             "names one.",
             "##") +
         calendar_sample() + "\n";
  out += sample::prose("People: only what the CRMs do not know; joined by e-mail.", "##");
  out += sample::commented(sample::table("[[person]]", sections::kPerson, ""));
  out += chapter("signals");
  out += signal_samples();
  out += chapter("who hears what");
  if (cast.notifier != nullptr)
    out += connector_sample(*cast.notifier, std::string(cast.notifier->type), "") + "\n";
  out += route_sample(cast.notifier) + "\n";
  out += sample::table("[notify]", sections::kNotify, "") + "\n";
  std::map<std::string, std::string> operators;
  if (cast.notifier != nullptr) operators.emplace("notify", std::string(cast.notifier->type));
  out += sample::prose("Who hears about the daemon itself.", "##");
  out += sample::table("[operator]", sections::kOperator, "", operators) + "\n";
  out += sample::table("[web]", sections::kWeb, "");
  if (!cast.others.empty()) out += chapter("other connectors");
  for (const ConnectorShape* shape : cast.others)
    out += (shape == cast.others.front() ? "" : "\n") +
           sample::commented(connector_sample(*shape, std::string(shape->type), "vendor"));
  return out;
}

std::string render_connector_sample(const ConnectorShape& shape) {
  return connector_sample(shape, shape.source ? "vendor_crm" : std::string(shape.type), "vendor");
}

std::string render_option_table(const ConnectorShape& shape) {
  std::string out =
      "| Option | Type | Default | What it is |\n"
      "| --- | --- | --- | --- |\n";
  for (const Option& option : shown_options(shape)) {
    const bool needed = option.required || (option.key == "party" && shape.source);
    std::string type(to_text(option.type));
    const std::string choices = join(choices_of(option), ", ");
    if (!choices.empty()) type += ": " + choices;
    const std::string usual =
        needed
            ? "must be set"
            : (option.fallback.empty() ? std::string()
                                       : "`" + sample::toml_value(option, option.fallback) + "`");
    out += "| `" + std::string(option.key) + "` | " + cell(type) + " | " + cell(usual) + " | " +
           cell(std::string(option.doc)) + " |\n";
  }
  return out;
}

std::string render_effective(const Settings& settings) {
  std::string out, section, element;
  bool first = true;
  for (const EffectiveEntry& entry : settings.effective) {
    if (first || entry.section != section || entry.element != element) {
      if (!entry.section.empty()) out += "\n" + printable(entry.section) + "\n";
      section = entry.section;
      element = entry.element;
      first = false;
    }
    const bool plain = std::all_of(entry.key.begin(), entry.key.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '_' || c == '-';
    });
    // match.severity and week.mon are dotted keys; a field such as "anchor.go_live" is one key
    const bool dotted = entry.key.starts_with("match.") || entry.key.starts_with("week.");
    out += (plain || dotted ? entry.key : toml_quote(entry.key)) + " = " + printable(entry.value) +
           "  # " + printable(entry.origin) + "\n";
  }
  return out;
}

}  // namespace closemap
