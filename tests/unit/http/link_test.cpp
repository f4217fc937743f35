// Where a request may go: strict URLs, links that stay at their origin (T1).
#include "connectors/http/link.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "connectors/http/client.h"

namespace closemap {
namespace {

constexpr const char* kBase = "https://crm.example.com/api/v1";

TEST_CASE("T1 a link that leaves its origin, or could be read as leaving it, is refused") {
  const std::vector<std::string> hostile{
      "https://crm.example.com:8443/next",
      "https://crm.example.com:0443/next",
      "https://crm.example.com:+443/next",
      "https://crm.example.com:/next",
      "https://crm.example.com:443:443/next",
      "https://crm.example.com:99999/next",
      "http://crm.example.com/next",
      "http://crm.example.com:443/next",
      "HTTP://crm.example.com/next",
      "https://evil.example/next",
      "https://crm.example.com.evil.example/next",
      "https://crm.example.com@evil.example/next",
      "https://user:hunter2@crm.example.com/next",
      "https://a@evil.example",
      "https://crm.example.com%40evil.example/next",
      "https://crm.example.com%2eevil.example/next",
      "https://crm.example.com\\@evil.example/next",
      "https://crm.example.com#@evil.example/next",
      "https://crm.example.com?@evil.example/next",
      "//evil.example/next",
      "///evil.example/next",
      "\\\\evil.example\\next",
      "/\\evil.example/next",
      "https:\\\\evil.example\\next",
      "https:/evil.example/next",
      "https:evil.example/next",
      "https://crm.example.com./next",
      "https://.crm.example.com/next",
      "https://crm..example.com/next",
      "https://crm.example.com /next",
      "https://crm.example.com\t/next",
      "https://crm.example.com\r\nHost: evil.example/next",
      "https://\xc4\x8drm.example.com/next",
      "https://crm.ex\xe2\x80\x8b"
      "ample.com/next",
      "https://crm\xe3\x80\x82"
      "example.com/next",
      "https://[::1]/next",
      "https://[crm.example.com]/next",
      "https:///next",
      "https://",
      "file:///etc/passwd",
      "ftp://crm.example.com/next",
      "gopher://crm.example.com/next",
      "javascript:alert(1)",
      "data:text/plain,x",
      "smtp://crm.example.com/next",
      std::string("https://crm.example.com\0.evil.example/next", 42),
  };
  REQUIRE(hostile.size() >= 40);
  for (const std::string& link : hostile) {
    INFO(link);
    const Status judged = same_origin(kBase, link);
    REQUIRE_FALSE(judged);
    CHECK(judged.error().what.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("a link of the same origin is followed, however it is written") {
  for (const char* link :
       {"https://crm.example.com/next", "https://crm.example.com:443/next",
        "HTTPS://CRM.example.COM/next?page=2&after=a%20b", "/next", "next?cursor=x:y"}) {
    INFO(link);
    CHECK(same_origin(kBase, link));
  }
}

TEST_CASE("a path is joined to the base's path and keeps its bytes") {
  const Url base = *parse_url("https://crm.example.com/api/v1/");
  CHECK(resolve_link(base, "/deals?q=%2F..")->text() ==
        "https://crm.example.com/api/v1/deals?q=%2F..");
  CHECK(resolve_link(base, "deals")->text() == "https://crm.example.com/api/v1/deals");
}

TEST_CASE("an error shows host and path, never the query") {
  const Url url = *parse_url("https://crm.example.com/deals?token=abc123");
  CHECK(url.shown() == "crm.example.com/deals");
}

}  // namespace
}  // namespace closemap
