// Unpacking gzip answers under a cap (T9).
#pragma once

#include <string>
#include <string_view>

#include "mapping/core/result.h"

namespace closemap {

inline constexpr std::size_t kUnpackFreeBytes = 1024 * 1024;  // up to here any ratio is fine
inline constexpr std::size_t kUnpackRatioMax = 100;

// All members of the stream. Error permanent: more than `bytes_max`, or more than 100 bytes out of
// one beyond the first MiB; transient: damaged or cut short.
Result<std::string> gunzip(std::string_view packed, std::size_t bytes_max);

}  // namespace closemap
