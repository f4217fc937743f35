// closemap: the command line.
#include <sys/random.h>
#include <sys/stat.h>

#include <cstdlib>
#include <iostream>

#include "daemon/app/command_line.h"
#include "daemon/app/commands.h"

namespace {

std::string environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value == nullptr ? std::string{} : value;
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  return ::getrandom(&seed, sizeof seed, 0) == sizeof seed ? seed : 1;
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(0077);  // the store holds two companies' deals; the unit says it, too (T6)
  const closemap::Parsed parsed = closemap::parse_command_line(argc, argv);
  if (!parsed.invocation) {
    (parsed.exit_code == 0 ? std::cout : std::cerr) << parsed.text;
    return parsed.exit_code;
  }
  closemap::Log log(parsed.invocation->log_level.empty() ? "info" : parsed.invocation->log_level);
  closemap::Registry registry = closemap::Registry::with_builtins();
  const std::string modules = environment("CLOSEMAP_CONNECTORS_DIR");
  for (const closemap::Error& error :
       registry.load_directory(modules.empty() ? "/usr/lib/closemap/connectors" : modules))
    log.write("error", error.what);
  closemap::Commands commands(*parsed.invocation, registry, log,
                              {environment("CREDENTIALS_DIRECTORY"), &environment}, random_seed());
  return commands.carry_out();
}
