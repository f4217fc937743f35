// Every [signal.NAME] table: which keys it takes, their defaults and what they mean (domain.md §4).
#pragma once

#include <span>
#include <string_view>

namespace closemap {

enum class SignalKeyType { number, whole, boolean, duration };

struct SignalKey {
  std::string_view key;
  double fallback = 0;  // mapping/signal's default; durations in hours here, in
                        // SignalSettings::numbers in ms
  SignalKeyType type = SignalKeyType::whole;
  double min = 0, max = 1'000'000;
  std::string_view doc;
};

struct SignalOptions {
  std::string_view name;
  std::string_view doc;  // when it fires
  std::span<const SignalKey> keys;
};

// All signals, in the order of domain.md §4.
std::span<const SignalOptions> signal_options();
const SignalOptions* signal_option(std::string_view name);  // null when there is no such signal
// Keys every signal has beside `enabled`: for_n, keep_n, cooldown, cooldown_critical, flap_n,
// flap_window (domain.md §4.1).
std::span<const SignalKey> common_signal_keys();

}  // namespace closemap
