// What an HTTP status or a curl failure asks of the caller (api-facts §0.2, design.md §4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/http/easy.h"
#include "mapping/core/instant.h"
#include "mapping/core/result.h"

namespace closemap {

inline constexpr std::int64_t kRetryAfterMaxMs = 3'600'000;

// "Sun, 22 Nov 2026 05:07:46 GMT", the one form servers must send.
std::optional<Instant> parse_http_date(std::string_view text);

// Seconds or an HTTP date, at most an hour. Negative, past and unreadable values are 0: not said.
std::int64_t parse_retry_after(std::string_view text, Instant now);

struct StatusFacts {
  int status = 0;
  std::string_view retry_after;
  Instant now;
  bool idempotent = true;
  bool with_auth = false;  // the request carried a credential
};
// REQUIRES: not 2xx. The text is "http 429" with advice; the caller adds where and the body.
Error judge_status(const StatusFacts& facts);

// The transfer failed with `code`. A failure before anything was sent is never ambiguous.
Error judge_failure(CURLcode code, const Transfer& transfer, bool idempotent);
// Failures TLS, addresses and stopping have in common with SMTP; nothing when it is none of them.
std::optional<Error> judge_connection(CURLcode code, const Transfer& transfer);

}  // namespace closemap
