// A notice as a CloudEvents 1.0 document (domain.md §7).
#pragma once

#include <string>
#include <string_view>

#include "connectors/api/notice.h"

namespace closemap::webhook {

inline constexpr std::size_t kEventBytesMax = 64 * 1024;

// The structured-mode body, at most 64 KiB: what is too large loses its data, then its lines.
std::string event_json(const Notice& notice, std::string_view instance);
// The webhook-id: the key itself where it is made of letters, digits, - and _, else its digest;
// never holds a dot.
std::string event_id(std::string_view key);

}  // namespace closemap::webhook
