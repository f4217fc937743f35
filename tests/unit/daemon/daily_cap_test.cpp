// What a person gets beyond the messages of a day (domain.md §5 "rate cap").
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

const char* const kPriya = "priya@fabrikam.example";

std::string capped_at(int max_per_day, const std::string& more) {
  return "[[route]]\nnotify = [\"mail\"]\n[notify]\nmax_per_day = " + std::to_string(max_per_day) +
         "\n" + more;
}
const char* const kAtOnce = "quiet = \"none\"\ngroup_wait = \"0s\"\n";

void step_is_due(House& house, const std::string& step, const std::string& deal,
                 const std::string& day) {
  std::string& body = house.partner().rows["milestone"][step + deal];
  const std::string due = "\"due\":\"";
  body.replace(body.find(due) + due.size(), day.size(), day);
}

// A deal with room before the customer's date: its slips are no more than warnings.
void add_calm_deal(House& house, const std::string& deal) {
  house.add_deal(deal);
  std::string& body = house.vendor().rows["opportunity"]["V" + deal];
  const std::string day = "2026-05-04";
  body.replace(body.find(day), day.size(), "2026-06-15");
}

void look_thrice(House& house) {
  for (int i = 0; i < 3; ++i) {
    house.later(5 * kMinute);
    house.poll();
  }
}

std::vector<Notice> got_by(House& house, const std::string& email, const std::string& kind) {
  std::vector<Notice> found;
  for (const Notice& notice : house.mail().got)
    if (notice.to.email == email && notice.kind == kind) found.push_back(notice);
  return found;
}

void three_deals(House& house) {
  for (const char* deal : {"1", "2", "3"}) add_calm_deal(house, deal);
  house.poll();
  house.later(kMinute);
}

std::string text_of(const Notice& notice) {
  std::string text = notice.subject + "\n" + notice.headline + "\n";
  for (const NoticeLine& line : notice.lines) text += line.label + ": " + line.text + "\n";
  return text + notice.ask;
}

TEST_CASE("what comes beyond a day's messages is gathered, and is not called as found") {
  House house(capped_at(1, kAtOnce));
  three_deals(house);
  for (const char* deal : {"1", "2", "3"}) step_is_due(house, "A", deal, "2026-03-27");
  house.poll();
  CHECK(got_by(house, kPriya, "alert").size() == 1);
  CHECK(got_by(house, kPriya, "digest").empty());
  house.later(25 * 60 * kMinute);
  house.poll();
  const auto digests = got_by(house, kPriya, "digest");
  REQUIRE(digests.size() == 1);
  const std::string text = text_of(digests[0]);
  INFO(text);
  CHECK(digests[0].subject == "More changes: 2 open points in 2 deals");
  CHECK(text.find("As found") == std::string::npos);
  CHECK(text.find("Only changes from here on") == std::string::npos);
  CHECK_FALSE(digests[0].ask.empty());
}

TEST_CASE("a gathered message says of what is settled that it is, and asks nothing for it") {
  House house(capped_at(1, kAtOnce));
  add_calm_deal(house, "1");
  house.poll();
  house.later(kMinute);
  step_is_due(house, "A", "1", "2026-03-27");
  house.poll();
  REQUIRE(got_by(house, kPriya, "alert").size() == 1);
  add_calm_deal(house, "1");
  look_thrice(house);
  house.later(25 * 60 * kMinute);
  house.poll();
  const auto digests = got_by(house, kPriya, "digest");
  REQUIRE(digests.size() == 1);
  INFO(text_of(digests[0]));
  CHECK(digests[0].subject == "More changes: 1 settled point in 1 deal");
  REQUIRE(digests[0].lines.size() == 1);
  CHECK(digests[0].lines[0].text.starts_with("Settled: "));
  CHECK(digests[0].ask.empty());
}

TEST_CASE("messages of a weekend are counted on the day they go") {
  House house(capped_at(2, "group_wait = \"0s\"\n"), "2026-03-06T15:00:00Z");  // a Friday
  three_deals(house);
  house.at("2026-03-06T19:00:00Z");
  step_is_due(house, "A", "1", "2026-03-27");
  step_is_due(house, "A", "2", "2026-03-27");
  house.poll();
  CHECK(got_by(house, kPriya, "alert").empty());
  house.at("2026-03-09T09:00:00Z");
  house.poll();
  CHECK(got_by(house, kPriya, "alert").size() == 2);
  step_is_due(house, "A", "3", "2026-03-27");
  house.later(kMinute);
  house.poll();
  CHECK(got_by(house, kPriya, "alert").size() == 2);
  house.at("2026-03-11T09:00:00Z");
  house.poll();
  CHECK(got_by(house, kPriya, "digest").size() == 1);
}

TEST_CASE("what joins a message that waits is no further message of the day") {
  House house(capped_at(1, "quiet = \"none\"\ngroup_wait = \"30m\"\n"));
  add_calm_deal(house, "1");
  house.poll();
  house.later(kMinute);
  step_is_due(house, "A", "1", "2026-03-27");
  house.poll();
  house.later(kMinute);
  step_is_due(house, "B", "1", "2026-04-28");
  house.poll();
  house.later(40 * kMinute);
  house.poll();
  const auto alerts = got_by(house, kPriya, "alert");
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].subject == "2 changes — Rollout 1");
}

TEST_CASE("a place that many read hears each change, however much one person had") {
  House house("[[route]]\nnotify = [\"mail\", \"second\"]\n[notify]\nmax_per_day = 1\n" +
              std::string(kAtOnce));
  house.mail("second").personal = false;
  three_deals(house);
  house.mail("second").got.clear();
  for (const char* deal : {"1", "2", "3"}) step_is_due(house, "A", deal, "2026-03-27");
  house.poll();
  CHECK(got_by(house, kPriya, "alert").size() == 1);
  const auto& heard = house.mail("second").got;
  CHECK(std::count_if(heard.begin(), heard.end(),
                      [](const Notice& notice) { return notice.kind == "alert"; }) == 3);
  house.later(25 * 60 * kMinute);
  house.poll();
  CHECK(std::none_of(heard.begin(), heard.end(),
                     [](const Notice& notice) { return notice.kind == "digest"; }));
}

}  // namespace
}  // namespace closemap
