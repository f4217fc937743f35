// Commands about the configuration and the connectors: nothing of the store is touched.
#include <algorithm>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "daemon/app/commands.h"
#include "daemon/app/ports.h"
#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

// How one connector answered.
struct Tried {
  const Port* port = nullptr;
  Status result = ok();
  std::vector<std::string> remarks;
};

Tried try_port(const Port& port) {
  Tried tried{&port, ok(), {}};
  if (port.source) {
    tried.result = port.source->check();
    tried.remarks = port.source->remarks();
  } else if (port.notifier) {
    tried.result = port.notifier->check();
  }
  return tried;
}

Json tried_json(const Tried& tried) {
  const Place& place = tried.port->settings->place;
  Json json{{"connector", tried.port->settings->name},
            {"ok", static_cast<bool>(tried.result)},
            {"remarks", tried.remarks},
            {"file", place.file},
            {"line", place.line},
            {"column", place.column}};
  if (!tried.result) {
    json["error"] = tried.result.error().what;
    json["fault"] = to_text(tried.result.error().fault);
  }
  return json;
}

void print_tried(const Tried& tried) {
  const ConnectorSettings& settings = *tried.port->settings;
  if (tried.result)
    std::cout << settings.name << ": ok\n";
  else
    std::cerr << settings.place.text() << ": error: " << settings.name << ": "
              << printable(tried.result.error().what) << "\n";
  for (const std::string& remark : tried.remarks)
    std::cerr << settings.place.text() << ": warning: " << settings.name << ": "
              << printable(remark) << "\n";
}

Json option_json(const Option& option) {
  Json json{{"key", option.key},
            {"type", to_text(option.type)},
            {"doc", option.doc},
            {"default", option.fallback},
            {"required", option.required}};
  if (!option.choices.empty()) json["choices"] = split(option.choices, '|');
  return json;
}

}  // namespace

OpenedPorts Commands::open(const Settings& settings, std::atomic<bool>& stopping) const {
  static const SystemClock clock;
  return open_ports(
      settings, {registry_, clock, secrets_, [](std::string_view) {},
                 [this](std::string_view secret) { log_.redact(std::string(secret)); }, &stopping});
}

int Commands::check() {
  const Loaded loaded = load();
  Json answer{{"good", loaded.settings.has_value()}, {"problems", problems_json(loaded.problems)}};
  if (!asked_.json) print_problems(loaded.problems);
  int code = loaded.settings ? kExitDone : kExitConfig;
  if (loaded.settings && !asked_.json)
    std::cout << "configuration is good: "
              << counted(std::ssize(loaded.settings->connectors), "connector") << ", "
              << counted(std::ssize(loaded.settings->routes), "route") << ", "
              << counted(std::ssize(loaded.settings->templates), "plan template") << "\n";
  if (loaded.settings && asked_.online) {
    std::atomic<bool> stopping{false};
    const OpenedPorts ports = open(*loaded.settings, stopping);
    for (const std::string& problem : ports.problems) {
      if (!asked_.json) std::cerr << printable(problem) << "\n";
      code = kExitConfig;
    }
    answer["unusable"] = ports.problems;
    Json& online = answer["online"] = Json::array();
    for (const auto& port : ports.ports) {
      const Tried tried = try_port(*port);
      if (!tried.result) code = std::max(code, kExitFound);
      if (!asked_.json) print_tried(tried);
      online.push_back(tried_json(tried));
    }
  }
  if (asked_.json) print_document(answer);
  return code;
}

int Commands::config_sample() {
  std::cout << render_sample(registry_.shapes());
  return kExitDone;
}

int Commands::config_show() {
  const auto in_force = settings();
  if (!in_force) return kExitConfig;
  if (!asked_.json) {
    std::cout << render_effective(*in_force);
    return kExitDone;
  }
  Json list = Json::array();
  for (const EffectiveEntry& entry : in_force->effective)
    list.push_back({{"section", entry.section},
                    {"element", entry.element},
                    {"key", entry.key},
                    {"value", entry.value},
                    {"origin", entry.origin}});
  print_document({{"settings", std::move(list)}});
  return kExitDone;
}

int Commands::connectors_describe() {
  const std::vector<ConnectorShape> shapes = registry_.shapes();
  const auto shape_of = [&](std::string_view type) {
    return std::find_if(shapes.begin(), shapes.end(),
                        [&](const ConnectorShape& shape) { return shape.type == type; });
  };
  if (const auto type = shape_of(asked_.id); type != shapes.end()) return describe(*type);
  // Not a type: it may be the name of a connector, if there is a configuration to look into.
  std::vector<std::string> names;
  for (const ConnectorShape& shape : shapes) names.emplace_back(shape.type);
  const std::string types = join(names, ", ");
  const Loaded loaded = load();
  if (loaded.settings) {
    if (const ConnectorSettings* named = loaded.settings->connector(asked_.id); named != nullptr)
      if (const auto type = shape_of(named->type); type != shapes.end()) return describe(*type);
    for (const ConnectorSettings& connector : loaded.settings->connectors)
      names.push_back(connector.name);
  }
  const std::string near = nearest(asked_.id, names);
  return fail(
      Error{Fault::permanent,
            "there is no connector type \"" + asked_.id + "\", nor a connector of that name" +
                (loaded.settings ? "" : " in a configuration that can be read") +
                (near.empty() ? "" : "; did you mean \"" + near + "\"?") + "; types are " + types,
            0});
}

int Commands::describe(const ConnectorShape& shape) const {
  if (!asked_.json) {
    std::cout << (shape.type == asked_.id
                      ? ""
                      : asked_.id + " is a " + std::string(shape.type) + " connector.\n")
              << shape.summary << "\n\n"
              << render_option_table(shape) << "\n"
              << render_connector_sample(shape);
    return kExitDone;
  }
  Json options = Json::array();
  for (const Option& option : options_of(shape)) options.push_back(option_json(option));
  print_document({{"type", shape.type},
                  {"summary", shape.summary},
                  {"source", shape.source},
                  {"notifier", shape.notifier},
                  {"streams", std::vector<std::string>(shape.streams.begin(), shape.streams.end())},
                  {"options", std::move(options)},
                  {"sample", render_connector_sample(shape)}});
  return kExitDone;
}

int Commands::connectors_check() {
  const auto in_force = settings();
  if (!in_force) return kExitConfig;
  std::atomic<bool> stopping{false};
  const OpenedPorts ports = open(*in_force, stopping);
  const Port* port = ports.find(asked_.id);
  if (port == nullptr)
    return fail(
        Error{Fault::permanent, "no connector is named " + asked_.id + " in the configuration", 0});
  const Tried tried = try_port(*port);
  if (asked_.json)
    print_document(tried_json(tried));
  else
    print_tried(tried);
  if (tried.result) return kExitDone;
  const Fault fault = tried.result.error().fault;
  return fault == Fault::config      ? kExitConfig
         : fault == Fault::transient ? kExitTryAgain
                                     : kExitFound;
}

}  // namespace closemap
