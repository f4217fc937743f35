// `closemap run`: the daemon itself: core loop, signals, systemd, reload (design.md §6,
// reliability.md R17, R24).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/settings.h"
#include "connectors/host/registry.h"
#include "daemon/app/engine.h"
#include "daemon/web/control_message.h"

namespace closemap {

inline constexpr std::int64_t kStopWithinMs =
    4'000;  // SIGTERM to exit, the rest of the 5 s is the store's

struct RunDoors {
  std::string config_path;
  const Registry& registry;
  SecretSources secrets;
  std::function<Loaded()> load;  // reads the configuration again (SIGHUP)
  std::function<void(const std::string& level, const std::string& line)> log;
  std::function<void(std::string_view secret)> redact;
  std::function<void(const Settings& in_force)>
      reloaded;  // what the program itself takes from them
  std::uint64_t seed = 1;
};

// The store, once nobody else holds it or `within_ms` have passed: a command that found no daemon
// opens the store itself for a moment. Error as Store::open(). Blocks.
Result<std::unique_ptr<Store>> open_when_free(const StoreOptions& options, std::int64_t within_ms);

// Runs until SIGTERM or SIGINT; returns the exit code (0, 75 store held, 78 configuration).
int run_daemon(std::unique_ptr<Settings> settings, const RunDoors& doors);

}  // namespace closemap
