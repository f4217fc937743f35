// nlohmann/json with closemap's limits: depth 64, tolerant getters, dump that never throws
// (api-facts §18.2).
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/core/result.h"

namespace closemap {

using Json = nlohmann::json;  // objects sorted by key: dump() is canonical

inline constexpr int kJsonDepthMax = 64;
inline constexpr std::size_t kJsonStringMax = 256 * 1024;

// Whole text as one document; error names the byte. Depth and string limits are named in the error.
Result<Json> parse_json(std::string_view text);
std::string dump_json(const Json& value);         // sorted keys, no spaces, invalid UTF-8 replaced
std::string dump_json_pretty(const Json& value);  // two spaces

// Tolerant getters: missing, null and wrong type are all "not there".
const Json* find(const Json& object, std::string_view key);
std::string text_or(const Json& object, std::string_view key, std::string_view otherwise = {});
std::int64_t int_or(const Json& object, std::string_view key, std::int64_t otherwise);
bool bool_or(const Json& object, std::string_view key, bool otherwise);
std::optional<std::string> text_at(const Json& object, std::string_view key);
std::optional<std::int64_t> int_at(const Json& object, std::string_view key);

}  // namespace closemap
