// Long text as the store keeps it: plan documents say the same words over and over, and packed they
// take a third of the pages to write and to sync.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace closemap {

inline constexpr std::size_t kPackedTextMax = 1'000'000'000;  // bytes; SQLite holds no longer value

// REQUIRES: no more than kPackedTextMax bytes.
std::string pack_text(std::string_view text);
// Nothing for bytes that pack_text did not make.
std::optional<std::string> unpack_text(std::string_view packed);

}  // namespace closemap
