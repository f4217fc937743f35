// Strict URLs: what a connector may be sent to, and whether a link stays at its origin (T1).
#pragma once

#include <string>
#include <string_view>

#include "mapping/core/result.h"
#include "mapping/core/url.h"

namespace closemap {

// `link` is absolute and stays at the base's origin, or a path that is appended to the base.
Result<Url> resolve_link(const Url& base, std::string_view link);

}  // namespace closemap
