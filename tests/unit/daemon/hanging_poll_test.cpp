// A poll that never ends: what is judged without it, and what rests (lessons.md L17).
#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

// A second partner's CRM, read before the others.
const char* const kThirdCrm = R"(
[[connector]]
type = "fake_crm"
name = "another_crm"
party = "partner"
[[route]]
notify = ["mail"]
[notify]
quiet = "none"
group_wait = "0s"
)";

// Deal `n` of the vendor's, with its counterpart in the second partner's CRM.
void add_other_deal(House& house, const std::string& n) {
  house.add_deal(n);
  test::FakeCrm& other = house.crm("another_crm");
  for (const auto& [stream, id] : {std::pair("opportunity", "P"),
                                   {"milestone", "A"},
                                   {"milestone", "B"},
                                   {"milestone", "C"}}) {
    auto& rows = house.partner().rows[stream];
    other.rows[stream][id + n] = rows.at(id + n);
    rows.erase(id + n);
  }
}

int plans(House& house) {
  std::int64_t count = 0;
  REQUIRE(house.store().read([&]() -> Status {
    count = house.store().plans().count();
    return ok();
  }));
  return static_cast<int>(count);
}

// Deals of which somebody was told something about a step.
bool told_of(House& house, const std::string& deal) {
  for (const Notice& notice : house.mail().got)
    if (notice.plan_name == "Rollout " + deal) return true;
  return false;
}

std::size_t operator_heard(House& house, const std::string& words) {
  std::size_t count = 0;
  for (const std::string& subject : house.subjects("second"))
    count += subject.find(words) != std::string::npos ? 1 : 0;
  return count;
}

TEST_CASE("L17 a first poll without a page for half an hour holds the deals of others no longer") {
  House house(kThirdCrm);
  house.add_deal();
  house.executor().hold = 1;
  house.deliver();
  CHECK(house.vendor().reads > 0);
  CHECK(plans(house) == 0);
  house.later(kStuckAfterMs);
  house.deliver();
  CHECK(plans(house) == 0);  // half a picture would look like trouble
  CHECK(house.subjects("second").empty());
  house.later(1);
  house.deliver();
  CHECK(plans(house) == 1);
  CHECK(operator_heard(house, "another_crm cannot be read") == 1);
  for (int i = 0; i < 3; ++i) {
    house.later(40 * kMinute);
    house.deliver();
  }
  CHECK(operator_heard(house, "another_crm cannot be read") == 1);
  house.executor().release();
  house.deliver();
  house.later(5 * kMinute);
  house.deliver();
  house.deliver();
  CHECK(operator_heard(house, "another_crm can be read again") == 1);
}

TEST_CASE("L17 a first poll that brings pages for ever holds the deals of others for an hour") {
  House house(kThirdCrm);
  house.add_deal();
  house.executor().hold = 1;
  house.deliver();
  std::vector<int> known;
  house.crm("another_crm").while_reading = [&] {
    house.later(25 * kMinute);
    house.deliver();
    known.push_back(plans(house));
  };
  house.executor().release();
  REQUIRE(known.size() == 4);  // one for each stream
  CHECK(known == std::vector{0, 0, 1, 1});
  CHECK(operator_heard(house, "cannot be read") == 0);  // it can: that takes long
}

TEST_CASE("L17 the deals of a source that hangs rest, the others are told of") {
  House house(kThirdCrm);
  house.add_deal("1");
  add_other_deal(house, "2");
  house.poll();
  REQUIRE(plans(house) == 2);
  house.mail().got.clear();
  SECTION("after a start") { house.restart(); }
  SECTION("at a poll among others") { house.later(5 * kMinute); }
  house.executor().hold = 1;
  house.deliver();
  house.at("2026-03-23T09:00:00Z");  // the pilot of both was due on Friday
  const auto some_time = [&] {       // one message leaves at a time
    for (int i = 0; i < 6; ++i) {
      house.deliver();
      house.later(5 * kMinute);
    }
  };
  some_time();
  CHECK(told_of(house, "1"));
  CHECK_FALSE(told_of(house, "2"));
  house.executor().release();
  some_time();
  CHECK(told_of(house, "2"));
}

TEST_CASE("L08 a source that puts us off for hours is told of, once") {
  House house;
  house.add_deal();
  house.poll();
  house.partner().failing = Error{Fault::rate_limited, "daily limit reached", 3'600'000};
  house.later(5 * kMinute);
  for (int i = 0; i < 4; ++i) {
    house.poll();
    house.later(30 * kMinute);
  }
  CHECK(operator_heard(house, "partner_crm cannot be read") == 0);
  for (int i = 0; i < 20; ++i) {
    house.later(60 * kMinute);
    house.poll();
  }
  CHECK(operator_heard(house, "partner_crm cannot be read") == 1);
  house.partner().failing.reset();
  for (int i = 0; i < 2; ++i) {
    house.later(60 * kMinute);
    house.poll();
  }
  CHECK(operator_heard(house, "partner_crm can be read again") == 1);
}

}  // namespace
}  // namespace closemap
