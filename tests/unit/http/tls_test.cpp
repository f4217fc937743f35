// Servers whose TLS is no good are really dialled, and hear nothing of a secret (reliability.md
// T3).
#include <openssl/tls1.h>

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "connectors/http/client.h"
#include "connectors/http/easy.h"
#include "connectors/http/link.h"
#include "connectors/http/mail_transfer.h"
#include "tests/support/daemon_process.h"
#include "tests/support/tls_server.h"

namespace closemap {
namespace {

using test::TlsManners;
using test::TlsServer;

constexpr const char* kCredential = "s3cret-token-value";

struct Dialled {
  explicit Dialled(TlsManners manners) : server(folder.path() + "/ca.pem", std::move(manners)) {}

  ClientOptions options() const {
    ClientOptions options;
    options.connector = "crm";
    options.base_url = "https://localhost:" + std::to_string(server.port());
    options.ca_file = folder.path() + "/ca.pem";
    options.allow_private = true;
    options.timeout_ms = 5'000;
    options.secret = [](const std::string&) -> Result<Secret> { return Secret(kCredential); };
    options.now = [] { return Instant{1'780'000'000'000}; };
    return options;
  }

  Result<HttpReply> get() const {
    Client client(options());
    HttpRequest request;
    request.url = "/deals";
    request.auth = {Auth::Kind::header, "token", "", "X-Api-Key"};
    return client.send(request);
  }

  Status mail(const std::string& scheme = "smtp") const {
    Client client(options());
    MailMessage message;
    message.server = scheme + "://localhost:" + std::to_string(server.port());
    message.user = "closemap";
    message.password_option = "password";
    message.from = "closemap@contoso.example";
    message.to = "kim@contoso.example";
    message.subject = "Slip";
    message.message_id = "<1@contoso.example>";
    message.text = "A step slips.";
    return client.send(message);
  }

  test::TestFolder folder;
  TlsServer server;
};

struct Bad {
  std::string what;
  TlsManners manners;
  std::string words;  // of the error
};

std::vector<Bad> bad_servers() {
  std::vector<Bad> bad{{"expired", {}, "expired"},
                       {"another host's", {}, "host"},
                       {"an authority nobody knows", {}, ""},
                       {"TLS 1.1 only", {}, ""}};
  bad[0].manners.days = -1;
  bad[1].manners.host = "other.example";
  bad[2].manners.trusted = false;
  bad[3].manners.version_max = TLS1_1_VERSION;
  return bad;
}

TEST_CASE("T3 a server with good TLS is answered with the credential") {
  for (const int version : {0, TLS1_2_VERSION}) {
    TlsManners manners;
    manners.version_max = version;
    const Dialled dialled(manners);
    const auto reply = dialled.get();
    INFO((reply ? "" : reply.error().what));
    REQUIRE(reply);
    CHECK(dialled.server.in_tls().find(kCredential) != std::string::npos);
  }
}

TEST_CASE("T3 no server with bad TLS hears a word of a request") {
  for (const Bad& bad : bad_servers()) {
    INFO(bad.what);
    const Dialled dialled(bad.manners);
    const auto reply = dialled.get();
    REQUIRE_FALSE(reply);
    INFO(reply.error().what);
    CHECK(reply.error().what.find(bad.words) != std::string::npos);
    CHECK(reply.error().fault != Fault::ambiguous);
    CHECK(dialled.server.in_tls().empty());
    CHECK(dialled.server.in_clear().empty());
  }
}

TEST_CASE("T3 mail goes through TLS, with the login inside of it") {
  TlsManners manners;
  manners.smtp = true;
  const Dialled dialled(manners);
  const Status sent = dialled.mail();
  INFO((sent ? "" : sent.error().what));
  REQUIRE(sent);
  CHECK(dialled.server.in_tls().find("AUTH PLAIN") != std::string::npos);
  CHECK(dialled.server.in_tls().find("A step slips.") != std::string::npos);
  CHECK(dialled.server.in_clear() == "EHLO contoso.example\r\nSTARTTLS\r\n");
}

TEST_CASE("what a mail server says of a recipient decides, not its answer to QUIT") {
  struct Refusal {
    std::string reply;
    Fault fault;
  };
  for (const Refusal& refusal : {Refusal{"550 5.1.1 no such user", Fault::permanent},
                                 Refusal{"452 4.2.2 mailbox full", Fault::transient}}) {
    TlsManners manners;
    manners.smtp = true;
    manners.to_recipients = refusal.reply;
    const Dialled dialled(manners);
    const Status sent = dialled.mail();
    REQUIRE_FALSE(sent);
    INFO(sent.error().what);
    CHECK(sent.error().fault == refusal.fault);
    CHECK(sent.error().what.find(refusal.reply.substr(4)) != std::string::npos);
  }
}

TEST_CASE("T3 a mail server without STARTTLS, or that takes it back, gets neither login nor mail") {
  for (const bool offers : {false, true}) {
    TlsManners manners;
    manners.smtp = true;
    manners.offers_starttls = offers;
    manners.takes_starttls = false;
    const Dialled dialled(manners);
    const Status sent = dialled.mail();
    REQUIRE_FALSE(sent);
    INFO(sent.error().what);
    if (!offers) CHECK(sent.error().fault == Fault::config);
    CHECK(sent.error().what.find("STARTTLS") != std::string::npos);
    CHECK(dialled.server.in_tls().empty());
    for (const char* word : {"AUTH", "MAIL", "RCPT", "DATA", "slips"})
      CHECK(dialled.server.in_clear().find(word) == std::string::npos);
  }
}

TEST_CASE("T3 no mail server with bad TLS gets login or mail") {
  for (const Bad& bad : bad_servers()) {
    INFO(bad.what);
    TlsManners manners = bad.manners;
    manners.smtp = true;
    const Dialled dialled(manners);
    const Status sent = dialled.mail();
    REQUIRE_FALSE(sent);
    INFO(sent.error().what);
    CHECK(sent.error().fault != Fault::ambiguous);
    CHECK(dialled.server.in_tls().empty());
    CHECK(dialled.server.in_clear() == "EHLO contoso.example\r\nSTARTTLS\r\n");
  }
}

TEST_CASE("T3 smtps begins with TLS: a server that speaks in clear hears nothing of us") {
  TlsManners manners;
  manners.smtp = true;  // greets in clear
  const Dialled dialled(manners);
  const Status sent = dialled.mail("smtps");
  REQUIRE_FALSE(sent);
  CHECK(dialled.server.in_clear().find("EHLO") == std::string::npos);
  CHECK(dialled.server.in_tls().empty());
}

TEST_CASE("T3 T4 every mail handle asks for TLS, dials anew and shares nothing") {
  ClientOptions options;
  Easy easy;
  Transfer transfer;
  apply_mail(easy, options, *parse_url("smtp://mail.contoso.example:2525"), "a@contoso.example",
             transfer);
  std::map<std::string, std::string> set;
  for (const Easy::Applied& one : easy.applied()) set[one.option] = one.value;
  const std::map<std::string, std::string> wanted{
      {"USE_SSL", std::to_string(CURLUSESSL_ALL)},
      {"PROTOCOLS_STR", "smtp,smtps"},
      {"SSL_VERIFYPEER", "1"},
      {"SSL_VERIFYHOST", "2"},
      {"SSLVERSION", std::to_string(CURL_SSLVERSION_TLSv1_2)},
      {"FRESH_CONNECT", "1"},
      {"FORBID_REUSE", "1"},
      {"PROXY", ""},
      {"NETRC", "0"},
      {"URL", "smtp://mail.contoso.example:2525/contoso.example"}};
  for (const auto& [option, value] : wanted) {
    INFO(option);
    REQUIRE(set.count(option) == 1);
    CHECK(set.at(option) == value);
  }
}

}  // namespace
}  // namespace closemap
