// The client: one HTTP handle kept for its connections, a fresh one for each mail.
#include "connectors/http/client.h"

#include <algorithm>

#include "connectors/api/record.h"
#include "connectors/http/classify.h"
#include "connectors/http/gunzip.h"
#include "connectors/http/http_request.h"
#include "connectors/http/mail_transfer.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kQuotedChars = 200;          // of a refused request's answer
constexpr std::size_t kSearchedChars = 16 * 1024;  // of it that are looked at for secrets

std::string quote(std::string_view body, const Redactor& redactor) {
  const std::string_view text = trim(body.substr(0, kSearchedChars));
  if (text.empty() || redactor.quote_nothing()) return {};
  return ": " + shorten(printable(redactor.clean(text)), kQuotedChars);
}

Status unpack(HttpReply& reply, std::string packed) {
  const std::string encoding = to_lower_ascii(trim(reply.header("content-encoding")));
  if (packed.empty() || encoding.empty() || encoding == "identity") {
    reply.body = std::move(packed);
    return ok();
  }
  if (encoding != "gzip" && encoding != "x-gzip")
    return Error{Fault::permanent, "the answer came with content-encoding " +
                                       printable(shorten(encoding, 40)) +
                                       ", which was not asked for"};
  Result<std::string> body = gunzip(packed, kPageBytesMax);
  if (!body) return std::move(body).error();
  reply.body = *std::move(body);
  return ok();
}

}  // namespace

struct Client::Impl {
  ClientOptions options;
  Easy http;
  std::string pinned;  // origin of the first request when there is no base_url

  Result<HttpReply> send(const HttpRequest& request, Redactor& redactor);
  Error refuse(const HttpRequest& request, const PreparedRequest& prepared, const HttpReply& reply,
               const Redactor& redactor) const;
};

Error Client::Impl::refuse(const HttpRequest& request, const PreparedRequest& prepared,
                           const HttpReply& reply, const Redactor& redactor) const {
  StatusFacts facts;
  facts.status = reply.status;
  const std::string retry_after = reply.header("retry-after");
  facts.retry_after = retry_after;
  facts.now = reply.server_time ? *reply.server_time : options.now ? options.now() : Instant{};
  facts.idempotent = request.idempotent;
  facts.with_auth = prepared.with_auth;
  Error error = judge_status(facts);
  error.what = prepared.where + ": " + error.what + quote(reply.body, redactor);
  return error;
}

Result<HttpReply> Client::Impl::send(const HttpRequest& request, Redactor& redactor) {
  if (options.stopping && options.stopping())
    return Error{Fault::transient, "stopped before it was sent"};
  PreparedRequest prepared;
  if (Status status = prepare_request(request, options, pinned, redactor, prepared); !status)
    return std::move(status).error();
  if (options.base_url.empty() && request.url_option.empty() && pinned.empty())
    pinned = prepared.url.origin();
  Lines lines;
  Transfer transfer;
  http.reset();
  apply_request(http, options, request, prepared, lines, transfer);
  const CURLcode code = perform(http, transfer);
  HttpReply reply = read_reply(http, transfer);
  http.reset();  // nothing points at this frame any more
  if (code != CURLE_OK)
    return judge_failure(code, transfer, request.idempotent).within(prepared.where);
  const bool wanted = (reply.status >= 200 && reply.status < 300) ||
                      std::find(request.accept_statuses.begin(), request.accept_statuses.end(),
                                reply.status) != request.accept_statuses.end();
  Status unpacked = unpack(reply, std::move(transfer.body));
  if (!wanted) return refuse(request, prepared, reply, redactor);
  if (!unpacked) {
    Error error = std::move(unpacked).error();
    if (!request.idempotent) error.fault = Fault::ambiguous;  // it was carried out, unread
    return std::move(error).within(prepared.where);
  }
  return reply;
}

Client::Client(ClientOptions options) : impl_(std::make_unique<Impl>()) {
  impl_->options = std::move(options);
}
Client::~Client() = default;

Result<HttpReply> Client::send(const HttpRequest& request) {
  Redactor redactor;
  Result<HttpReply> reply = impl_->send(request, redactor);
  if (!reply) reply.error().what = redactor.clean(reply.error().what);
  return reply;
}

Status Client::send(const MailMessage& message) {
  Redactor redactor;
  Status status = send_mail(message, impl_->options, redactor);
  if (!status) status.error().what = redactor.clean(status.error().what);
  return status;
}

Status Client::check(const MailMessage& envelope) {
  Redactor redactor;
  Status status = check_mail(envelope, impl_->options, redactor);
  if (!status) status.error().what = redactor.clean(status.error().what);
  return status;
}

}  // namespace closemap
