// Standard Webhooks signatures (api-facts §17) and base64.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/core/result.h"

namespace closemap {

std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);  // strict: padding required

// The value of webhook-signature: one "v1,…" for each secret in `secrets` (whsec_… texts separated
// by blanks, so that a new and an old one can be valid together). Error (config) when one is
// malformed.
Result<std::string> sign_webhook(std::string_view secrets, std::string_view id,
                                 std::int64_t unix_secs, std::string_view body);

// Overwrites what a secret's string holds.
void wipe(std::string& text);

}  // namespace closemap
