// What commands print for people: sentences and lines, never a document.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "daemon/app/resources.h"
#include "daemon/app/show.h"
#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

Json answer(House& house, const std::string& method, const std::string& path,
            const std::string& body = {}, std::map<std::string, std::string> query = {}) {
  const ControlReply reply = serve(house.engine(), {method, path, std::move(query), body});
  INFO(reply.body);
  REQUIRE(reply.status == 200);
  return *parse_json(reply.body);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A late step of the deal.
void slip(House& house) {
  house.poll();
  auto& step = house.partner().rows["milestone"]["B1"];
  step.replace(step.find("2026-04-24"), 10, "2026-05-08");
  house.later(kMinute);
  house.poll();
}

TEST_CASE("an alert is explained in a sentence, named values and who was told") {
  House house;
  house.add_deal();
  slip(house);
  std::string id;
  for (const AlertRow& alert : house.open_alerts())
    if (alert.signal == "slip") id = alert.id;
  REQUIRE_FALSE(id.empty());
  const std::string shown = show("alerts explain", answer(house, "GET", "/v1/alerts/" + id));
  INFO(shown);
  CHECK(shown.find('{') == std::string::npos);
  CHECK(shown.find('[') == std::string::npos);
  CHECK(has(shown.substr(0, shown.find('\n')), "Sign the order"));
  CHECK(has(shown, "Why\n"));
  CHECK(has(shown, "  due: 2026-04-24\n"));
  const std::string told = shown.substr(shown.find("Who was told\n"));
  CHECK(has(told, "\n  alert to priya@fabrikam.example over mail: sent"));
}

TEST_CASE("an edited plan is shown as plan show does, not as a document") {
  House house;
  house.add_deal();
  house.poll();
  const std::string plan = house.only_plan().id;
  const std::string shown =
      show("plan edit", answer(house, "POST", "/v1/plans/" + plan + "/edit",
                               R"({"kind":"pause","by":"maria","reason":"waiting for budget"})"));
  INFO(shown);
  CHECK(shown.find('{') == std::string::npos);
  CHECK(has(shown, "The plan is now version 2."));
  CHECK(has(shown, "paused: waiting for budget"));
  CHECK(has(shown, "Sign the order"));
}

TEST_CASE("pairs to judge name both records and what to type; a decision says what it means") {
  House house;
  house.add_deal();
  auto& vendor = house.vendor().rows["opportunity"]["V1"];
  vendor.replace(vendor.find(R"("deal":"K1")"), 11, R"("deal":"K9")");
  house.poll();
  const Json links = answer(house, "GET", "/v1/links", {}, {{"state", "proposed"}});
  REQUIRE(links["links"].size() == 1);
  const std::string number = std::to_string(links["links"][0]["link"].get<int>());
  const std::string review = show("links review", links);
  INFO(review);
  CHECK(review.find('{') == std::string::npos);
  CHECK(has(review, "link " + number + ": "));
  CHECK(has(review, "Rollout 1"));
  CHECK(has(review, "(partner_crm P1)"));
  CHECK(has(review, "closemap links confirm " + number));

  const std::string confirmed =
      show("links confirm",
           answer(house, "POST", "/v1/links/" + number + "/confirm", R"({"by":"maria"})"));
  INFO(confirmed);
  CHECK(confirmed.find('{') == std::string::npos);
  CHECK(has(confirmed, "link " + number + " is one deal now\n"));
  CHECK(has(confirmed, "closemap plan show " + house.only_plan().id));
  CHECK(has(show("links undo",
                 answer(house, "POST", "/v1/links/" + number + "/undo", R"({"by":"maria"})")),
            "waits for a decision again"));
}

TEST_CASE("the history of a link that is undone says what was known and is no more") {
  House house;
  house.add_deal();
  house.poll();
  const std::string plan = house.only_plan().id;
  const Json links = answer(house, "GET", "/v1/links", {}, {{"state", "linked"}});
  const std::string number = std::to_string(links["links"][0]["link"].get<int>());
  answer(house, "POST", "/v1/links/" + number + "/undo", R"({"by":"maria"})");
  house.later(kMinute);
  house.poll();
  const std::string shown =
      show("plan explain", answer(house, "GET", "/v1/plans/" + plan + "/explain"));
  INFO(shown);
  CHECK(has(shown, "account name Northwind 1 -> none, close date Fri 2026-04-24 -> none"));
}

TEST_CASE("the history says what a date that moved did to the forecasts behind it") {
  House house;
  house.add_deal();
  house.poll();
  house.pilot_is_due("2026-03-27");
  house.poll();
  const std::string shown =
      show("plan explain", answer(house, "GET", "/v1/plans/" + house.only_plan().id + "/explain"));
  INFO(shown);
  CHECK(
      has(shown, "forecast of Pilot: Fri 2026-03-20 -> Fri 2026-03-27, and of 2 steps behind it"));
}

TEST_CASE("what another CRM says of a step is listed in words") {
  House house;
  house.add_deal();
  auto& pilot = house.partner().rows["milestone"]["A1"];
  pilot.insert(1, R"("key":"pilot",)");
  house.set(house.vendor(), "milestone", "9",
            R"({"opportunity":"V1","key":"pilot","title":"Their pilot","estimate":"2026-03-31"})");
  house.poll();
  const std::string plan = "/v1/plans/" + house.only_plan().id;
  const std::string shown = show("plan show", answer(house, "GET", plan));
  INFO(shown);
  CHECK(
      has(shown, "Said otherwise\n  Pilot, owner estimate date: vendor_crm says Tue 2026-03-31\n"));
  const std::string history = show("plan explain", answer(house, "GET", plan + "/explain"));
  INFO(history);
  CHECK_FALSE(has(history, "/milestones/"));
}

TEST_CASE("a customer's date that no step carries yet is known all the same") {
  House house;
  house.add_deal();
  for (auto& [stream, rows] : house.partner().rows)
    if (stream == "milestone") rows.clear();
  house.poll();
  const Plan plan = house.only_plan();
  REQUIRE(plan.milestones.empty());
  const std::string path = "/v1/plans/" + plan.id;
  for (const char* command : {"plan show", "plan explain"}) {
    const std::string at = std::string(command) == "plan show" ? path : path + "/explain";
    const std::string shown = show(command, answer(house, "GET", at));
    INFO(shown);
    CHECK(has(shown, "the customer wants to go live on Mon 2026-05-04; no step carries that date"));
  }
  house.vendor().rows["opportunity"]["V1"].replace(
      house.vendor().rows["opportunity"]["V1"].find("2026-05-04"), 10, "");
  house.later(kMinute);
  house.poll();
  CHECK(has(show("plan show", answer(house, "GET", path)), "no date of the customer is known yet"));
}

}  // namespace
}  // namespace closemap
