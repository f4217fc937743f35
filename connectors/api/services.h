// What the host lends a connector: the only doors to the outside world (design.md §4).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/core/result.h"

namespace closemap {

// Where the http layer puts a secret after it has checked the link. Options are named, values never
// seen by a connector.
struct Auth {
  enum class Kind { none, bearer, basic, header };
  Kind kind = Kind::none;
  std::string option;  // key of the secret option
  std::string user;    // basic
  std::string header;  // header: its name
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // absolute, or a path joined to the connector's base_url; any other origin is
                    // refused (T1)
  std::string url_option;  // instead of url: the option (a secret such as a Slack webhook) that
                           // holds the whole URL
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Auth auth;
  // "{{secret:password}}" in the body is replaced by the JSON-escaped value of that secret option.
  bool secret_in_body = false;
  // Standard Webhooks signature over id, time and body with this secret option (api-facts §17).
  std::string sign_option;
  std::string sign_id;
  bool idempotent = true;  // false: a lost reply is Fault::ambiguous instead of transient
  // Statuses beside 2xx whose body the connector wants to judge itself (Tryton 401 …); they arrive
  // as a reply.
  std::vector<int> accept_statuses;
};

struct HttpReply {
  int status = 0;
  std::string body;                    // decoded, at most kPageBytesMax
  std::string content_type;            // lower case, without parameters
  std::optional<Instant> server_time;  // Date header (L03)
  std::string header(std::string_view lower_case_name) const;
  std::vector<std::pair<std::string, std::string>> headers;  // names lower case
};

class Http {
 public:
  virtual ~Http() = default;
  // 2xx (or accept_statuses), else an Error already classed by api-facts §0.2. Blocks at most the
  // connector's `timeout`.
  virtual Result<HttpReply> send(const HttpRequest& request) = 0;
};

struct MailMessage {
  std::string server;  // option value: smtp://host:587 or smtps://host:465
  std::string user, password_option;
  std::string from, to;  // addr-spec only; checked against the address grammar (T12)
  std::string from_name, to_name;
  std::string subject, message_id, in_reply_to, references;
  std::string text, html;
  std::vector<std::pair<std::string, std::string>> headers;  // further ones: List-Id …
};

class Mail {
 public:
  virtual ~Mail() = default;
  // STARTTLS mandatory for smtp://. ok = accepted by the server; ambiguous = died after DATA.
  virtual Status send(const MailMessage& message) = 0;
  virtual Status check(const MailMessage& envelope) = 0;  // connect, TLS, AUTH, NOOP; sends nothing
};

struct FileInfo {
  std::string name;  // within the configured folder
  std::int64_t size = 0, modified_ns = 0;
  std::uint64_t inode = 0;
  bool stable = false;  // unchanged for at least 2 s: may be read
};

// An entry of the folder that is not handed out.
struct LeftOut {
  std::string name;
  std::string why;  // "is a symbolic link"
};

class Files {
 public:
  virtual ~Files() = default;
  // Regular files directly in the connector's `path`; never follows links (T7).
  virtual Result<std::vector<FileInfo>> list() = 0;
  // What the last list() did not name: links, folders, pipes, devices, and files that have another
  // name elsewhere (hard links).
  virtual std::vector<LeftOut> left_out() const { return {}; }
  // Whole file, at most 64 MiB; error transient when it changed while being read, permanent when it
  // is no regular file of one name.
  virtual Result<std::string> read(const FileInfo& file) = 0;
};

struct Services {
  Http& http;
  Mail& mail;
  Files& files;
  std::function<Instant()> now;
  std::function<bool()> stopping;             // true: return soon, whatever you have
  std::function<void(std::string_view)> log;  // one line; secrets are masked by the sink
  std::function<void(std::string_view)>
      redact;  // a value just received that must never be shown (session token)
};

}  // namespace closemap
