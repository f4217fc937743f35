// Every limit of a signal can be configured, and nothing else can.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "config/signal_options.h"
#include "mapping/signal/signal.h"
#include "mapping/signal/thresholds.h"

namespace closemap {
namespace {

TEST_CASE("each threshold is an option with its default, and each option is a threshold") {
  std::set<std::string> limits;
  std::set<std::string> options;
  each_threshold(kDefaultThresholds, [&](const char* name, const char* key, const auto& value) {
    const SignalOptions* signal = signal_option(name);
    INFO(name << "." << key);
    REQUIRE(signal != nullptr);
    if (std::string_view(key) == "enabled") return;
    limits.insert(std::string(name) + "." + key);
    for (const SignalKey& option : signal->keys)
      if (option.key == key) {
        CHECK(option.fallback == static_cast<double>(value));
        CHECK(option.fallback >= option.min);
        CHECK(option.fallback <= option.max);
      }
  });
  for (const SignalOptions& signal : signal_options())
    for (const SignalKey& option : signal.keys)
      options.insert(std::string(signal.name) + "." + std::string(option.key));
  CHECK(limits == options);
}

TEST_CASE("every signal has a switch") {
  std::set<std::string_view> switches;
  each_threshold(kDefaultThresholds, [&](const char* name, const char* key, const auto&) {
    if (std::string_view(key) == "enabled") switches.insert(name);
  });
  CHECK(switches.size() == signal_options().size());
  for (const SignalOptions& signal : signal_options()) CHECK(switches.contains(signal.name));
}

}  // namespace
}  // namespace closemap
