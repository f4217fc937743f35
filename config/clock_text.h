// "09:00-17:00" as people write spans of a day.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace closemap {

// Minutes since midnight of both ends, 0..1440; nothing when it is no such text. The second may be
// before the first (quiet hours over midnight).
std::optional<std::pair<int, int>> parse_span(std::string_view text);

}  // namespace closemap
