// A wall clock that is set: waits last as long as they last, and a wrong clock alone tells nobody
// anything (reliability.md R22, I14).
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "daemon/app/clock_watch.h"
#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;
constexpr std::int64_t kHour = 60 * kMinute;

// A slip that is decided, and of which the first messages could not be handed over.
void slip(House& house, Fault fault) {
  house.add_deal();
  house.poll();
  house.later(kMinute);
  const std::size_t attempts = fault == Fault::transient ? 2 : 1;  // after two the receiver rests
  house.mail().answers.assign(attempts, Error{fault, "no answer", 0});
  house.pilot_is_due("2026-03-27");
  house.poll();
}

TEST_CASE("R22 time that passes is no step of the clock") {
  ClockWatch watch;
  CHECK(watch.step(Instant{1'000'000}, 500) == 0);
  CHECK(watch.step(Instant{1'000'000 + kHour}, 500 + kHour) == 0);
  CHECK(watch.step(Instant{1'000'000 + 2 * kHour + 40}, 500 + 2 * kHour) == 0);
  CHECK(watch.step(Instant{1'000'040 + 5 * kHour}, 500 + 2 * kHour) == 3 * kHour);
  CHECK(watch.step(Instant{1'000'040 + 5 * kHour}, 500 + 2 * kHour) == 0);
  CHECK(watch.step(Instant{1'000'040 + kHour}, 500 + 2 * kHour) == -4 * kHour);
}

TEST_CASE("R22 a clock that is set back holds no retry and no receiver back") {
  House house;
  slip(house, Fault::transient);
  REQUIRE(house.mail().got.empty());
  house.set_clock(-7 * kHour);
  house.deliver();
  CHECK(house.mail().got.empty());  // its delay is not over
  house.later(15 * kMinute);
  house.deliver();
  CHECK_FALSE(house.mail().got.empty());
}

TEST_CASE("R22 a clock that is set forwards ends no quarantine") {
  House house;
  slip(house, Fault::ambiguous);
  const std::size_t sent = house.mail().got.size();
  house.set_clock(7 * kHour);
  house.later(60'000);
  house.deliver();
  CHECK(std::none_of(house.mail().got.begin(), house.mail().got.end(),
                     [](const Notice& notice) { return notice.maybe_dup; }));
  house.later(61'000);
  house.deliver();
  CHECK(std::count_if(house.mail().got.begin(), house.mail().got.end(),
                      [](const Notice& notice) { return notice.maybe_dup; }) == 1);
  CHECK(house.mail().got.size() > sent);
}

TEST_CASE("R22 a clock that is set forwards gives up nothing that waits") {
  House house;
  slip(house, Fault::transient);
  house.set_clock(9 * 24 * kHour);
  house.mail().answers = {Error{Fault::transient, "no answer", 0}};
  house.later(15 * kMinute);
  house.deliver();
  house.set_clock(-9 * 24 * kHour);
  house.later(15 * kMinute);
  house.deliver();
  CHECK_FALSE(house.mail().got.empty());
  REQUIRE(house.store().read([&]() -> Status {
    CHECK(house.store().outbox().in_state(OutboxState::dead, 10).empty());
    return ok();
  }));
}

TEST_CASE("R22 a send window is a time of day, whatever the clock was") {
  House house(R"(
[[route]]
notify = ["mail"]
[notify]
quiet = "20:00-08:00"
group_wait = "0s"
)",
              "2026-03-02T19:00:00Z");
  house.add_deal();
  house.poll();
  house.later(2 * kHour);
  house.pilot_is_due("2026-03-27");
  house.poll();
  REQUIRE(house.mail().got.empty());  // it is nine in the evening
  house.set_clock(-3 * kHour);
  house.deliver();
  house.at("2026-03-03T07:50:00Z");
  house.deliver();
  CHECK(house.mail().got.empty());
  house.at("2026-03-03T08:01:00Z");
  house.deliver();
  CHECK_FALSE(house.mail().got.empty());
}

TEST_CASE("I14 a clock that jumps and is set right again tells nobody anything") {
  for (const std::int64_t by : {-24 * kHour, 24 * kHour, 365 * 24 * kHour}) {
    INFO(by);
    House house;
    house.add_deal();
    house.poll();
    const std::size_t before = house.mail().got.size();
    const auto known = house.open_alerts().size();
    house.set_clock(by);
    house.deliver();
    house.later(4 * kMinute);
    house.deliver();
    house.set_clock(-by);
    house.later(kMinute);
    house.deliver();
    house.later(6 * kMinute);
    house.deliver();
    CHECK(house.mail().got.size() == before);
    CHECK(house.open_alerts().size() == known);
  }
}

bool overdue(House& house) {
  const auto alerts = house.open_alerts();
  return std::any_of(alerts.begin(), alerts.end(),
                     [](const AlertRow& alert) { return alert.signal == "overdue"; });
}

TEST_CASE("R22 after the clock was set back what it brought about is looked at again") {
  House house;
  house.add_deal();
  house.poll();
  const auto some_hours = [&] {
    for (int i = 0; i < 6; ++i) {
      house.later(30 * kMinute);
      house.deliver();
    }
  };
  house.set_clock(20 * 24 * kHour);  // the pilot was due the day before, and that is believed
  some_hours();
  REQUIRE(overdue(house));
  house.set_clock(-20 * 24 * kHour);
  some_hours();
  CHECK_FALSE(overdue(house));  // not only when the day comes round again
}

std::vector<std::string> told_of_clock(House& house) {
  std::vector<std::string> told;
  for (const std::string& subject : house.subjects("second"))
    if (subject.find("the clock is behind the store by") != std::string::npos)
      told.push_back(subject);
  return told;
}

TEST_CASE("R22 a daemon whose clock is behind its store says so, once") {
  House house;
  slip(house, Fault::transient);
  REQUIRE(house.mail().got.empty());
  house.set_clock(-3 * 24 * kHour);
  house.restart();
  house.deliver();
  REQUIRE(told_of_clock(house).size() == 1);
  CHECK(told_of_clock(house).front().find("by 3d") != std::string::npos);
  house.restart();
  house.later(15 * kMinute);
  house.deliver();
  CHECK(told_of_clock(house).size() == 1);
  CHECK_FALSE(house.mail().got.empty());  // what waited does not wait for the clock to come round
}

TEST_CASE("R22 a clock that is set back under the daemon's eyes is no news at its next start") {
  House house;
  slip(house, Fault::transient);
  house.deliver();
  house.set_clock(-3 * 24 * kHour);
  house.deliver();
  house.restart();
  house.deliver();
  CHECK(told_of_clock(house).empty());
}

TEST_CASE("R22 a daemon whose clock is right, or a minute off, says nothing of it") {
  House house;
  slip(house, Fault::transient);
  house.later(kMinute);
  house.restart();
  house.set_clock(-2 * kMinute);
  house.restart();
  house.deliver();
  CHECK(told_of_clock(house).empty());
}

}  // namespace
}  // namespace closemap
