// A plan that stays solved: results of solve(), work only where dates can move. That every change
// of every network gives the same as solve() is a law (tests/laws).
#include "mapping/schedule/live_schedule.h"

#include <catch2/catch.hpp>

#include "tests/unit/schedule/networks.h"

using namespace closemap;

namespace {

// Two chains of 100 milestones; only the first leads to the anchor.
Network two_chains() {
  Network n = empty_network();
  for (Node node = 0; node < 200; ++node) {
    add(n, "M" + std::to_string(1000 + node), 1);
    if (node % 100 != 0) link(n, node - 1, node);
  }
  n.anchors = {{99, day("2026-12-31")}};
  return n;
}

std::unique_ptr<LiveSchedule> live(Network network) {
  Result<std::unique_ptr<LiveSchedule>> opened = LiveSchedule::of(std::move(network));
  REQUIRE(opened);
  return std::move(*opened);
}

}  // namespace

TEST_CASE("a cycle is refused as solve() refuses it") {
  Network n = empty_network();
  add(n, "A", 1);
  add(n, "B", 1);
  link(n, 0, 1);
  link(n, 1, 0);
  const auto refused = LiveSchedule::of(n);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().what == solve(n).error().what);
}

TEST_CASE("a longer step moves what follows and nothing else") {
  const auto plan = live(two_chains());
  NetworkMilestone longer = plan->network().milestones[150];
  longer.duration_bd = 3;
  CHECK(plan->change(150, longer) == 50 + 50);  // forward and back; it starts when it did
  CHECK(plan->schedule().milestones[199].early_finish ==
        solved(plan->network()).milestones[199].early_finish);
  CHECK(text(plan->schedule().milestones[149].early_finish) ==
        text(solved(two_chains()).milestones[149].early_finish));
}

TEST_CASE("a change that moves no date stops at once") {
  const auto plan = live(two_chains());
  const NetworkMilestone same = plan->network().milestones[50];
  CHECK(plan->change(50, same) == 2);
  NetworkMilestone based = plan->network().milestones[50];
  based.baseline = day("2026-03-02");
  CHECK(plan->change(50, based) == 2);
  CHECK(plan->schedule().milestones[50].forecast ==
        solved(plan->network()).milestones[50].forecast);
}

TEST_CASE("the customer's date moves late dates, not forecasts") {
  const auto plan = live(two_chains());
  const Date forecast = plan->schedule().anchors[0].forecast;
  CHECK(plan->move_anchor(0, day("2026-06-30")) == 100);
  const Schedule expected = solved(plan->network());
  CHECK(plan->schedule().anchors[0].forecast == forecast);
  CHECK(text(plan->schedule().anchors[0].target) == "2026-06-30");
  CHECK(plan->schedule().anchors[0].forecast_gap_bd == expected.anchors[0].forecast_gap_bd);
  CHECK(plan->schedule().milestones[0].late_finish == expected.milestones[0].late_finish);
  CHECK_FALSE(plan->schedule().milestones[199].late_finish);
}

TEST_CASE("late dates go when nobody holds a milestone any more") {
  const auto plan = live(two_chains());
  REQUIRE(plan->schedule().milestones[98].late_finish);
  NetworkMilestone done = plan->network().milestones[99];
  done.status = MilestoneStatus::complete;
  done.actual = day("2026-03-02");
  plan->change(99, done);
  CHECK_FALSE(plan->schedule().milestones[98].late_finish);
  CHECK_FALSE(plan->schedule().milestones[0].total_slack_bd);
}
