// Logging in, envelopes and error classes of the Tryton source.
#include <catch2/catch.hpp>

#include "tryton_fake.h"

namespace closemap::test {
namespace {

constexpr const char* kModel = "sale.opportunity";

TEST_CASE("a request has exactly id, method and params, and the session is masked") {
  FakeTryton server;
  server.add(kModel, 1, tryton_time(1), nullptr);
  Rig rig(server);
  REQUIRE(rig.source->check());
  rig.pass("opportunity");
  CHECK(server.broken_rules == std::vector<std::string>{});
  CHECK(server.count("common.db.login") == 1);
  CHECK(server.requests[0]["method"] == "common.db.login");
  CHECK(rig.services.redacted == std::vector<std::string>{"t0ken", "YWRtaW46MTp0MGtlbg=="});
}

TEST_CASE("an expired session logs in again once and repeats the call") {
  FakeTryton server;
  server.add(kModel, 1, tryton_time(1), nullptr);
  Rig rig(server);
  rig.pass("opportunity");
  server.token = "another one";
  CHECK(ids(rig.pass("opportunity")) == std::vector<std::string>{"1"});
  CHECK(server.count("common.db.login") == 2);
}

TEST_CASE("a second 401 is an auth fault, after one login") {
  FakeTryton server;
  Rig rig(server);
  rig.pass("opportunity");
  server.refuse_sessions = true;
  const std::string before = rig.cursor;
  const Result<Page> page = rig.read("opportunity");
  REQUIRE(!page);
  CHECK(page.error().fault == Fault::auth);
  CHECK(server.count("common.db.login") == 2);
  CHECK(rig.cursor == before);
}

TEST_CASE("a refused password is an auth fault") {
  FakeTryton server;
  server.refuse_login = true;
  Rig rig(server);
  const Status status = rig.source->check();
  REQUIRE(!status);
  CHECK(status.error().fault == Fault::auth);
  CHECK(server.requests.size() == 1);
}

struct ErrorCase {
  const char* name;
  const char* error;
  Fault fault;
};

TEST_CASE("error arrays are classed") {
  const ErrorCase given = GENERATE(values<ErrorCase>({
      {"refused", R"(["UserError",["not allowed","",null]])", Fault::permanent},
      {"warning", R"(["UserWarning",["name","message",""]])", Fault::permanent},
      {"concurrency", R"(["ConcurrencyException","Records were modified"])", Fault::transient},
      {"further factor", R"(["LoginException",["sms","Code","char"]])", Fault::auth},
      {"unknown field", R"(["'nosuch'",""])", Fault::config},
      {"unknown database", R"(["Database '/x/nodb.sqlite' doesn't exist!",""])", Fault::config},
      {"busy database", R"(["database is locked","Traceback"])", Fault::transient},
      {"programming error", R"(["Missing context argument",""])", Fault::permanent},
      {"no text", R"([])", Fault::permanent},
      {"no array", R"("broken")", Fault::permanent},
  }));
  INFO(given.name);
  FakeTryton server;
  server.instead = [&](const Json& request) -> std::string {
    if (request["method"] != "model.company.employee.search_count") return {};
    return R"({"id":)" + request["id"].dump() + R"(,"error":)" + given.error + "}";
  };
  Rig rig(server);
  const Status status = rig.source->check();
  REQUIRE(!status);
  CHECK(status.error().fault == given.fault);
}

TEST_CASE("a reply without its envelope is rejected") {
  const std::string body = GENERATE("[1,2]", "7", "null", "<html>", "{}", R"({"id":1,"error":)",
                                    R"({"id":3,"result":1,"error":["x",""]})");
  FakeTryton server;
  server.instead = [&](const Json& request) -> std::string {
    return request["method"] == "model.company.employee.search_count" ? body : "";
  };
  Rig rig(server);
  const Status status = rig.source->check();
  REQUIRE(!status);
  CHECK(status.error().what.find("envelope") != std::string::npos);
}

TEST_CASE("an answer to another request is not taken") {
  FakeTryton server;
  server.instead = [&](const Json& request) -> std::string {
    return request["method"] == "model.company.employee.search_count" ? R"({"id":999,"result":1})"
                                                                      : "";
  };
  Rig rig(server);
  const Status status = rig.source->check();
  REQUIRE(!status);
  CHECK(status.error().fault == Fault::transient);
}

TEST_CASE("preferences may be null") {
  FakeTryton server;
  server.instead = [&](const Json& request) -> std::string {
    if (request["method"] != "model.res.user.get_preferences") return {};
    return R"({"id":)" + request["id"].dump() + R"(,"result":null})";
  };
  Rig rig(server);
  CHECK(rig.source->check());
  CHECK(server.requests.back()["params"].back() == Json::object());
}

TEST_CASE("a cursor of another connector is our own fault") {
  FakeTryton server;
  Rig rig(server);
  rig.cursor = GENERATE("[]", "x", R"({"c":["yesterday",1]})", R"({"w":7})");
  const Result<Page> page = rig.read("opportunity");
  REQUIRE(!page);
  CHECK(page.error().fault == Fault::bug);
}

}  // namespace
}  // namespace closemap::test
