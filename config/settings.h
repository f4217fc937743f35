// The typed settings of one closemap.toml (+ conf.d), shape of config-example.toml and design.md
// §9.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/secret.h"
#include "config/spec.h"
#include "mapping/core/calendar.h"
#include "mapping/core/money.h"
#include "mapping/core/party.h"
#include "mapping/record/field_map.h"
#include "mapping/schedule/template.h"
#include "mapping/signal/send_time.h"

namespace closemap {

struct Problem {
  Place place;
  bool error = true;  // false: a warning
  std::string what;   // one line, says what to do
};

// "closemap.toml:12:3: error: unknown key ..."
std::string to_text(const Problem& problem);

// One value as it is in force, for `closemap config show`.
struct EffectiveEntry {
  std::string section, element;  // "[[connector]]", "vendor_crm"; empty: the main table
  std::string key, value;        // value as TOML; of a secret its reference
  std::string origin;            // "closemap.toml:12:3", "default", or "<secret>, ..." of either
};

struct ConnectorSettings {
  std::string type, name;
  std::optional<Party> party;
  OptionValues options;  // common and own options
  Zone zone;             // `timezone` of the connector, else the daemon's
  std::map<std::string, FieldMapSpec>
      maps;  // by stream: the type's default map with the user's changes
  Place place;
};

struct PartySettings {
  std::string name, domain, lead, coordinator, calendar, timezone;  // lead, coordinator: e-mail
  std::string executive_sponsor;                                    // e-mail; escalation level 3
  int fiscal_year_start_month = 1;
};

struct PersonSettings {
  std::string email, name, slack, timezone, calendar, manager, kind = "person", title;
  std::optional<Party> party;
  std::vector<std::string> channels;
};

struct TemplateUse {
  std::string use;
  std::optional<Money> amount_min, amount_max;
};

struct PlanSettings {
  std::string create = "linked";  // linked | all | never
  std::string propose = "auto";   // auto | manual
  std::int64_t review_every_ms = 7LL * 86'400'000;
  std::vector<TemplateUse> templates;
};

// [signal.NAME]: raw thresholds by key, applied to mapping/signal's Thresholds by the daemon's
// wiring; all keys checked.
struct SignalSettings {
  std::optional<bool> enabled;
  std::map<std::string, double> numbers;  // what the user wrote: "warning_bd" -> 5; durations in
                                          // ms, true and false as 1 and 0 (config/signal_options.h)
};

struct RouteSettings {
  std::map<std::string, std::vector<std::string>>
      match;  // signal, severity, party, plan, connector
  std::vector<std::string> notify, fallback;
  bool proceed = false;  // `continue = true`
  Place place;
};

struct NotifySettings {
  QuietHours quiet;
  std::int64_t group_wait_ms = 600'000, group_interval_ms = 4LL * 3'600'000,
               quarantine_ms = 120'000;
  int max_per_day = 5;
  std::string customer = "draft";              // draft | send
  std::string on_ambiguous = "at_least_once";  // class C receivers: at_least_once | at_most_once
};

struct OperatorSettings {
  std::vector<std::string> notify;
  std::string email, name;
};

struct Settings {
  Zone zone;
  std::string state_dir = "/var/lib/closemap", control_socket = "/run/closemap/control.sock",
              log_level = "info";
  std::string connectors_dir = "/usr/lib/closemap/connectors";
  PartySettings vendor, partner;
  std::vector<ConnectorSettings> connectors;
  PlanSettings plan;
  std::map<std::string, PlanTemplate> templates;  // built-in ones and [template.NAME]
  std::map<std::string, Calendar>
      calendars;  // by name; "" is the daemon default: [calendar.default], else Mon-Fri 09-17
  std::vector<PersonSettings> people;
  std::map<std::string, SignalSettings> signals;
  std::vector<RouteSettings> routes;
  NotifySettings notify;
  OperatorSettings operators;
  std::string web_listen;
  std::vector<EffectiveEntry> effective;  // every value in reading order

  const ConnectorSettings* connector(const std::string& name) const;
};

using ShapeLookup = std::function<const ConnectorShape*(const std::string& type)>;

struct Loaded {
  std::optional<Settings> settings;  // absent when a problem is an error
  std::vector<Problem> problems;     // all of them, in file order
};

// Reads `path` and `conf.d/*.toml` beside it (name order; tables merge, arrays of tables append,
// the same scalar twice is an error naming both places). Finds every problem in one run: syntax,
// unknown keys with the nearest known one, types, references between parts (routes to notifiers,
// leads, templates, calendars, lookups), field maps that do not compile.
Loaded load_settings(const std::string& path, const ShapeLookup& shapes,
                     const std::vector<ConnectorShape>& all_shapes);
// The files load_settings would read, main file first; it alone when there is no conf.d.
std::vector<std::string> config_files(const std::string& path);
// The same from memory, for tests: file name -> text, the first is the main file.
Loaded load_settings_text(const std::vector<std::pair<std::string, std::string>>& files,
                          const ShapeLookup& shapes, const std::vector<ConnectorShape>& all_shapes);

// Options every connector has (type, name, party, interval, overlap, page_size, timeout, ca_file,
// allow_private, timezone, write).
std::span<const Option> common_options();
// Every common and own option of a type; an own option takes the place of the common one.
std::vector<Option> options_of(const ConnectorShape& shape);
// The commented sample (style.md §4 convention) of the whole configuration or of one connector
// type.
std::string render_sample(const std::vector<ConnectorShape>& shapes);
std::string render_connector_sample(const ConnectorShape& shape);
std::string render_option_table(
    const ConnectorShape& shape);  // Markdown, for the connector's README
// Effective values with the origin of each; secrets as <secret>.
std::string render_effective(const Settings& settings);

}  // namespace closemap
