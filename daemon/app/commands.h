// Carrying out one command of the command line; returns the exit code of design.md §9.
#pragma once

#include <atomic>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "connectors/host/registry.h"
#include "daemon/app/command_line.h"
#include "daemon/app/log.h"
#include "daemon/app/ports.h"
#include "daemon/web/control_message.h"

namespace closemap {

inline constexpr int kExitDone = 0, kExitFound = 1, kExitWrong = 2, kExitTryAgain = 75,
                     kExitConfig = 78;

class Engine;

class Commands {
 public:
  Commands(const Invocation& asked, const Registry& registry, Log& log, SecretSources secrets,
           std::uint64_t seed);
  int carry_out();

 private:
  Loaded load() const;
  // Settings, or nullptr. Problems go to stderr; with --json an unusable configuration is the
  // document that is printed.
  std::unique_ptr<Settings> settings();
  // An error as the command's answer: on stderr, or as a document. Returns the exit code.
  int fail(const Error& error) const;
  int fail(const std::vector<std::string>& problems) const;  // of the configuration
  OpenedPorts open(const Settings& settings, std::atomic<bool>& stopping) const;
  int run();
  int once();
  void print_round(const Engine& engine, const Status& done) const;
  int replay();
  int check();
  int config_sample();
  int config_show();
  int connectors_describe();
  int describe(const ConnectorShape& shape) const;
  int connectors_check();
  int status();
  int ask();  // everything the control socket answers
  Result<ControlReply> reply_to(const ControlRequest& request);
  Result<ControlReply> in_process(const ControlRequest& request);
  std::optional<ControlRequest> request() const;
  std::string edit_body() const;

  const Invocation& asked_;
  std::string change_;  // of plan edit --merge and --patch, read
  const Registry& registry_;
  Log& log_;
  SecretSources secrets_;
  std::uint64_t seed_;
};

void print_problems(const std::vector<Problem>& problems);  // on stderr
nlohmann::json problems_json(const std::vector<Problem>& problems);
void print_document(const nlohmann::json& document);  // one line on stdout

}  // namespace closemap
