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

}  // namespace
}  // namespace closemap
