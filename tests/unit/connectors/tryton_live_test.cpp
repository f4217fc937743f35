// The Tryton source against a real server. Hidden: start and seed one with
// tests/support/servers/tryton.sh, with an opportunity CO-77 and at least 1,000 others, then run
// PORT=… unit_connectors "[.tryton]".
#include <catch2/catch.hpp>
#include <cstdlib>
#include <set>

#include "connectors/http/client.h"
#include "tryton_fake.h"
#include "tryton_map.h"

namespace closemap::test {
namespace {

std::string env(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

// Passes on to the real client; can spoil the session of the next call.
class Wire final : public Http {
 public:
  explicit Wire(const std::string& password)
      : client_({.connector = "vendor_crm",
                 .base_url = "http://127.0.0.1:" + env("PORT", "8069"),
                 .ca_file = "",
                 .allow_private = true,
                 .allow_plain_http = true,
                 .secret = [password](const std::string&) -> Result<Secret> {
                   return Secret(password);
                 },
                 .now = [] { return Instant{}; },
                 .stopping = [] { return false; }}) {}
  Result<HttpReply> send(const HttpRequest& request) override {
    ++calls;
    HttpRequest sent = request;
    for (auto& [name, value] : sent.headers)
      if (name == "Authorization" && spoil_session) value = "Session YWRtaW46MTpnb25l";
    spoil_session = false;
    Result<HttpReply> reply = client_.send(sent);
    if (reply) last_time = reply->server_time;
    return reply;
  }
  int calls = 0;
  bool spoil_session = false;
  std::optional<Instant> last_time;

 private:
  Client client_;
};

struct Live {
  explicit Live(std::string page_size, const std::string& password = "admin")
      : wire(password), services(wire) {
    for (const auto& [key, text] : std::map<std::string, std::string>{
             {"database", "crm"}, {"user", "admin"}, {"page_size", std::move(page_size)}})
      options.values[key].text = text;
    const auto wanted = [](std::string_view stream) {
      return tryton_map(std::string(stream)).wanted();
    };
    instance =
        std::make_unique<Instance>(Instance{"vendor_crm", Party::vendor, options, Zone(), wanted});
    source = k_tryton_connector.open_source(*instance, services.services);
  }
  std::vector<Page> pass(const std::string& stream, bool sweep = false) {
    std::vector<Page> pages;
    for (bool more = true; more;) {
      Result<Page> page = source->read({stream, cursors[stream], sweep});
      if (!page) FAIL(page.error().what);
      cursors[stream] = page->cursor;
      more = page->more;
      pages.push_back(*std::move(page));
    }
    return pages;
  }
  Wire wire;
  FakeServices services;
  OptionValues options;
  std::unique_ptr<Instance> instance;
  std::unique_ptr<Source> source;
  std::map<std::string, std::string> cursors;
};

void rpc(const std::string& command) {
  const std::string script = std::string(CLOSEMAP_SOURCE_DIR) + "/tests/support/servers/tryton.sh";
  REQUIRE(std::system((script + " rpc " + command).c_str()) == 0);
}

std::string find_mapped(const std::vector<Page>& pages, const std::string& stream,
                        const std::string& text) {
  for (const Page& page : pages)
    for (const Record& record : page.records)
      if (record.body.find(text) != std::string_view::npos)
        return tryton_mapped(stream, record.body);
  return "";
}

TEST_CASE("a real Tryton server is read completely, then by changes, then listed", "[.tryton]") {
  Live live("100");
  const Status status = live.source->check();
  if (!status) FAIL(status.error().what);
  REQUIRE(live.wire.last_time);

  for (const std::string stream : {"person", "account", "opportunity"}) {
    const std::vector<Page> pages = live.pass(stream);
    const std::vector<std::string> all = ids(pages);
    CHECK(std::set<std::string>(all.begin(), all.end()).size() == all.size());
    CHECK(static_cast<std::int64_t>(all.size()) == pages.back().remote_total);
    for (const Page& page : pages)
      for (const Record& record : page.records)
        if (const std::string fields = tryton_mapped(stream, record.body);
            fields.starts_with("error"))
          FAIL_CHECK(fields << " in " << record.body);
    WARN(stream << ": " << all.size() << " records, " << pages.size() << " pages, cursor "
                << live.cursors[stream] << ", such as "
                << tryton_mapped(stream, pages.back().records.back().body));
    const std::string before = live.cursors[stream];
    live.pass(stream);
    CHECK(live.cursors[stream] == before);
  }

  rpc("end-date CO-77 2027-03-09");
  live.wire.spoil_session = true;
  const int calls = live.wire.calls;
  const std::vector<Page> changed = live.pass("opportunity");
  CHECK(find_mapped(changed, "opportunity", "CO-77").find("2027-03-09") != std::string::npos);
  WARN(live.wire.calls - calls << " calls with one new login; cursor "
                               << live.cursors["opportunity"]);
  rpc("end-date CO-77 2026-12-31");

  const std::int64_t total = changed.back().remote_total;
  const std::string before = live.cursors["opportunity"];
  const std::vector<Page> listing = live.pass("opportunity", true);
  CHECK(static_cast<std::int64_t>(ids(listing).size()) == total);
  CHECK(listing.back().listing_ends);
  CHECK(live.cursors["opportunity"] == before);
  CHECK_FALSE(live.pass("person", true).front().records.front().body.empty());
}

TEST_CASE("a real Tryton server refuses a wrong password", "[.tryton]") {
  Live live("100", "not the password");
  const Status status = live.source->check();
  REQUIRE(!status);
  CHECK(status.error().fault == Fault::auth);
}

TEST_CASE("a real Tryton server names an unknown field", "[.tryton]") {
  Live live("100");
  live.instance->wanted = [](std::string_view) { return std::vector<std::string>{"nosuch"}; };
  const Result<Page> page = live.source->read({"opportunity", "", false});
  REQUIRE(!page);
  CHECK(page.error().fault == Fault::config);
  WARN(page.error().what);
}

}  // namespace
}  // namespace closemap::test
