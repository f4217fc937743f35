// Polls of the Tryton source: nothing lost, nothing skipped, and quiet when nothing happens.
#include <catch2/catch.hpp>
#include <set>

#include "tryton_fake.h"

namespace closemap::test {
namespace {

constexpr const char* kModel = "sale.opportunity";
constexpr const char* kStream = "opportunity";

std::set<std::string> unique(const std::vector<std::string>& list) {
  return {list.begin(), list.end()};
}

Instant at_second(std::int64_t second) {
  return *parse_instant("2026-05-04T10:00:00Z") + second * 1'000;
}

TEST_CASE("L01 a thousand rows created at one instant all come, once a pass, page size 7") {
  FakeTryton server;
  for (int id = 1; id <= 1'000; ++id) server.add(kModel, id, tryton_time(5, 250), nullptr);
  Rig rig(server, {{"page_size", "7"}});
  for (int pass = 0; pass < 2; ++pass) {
    const std::vector<Page> pages = rig.pass(kStream);
    const std::vector<std::string> seen = ids(pages);
    CHECK(seen.size() == 1'000);
    CHECK(unique(seen).size() == 1'000);
    CHECK(pages.back().remote_total == 1'000);
    CHECK(pages.front().remote_total == -1);
    CHECK(pages.size() == 143);
  }
  CHECK(server.broken_rules.empty());
}

TEST_CASE("L01 a thousand rows written in one bulk edit all come, page size 7") {
  FakeTryton server;
  for (int id = 1; id <= 1'000; ++id) server.add(kModel, id, tryton_time(id), tryton_time(5'000));
  Rig rig(server, {{"page_size", "7"}, {"overlap", "0"}});
  CHECK(unique(ids(rig.pass(kStream))).size() == 1'000);
  CHECK(ids(rig.pass(kStream)).empty());
}

TEST_CASE("a row that was never written is read, and again when it is written") {
  FakeTryton server;
  server.add(kModel, 1, tryton_time(0), nullptr, {{"description", "Nordwind"}});
  server.add(kModel, 2, tryton_time(1), tryton_time(9, 871'265));
  Rig rig(server, {{"overlap", "0"}});
  std::vector<Page> pages = rig.pass(kStream);
  REQUIRE(ids(pages) == std::vector<std::string>{"1", "2"});
  CHECK(pages[0].records[0].version == "2026-05-04T10:00:00.000000");
  CHECK(pages[0].records[1].version == "2026-05-04T10:00:09.871265");
  CHECK(Json::parse(pages[0].records[0].body).at("description") == "Nordwind");

  server.row(kModel, 1)["write_date"] = tryton_time(10);
  pages = rig.pass(kStream);
  CHECK(ids(pages) == std::vector<std::string>{"1"});
  CHECK(pages.back().records[0].version == "2026-05-04T10:00:10.000000");
}

TEST_CASE("a quiet poll ends with the cursor it began with") {
  FakeTryton server;
  for (int id = 1; id <= 30; ++id)
    server.add(kModel, id, tryton_time(id), id % 3 == 0 ? tryton_time(100 + id) : Json());
  server.clock = at_second(200);
  const auto* const size = GENERATE("3", "10", "500");
  Rig rig(server, {{"page_size", size}});
  rig.pass(kStream);
  const std::string before = rig.cursor;
  rig.pass(kStream);
  CHECK(rig.cursor == before);
  CHECK(before == R"({"c":["2026-05-04T10:00:29.000000",29],)"
                  R"("w":["2026-05-04T10:02:10.000000",30]})");
}

TEST_CASE("an empty stream has a cursor and stays quiet") {
  FakeTryton server;
  Rig rig(server);
  CHECK(rig.pass("account").back().remote_total == 0);
  const std::string before = rig.cursor;
  rig.pass("account");
  CHECK(rig.cursor == before);
}

TEST_CASE("L02 a row that becomes visible late is read within the overlap") {
  FakeTryton server;
  server.add(kModel, 9, tryton_time(600), nullptr);
  server.add(kModel, 8, tryton_time(0), tryton_time(600));
  Rig rig(server);
  rig.pass(kStream);
  server.add(kModel, 3, tryton_time(310), nullptr);           // 290 s late, a smaller id
  server.add(kModel, 4, tryton_time(0), tryton_time(300));    // exactly the overlap late
  server.add(kModel, 5, tryton_time(299, 999'999), nullptr);  // one microsecond too late
  CHECK(unique(ids(rig.pass(kStream))) == std::set<std::string>{"3", "4", "8", "9"});
}

TEST_CASE("L03 the mark stays at the server's time when the poll began") {
  FakeTryton server;
  for (int id = 1; id <= 4; ++id) server.add(kModel, id, tryton_time(id), nullptr);
  server.clock = at_second(100);
  int asked = 0;
  server.before_search_read = [&] {  // 20 minutes pass while the poll runs, rows keep coming
    if (++asked != 2) return;
    server.clock = at_second(1'300);
    server.add(kModel, 50, tryton_time(1'250), nullptr);
  };
  Rig rig(server, {{"page_size", "2"}});
  CHECK(unique(ids(rig.pass(kStream))) == std::set<std::string>{"1", "2", "3", "4", "50"});
  CHECK(rig.cursor == R"({"c":["2026-05-04T10:01:40.999000",0],"w":null})");
  // One that committed late, stamped while the poll ran: only the held mark still sees it.
  server.add(kModel, 40, tryton_time(110), nullptr);
  CHECK(unique(ids(rig.pass(kStream))).count("40") == 1);
  CHECK(rig.cursor == R"({"c":["2026-05-04T10:20:50.000000",50],"w":null})");
}

TEST_CASE("L03 without a Date header the mark is the greatest stamp seen") {
  FakeTryton server;
  server.add(kModel, 1, tryton_time(500), nullptr);
  Rig rig(server);
  rig.pass(kStream);
  CHECK(rig.cursor == R"({"c":["2026-05-04T10:08:20.000000",1],"w":null})");
}

TEST_CASE("a row written while its page is read comes again in the second walk") {
  FakeTryton server;
  for (int id = 1; id <= 6; ++id) server.add(kModel, id, tryton_time(id), nullptr);
  int asked = 0;
  server.before_search_read = [&] {
    if (++asked == 2) server.row(kModel, 5)["write_date"] = tryton_time(60);
  };
  Rig rig(server, {{"page_size", "2"}});
  CHECK(unique(ids(rig.pass(kStream))).size() == 6);
}

TEST_CASE("an unfinished walk goes on where it stood, in another process, too") {
  FakeTryton server;
  for (int id = 1; id <= 9; ++id) server.add(kModel, id, tryton_time(id), nullptr);
  Rig first(server, {{"page_size", "4"}});
  Result<Page> page = first.read(kStream);
  REQUIRE(page);
  CHECK(page->more);
  Rig second(server, {{"page_size", "4"}});
  second.cursor = first.cursor;
  CHECK(ids(second.pass(kStream)) == std::vector<std::string>{"5", "6", "7", "8", "9"});
}

TEST_CASE("L04 a server that repeats its rows is an error, not an endless poll") {
  FakeTryton server;
  for (int id = 1; id <= 3; ++id) server.add(kModel, id, tryton_time(id), nullptr);
  Rig rig(server, {{"page_size", "3"}});
  std::string first;
  server.instead = [&](const Json& request) -> std::string {
    if (request["method"] != "model.sale.opportunity.search_read") return {};
    Json rows = Json::array();
    for (int id = 1; id <= 3; ++id) rows.push_back(server.row(kModel, id));
    return Json{{"id", request["id"]}, {"result", rows}}.dump();
  };
  REQUIRE(rig.read(kStream));
  const Result<Page> again = rig.read(kStream);
  REQUIRE(!again);
  CHECK(again.error().fault == Fault::permanent);
  CHECK(again.error().what == "tryton: record 1 came out of order");
}

TEST_CASE("a row that may not be read in full comes without its neighbours' fields") {
  FakeTryton server;
  for (int id = 1; id <= 40; ++id) server.add(kModel, id, tryton_time(id), nullptr);
  server.unreadable = {17};
  Rig rig(server, {{"page_size", "16"}});
  const std::vector<Page> pages = rig.pass(kStream);
  CHECK(unique(ids(pages)).size() == 40);
  CHECK(ids(pages).size() == 40);
  for (const Page& page : pages)
    for (const Record& record : page.records)
      CHECK(Json::parse(record.body).contains("party.") == (record.id != "17"));
}

TEST_CASE("the field map's further fields are asked for, each once") {
  FakeTryton server;
  server.add(kModel, 1, tryton_time(1), nullptr, {{"comment", "call Ana"}});
  Rig rig(server);
  rig.wanted = {"comment", "party", "/amount/decimal", "/party./lang./code", "/party./name", "x."};
  const std::vector<Page> pages = rig.pass(kStream);
  CHECK(Json::parse(pages[0].records[0].body).at("comment") == "call Ana");
  Json fields;
  for (const Json& request : server.requests)
    if (request["method"] == "model.sale.opportunity.search_read") fields = request["params"][4];
  const std::vector<std::string> asked = fields;
  CHECK(unique(asked).size() == asked.size());
  CHECK(unique(asked).count("party.lang.code") == 1);
  CHECK(unique(asked).count("comment") == 1);
  CHECK(unique(asked).count("x.") == 0);
}

TEST_CASE("L12 a sweep lists every id and gives the cursor back") {
  FakeTryton server;
  for (int id = 1; id <= 10; ++id) server.add(kModel, id, tryton_time(id), nullptr);
  Rig rig(server, {{"page_size", "4"}});
  rig.pass(kStream);
  const std::string before = rig.cursor;
  server.remove(kModel, 5);
  CHECK(rig.pass(kStream).back().remote_total == 9);
  const std::vector<Page> pages = rig.pass(kStream, true);
  CHECK(ids(pages) == std::vector<std::string>{"1", "2", "3", "4", "6", "7", "8", "9", "10"});
  REQUIRE(pages.size() == 3);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    CHECK(pages[i].listing);
    CHECK(pages[i].listing_begins == (i == 0));
    CHECK(pages[i].listing_ends == (i == 2));
    for (const Record& record : pages[i].records) CHECK(record.body.empty());
  }
  CHECK(rig.cursor == before);
}

TEST_CASE("L12 a sweep of an empty or exactly full listing ends") {
  FakeTryton server;
  Rig rig(server, {{"page_size", "4"}});
  std::vector<Page> pages = rig.pass(kStream, true);
  REQUIRE(pages.size() == 1);
  CHECK((pages[0].listing_begins && pages[0].listing_ends));
  for (int id = 1; id <= 4; ++id) server.add(kModel, id, tryton_time(id), nullptr);
  pages = rig.pass(kStream, true);
  CHECK(pages.size() == 2);
  CHECK(ids(pages).size() == 4);
  CHECK(ids(rig.pass(kStream)).size() == 4);  // the walk begins at the start afterwards
}

TEST_CASE("the listing of people brings their records, for e-mails that changed unseen") {
  FakeTryton server;
  for (int id = 1; id <= 3; ++id) server.add("company.employee", id, tryton_time(id), nullptr);
  Rig rig(server, {{"page_size", "2"}});
  const std::vector<Page> pages = rig.pass("person", true);
  REQUIRE(ids(pages) == std::vector<std::string>{"1", "2", "3"});
  CHECK(Json::parse(pages[0].records[0].body).at("party.").at("email") == "of party.email");
}

}  // namespace
}  // namespace closemap::test
