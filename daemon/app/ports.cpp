// Opening connectors.
#include "daemon/app/ports.h"

#include "connectors/host/files.h"
#include "connectors/http/client.h"

namespace closemap {

struct Port::Inside {
  std::unique_ptr<Client> client;
  std::unique_ptr<Files> files;
  std::unique_ptr<Services> services;
  std::unique_ptr<Instance> instance;
};

Port::Port() = default;
Port::~Port() = default;
Port::Port(Port&&) noexcept = default;

namespace {

ClientOptions client_options(const ConnectorSettings& settings, const PortDoors& doors) {
  ClientOptions options;
  options.connector = settings.name;
  options.base_url = settings.options.text("base_url");
  options.ca_file = settings.options.text("ca_file");
  options.allow_private = settings.options.flag("allow_private");
  options.allow_plain_http = options.allow_private;
  if (settings.options.has("timeout")) options.timeout_ms = settings.options.integer("timeout");
  options.secret = [&settings, secrets = doors.secrets,
                    redact = doors.redact](const std::string& option) -> Result<Secret> {
    const auto ref = parse_secret_ref(settings.options.text(option));
    if (!ref) return Error(ref.error()).within(settings.name + "." + option);
    auto secret = read_secret(*ref, secrets);
    if (!secret) return Error(std::move(secret).error()).within(settings.name + "." + option);
    redact(secret->reveal());
    return secret;
  };
  options.now = [&clock = doors.clock] { return clock.now(); };
  options.stopping = [stopping = doors.stopping] { return stopping->load(); };
  return options;
}

// Every secret the options name is read once at the start, so that a missing one is found now and
// masked everywhere.
void check_secrets(const ConnectorSettings& settings, const Description& description,
                   const ClientOptions& options, std::vector<std::string>& problems) {
  for (const Option& option : description.options) {
    const std::string key(option.key);
    if (option.type != OptionType::secret || settings.options.text(key).empty()) continue;
    if (const auto secret = options.secret(key); !secret)
      problems.push_back(settings.options.values.at(key).place.text() + ": " + secret.error().what);
  }
}

void compile_maps(const ConnectorSettings& settings, Port& port,
                  std::vector<std::string>& problems) {
  for (const auto& [stream, spec] : settings.maps) {
    std::vector<std::string> found;
    auto map = FieldMap::compile(spec, &found);
    for (const std::string& problem : found)
      problems.push_back(settings.place.text() + ": " + settings.name + ": " + problem);
    if (map) port.maps.emplace(stream, *std::move(map));
  }
}

std::unique_ptr<Port> open_port(const ConnectorSettings& settings, const Description& description,
                                const PortDoors& doors, std::vector<std::string>& problems) {
  auto port = std::make_unique<Port>();
  port->settings = &settings;
  port->description = &description;
  compile_maps(settings, *port, problems);
  ClientOptions options = client_options(settings, doors);
  check_secrets(settings, description, options, problems);
  port->inside = std::make_unique<Port::Inside>();
  Port::Inside& inside = *port->inside;
  inside.client = std::make_unique<Client>(std::move(options));
  const auto now = [&clock = doors.clock] { return clock.now(); };
  inside.files = std::make_unique<FolderFiles>(settings.options.text("path"), now);
  inside.services = std::make_unique<Services>(
      Services{*inside.client, *inside.client, *inside.files, now,
               [stopping = doors.stopping] { return stopping->load(); }, doors.log, doors.redact});
  Port* self = port.get();
  inside.instance = std::make_unique<Instance>(
      Instance{settings.name, settings.party, settings.options, settings.zone,
               [self](std::string_view stream) {
                 const auto map = self->maps.find(std::string(stream));
                 return map == self->maps.end() ? std::vector<std::string>{} : map->second.wanted();
               }});
  if (description.open_source != nullptr)
    port->source = description.open_source(*inside.instance, *inside.services);
  if (description.open_notifier != nullptr)
    port->notifier = description.open_notifier(*inside.instance, *inside.services);
  return port;
}

}  // namespace

Port* OpenedPorts::find(const std::string& name) const {
  for (const auto& port : ports)
    if (port->settings->name == name) return port.get();
  return nullptr;
}

OpenedPorts open_ports(const Settings& settings, const PortDoors& doors) {
  OpenedPorts opened;
  for (const ConnectorSettings& connector : settings.connectors) {
    const Description* description = doors.registry.find(connector.type);
    if (description == nullptr) {
      opened.problems.push_back(connector.place.text() + ": " + connector.name +
                                ": there is no connector of type " + connector.type);
      continue;
    }
    opened.ports.push_back(open_port(connector, *description, doors, opened.problems));
  }
  return opened;
}

}  // namespace closemap
