// The configured connectors, opened: each with its own client, folder, field maps and source or
// notifier.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "connectors/api/connector.h"
#include "connectors/host/registry.h"
#include "daemon/app/clock.h"
#include "mapping/record/field_map.h"

namespace closemap {

struct PortDoors {
  const Registry& registry;
  const Clock& clock;
  SecretSources secrets;
  std::function<void(std::string_view line)> log;
  std::function<void(std::string_view value)> redact;  // every secret that was read
  std::atomic<bool>* stopping;                         // set: connectors return soon
};

struct Port {
  const ConnectorSettings* settings = nullptr;
  const Description* description = nullptr;
  std::map<std::string, FieldMap> maps;  // by stream
  std::unique_ptr<Source> source;
  std::unique_ptr<Notifier> notifier;
  ~Port();
  Port();
  Port(Port&&) noexcept;

  struct Inside;  // client, files, services, instance
  std::unique_ptr<Inside> inside;
};

// Settings must outlive the ports. Problems (unknown type, unreadable secret, bad map) begin with
// their place in the configuration and name the connector; all are reported.
struct OpenedPorts {
  std::vector<std::unique_ptr<Port>> ports;  // in configuration order
  std::vector<std::string> problems;
  Port* find(const std::string& name) const;
};
OpenedPorts open_ports(const Settings& settings, const PortDoors& doors);

}  // namespace closemap
