// The settings while they are being read: each reader adds its part and its problems.
#pragma once

#include <map>
#include <set>
#include <string>

#include "config/problems.h"
#include "config/read_options.h"
#include "config/settings.h"
#include "config/toml_node.h"

namespace closemap {

struct Draft {
  const ShapeLookup& shapes;
  const std::vector<ConnectorShape>& all_shapes;
  Settings settings;
  Problems problems;
  std::map<std::string, const ConnectorShape*> connectors;  // name -> shape; null: type not known

  Reading reading() { return {problems, settings.effective}; }
};

// In this order: later ones refer to earlier ones.
void read_main(const TomlNode& root, Draft& draft);  // with the calendars
void read_templates(const TomlNode& root, Draft& draft);
void read_parties(const TomlNode& root, Draft& draft);
void read_connectors(const TomlNode& root, Draft& draft);
void read_people(const TomlNode& root, Draft& draft);
void read_plan(const TomlNode& root, Draft& draft);
void read_signals(const TomlNode& root, Draft& draft);
void read_routes(const TomlNode& root, Draft& draft);
void read_notify(const TomlNode& root, Draft& draft);

// References. Each is a problem at the value's place when it does not hold; absent values are fine.
void check_notifiers(const OptionValues& values, const std::string& key, Draft& draft);
void check_calendar(const OptionValues& values, const std::string& key, Draft& draft);
const Place& place_of(const OptionValues& values, const std::string& key);

}  // namespace closemap
