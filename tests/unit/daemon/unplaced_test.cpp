// Steps that name a deal, a step or a person nobody knows: seen by the operator until they are
// known, and nobody else's trouble.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

std::vector<QuarantineRow> waiting_rows(House& house) {
  std::vector<QuarantineRow> rows;
  REQUIRE(house.store().read([&]() -> Status {
    rows = house.store().records().quarantined(100);
    CHECK(house.store().records().quarantine_count() == static_cast<std::int64_t>(rows.size()));
    return ok();
  }));
  return rows;
}

std::string step_of(const std::string& deal, const std::string& more) {
  return R"({"opportunity":")" + deal +
         R"(","title":"Review","owner":"priya@fabrikam.example","due":"2026-04-10")" + more + "}";
}

TEST_CASE("a step of a deal that is unknown waits in quarantine until the deal appears") {
  House house;
  house.add_deal("1");
  house.set(house.partner(), "milestone", "D2", step_of("P2", ""));
  house.poll();
  auto rows = waiting_rows(house);
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().source.connector == "partner_crm");
  CHECK(rows.front().source.stream == "milestone");
  CHECK(rows.front().id == "D2");
  CHECK(rows.front().reason == R"(opportunity names "P2", which partner_crm does not have)");
  CHECK(rows.front().body.find("Review") != std::string::npos);
  CHECK(house.only_plan().milestones.size() == 3);
  CHECK(house.subjects().empty());

  SECTION("read again as it was, it stands there once and nothing is written") {
    const Row row = rows.front().row;
    house.set(house.partner(), "milestone", "A1", house.partner().rows["milestone"]["A1"] + " ");
    house.later(kMinute);
    house.poll();
    rows = waiting_rows(house);
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().row == row);
    CHECK(rows.front().seen == 1);
  }
  SECTION("the deal appears, alone or in a plan") {
    const bool linked = GENERATE(false, true);
    house.add_deal("2");
    if (!linked) house.vendor().rows["opportunity"].erase("V2");
    house.later(kMinute);
    house.poll();
    CHECK(waiting_rows(house).empty());
    if (!linked) return;
    std::size_t steps = 0;
    REQUIRE(house.store().read([&]() -> Status {
      RecordRoom& records = house.store().records();
      const auto step = records.find(records.source("partner_crm", "milestone"), "D2");
      REQUIRE(step);
      steps = house.store().plans().plans_using(step->row).size();
      return ok();
    }));
    CHECK(steps == 1);
  }
  SECTION("the row is gone from its source") {
    house.partner().rows["milestone"].erase("D2");
    house.later(kMinute);
    house.poll();
    CHECK(waiting_rows(house).empty());
  }
  SECTION("the row cannot be read any more, and then it can") {
    house.set(house.partner(), "milestone", "D2", step_of("P2", R"(,"days":-4)"));
    house.later(kMinute);
    house.poll();
    rows = waiting_rows(house);
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().reason.find("duration_days") != std::string::npos);
    house.set(house.partner(), "milestone", "D2", step_of("P2", R"(,"days":4)"));
    house.later(kMinute);
    house.poll();
    rows = waiting_rows(house);
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().reason.find("\"P2\"") != std::string::npos);
  }
}

TEST_CASE("a step that comes in the same round as its deal is no false alarm") {
  House house;
  house.add_deal("1");
  house.poll();
  house.add_deal("2");
  house.later(kMinute);
  house.poll();
  CHECK(waiting_rows(house).empty());
}

TEST_CASE("a step that waits for one nobody knows is shown until that one appears") {
  House house;
  house.add_deal("1");
  house.set(house.partner(), "milestone", "D1", step_of("P1", R"(,"after":"A1;E1?+3bd;?")"));
  house.poll();
  auto rows = waiting_rows(house);
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().id == "D1");
  CHECK(rows.front().reason ==
        R"(after names "E1", which is no step of this deal; after says "?", which names no step)");
  CHECK(house.only_plan().milestones.size() == 4);
  CHECK(house.only_plan().dependencies.size() == 3);  // A1 is known, the rest goes on

  house.set(house.partner(), "milestone", "E1", step_of("P1", ""));
  house.set(house.partner(), "milestone", "D1", step_of("P1", R"(,"after":"A1;E1?+3bd")"));
  house.later(kMinute);
  house.poll();
  CHECK(waiting_rows(house).empty());
  CHECK(house.only_plan().dependencies.size() == 4);
}

TEST_CASE("a step that ends on a day to come is told of until that day, and settles by itself") {
  House house;  // on 2026-03-02
  house.add_deal("1");
  house.set(house.partner(), "milestone", "D1",
            step_of("P1", R"(,"status":"Done","actual":"2026-03-05")"));
  house.poll();
  const auto rows = waiting_rows(house);
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().id == "D1");
  CHECK(rows.front().reason.starts_with("actual is 2026-03-05, a day to come"));
  CHECK(house.only_plan().milestones.size() == 4);
  house.at("2026-03-05T09:00:00Z");
  house.poll();
  CHECK(waiting_rows(house).empty());
  std::size_t done = 0;
  const Plan plan = house.only_plan();
  for (const auto& [id, step] : plan.milestones)
    done += step.status == MilestoneStatus::complete ? 1 : 0;
  CHECK(done == 1);
}

TEST_CASE("the step it waits for may come alone") {
  House house;
  house.add_deal("1");
  house.set(house.partner(), "milestone", "D1", step_of("P1", R"(,"after":"E1")"));
  house.poll();
  REQUIRE(waiting_rows(house).size() == 1);
  house.set(house.partner(), "milestone", "E1", step_of("P1", ""));
  house.later(kMinute);
  house.poll();
  CHECK(waiting_rows(house).empty());
}

TEST_CASE("a handoff to nobody known is shown until the person is") {
  House house;
  house.add_deal("1");
  house.set(house.partner(), "milestone", "D1",
            step_of("P1", R"(,"handoff_to":"ines@integrator.example")"));
  house.poll();
  auto rows = waiting_rows(house);
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().reason.find(R"(handoff_to names "ines@integrator.example")") == 0);
  house.set(house.vendor(), "person", "77",
            R"({"name":"Ines","email":"ines@integrator.example","party":"vendor"})");
  house.later(kMinute);
  house.poll();
  CHECK(waiting_rows(house).empty());
  CHECK(house.only_plan().handoffs.size() == 1);
}

}  // namespace
}  // namespace closemap
