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
  const std::string plan = house.only_plan().id;
  REQUIRE(house.engine().edit(plan, {PlanEdit::Kind::accept_forecast, "maria", ""}));
  CHECK(has(show("plan explain", answer(house, "GET", "/v1/plans/" + plan + "/explain")),
            "Pilot: what its source says, Fri 2026-03-27, is answered by the new promise"));
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

TEST_CASE("a report says what there is nothing of to count yet, and compares nothing") {
  House house;
  house.add_deal();
  house.poll();
  const std::string shown = show("report", answer(house, "GET", "/v1/report"));
  INFO(shown);
  CHECK(has(shown, "As of 2026-03-02: 1 deal, 1 with a plan\n"));
  for (const char* label :
       {"won, of closed with a plan", "won, of closed without a plan",
        "won with a plan, against without", "from creation to won, with a plan",
        "from creation to won, without a plan", "won deals with a plan, against without",
        "the date that was agreed first", "the date of 30 days before the close"}) {
    const auto at = shown.find(std::string("\n  ") + label + "  ");
    REQUIRE(at != std::string::npos);
    CHECK(has(shown.substr(at, shown.find('\n', at + 1) - at), "nothing to count yet"));
  }
  CHECK(has(shown, "direct                                      1 of 1 (100 %)"));
  CHECK_FALSE(has(shown, "Association"));
}

Json share(int n, int of, double low, double high) {
  return {{"n", n}, {"of", of}, {"share", 1.0 * n / of}, {"low", low}, {"high", high}};
}

// As vector 14, but for what is said to be shown.
Json measured(bool win_shown, bool cycle_shown) {
  const Json comparison{{"win_with_plan", share(3, 4, 0.300642, 0.954413)},
                        {"win_without_plan", share(2, 4, 0.150039, 0.849961)},
                        {"win_ratio", 1.5},
                        {"comparison_shown", win_shown},
                        {"cycle_days_with_plan", 92},
                        {"cycle_deals_with_plan", 3},
                        {"cycle_days_without_plan", 127.5},
                        {"cycle_deals_without_plan", 2},
                        {"cycle_reduction", 0.28125},
                        {"cycle_comparison_shown", cycle_shown}};
  Json metrics = comparison;
  metrics["adoption"] = share(2, 3, 0.2, 0.9);
  metrics["on_time"] = share(4, 8, 0.2, 0.8);
  metrics["map_to_close"] = {{"within_14", share(2, 3, 0.2, 0.9)},
                             {"within_14_of_30_days_out", share(3, 3, 0.4, 1)}};
  metrics["partner"] = {{"partner_sourced", share(1, 5, 0, 1)},
                        {"partner_influenced", share(1, 5, 0, 1)},
                        {"direct", share(3, 5, 0, 1)}};
  metrics["partner"]["direct"]["amount_minor"] = {{"USD", 17000000}};
  metrics["steps_that_slip"] = {{{"key", "security_review"},
                                 {"n", 3},
                                 {"slipped", 3},
                                 {"slip_days", 29},
                                 {"mean_slip_days", 9.666667}}};
  return {{"as_of", "2026-03-31"},
          {"deals", 13},
          {"deals_with_plan", 7},
          {"metrics", metrics},
          {"by_tier", {{"enterprise", comparison}, {"custom", Json::object()}}}};
}

TEST_CASE("a report shows each metric with its target, and the interval of a win rate alone") {
  const std::string shown = show("report", measured(false, false));
  INFO(shown);
  for (
      const char* line :
      {"deals past demo with an active plan         2 of 3 (67 %); target: over 60 %, month by "
       "month",
       "steps done by their baseline                4 of 8 (50 %); target: over 70 %, week by week",
       "won, of closed with a plan                  3 of 4 (75 %, likely 30 to 95 %)",
       "won, of closed without a plan               2 of 4 (50 %, likely 15 to 85 %)",
       "won with a plan, against without            not compared: fewer than 10 deals on one side; "
       "target: 1.5 to 2 times",
       "from creation to won, with a plan           92 days (median of 3)",
       "from creation to won, without a plan        127.5 days (median of 2)",
       "won deals with a plan, against without      not compared: fewer than 10 deals on one side; "
       "target: 20 to 30 % faster",
       "the date that was agreed first              2 of 3 (67 %); target: within 2 weeks",
       "the date of 30 days before the close        3 of 3 (100 %); target: within 2 weeks",
       "brought in by the partner                   1 of 5 (20 %)",
       "influenced by what the partner did          1 of 5 (20 %)",
       "direct                                      3 of 5 (60 %), USD 170,000",
       "security_review                             3 of 3 slipped, 29 days in all, 9.7 a step"})
    CHECK(has(shown, std::string("\n  ") + line + "\n"));
  CHECK_FALSE(has(shown, "Association"));
  CHECK_FALSE(has(shown, "enterprise"));
}

TEST_CASE("a comparison is shown where both sides have deals enough, and is said to be no cause") {
  const std::string wins = show("report", measured(true, false));
  INFO(wins);
  CHECK(has(wins, "won with a plan, against without            1.5 times as often; target"));
  CHECK(has(wins, "won deals with a plan, against without      not compared"));
  CHECK(has(wins,
            "  of these enterprise                       won: 1.5 times as often; won deals: "
            "not compared"));
  CHECK_FALSE(has(wins, "of these custom"));
  CHECK(has(wins, "Association, not cause: plans are made for deals that already go well."));
  const std::string cycles = show("report", measured(false, true));
  INFO(cycles);
  CHECK(has(cycles, "won with a plan, against without            not compared"));
  CHECK(has(cycles, "won deals with a plan, against without      28 % faster"));
  CHECK(has(cycles, "Association, not cause"));
}

}  // namespace
}  // namespace closemap
