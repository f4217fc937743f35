// The one HTTP and SMTP client: libcurl with the limits of reliability.md §0 and T1-T4, T9, T10.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/secret.h"
#include "connectors/api/services.h"

namespace closemap {

struct ClientOptions {
  std::string connector;  // name, for error texts
  std::string base_url;   // origin every relative URL and link belongs to; may be empty (webhook:
                          // url option)
  std::string ca_file;    // private CA beside the system's; empty: system store
  bool allow_private = false;  // may dial private, loopback and link-local addresses
  bool allow_plain_http =
      false;  // http:// to loopback only, for tests and allow_private connectors
  std::int64_t timeout_ms = 120'000;
  std::int64_t connect_timeout_ms = 10'000;
  std::function<Result<Secret>(const std::string& option)>
      secret;                      // resolves a secret option when it is needed
  std::function<Instant()> now;    // for signatures and Date headers
  std::function<bool()> stopping;  // true aborts a transfer within a second
};

// One per connector, never shared: its own handles, no cookies, no redirects, no environment
// proxies (T4).
class Client final : public Http, public Mail {
 public:
  explicit Client(ClientOptions options);
  ~Client() override;
  Result<HttpReply> send(const HttpRequest& request) override;
  Status send(const MailMessage& message) override;
  Status check(const MailMessage& envelope) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Same scheme, host and port as the base, or refused: how every next-page link is judged (T1).
Status same_origin(std::string_view base_url, std::string_view link);
// Loopback, RFC 1918, link-local, ULA, CGNAT, 0/8, v4-mapped …: what T2 refuses to dial.
bool private_address(const void* sockaddr);

}  // namespace closemap
