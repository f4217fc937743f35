// Sending a mail and reading what the server thought of it.
#include "connectors/http/mail_transfer.h"

#include <algorithm>
#include <cassert>
#include <memory>

#include "connectors/api/address.h"
#include "connectors/http/classify.h"
#include "connectors/http/mail_header.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kReplyChars = 200;
constexpr int kClosing = 221;  // the answer to QUIT says nothing of what was refused before it
constexpr std::size_t kMailBytesMax = 1024 * 1024;  // of either text

std::string with_crlf(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') continue;
    if (text[i] == '\n') out += '\r';
    out += text[i];
  }
  return out;
}

// "550" of "550 5.1.1 no such user"; 0 when the line is no reply.
int reply_code(std::string_view line) {
  if (line.size() < 3) return 0;
  for (std::size_t i = 0; i < 3; ++i)
    if (line[i] < '0' || line[i] > '9') return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

struct Conversation {
  bool data_started = false;  // the server asked for the message
  int last_code = 0;
  std::string last_line;
};

Conversation listen(const Transfer& transfer) {
  Conversation out;
  bool answered = false;
  for (const std::string& line : transfer.header_lines) {
    const int code = reply_code(line);
    if (code == 0 || code == kClosing) continue;
    answered = out.data_started;
    out.data_started = out.data_started || code == 354;
    out.last_code = code;
    out.last_line = line;
  }
  // The reply after 354 settles it: only a missing one leaves the outcome open.
  if (answered) out.data_started = false;
  return out;
}

void add_part(curl_mime* alternatives, const std::string& text, const char* type) {
  curl_mimepart* part = curl_mime_addpart(alternatives);
  assert(part != nullptr);
  const std::string body = with_crlf(text);
  curl_mime_data(part, body.data(), body.size());
  curl_mime_type(part, type);
  curl_mime_encoder(part, "quoted-printable");
}

Status log_in(Easy& easy, const MailMessage& message, const ClientOptions& options,
              Redactor& redactor) {
  if (message.user.empty()) return ok();
  if (!options.secret) return Error{Fault::bug, "no secrets are lent to this client"};
  Result<Secret> password = options.secret(message.password_option);
  if (!password) return std::move(password).error().within("option " + message.password_option);
  redactor.learn(password->reveal());
  easy.set(CURLOPT_LOGIN_OPTIONS, std::string("AUTH=PLAIN;AUTH=LOGIN"));
  easy.set(CURLOPT_USERNAME, message.user);
  easy.set_secret(CURLOPT_PASSWORD, password->reveal());
  return ok();
}

Result<Url> mail_server(const MailMessage& message) {
  Result<Url> server = parse_url(message.server);
  if (!server) return std::move(server).error().within("option server");
  if (server->scheme.substr(0, 4) != "smtp" || server->path.size() > 1)
    return Error{Fault::config, "option server: write smtp://host:587 or smtps://host:465"};
  return server;
}

}  // namespace

void apply_mail(Easy& easy, const ClientOptions& options, const Url& server,
                const std::string& from, Transfer& transfer) {
  apply_common(easy, options, transfer);
  easy.set(CURLOPT_PROTOCOLS_STR, std::string("smtp,smtps"));
  easy.set(CURLOPT_USE_SSL, long{CURLUSESSL_ALL});  // no STARTTLS, no mail (T3)
  easy.set(CURLOPT_FRESH_CONNECT, 1);
  easy.set(CURLOPT_FORBID_REUSE, 1);
  easy.set(CURLOPT_SERVER_RESPONSE_TIMEOUT,
           std::max<long>(1, static_cast<long>(options.timeout_ms / 1000)));
  Url named = server;
  named.path = "/" + address_domain(from);  // what EHLO says
  easy.set(CURLOPT_URL, named.text());
}

Error judge_mail(CURLcode code, const Transfer& transfer) {
  const Conversation talk = listen(transfer);
  const std::string said = talk.last_line.empty()
                               ? transfer.detail
                               : shorten(printable(clean_utf8(talk.last_line)), kReplyChars);
  if (talk.data_started)
    return Error{Fault::ambiguous, "the connection ended before the server took or refused it (" +
                                       transfer.detail + ")"};
  if (code == CURLE_USE_SSL_FAILED)
    return Error{Fault::config,
                 "the server offers no STARTTLS; use a server that does or smtps://"};
  const bool talked = talk.last_code != 0;
  if (!talked || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE) {
    Transfer unsent = transfer;
    unsent.sent = false;
    if (std::optional<Error> early = judge_connection(code, unsent)) return *std::move(early);
  }
  if (transfer.stopped) return Error{Fault::transient, "stopped before it was sent"};
  if (code == CURLE_OPERATION_TIMEDOUT) return Error{Fault::transient, "no answer in time"};
  if (talk.last_code / 100 == 4) return Error{Fault::transient, said};
  if (code == CURLE_LOGIN_DENIED || talk.last_code == 530 || talk.last_code == 535)
    return Error{Fault::auth, "the login was refused: " + said};
  if (talk.last_code / 100 == 5) return Error{Fault::permanent, said};
  return Error{Fault::transient, transfer.detail};
}

Status send_mail(const MailMessage& message, const ClientOptions& options, Redactor& redactor) {
  if (options.stopping && options.stopping())
    return Error{Fault::transient, "stopped before it was sent"};
  assert(options.now);
  Result<Url> server = mail_server(message);
  if (!server) return std::move(server).error();
  const Result<std::vector<std::string>> headers = mail_headers(message, options.now());
  if (!headers) return headers.error();
  if (message.text.size() > kMailBytesMax || message.html.size() > kMailBytesMax)
    return Error{Fault::permanent, "mail refused: it is larger than 1 MiB"};
  Transfer transfer;
  Easy easy;
  apply_mail(easy, options, *server, message.from, transfer);
  if (Status status = log_in(easy, message, options, redactor); !status) return status;
  Lines recipients;
  recipients.add("<" + message.to + ">");
  easy.set(CURLOPT_MAIL_FROM, "<" + message.from + ">");
  easy.set_pointer(CURLOPT_MAIL_RCPT, recipients.raw());
  Lines lines;
  for (const std::string& line : *headers) lines.add(line);
  lines.add("Content-Type: multipart/alternative");  // curl adds the boundary
  easy.set_pointer(CURLOPT_HTTPHEADER, lines.raw());
  const std::unique_ptr<curl_mime, void (*)(curl_mime*)> alternatives(curl_mime_init(easy.raw()),
                                                                      &curl_mime_free);
  add_part(alternatives.get(), message.text, "text/plain; charset=utf-8");
  if (!message.html.empty()) add_part(alternatives.get(), message.html, "text/html; charset=utf-8");
  easy.set_pointer(CURLOPT_MIMEPOST, alternatives.get());
  const CURLcode code = perform(easy, transfer);
  if (code == CURLE_OK) return ok();
  return judge_mail(code, transfer).within("mail through " + server->host);
}

Status check_mail(const MailMessage& envelope, const ClientOptions& options, Redactor& redactor) {
  Result<Url> server = mail_server(envelope);
  if (!server) return std::move(server).error();
  if (!valid_address(envelope.from))
    return Error{Fault::config, "option from: not a plain e-mail address"};
  Transfer transfer;
  Easy easy;
  apply_mail(easy, options, *server, envelope.from, transfer);
  if (Status status = log_in(easy, envelope, options, redactor); !status) return status;
  easy.set(CURLOPT_CUSTOMREQUEST, std::string("NOOP"));
  easy.set(CURLOPT_NOBODY, 1);
  const CURLcode code = perform(easy, transfer);
  if (code == CURLE_OK) return ok();
  return judge_mail(code, transfer).within("mail server " + server->host);
}

}  // namespace closemap
