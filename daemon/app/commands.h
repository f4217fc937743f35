// Carrying out one command of the command line; returns the exit code of design.md §9.
#pragma once

#include <memory>
#include <optional>
#include "connectors/host/registry.h"

#include "config/settings.h"
#include "daemon/app/command_line.h"
#include "daemon/app/log.h"
#include "daemon/web/control_message.h"

namespace closemap {

inline constexpr int kExitDone = 0, kExitFound = 1, kExitWrong = 2, kExitTryAgain = 75,
                     kExitConfig = 78;

class Commands {
 public:
  Commands(const Invocation& asked, const Registry& registry, Log& log, SecretSources secrets,
           std::uint64_t seed);
  int carry_out();

 private:
  Loaded load() const;
  // Settings, or the problems on stderr and nullptr.
  std::unique_ptr<Settings> settings();
  int run();
  int once();
  int replay();
  int check();
  int config_sample();
  int config_show();
  int connectors_describe();
  int connectors_check();
  int status();
  int ask();  // everything the control socket answers
  Result<ControlReply> reply_to(const ControlRequest& request);
  Result<ControlReply> in_process(const ControlRequest& request);
  std::optional<ControlRequest> request() const;

  const Invocation& asked_;
  const Registry& registry_;
  Log& log_;
  SecretSources secrets_;
  std::uint64_t seed_;
};

}  // namespace closemap
