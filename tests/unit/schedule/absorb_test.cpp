// Absorption: which moves exist, in which order they are chosen, what is pruned.
#include "mapping/schedule/absorb.h"

#include <catch2/catch.hpp>

#include "tests/unit/schedule/networks.h"

using namespace closemap;

TEST_CASE("a plan that is on time needs no moves") {
  Network n = empty_network();
  add(n, "A", 5).min_duration_bd = 1;
  const Absorption a = absorb(n, {0, day("2026-03-13")}, {});
  CHECK(a.absorbed);
  CHECK(a.deficit_bd == -5);
  CHECK(a.residual_bd == 0);
  REQUIRE(a.single_moves.size() == 1);  // what it could win all the same
  CHECK(a.single_moves[0].kind == MoveKind::crash);
  CHECK(a.chosen.empty());
  CHECK(a.forecast_after == a.forecast_before);
}

TEST_CASE("dropping a promise comes before cutting work") {
  Network n = empty_network();
  NetworkMilestone& m = add(n, "A", 5);
  m.min_duration_bd = 2;
  m.due = day("2026-03-13");
  add(n, "B", 1);
  link(n, 0, 1);
  const Absorption a = absorb(n, {1, day("2026-03-09")}, {});
  CHECK(a.deficit_bd == 5);
  REQUIRE(a.chosen.size() == 1);
  CHECK(a.chosen[0].kind == MoveKind::advance);
  CHECK(a.chosen[0].gain_bd == 5);
  CHECK(text(a.forecast_after) == "2026-03-09");
  CHECK(a.single_moves.size() == 1);  // a shorter step still waits for its promise
}

TEST_CASE("a lag is trimmed only where it is discretionary") {
  Network n = empty_network();
  add(n, "A", 1);
  add(n, "B", 1);
  link(n, 0, 1, {5, LagUnit::bd});
  const NetworkAnchor anchor{1, day("2026-03-06")};
  CHECK(absorb(n, anchor, {}).chosen.empty());
  CHECK_FALSE(absorb(n, anchor, {}).absorbed);
  CHECK(absorb(n, anchor, {}).residual_bd == 4 - 2);
  n.edges[0].hardness = Hardness::discretionary;
  n.milestones[1].status = MilestoneStatus::in_progress;  // too late to decouple
  const Absorption a = absorb(n, anchor, {});
  REQUIRE(a.chosen.size() == 1);
  CHECK(a.chosen[0].kind == MoveKind::trim_lag);
  CHECK(a.chosen[0].pred == Node{0});
  CHECK(a.absorbed);
}

TEST_CASE("among equal moves the slipping party's own comes last") {
  Network n = empty_network();
  NetworkMilestone& a = add(n, "A", 5);
  a.min_duration_bd = 3;
  a.party = Party::vendor;
  NetworkMilestone& b = add(n, "B", 5);
  b.min_duration_bd = 3;
  b.party = Party::partner;
  link(n, 0, 1);
  const NetworkAnchor anchor{1, day("2026-03-12")};
  CHECK(absorb(n, anchor, {}).chosen.at(0).milestone == 0);
  CHECK(absorb(n, anchor, Party::partner).chosen.at(0).milestone == 0);
  const Absorption other = absorb(n, anchor, Party::vendor);
  CHECK(other.chosen.at(0).milestone == 1);
  CHECK(other.single_moves.at(0).milestone == 1);
}

TEST_CASE("moves add up and what becomes redundant is dropped") {
  Network n = empty_network();
  add(n, "A", 10).min_duration_bd = 4;
  add(n, "B", 3).min_duration_bd = 1;
  link(n, 0, 1);
  const Absorption a = absorb(n, {1, day("2026-03-10")}, {});  // 13 days of work, 7 available
  REQUIRE(a.chosen.size() == 1);
  CHECK(a.chosen[0].milestone == 0);
  CHECK(a.absorbed);
  const Absorption tight = absorb(n, {1, day("2026-03-06")}, {});
  CHECK(tight.chosen.size() == 2);
  CHECK(tight.absorbed);
  const Absorption impossible = absorb(n, {1, day("2026-03-04")}, {});
  CHECK(impossible.chosen.size() == 2);
  CHECK(impossible.residual_bd == 2);
  CHECK_FALSE(impossible.absorbed);
}

TEST_CASE("due gaps keep their length when a dependency is dropped") {
  Network n = empty_network();
  NetworkMilestone& a = add(n, "A");
  a.due = day("2026-03-06");
  a.owner_estimate = day("2026-03-13");
  add(n, "B").due = day("2026-03-10");  // two days after A
  link(n, 0, 1).hardness = Hardness::discretionary;
  const Absorption absorption = absorb(n, {1, day("2026-03-10")}, Party::vendor);
  CHECK(text(absorption.forecast_before) == "2026-03-17");
  REQUIRE(absorption.chosen.size() == 1);
  CHECK(absorption.chosen[0].kind == MoveKind::decouple);
  CHECK(text(absorption.forecast_after) == "2026-03-10");  // held by its promise
}

TEST_CASE("waived, complete and estimated milestones offer no cuts") {
  Network n = empty_network();
  NetworkMilestone& a = add(n, "A", 5);
  a.min_duration_bd = 1;
  a.owner_estimate = day("2026-03-10");
  NetworkMilestone& b = add(n, "B", 5);
  b.min_duration_bd = 1;
  b.disposition = Disposition::waived;
  add(n, "C", 1);
  link(n, 0, 1);
  link(n, 1, 2);
  CHECK(absorb(n, {2, day("2026-03-04")}, {}).single_moves.empty());
}

TEST_CASE("two parallel paths need both cuts, which greedy cannot see and the best choice does") {
  Network n = empty_network();
  add(n, "A", 10).min_duration_bd = 5;
  add(n, "B", 10).min_duration_bd = 5;
  add(n, "C", 1);
  link(n, 0, 2);
  link(n, 1, 2);
  const NetworkAnchor anchor{2, day("2026-03-09")};
  const Absorption greedy = absorb(n, anchor, {});
  CHECK(greedy.chosen.empty());  // neither cut alone wins a day
  CHECK(greedy.residual_bd == 5);
  const Absorption best = absorb(n, anchor, {}, AbsorbBy::best);
  CHECK(best.absorbed);
  CHECK(best.chosen.size() == 2);
  CHECK(text(best.forecast_after) == "2026-03-09");
  CHECK(best.single_moves.empty());
}

TEST_CASE("the best choice asks least: two waits given up rather than work cut and one of them") {
  Network n = empty_network();
  add(n, "A", 5).min_duration_bd = 2;
  for (const char* id : {"B", "C"}) add(n, id, 1).status = MilestoneStatus::in_progress;
  for (const Node node : {1U, 2U})  // under way: the wait may be cut, the order may not
    link(n, node - 1, node, {2, LagUnit::bd}).hardness = Hardness::discretionary;
  const NetworkAnchor anchor{2, day("2026-03-10")};  // four days too late
  const Absorption greedy = absorb(n, anchor, {});
  REQUIRE(greedy.chosen.size() == 2);
  CHECK(greedy.chosen[0].kind == MoveKind::crash);  // the biggest win first
  const Absorption best = absorb(n, anchor, {}, AbsorbBy::best);
  REQUIRE(best.chosen.size() == 2);
  CHECK(best.chosen[0].kind == MoveKind::trim_lag);
  CHECK(best.chosen[1].kind == MoveKind::trim_lag);
  CHECK(best.absorbed);
  CHECK(best.chosen[0].gain_bd == 2);
}

TEST_CASE("with more moves than can be combined the best choice is greedy's") {
  Network n = empty_network();
  for (Node node = 0; node < kExhaustiveMovesMax + 1; ++node) {
    add(n, std::string("M") + static_cast<char>('a' + node), 3).min_duration_bd = 2;
    if (node > 0) link(n, node - 1, node);
  }
  const NetworkAnchor anchor{kExhaustiveMovesMax, day("2026-04-20")};
  const Absorption greedy = absorb(n, anchor, {});
  const Absorption best = absorb(n, anchor, {}, AbsorbBy::best);
  CHECK(greedy.chosen.size() == 3);
  REQUIRE(best.chosen.size() == greedy.chosen.size());
  for (std::size_t i = 0; i < best.chosen.size(); ++i)
    CHECK(best.chosen[i].milestone == greedy.chosen[i].milestone);
}

TEST_CASE("moves that cannot bear on the anchor are not tried") {
  Network n = empty_network();
  add(n, "A", 5).min_duration_bd = 1;
  n.milestones[0].status = MilestoneStatus::complete;
  n.milestones[0].actual = day("2026-03-02");
  add(n, "B", 5).min_duration_bd = 1;
  add(n, "C", 5).min_duration_bd = 1;  // beside it
  link(n, 0, 1);
  const Absorption a = absorb(n, {1, day("2026-03-03")}, {});
  REQUIRE(a.single_moves.size() == 1);
  CHECK(a.single_moves[0].milestone == 1);
}
