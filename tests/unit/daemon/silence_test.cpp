// Silence: who spoke last is known from whose CRM said something (domain.md §4).
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

bool open(House& house, const std::string& signal) {
  const auto alerts = house.open_alerts();
  return std::any_of(alerts.begin(), alerts.end(),
                     [&](const AlertRow& alert) { return alert.signal == signal; });
}

void pass_days(House& house, int days) {
  for (int day = 0; day < days; ++day) {
    house.later(kDay);
    house.poll();
  }
}

TEST_CASE("a plan that nobody touches for two weeks is stale, one that a CRM speaks of is not") {
  House house;
  house.add_deal();
  house.poll();
  pass_days(house, 10);
  house.pilot_is_due("2026-03-23");
  house.poll();
  pass_days(house, 13);
  CHECK_FALSE(open(house, "stale_plan"));
  pass_days(house, 1);
  CHECK(open(house, "stale_plan"));
}

TEST_CASE(
    "a partner whose CRM says nothing while a step comes near is silent, whoever else speaks") {
  House house;
  house.add_deal();
  house.poll();
  house.later(kMinute);
  house.pilot_is_due("2026-03-23");
  house.poll();
  for (int day = 1; day <= 12; ++day) {
    house.set(house.vendor(), "opportunity", "V1",
              R"({"name":"Rollout 1","account":"Northwind 1","domain":"northwind1.example",)"
              R"("stage":"Proposal","amount":"10)" +
                  std::to_string(day) +
                  R"(0","close_date":"2026-04-24","deal":"K1","owner":"jonas@contoso.example",)"
                  R"("go_live":"2026-05-04"})");
    pass_days(house, 1);
    if (day == 7) CHECK_FALSE(open(house, "ghosting"));
  }
  CHECK(open(house, "ghosting"));
  CHECK_FALSE(open(house, "stale_plan"));
}

}  // namespace
}  // namespace closemap
