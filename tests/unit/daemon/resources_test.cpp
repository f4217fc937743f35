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

Json report(House& house) {
  const ControlReply reply = serve(house.engine(), get("/v1/report"));
  INFO(reply.body);
  REQUIRE(reply.status == 200);
  return *parse_json(reply.body);
}

// A vendor opportunity that no partner's record meets.
void add_alone(House& house, const std::string& id, const std::string& stage,
               const std::string& closes) {
  house.set(house.vendor(), "opportunity", id,
            R"({"name":"Alone )" + id + R"(","account":"Account )" + id + R"(","stage":")" + stage +
                R"(","amount":"80000","created":"2026-01-20","close_date":")" + closes + "\"}");
}

void put_in(std::string& row, const std::string& before, const std::string& text) {
  row.insert(row.find(before), text);
}

TEST_CASE("deals of which there is no plan are counted, open, won and lost") {
  House house;
  house.remap("created_on", "created");
  house.add_deal();
  put_in(house.vendor().rows["opportunity"]["V1"], R"("deal")",
         R"("amount":"90000","created":"2026-01-10",)");
  add_alone(house, "V2", "Proposal", "2026-04-20");
  add_alone(house, "V3", "Won", "2026-02-20");
  add_alone(house, "V4", "Lost", "2026-02-21");
  add_alone(house, "V5", "Won", "2025-12-30");  // another quarter's
  house.set(house.partner(), "opportunity", "P9", R"({"name":"Theirs","stage":"Proposal"})");
  house.poll();
  REQUIRE(house.only_plan().status == PlanStatus::proposed);
  const Json reply = report(house);
  CHECK(reply["deals"] == 5);
  CHECK(reply["deals_with_plan"] == 1);
  const Json& metrics = reply["metrics"];
  CHECK(metrics["adoption"]["n"] == 0);  // nobody has signed yet
  CHECK(metrics["adoption"]["of"] == 2);
  CHECK(metrics["win_with_plan"]["of"] == 0);
  CHECK(metrics["win_without_plan"]["n"] == 1);
  CHECK(metrics["win_without_plan"]["of"] == 2);
  CHECK(metrics["cycle_days_without_plan"] == 31);
  CHECK(metrics["cycle_deals_without_plan"] == 1);
  CHECK(metrics["partner"]["direct"]["n"] == 2);
  CHECK(metrics["partner"]["direct"]["share"] == 1);
  CHECK(reply["by_tier"]["custom"]["win_without_plan"]["of"] == 2);
}

TEST_CASE("however many deals have no plan, all of them are counted") {
  House house;
  constexpr int kMoreThanOneRead = 1001;
  for (int i = 0; i < kMoreThanOneRead; ++i)
    add_alone(house, "V" + std::to_string(i), "Proposal", "2026-04-20");
  house.poll();
  CHECK(report(house)["deals"] == kMoreThanOneRead);
  CHECK(report(house)["metrics"]["adoption"]["of"] == kMoreThanOneRead);
}

TEST_CASE("a won deal is measured by the date first agreed, and by that of 30 days before") {
  House house;
  house.add_deal();
  house.poll();
  auto& vendor = house.vendor().rows["opportunity"]["V1"];
  auto& partner = house.partner().rows["opportunity"]["P1"];
  house.at("2026-03-10T09:00:00Z");
  vendor.replace(vendor.find("2026-05-04"), 10, "2026-05-18");
  house.poll();
  house.at("2026-05-20T09:00:00Z");
  vendor.replace(vendor.find("2026-04-24"), 10, "2026-05-20");
  for (std::string* row : {&vendor, &partner})
    row->replace(row->find("Proposal"), std::string("Proposal").size(), "Won");
  house.poll();
  REQUIRE(house.only_plan().status == PlanStatus::won);
  const Json measured = report(house)["metrics"]["map_to_close"];
  REQUIRE(measured["deals"].size() == 1);
  CHECK(measured["deals"][0]["days"] == 16);
  CHECK(measured["deals"][0]["days_of_30_out"] == 2);
  CHECK(measured["within_14"]["n"] == 0);
  CHECK(measured["within_14_of_30_days_out"]["n"] == 1);
  CHECK(report(house)["metrics"]["win_with_plan"]["n"] == 1);
}

TEST_CASE("a meeting with the buyer that the partner held influences an open deal") {
  House house;
  house.add_deal();
  house.set(house.partner(), "milestone", "A1",
            R"({"opportunity":"P1","title":"Meet the buyer","owner":"priya@fabrikam.example",)"
            R"("status":"complete","due":"2026-02-27","actual":"2026-02-27","kind":"eb_meeting"})");
  house.poll();
  const Json partner = report(house)["metrics"]["partner"];
  CHECK(partner["partner_influenced"]["n"] == 1);
  CHECK(partner["partner_influenced"]["of"] == 1);
}

}  // namespace
}  // namespace closemap
