// Small facts the engine keeps in the store, by name.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "daemon/store/store.h"

namespace closemap {

inline constexpr std::string_view kHeartbeatKey = "heartbeat";  // ms: when we were alive last
// ms: the latest time the clock is known to have said before it was set back.
inline constexpr std::string_view kAheadKey = "clock_was_ahead";
inline constexpr std::string_view kRestoredKey =
    "restored";  // "1" until all sources were read again

// ms: when the first sync of a connector was worked off; "" before.
inline std::string baseline_key(const std::string& connector) { return "baseline/" + connector; }

inline std::int64_t number_of(MetaRoom& meta, std::string_view key) {
  const auto text = meta.get(key);
  return text ? std::strtoll(text->c_str(), nullptr, 10) : 0;
}

}  // namespace closemap
