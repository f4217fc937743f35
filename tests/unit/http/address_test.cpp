// Which addresses are never dialled (T2).
#include <arpa/inet.h>
#include <netinet/in.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <string>

#include "connectors/http/client.h"
#include "tests/support/http_receiver.h"

namespace closemap {
namespace {

bool refused(const std::string& text) {
  sockaddr_storage storage{};
  if (text.find(':') == std::string::npos) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    REQUIRE(::inet_pton(AF_INET, text.c_str(), &in.sin_addr) == 1);
    std::memcpy(&storage, &in, sizeof in);
  } else {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    REQUIRE(::inet_pton(AF_INET6, text.c_str(), &in.sin6_addr) == 1);
    std::memcpy(&storage, &in, sizeof in);
  }
  return private_address(&storage);
}

TEST_CASE("T2 addresses that are not public are refused, in every family") {
  for (const char* address : {"127.0.0.1",
                              "127.255.255.254",
                              "0.0.0.0",
                              "10.0.0.1",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "169.254.169.254",
                              "100.64.0.1",
                              "100.127.255.255",
                              "192.0.2.1",
                              "198.18.0.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fc00::1",
                              "fd12::1",
                              "ff02::1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.1.2.3",
                              "64:ff9b::7f00:1",
                              "2002:7f00:1::",
                              "2001:db8::1",
                              "fec0::1"}) {
    INFO(address);
    CHECK(refused(address));
  }
}

TEST_CASE("public addresses beside the private blocks are dialled") {
  for (const char* address :
       {"1.1.1.1", "9.255.255.255", "11.0.0.1", "172.15.255.255", "172.32.0.1", "192.167.255.255",
        "100.63.255.255", "100.128.0.1", "128.0.0.1", "2606:4700::1111", "::ffff:1.1.1.1"}) {
    INFO(address);
    CHECK_FALSE(refused(address));
  }
}

TEST_CASE("T2 no spelling of loopback is dialled unless the connector may") {
  int asked = 0;
  const test::HttpReceiver receiver([&](const test::Received&) {
    ++asked;
    return test::Answer{};
  });
  const std::string port = ":" + std::to_string(receiver.port());
  for (const char* host : {"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001",
                           "017700000001", "0177.0.0.1", "0x7f.1", "localhost", "LOCALHOST",
                           "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0", "0.0.0.0"}) {
    ClientOptions options;
    options.connector = "crm";
    options.base_url = "http://" + std::string(host) + port;
    options.allow_plain_http = true;
    options.timeout_ms = 2000;
    Client client(std::move(options));
    HttpRequest request;
    request.url = "/";
    const auto reply = client.send(request);
    INFO(host);
    REQUIRE_FALSE(reply);
    CHECK(reply.error().fault != Fault::ambiguous);
  }
  CHECK(asked == 0);
}

}  // namespace
}  // namespace closemap
