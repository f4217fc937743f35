// Building one request: address, headers, credentials, signature, options.
#include "connectors/http/http_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <nlohmann/json.hpp>

#include "connectors/http/classify.h"
#include "connectors/http/signature.h"
#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::string_view kSecretOpen = "{{secret:";
constexpr std::string_view kSecretClose = "}}";

bool header_safe(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

// Headers whose value lets somebody in; a connector sets them only with a session it was given.
bool carries_credential(std::string_view lower_name) {
  return lower_name == "authorization" || lower_name == "cookie" ||
         lower_name.find("token") != std::string_view::npos ||
         lower_name.find("key") != std::string_view::npos ||
         lower_name.find("session") != std::string_view::npos;
}

Result<Secret> read(const ClientOptions& options, const std::string& option, Redactor& redactor) {
  if (!options.secret) return Error{Fault::bug, "no secrets are lent to this client"};
  Result<Secret> secret = options.secret(option);
  if (!secret) return std::move(secret).error().within("option " + option);
  redactor.learn(secret->reveal());
  if (!header_safe(secret->reveal()))
    return Error{Fault::config, "option " + option + ": the secret holds a line break"};
  return secret;
}

Status choose_url(const HttpRequest& request, const ClientOptions& options,
                  const std::string& pinned, Redactor& redactor, PreparedRequest& out) {
  if (!request.url_option.empty()) {
    Result<Secret> whole = read(options, request.url_option, redactor);
    if (!whole) return std::move(whole).error();
    Result<Url> url = parse_url(whole->reveal());
    if (!url) return std::move(url).error().within("option " + request.url_option);
    redactor.learn(url->path);
    out.where = request.method + " " + url->host + "/<secret>";
    out.url = *std::move(url);
  } else {
    const bool free = options.base_url.empty() && pinned.empty();
    Result<Url> base = parse_url(free ? request.url : pinned.empty() ? options.base_url : pinned);
    if (!base) return std::move(base).error().within(free ? "url" : "base_url");
    Result<Url> url = free ? base : resolve_link(*base, request.url);
    if (!url) return std::move(url).error();
    out.where = request.method + " " + url->shown();
    out.url = *std::move(url);
  }
  if (out.url.scheme != "https" && !(out.url.scheme == "http" && options.allow_plain_http))
    return Error{Fault::config, out.where + ": only https is allowed"};
  return ok();
}

Status add_headers(const HttpRequest& request, Redactor& redactor, PreparedRequest& out) {
  bool typed = false;
  for (const auto& [name, value] : request.headers) {
    if (!header_safe(name) || !header_safe(value) || value.empty())
      return Error{Fault::bug, out.where + ": header " + printable(name) + " is not usable"};
    const std::string lower = to_lower_ascii(name);
    typed = typed || lower == "content-type";
    if (carries_credential(lower)) {
      redactor.learn(value);
      redactor.learn(value.substr(value.find(' ') + 1));  // "Bearer x", "Session x"
      out.with_auth = true;
    }
    out.header_lines.push_back(fmt::format("{}: {}", name, value));
  }
  if (!request.body.empty() && !typed) out.header_lines.emplace_back("Content-Type:");
  out.header_lines.emplace_back("Accept-Encoding: gzip");
  out.header_lines.emplace_back("Expect:");
  return ok();
}

Status add_auth(const HttpRequest& request, const ClientOptions& options, Redactor& redactor,
                PreparedRequest& out) {
  const Auth& auth = request.auth;
  if (auth.kind == Auth::Kind::none) return ok();
  Result<Secret> secret = read(options, auth.option, redactor);
  if (!secret) return std::move(secret).error();
  if (secret->empty()) return Error{Fault::config, "option " + auth.option + " is empty"};
  out.with_auth = true;
  std::string pair = auth.user + ":" + secret->reveal();
  switch (auth.kind) {
    case Auth::Kind::bearer:
      out.header_lines.push_back("Authorization: Bearer " + secret->reveal());
      break;
    case Auth::Kind::basic:
      if (!header_safe(auth.user) || auth.user.find(':') != std::string::npos)
        return Error{Fault::config, "a user name must not hold a colon or a line break"};
      redactor.learn(base64_encode(pair));
      out.header_lines.push_back("Authorization: Basic " + base64_encode(pair));
      break;
    case Auth::Kind::header:
      assert(!auth.header.empty() && header_safe(auth.header));
      out.header_lines.push_back(auth.header + ": " + secret->reveal());
      break;
    case Auth::Kind::none:
      break;
  }
  wipe(pair);
  return ok();
}

// One pass: what a secret's value looks like is never looked at again.
Status add_body(const HttpRequest& request, const ClientOptions& options, Redactor& redactor,
                PreparedRequest& out) {
  if (!request.secret_in_body) {
    out.body = request.body;
    return ok();
  }
  std::string_view rest = request.body;
  for (;;) {
    const std::size_t open = rest.find(kSecretOpen);
    out.body += rest.substr(0, open);
    if (open == std::string_view::npos) return ok();
    rest.remove_prefix(open + kSecretOpen.size());
    const std::size_t close = rest.find(kSecretClose);
    if (close == std::string_view::npos)
      return Error{Fault::bug, "unclosed {{secret:…}} in a body"};
    Result<Secret> secret = read(options, std::string(rest.substr(0, close)), redactor);
    if (!secret) return std::move(secret).error();
    out.with_auth = true;  // a login: 403 is about who asks
    std::string quoted = dump_json(Json(secret->reveal()));
    redactor.learn(std::string_view(quoted).substr(1, quoted.size() - 2));
    out.body += std::string_view(quoted).substr(1, quoted.size() - 2);
    wipe(quoted);
    rest.remove_prefix(close + kSecretClose.size());
  }
}

Status add_signature(const HttpRequest& request, const ClientOptions& options, Redactor& redactor,
                     PreparedRequest& out) {
  if (request.sign_option.empty()) return ok();
  assert(options.now && request.sign_id.find('.') == std::string::npos);
  Result<Secret> secret = read(options, request.sign_option, redactor);
  if (!secret) return std::move(secret).error();
  for (const std::string_view one : split(secret->reveal(), ' ')) redactor.learn(one);
  const std::int64_t secs = options.now().ms / 1000;
  Result<std::string> signature = sign_webhook(secret->reveal(), request.sign_id, secs, out.body);
  if (!signature) return std::move(signature).error().within("option " + request.sign_option);
  out.header_lines.push_back("webhook-id: " + request.sign_id);
  out.header_lines.push_back("webhook-timestamp: " + std::to_string(secs));
  out.header_lines.push_back("webhook-signature: " + *signature);
  return ok();
}

}  // namespace

PreparedRequest::~PreparedRequest() {
  for (std::string& line : header_lines) wipe(line);
  wipe(body);
}

Status prepare_request(const HttpRequest& request, const ClientOptions& options,
                       const std::string& pinned, Redactor& redactor, PreparedRequest& out) {
  if (Status status = choose_url(request, options, pinned, redactor, out); !status) return status;
  if (Status status = add_headers(request, redactor, out); !status) return status;
  if (Status status = add_auth(request, options, redactor, out); !status) return status;
  if (Status status = add_body(request, options, redactor, out); !status) return status;
  return add_signature(request, options, redactor, out);
}

void apply_request(Easy& easy, const ClientOptions& options, const HttpRequest& request,
                   const PreparedRequest& prepared, Lines& lines, Transfer& transfer) {
  apply_common(easy, options, transfer);
  transfer.loopback_only = prepared.url.scheme == "http";
  easy.set(CURLOPT_PROTOCOLS_STR, std::string(options.allow_plain_http ? "https,http" : "https"));
  easy.set(CURLOPT_REDIR_PROTOCOLS_STR, std::string("https"));
  easy.set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  easy.set(CURLOPT_HTTP09_ALLOWED, 0);
  easy.set(CURLOPT_HTTP_CONTENT_DECODING, 0);  // we unpack under our own cap (T9)
  easy.set(CURLOPT_USERAGENT, std::string(kUserAgent));
  // On a reused connection that turns out dead curl silently sends again: only what may be sent
  // twice reuses one.
  easy.set(CURLOPT_FRESH_CONNECT, request.idempotent ? 0 : 1);
  const bool has_body = !prepared.body.empty() || request.method == "POST" ||
                        request.method == "PUT" || request.method == "PATCH";
  if (request.method == "HEAD") {
    easy.set(CURLOPT_NOBODY, 1);
  } else if (has_body) {
    easy.set(CURLOPT_POST, 1);
    easy.set_bytes(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<std::int64_t>(prepared.body.size()));
    easy.set_pointer(CURLOPT_POSTFIELDS, prepared.body.c_str());
  } else {
    easy.set(CURLOPT_HTTPGET, 1);
  }
  if (request.method != "HEAD") easy.set(CURLOPT_CUSTOMREQUEST, request.method);
  for (const std::string& line : prepared.header_lines) lines.add(line);
  easy.set_pointer(CURLOPT_HTTPHEADER, lines.raw());
  easy.set_secret(CURLOPT_URL, prepared.url.text());  // may itself be a secret
}

HttpReply read_reply(Easy& easy, const Transfer& transfer) {
  HttpReply reply;
  long status = 0;
  curl_easy_getinfo(easy.raw(), CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<int>(status);
  for (const std::string& line : transfer.header_lines) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string_view whole(line);
    reply.headers.emplace_back(to_lower_ascii(trim(whole.substr(0, colon))),
                               std::string(trim(whole.substr(colon + 1))));
  }
  const std::string type = reply.header("content-type");
  reply.content_type = to_lower_ascii(trim(std::string_view(type).substr(0, type.find(';'))));
  reply.server_time = parse_http_date(reply.header("date"));
  return reply;
}

}  // namespace closemap
