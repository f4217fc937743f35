// What the commands are answered.
#include "daemon/app/resources.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "daemon/app/show.h"
#include "mapping/core/json.h"
#include "mapping/plan/document.h"
#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;

ControlRequest get(const std::string& path, std::map<std::string, std::string> query = {}) {
  return {"GET", path, std::move(query), {}};
}

TEST_CASE("an exported plan is a document of the public schema, whoever it is for") {
  House house;
  house.add_deal();
  house.poll();
  const std::string path = "/v1/plans/" + house.only_plan().id + "/export";
  for (const std::string party : {"", "vendor", "partner", "customer"}) {
    std::map<std::string, std::string> query{{"format", "json"}};
    if (!party.empty()) query["party"] = party;
    const ControlReply reply = serve(house.engine(), get(path, query));
    REQUIRE(reply.status == 200);
    const auto document = parse_json(reply.body);
    REQUIRE(document);
    CHECK(document_violations(*document) == std::vector<std::string>{});
    for (const auto& [name, value] : document->items()) CHECK(name.rfind("x_", 0) != 0);
  }
}

TEST_CASE(
    "a calendar of one person holds what the person owns, and days where they are asked for") {
  House house;
  house.add_deal();
  house.poll();
  const std::string path = "/v1/plans/" + house.only_plan().id + "/export";
  const auto feed = [&](std::map<std::string, std::string> query) {
    query["format"] = "ics";
    return serve(house.engine(), get(path, std::move(query)));
  };
  const auto count = [](const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  };
  CHECK(count(feed({{"person", "Priya@fabrikam.example"}}).body, "BEGIN:VTODO") == 3);
  CHECK(count(feed({{"person", "tom@fabrikam.example"}}).body, "BEGIN:VTODO") == 0);
  CHECK(feed({{"person", "nobody@fabrikam.example"}}).status == 404);
  CHECK(count(feed({}).body, "SUMMARY:Due: ") == 0);
  CHECK(count(feed({{"all_day", "1"}}).body, "SUMMARY:Due: ") == 3);
}

TEST_CASE("the agenda tells by how much forecasts moved, by whom, and puts the new dates to them") {
  House house;
  house.add_deal();
  house.poll();
  house.at("2026-03-12T09:00:00Z");  // the plan is older than a review's distance
  house.pilot_is_due("2026-03-27");
  house.poll();
  const auto text = [&] {
    const auto reply = parse_json(serve(house.engine(), get("/v1/agenda")).body);
    REQUIRE(reply);
    return text_or(reply->at("agendas").at(0), "text");
  };
  const std::string week = text();
  CHECK(week.find("Pilot: forecast Fri 2026-03-20 → Fri 2026-03-27 (+5 working days)") !=
        std::string::npos);
  CHECK(week.find("now expects") == std::string::npos);  // not a second time
  CHECK(week.find("The forecast proposes 3 new dates for steps of Fabrikam") != std::string::npos);
  REQUIRE(house.engine().edit(house.only_plan().id, {PlanEdit::Kind::accept_forecast, "tom", ""}));
  const std::string agreed = text();
  CHECK(agreed.find("proposes") == std::string::npos);
  CHECK(agreed.find("Pilot: promise Fri 2026-03-20 → Fri 2026-03-27 (+5 working days)") !=
        std::string::npos);
  house.set(house.partner(), "opportunity", "P1",
            R"({"name":"Resale 1","account":"Northwind 1","owner":"tom@fabrikam.example"})");
  house.poll();  // the CRM says of the pilot what it said before: that is answered
  CHECK(text().find("proposes") == std::string::npos);
}

TEST_CASE("a list of alerts that is cut says how many there are, and keeps the worst") {
  House house("", "2026-04-02T09:00:00Z");  // pilots are two weeks overdue
  for (const char* deal : {"1", "2", "3"}) house.add_deal(deal);
  house.poll();
  const std::size_t all = house.open_alerts().size();
  REQUIRE(all > 2);
  const auto whole = parse_json(serve(house.engine(), get("/v1/alerts")).body);
  const auto cut = parse_json(serve(house.engine(), get("/v1/alerts", {{"limit", "2"}})).body);
  REQUIRE((whole && cut));
  CHECK(whole->at("total") == all);
  CHECK(cut->at("total") == all);
  REQUIRE(cut->at("alerts").size() == 2);
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(cut->at("alerts")[i]["id"] == whole->at("alerts")[i]["id"]);
  const std::string shown = show("alerts list", *cut);
  CHECK(shown.find(std::to_string(all - 2) + " more; ") != std::string::npos);
  CHECK(show("alerts list", *whole).find(" more; ") == std::string::npos);
}

TEST_CASE("a list of alerts says when not all of them were looked through") {
  House house;
  house.add_deal();
  house.poll();
  const auto listed = [&](std::size_t count) {
    std::vector<AlertRow> rows(count);
    for (std::size_t i = 0; i < count; ++i) {
      rows[i].id = "alr_" + std::to_string(100'000 + i);
      rows[i].signal = "slip";
      rows[i].state = "firing";
    }
    rows.front().severity = "critical";  // the oldest
    REQUIRE(house.store().write([&]() -> Status {
      const Row plan = house.store().plans().list(1).front().row;
      house.store().alerts().save(plan, rows);
      return ok();
    }));
    return *parse_json(serve(house.engine(), get("/v1/alerts", {{"limit", "1"}})).body);
  };
  const Json all = listed(kAlertsLookedThroughMax);
  CHECK(all["newest_only"].is_null());
  CHECK(all["alerts"][0]["severity"] == "critical");
  CHECK(show("alerts list", all).find("looked through") == std::string::npos);
  const Json cut = listed(kAlertsLookedThroughMax + 1);
  CHECK(cut["newest_only"] == kAlertsLookedThroughMax);
  CHECK(cut["total"] == kAlertsLookedThroughMax + 1);
  CHECK(show("alerts list", cut).find("only the newest 20000 were looked through") !=
        std::string::npos);
}

TEST_CASE("believing a connector is answered, and nobody else's name is") {
  House house;
  house.add_deal();
  house.poll();
  CHECK(serve(house.engine(), {"POST", "/v1/connectors/vendor_crm/believe", {}, "{}"}).status ==
        202);
  CHECK(serve(house.engine(), {"POST", "/v1/connectors/nobody/believe", {}, "{}"}).status >= 400);
}

}  // namespace
}  // namespace closemap
