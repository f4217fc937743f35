// One transfer: what the handle is told, redirects, floods, bombs and servers that say nothing (T1,
// T3, T4, T9, T10).
#include <libdeflate.h>
#include <sys/socket.h>
#include <unistd.h>

#include <netinet/in.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <string>

#include "connectors/api/record.h"
#include "connectors/http/http_request.h"
#include "tests/support/http_receiver.h"

namespace closemap {
namespace {

constexpr const char* kToken = "s3cret-token-value";

ClientOptions options_for(const std::string& base_url) {
  ClientOptions options;
  options.connector = "crm";
  options.base_url = base_url;
  options.allow_private = true;
  options.allow_plain_http = true;
  options.timeout_ms = 5000;
  options.secret = [](const std::string&) -> Result<Secret> { return Secret(kToken); };
  options.now = [] { return Instant{1'780'000'000'000}; };
  return options;
}

HttpRequest with_token(const std::string& url) {
  HttpRequest request;
  request.url = url;
  request.auth = {Auth::Kind::header, "token", "", "X-Api-Key"};
  return request;
}

TEST_CASE("T1 T3 T4 every handle verifies, follows nothing and trusts no environment") {
  ClientOptions options = options_for("https://crm.example.com");
  options.allow_plain_http = false;
  Redactor redactor;
  PreparedRequest prepared;
  const HttpRequest request = with_token("/deals");
  REQUIRE(prepare_request(request, options, "", redactor, prepared));
  Easy easy;
  Lines lines;
  Transfer transfer;
  apply_request(easy, options, request, prepared, lines, transfer);
  std::map<std::string, std::string> set;
  for (const Easy::Applied& one : easy.applied()) set[one.option] = one.value;
  const std::map<std::string, std::string> wanted{{"FOLLOWLOCATION", "0"},
                                                  {"UNRESTRICTED_AUTH", "0"},
                                                  {"MAXREDIRS", "0"},
                                                  {"SSL_VERIFYPEER", "1"},
                                                  {"SSL_VERIFYHOST", "2"},
                                                  {"NETRC", "0"},
                                                  {"PROXY", ""},
                                                  {"NOPROXY", "*"},
                                                  {"PROTOCOLS_STR", "https"},
                                                  {"CONNECTTIMEOUT_MS", "10000"},
                                                  {"LOW_SPEED_LIMIT", "100"},
                                                  {"LOW_SPEED_TIME", "30"},
                                                  {"TIMEOUT_MS", "5000"},
                                                  {"MAXLIFETIME_CONN", "3600"},
                                                  {"HTTP09_ALLOWED", "0"},
                                                  {"URL", "<secret>"}};
  for (const auto& [option, value] : wanted) {
    INFO(option);
    REQUIRE(set.count(option) == 1);
    CHECK(set.at(option) == value);
  }
  CHECK(set.at("SSLVERSION") == std::to_string(CURL_SSLVERSION_TLSv1_2));
  for (const auto& [option, value] : set) CHECK(value.find(kToken) == std::string::npos);
  CHECK(set.count("COOKIEFILE") == 0);
  CHECK(set.count("COOKIEJAR") == 0);
}

TEST_CASE("T1 a redirect is an answer, and nobody else ever sees the credential") {
  int canary = 0;
  const test::HttpReceiver elsewhere([&](const test::Received&) {
    ++canary;
    return test::Answer{};
  });
  for (const int status : {301, 302, 303, 307, 308}) {
    const test::HttpReceiver crm([&](const test::Received& received) {
      CHECK(received.headers.at("x-api-key") == kToken);
      return test::Answer{status, "moved", "text/plain", {{"Location", elsewhere.url("/steal")}}};
    });
    Client client(options_for(crm.url()));
    const auto reply = client.send(with_token("/deals"));
    INFO(status);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().what.find(kToken) == std::string::npos);
  }
  CHECK(canary == 0);
}

TEST_CASE("T4 two connectors to one host never carry each other's credential") {
  const test::HttpReceiver crm([&](const test::Received& received) {
    test::Answer answer;
    answer.body = received.headers.count("x-api-key") != 0 ? received.headers.at("x-api-key") : "";
    return answer;
  });
  ClientOptions one = options_for(crm.url()), two = options_for(crm.url());
  one.secret = [](const std::string&) -> Result<Secret> { return Secret("token-one"); };
  two.secret = [](const std::string&) -> Result<Secret> { return Secret("token-two"); };
  Client first(std::move(one)), second(std::move(two));
  for (int i = 0; i < 100; ++i) {
    CHECK(first.send(with_token("/a"))->body == "token-one");
    CHECK(second.send(with_token("/a"))->body == "token-two");
  }
}

std::string gzip(const std::string& text) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(9);
  std::string packed(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
  packed.resize(
      libdeflate_gzip_compress(compressor, text.data(), text.size(), packed.data(), packed.size()));
  libdeflate_free_compressor(compressor);
  return packed;
}

Result<HttpReply> fetch(const test::Answer& answer) {
  const test::HttpReceiver crm([&](const test::Received&) { return answer; });
  Client client(options_for(crm.url()));
  return client.send(with_token("/deals"));
}

TEST_CASE("T9 gzip is unpacked, a bomb is not") {
  const std::string page = R"({"results":[1,2,3]})";
  const auto good = fetch({200, gzip(page), "application/json", {{"Content-Encoding", "gzip"}}});
  REQUIRE(good);
  CHECK(good->body == page);

  const std::string bomb = gzip(std::string(64 * 1024 * 1024, 'x'));
  REQUIRE(bomb.size() < 256 * 1024);
  const auto refused = fetch({200, bomb, "application/json", {{"Content-Encoding", "gzip"}}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fault == Fault::permanent);

  std::string cut = gzip(page);
  cut.resize(cut.size() - 4);
  CHECK_FALSE(fetch({200, cut, "application/json", {{"Content-Encoding", "gzip"}}}));
  CHECK_FALSE(fetch({200, page, "application/json", {{"Content-Encoding", "br"}}}));
}

TEST_CASE("T9 a plain answer beyond the page bound is refused with the bound's name") {
  const auto reply = fetch({200, std::string(kPageBytesMax + 1, 'x'), "application/json", {}});
  REQUIRE_FALSE(reply);
  CHECK(reply.error().fault == Fault::permanent);
  CHECK(reply.error().what.find("8 MiB") != std::string::npos);
}

// A port where connections stand and nobody ever answers.
class Silence {
 public:
  Silence() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(socket_, 4) == 0);
    socklen_t size = sizeof address;
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~Silence() { ::close(socket_); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  const std::string& url() const { return url_; }

 private:
  int socket_;
  std::string url_;
};

TEST_CASE("L17 a server that accepts and never answers ends at the timeout, with the right fault") {
  const Silence silence;
  const auto ask = [&](bool idempotent) {
    ClientOptions options = options_for(silence.url());
    options.timeout_ms = 300;
    Client client(std::move(options));
    HttpRequest request = with_token("/deals");
    request.method = idempotent ? "GET" : "POST";
    request.idempotent = idempotent;
    return client.send(request);
  };
  const auto started = std::chrono::steady_clock::now();
  const auto read = ask(true);
  const auto write = ask(false);
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(30));
  REQUIRE_FALSE(read);
  CHECK(read.error().fault == Fault::transient);
  REQUIRE_FALSE(write);
  CHECK(write.error().fault == Fault::ambiguous);  // it may have been carried out
}

TEST_CASE("L17 a transfer ends within a second of the daemon being stopped") {
  const Silence silence;
  int looks = 0;
  ClientOptions options = options_for(silence.url());
  options.timeout_ms = 60'000;
  options.stopping = [&] { return ++looks > 2; };
  Client client(std::move(options));
  const auto started = std::chrono::steady_clock::now();
  CHECK_FALSE(client.send(with_token("/deals")));
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(10));
}

TEST_CASE("L21 an answer that repeats the credential is quoted without it") {
  for (const char* echo : {"bad key s3cret-token-value", "{\"key\":\"s3cret-token-value\"}",
                           "czNjcmV0LXRva2VuLXZhbHVl"}) {
    const auto reply = fetch({401, echo, "text/plain", {}});
    REQUIRE_FALSE(reply);
    CHECK(reply.error().fault == Fault::auth);
    CHECK(reply.error().what.find("s3cret-token-value") == std::string::npos);
    CHECK(reply.error().what.find("czNjcmV0LXRva2VuLXZhbHVl") == std::string::npos);
    CHECK(reply.error().what.find("<secret>") != std::string::npos);
  }
}

TEST_CASE("statuses say what the caller should do, and Retry-After is kept within an hour") {
  struct Row {
    int status;
    const char* retry_after;
    Fault fault;
    std::int64_t wait_ms;
  };
  for (const Row& row :
       {Row{429, "7", Fault::rate_limited, 7000}, Row{429, "-1", Fault::rate_limited, 0},
        Row{429, "1e12", Fault::rate_limited, 0},
        Row{429, "1000000000000", Fault::rate_limited, 3'600'000},
        Row{503, "10", Fault::rate_limited, 10'000}, Row{503, "", Fault::transient, 0},
        Row{500, "", Fault::transient, 0}, Row{403, "", Fault::auth, 0},
        Row{401, "", Fault::auth, 0}, Row{400, "", Fault::permanent, 0}}) {
    std::map<std::string, std::string> headers;
    if (*row.retry_after != '\0') headers["Retry-After"] = row.retry_after;
    const auto reply = fetch({row.status, "", "text/plain", headers});
    INFO(row.status << " " << row.retry_after);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().fault == row.fault);
    CHECK(reply.error().retry_after_ms == row.wait_ms);
  }
}

}  // namespace
}  // namespace closemap
