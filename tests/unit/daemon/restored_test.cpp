// A store that was restored from a backup: what was sent since then is never said again as if it
// were news (reliability.md R20).
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "tests/support/daemon_process.h"
#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

// Two slips, and a backup between the decision to tell of the first and its delivery.
struct Restored {
  explicit Restored(ReceiverClass receiver) {
    house.mail().receiver = receiver;
    house.add_deal();
    house.poll();
    house.later(kMinute);
    house.pilot_is_due("2026-03-27");
    house.mail().answers.assign(2, Error{Fault::transient, "down", 0});
    house.poll();  // two in a row failed, the others wait for the receiver
    REQUIRE(house.mail().got.empty());
    REQUIRE(house.store().backup(file));
    house.later(20 * kMinute);
    house.poll();
    first = house.mail().got.size();
    REQUIRE(first > 1);
    house.later(5 * kMinute);
    house.pilot_is_due("2026-04-10");
    house.poll();
    house.later(5 * kMinute);
    house.poll();
    REQUIRE(house.mail().got.size() > first);
    for (const Notice& notice : house.mail().got) {
      REQUIRE_FALSE(notice.maybe_dup);
      keys.insert(notice.key);
    }
    // What a receiver has can be looked up in it; for the others only what comes now counts.
    if (receiver != ReceiverClass::searchable) house.mail().got.clear();
    house.later(kMinute);
    house.restart_on(file);
    house.poll();
    house.later(5 * kMinute);
    house.poll();
  }

  test::TestFolder folder;
  const std::string file = folder.path() + "/closemap.db";
  House house;
  std::size_t first = 0;
  std::set<std::string> keys;  // of what was sent before
};

TEST_CASE("R20 after a restore an opaque receiver gets every possible repeat marked") {
  Restored after(ReceiverClass::opaque);
  std::size_t again = 0;
  for (const Notice& notice : after.house.mail().got) {
    INFO(notice.subject);
    CHECK(notice.maybe_dup);
    again += after.keys.contains(notice.key) ? 1 : 0;
  }
  CHECK(again == after.first);
  CHECK(after.house.mail().got.size() > again);  // the later slip, as found
  const auto operators = after.house.subjects("second");
  CHECK(std::count_if(operators.begin(), operators.end(), [](const std::string& subject) {
          return subject.find("restored from a backup") != std::string::npos;
        }) == 1);
}

TEST_CASE("R20 after a restore a receiver that knows its keys gets the same keys") {
  Restored after(ReceiverClass::idempotent);
  std::size_t again = 0;
  for (const Notice& notice : after.house.mail().got) {
    INFO(notice.subject);
    CHECK((notice.maybe_dup || after.keys.contains(notice.key)));
    again += after.keys.contains(notice.key) ? 1 : 0;
  }
  CHECK(again == after.first);
}

TEST_CASE("R20 after a restore a receiver that can be searched is asked first") {
  Restored after(ReceiverClass::searchable);
  CHECK(after.house.mail().looked_up > 0);
  std::multiset<std::string> keys;
  for (const Notice& notice : after.house.mail().got) keys.insert(notice.key);
  for (const std::string& key : after.keys) CHECK(keys.count(key) == 1);
}

TEST_CASE("R20 after a restore what is news is told as news") {
  Restored after(ReceiverClass::opaque);
  after.house.mail().got.clear();
  after.house.add_deal("2");
  after.house.later(5 * kMinute);
  after.house.poll();
  auto& pilot = after.house.partner().rows["milestone"]["A2"];
  pilot.replace(pilot.find("2026-03-20"), 10, "2026-03-27");
  for (int i = 0; i < 2; ++i) {
    after.house.later(5 * kMinute);
    after.house.poll();
  }
  CHECK_FALSE(after.house.mail().got.empty());
  for (const Notice& notice : after.house.mail().got) {
    INFO(notice.subject);
    CHECK_FALSE(notice.maybe_dup);
    CHECK(notice.kind == "alert");
  }
  after.house.restart();
  const auto operators = after.house.subjects("second");
  CHECK(std::count_if(operators.begin(), operators.end(), [](const std::string& subject) {
          return subject.find("restored from a backup") != std::string::npos;
        }) == 1);
}

}  // namespace
}  // namespace closemap
