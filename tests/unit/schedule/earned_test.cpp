// Earned schedule: progress measured against the baseline.
#include "mapping/schedule/earned.h"

#include <catch2/catch.hpp>

#include "tests/unit/schedule/networks.h"

using namespace closemap;

namespace {

const Date kStart = day("2026-03-02");

// Ten days of work in each of two weeks, and five in the fourth; nothing in the third.
std::vector<EarnedStep> steps() {
  return {{day("2026-03-04"), 4, {}},
          {day("2026-03-06"), 6, {}},
          {day("2026-03-13"), 10, {}},
          {day("2026-03-25"), 5, {}}};
}

EarnedSchedule at(const std::vector<EarnedStep>& of, const char* today) {
  return earned_schedule(of, kStart, day(today), Calendar());
}

}  // namespace

TEST_CASE(
    "planned value is summed by the end of each period, up to the one that holds everything") {
  const EarnedSchedule e = at(steps(), "2026-03-13");
  CHECK(e.planned == std::vector<int>{0, 10, 20, 20, 25});
  CHECK(e.periods == 4);
  CHECK(e.total == 25);
  CHECK(e.at_periods == 2);
}

TEST_CASE("what was to be done before the plan starts is planned from the beginning") {
  std::vector<EarnedStep> some = steps();
  some[0].baseline = day("2026-02-27");
  const EarnedSchedule none = at(some, "2026-03-06");
  CHECK(none.planned == std::vector<int>{4, 10, 20, 20, 25});
  CHECK(none.es_periods == 0);  // less is earned than was planned before it began
  some[0].completed = day("2026-03-02");
  CHECK(at(some, "2026-03-06").es_periods == 0);
  some[1].completed = day("2026-03-03");
  CHECK(at(some, "2026-03-06").es_periods == 1);
}

TEST_CASE("nothing earned says nothing about the end") {
  const EarnedSchedule e = at(steps(), "2026-03-13");
  CHECK(e.earned == 0);
  CHECK(e.es_periods == 0);
  CHECK(e.variance_periods == -2);
  CHECK(e.index == 0.0);
  CHECK_FALSE(e.outlook);
  CHECK_FALSE(e.outlook_date);
  CHECK(e.volume_index == 0.0);
  CHECK_FALSE(e.shown());
}

TEST_CASE(
    "part of a period is earned in proportion, and a quiet period counts with the one before") {
  std::vector<EarnedStep> some = steps();
  some[0].completed = day("2026-03-09");
  const EarnedSchedule early = at(some, "2026-03-13");
  CHECK(early.whole == 0);
  CHECK(early.part == Approx(0.4));
  CHECK(*early.index == Approx(0.2));
  CHECK(*early.outlook == Approx(20.0));
  CHECK(text(early.outlook_date) == "2026-07-17");  // a hundred working days
  CHECK(*early.volume_index == Approx(0.2));
  CHECK_FALSE(early.shown());  // 4 of 25
  some[1].completed = some[2].completed = day("2026-03-13");
  const EarnedSchedule quiet = at(some, "2026-03-13");
  CHECK(quiet.earned == 20);
  CHECK(quiet.whole == 3);  // the third period asks for nothing more
  CHECK(quiet.part == 0);
  CHECK(quiet.variance_periods == 1);
  CHECK(quiet.shown());
}

TEST_CASE(
    "a finished plan has earned all its periods, and what completes later does not count yet") {
  std::vector<EarnedStep> all = steps();
  for (EarnedStep& step : all) step.completed = day("2026-03-20");
  const EarnedSchedule e = at(all, "2026-03-20");
  CHECK(e.whole == 4);
  CHECK(e.part == 0);
  CHECK(*e.outlook == Approx(3.0));
  CHECK(text(e.outlook_date) == "2026-03-20");
  CHECK(at(all, "2026-03-19").earned == 0);
  CHECK(*at(all, "2026-09-30").volume_index == 1);  // long after the last period
}

TEST_CASE("before the first day and without a baseline there is no index") {
  const EarnedSchedule early = at(steps(), "2026-02-27");
  CHECK_FALSE(early.index);
  CHECK_FALSE(early.volume_index);
  const EarnedSchedule none = at({}, "2026-03-13");
  CHECK(none.periods == 0);
  CHECK(none.planned == std::vector<int>{0});
  CHECK_FALSE(none.volume_index);
  CHECK_FALSE(none.shown());
}

TEST_CASE("steps of a network: active ones with a baseline, weighing their duration or one") {
  Network n = empty_network();
  add(n, "A", 4).baseline = day("2026-03-05");
  n.milestones[0].status = MilestoneStatus::complete;
  n.milestones[0].actual = day("2026-03-06");
  add(n, "B").baseline = day("2026-03-09");
  add(n, "C", 3);
  add(n, "D", 3).baseline = day("2026-03-12");
  n.milestones[3].disposition = Disposition::removed;
  const std::vector<EarnedStep> found = earned_steps(n);
  REQUIRE(found.size() == 2);
  CHECK(found[0].weight_bd == 4);
  CHECK(text(found[0].completed) == "2026-03-06");
  CHECK(found[1].weight_bd == 1);
  CHECK_FALSE(found[1].completed);
}
