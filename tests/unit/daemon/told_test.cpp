// Who hears of an alert as it goes on, changes hands and ends (reliability.md R9).
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

// One slip on its way to its owner and to those who run the deal.
void pilot_slips(House& house) {
  house.add_deal();
  house.poll();
  house.later(kMinute);
  house.set(
      house.partner(), "milestone", "A1",
      R"({"opportunity":"P1","title":"Pilot","owner":"priya@fabrikam.example","status":"in progress","due":"2026-03-27","kind":"pilot"})");
}

const char* const kSlow = R"(
[[route]]
notify = ["mail"]
[notify]
group_wait = "0s"
[[person]]
name = "Priya"
email = "priya@fabrikam.example"
timezone = "America/Los_Angeles"
)";

// What a person heard of the slip.
std::vector<std::string> to(House& house, const std::string& email) {
  std::vector<std::string> subjects;
  for (const Notice& notice : house.mail().got)
    if (notice.to.email == email && notice.subject.find("Slip") != std::string::npos)
      subjects.push_back(notice.subject.substr(0, 7));
  return subjects;
}

TEST_CASE("R9 L24 who was told hears that it is settled, who still sleeps hears nothing of it") {
  House house(kSlow, "2026-03-03T10:00:00Z");
  pilot_slips(house);
  house.poll();
  CHECK(to(house, "maria@contoso.example") == std::vector<std::string>{"Slip +5"});
  CHECK(to(house, "priya@fabrikam.example").empty());  // it is two in the morning there
  house.add_deal();
  for (int i = 0; i < 3; ++i) {
    house.later(5 * kMinute);
    house.poll();
  }
  CHECK(to(house, "maria@contoso.example") == std::vector<std::string>{"Slip +5", "Settled"});
  house.at("2026-03-03T20:00:00Z");
  house.poll();
  CHECK(to(house, "priya@fabrikam.example").empty());
}

const char* const kNeils =
    R"({"opportunity":"P1","title":"Pilot","owner":"neil@fabrikam.example","status":"in progress","due":"2026-03-27","kind":"pilot"})";

TEST_CASE("what is settled is named without a size that may never have been told") {
  House house;
  pilot_slips(house);
  house.poll();
  house.add_deal();
  for (int i = 0; i < 3; ++i) {
    house.later(5 * kMinute);
    house.poll();
  }
  std::vector<std::string> settled;
  for (const Notice& notice : house.mail().got)
    if (notice.to.email == "maria@contoso.example" && notice.signal == "slip" &&
        notice.kind == "resolved")
      settled.push_back(notice.subject);
  CHECK(settled == std::vector<std::string>{"Settled: Slip: Pilot — Rollout 1"});
}

TEST_CASE("R9 a new owner inherits the slip, and all who heard of it hear that it is settled") {
  House house;
  pilot_slips(house);
  house.poll();
  CHECK(to(house, "priya@fabrikam.example") == std::vector<std::string>{"Slip +5"});
  CHECK(to(house, "neil@fabrikam.example").empty());
  house.set(house.partner(), "milestone", "A1", kNeils);
  for (int i = 0; i < 3; ++i) {
    house.later(5 * kMinute);
    house.poll();
  }
  const auto marias = to(house, "maria@contoso.example").size();
  CHECK(to(house, "neil@fabrikam.example") == std::vector<std::string>{"Slip +5"});
  house.add_deal();
  for (int i = 0; i < 3; ++i) {
    house.later(5 * kMinute);
    house.poll();
  }
  for (const char* email : {"neil@fabrikam.example", "priya@fabrikam.example"})
    CHECK(to(house, email) == std::vector<std::string>{"Slip +5", "Settled"});
  CHECK(to(house, "maria@contoso.example").size() == marias + 1);
}

TEST_CASE("I7 what still waits for somebody who left the step is not sent to them") {
  House house(kSlow, "2026-03-03T10:00:00Z");
  pilot_slips(house);
  house.poll();
  house.set(house.partner(), "milestone", "A1", kNeils);
  house.later(5 * kMinute);
  house.poll();
  CHECK(to(house, "neil@fabrikam.example") == std::vector<std::string>{"Slip +5"});
  house.at("2026-03-03T20:00:00Z");
  house.poll();
  CHECK(to(house, "priya@fabrikam.example").empty());
}

}  // namespace
}  // namespace closemap
