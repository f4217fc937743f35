// What a change does to forecasts, as events: one for each step that moved by itself.
#include "mapping/schedule/forecast_event.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "tests/unit/schedule/networks.h"

using namespace closemap;

namespace {

// A -> B -> C, one day each, and D alone; C carries the customer's date.
Network chain_and_one() {
  Network n = empty_network();
  for (const char* id : {"A", "B", "C", "D"}) add(n, id, 1);
  link(n, 0, 1);
  link(n, 1, 2);
  n.anchors = {{2, day("2026-03-04")}};
  return n;
}

std::vector<PlanEvent> forecast_moves(const Network& before, const Network& after) {
  const Schedule was = solved(before);
  const Schedule is = solved(after);
  return forecast_events({before, was}, {after, is}, &is.anchors.at(0), "connector:x");
}

}  // namespace

TEST_CASE("one event for a root, with what it drives") {
  const Network before = chain_and_one();
  Network after = before;
  after.milestones[0].duration_bd = 3;
  after.milestones[3].duration_bd = 2;
  const auto found = forecast_moves(before, after);
  REQUIRE(found.size() == 2);
  CHECK(found[0].type == "schedule.forecast_changed");
  CHECK(found[0].subject == "A");
  CHECK(found[0].actor == "connector:x");
  CHECK(*parse_json(found[0].payload) ==
        Json{{"root", "A"},
             {"from", "2026-03-02"},
             {"to", "2026-03-04"},
             {"delta_bd", 2},
             {"impacted",
              {{{"id", "B"}, {"from", "2026-03-03"}, {"to", "2026-03-05"}, {"delta_bd", 2}},
               {{"id", "C"}, {"from", "2026-03-04"}, {"to", "2026-03-06"}, {"delta_bd", 2}}}},
             {"anchor_gap_bd", 2}});
  CHECK(found[1].subject == "D");
  CHECK(parse_json(found[1].payload)->at("impacted").empty());
  const auto back = forecast_moves(after, before);  // days that are won back move as one, too
  REQUIRE(back.size() == 2);
  CHECK(parse_json(back[0].payload)->at("delta_bd") == -2);
  CHECK(parse_json(back[0].payload)->at("impacted").size() == 2);
}

TEST_CASE("what did not move, is new, or is no step any more has no event") {
  const Network before = chain_and_one();
  CHECK(forecast_moves(before, before).empty());
  Network after = before;
  add(after, "E", 9);
  after.milestones[3].disposition = Disposition::removed;
  after.milestones[3].duration_bd = 7;
  CHECK(forecast_moves(before, after).empty());
}
