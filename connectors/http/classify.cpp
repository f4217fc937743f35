// The table of faults: which answers mean wait, retry, look first, or call a person.
#include "connectors/http/classify.h"

#include <algorithm>
#include <charconv>

#include "mapping/core/date.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kDateChars = 29;

int number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

// The server was there and may have acted before it failed.
bool may_have_acted(int status) {
  return status == 500 || status == 502 || status == 504 || (status >= 520 && status <= 524);
}

std::string_view advice(int status) {
  if (status >= 300 && status < 400)
    return ": it redirects, which is never followed; configure the final address";
  switch (status) {
    case 401:
      return ": the credentials were refused";
    case 403:
      return ": access was refused";
    case 404:
      return ": nothing there; check the address";
    case 410:
      return ": it is gone";
    case 413:
      return ": the request is too large";
    default:
      return "";
  }
}

Fault fault_of(const StatusFacts& facts) {
  const int status = facts.status;
  if (status == 429) return Fault::rate_limited;
  if (status == 503)
    return parse_retry_after(facts.retry_after, facts.now) > 0 ? Fault::rate_limited
                                                               : Fault::transient;
  if (status == 401) return Fault::auth;
  if (status == 403) return facts.with_auth ? Fault::auth : Fault::permanent;
  if (status == 407) return Fault::config;
  if (status == 408 || status == 423 || status == 425) return Fault::transient;
  if (status == 501 || status == 505) return Fault::permanent;
  if (status >= 500 && status < 600)
    return !facts.idempotent && may_have_acted(status) ? Fault::ambiguous : Fault::transient;
  return Fault::permanent;
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
  text = trim(text);
  if (text.size() != kDateChars || text.substr(3, 2) != ", " || text.substr(25) != " GMT" ||
      text[16] != ' ' || text[19] != ':' || text[22] != ':')
    return std::nullopt;
  const Result<Date> date = parse_date(text.substr(5, 11), "%d %b %Y");
  const int hour = number(text.substr(17, 2));
  const int minute = number(text.substr(20, 2));
  const int second = number(text.substr(23, 2));
  if (!date || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return std::nullopt;
  return Instant{((date->days * std::int64_t{24} + hour) * 60 + minute) * 60'000 + second * 1000};
}

std::int64_t parse_retry_after(std::string_view text, Instant now) {
  text = trim(text);
  if (text.empty()) return 0;
  if (const std::optional<Instant> at = parse_http_date(text))
    return std::clamp<std::int64_t>(*at - now, 0, kRetryAfterMaxMs);
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return 0;
  std::int64_t secs = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), secs);
  (void)end;
  if (error != std::errc{} || secs > kRetryAfterMaxMs / 1000) return kRetryAfterMaxMs;
  return secs * 1000;
}

Error judge_status(const StatusFacts& facts) {
  Error error{fault_of(facts),
              "http " + std::to_string(facts.status) + std::string(advice(facts.status))};
  if (error.fault == Fault::rate_limited || error.fault == Fault::transient)
    error.retry_after_ms = parse_retry_after(facts.retry_after, facts.now);
  return error;
}

std::optional<Error> judge_connection(CURLcode code, const Transfer& transfer) {
  if (transfer.sent) return std::nullopt;
  if (!transfer.refused_address.empty())
    return Error{Fault::config,
                 transfer.loopback_only
                     ? "plain http goes to this machine only, not to " + transfer.refused_address
                     : "refused to dial the private address " + transfer.refused_address +
                           "; set allow_private = true if that is meant"};
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return Error{Fault::config, "the server's certificate is not trusted: " + transfer.detail +
                                      "; name its authority in ca_file"};
    case CURLE_SSL_CACERT_BADFILE:
      return Error{Fault::config, "ca_file cannot be read: " + transfer.detail};
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Error{Fault::config, transfer.detail};
    case CURLE_ABORTED_BY_CALLBACK:
      return Error{Fault::transient, "stopped before it was sent"};
    default:
      return std::nullopt;
  }
}

Error judge_failure(CURLcode code, const Transfer& transfer, bool idempotent) {
  if (std::optional<Error> early = judge_connection(code, transfer)) return *std::move(early);
  const bool lost = transfer.sent && !idempotent;
  if (transfer.too_large)
    return Error{lost ? Fault::ambiguous : Fault::permanent,
                 "the answer is larger than 8 MiB; ask for smaller pages (page_size)"};
  if (transfer.stopped) return Error{lost ? Fault::ambiguous : Fault::transient, "stopped"};
  const std::string what = code == CURLE_OPERATION_TIMEDOUT ? "no answer in time: " : "";
  return Error{lost ? Fault::ambiguous : Fault::transient, what + transfer.detail};
}

}  // namespace closemap
