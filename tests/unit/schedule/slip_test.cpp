// Roots of slips: along the driving predecessors, through waived ones, never into complete ones.
#include "mapping/schedule/slip.h"

#include <catch2/catch.hpp>

#include "tests/unit/schedule/networks.h"

using namespace closemap;

namespace {

// A -> B -> C -> D, one day each, promised for the days the work alone would take.
Network chain() {
  Network n = empty_network();
  const char* due[] = {"2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"};
  for (int i = 0; i < 4; ++i)
    add(n, std::string(1, static_cast<char>('A' + i)), 1).due = day(due[i]);
  for (Node i = 0; i + 1 < 4; ++i) link(n, i, i + 1);
  return n;
}

}  // namespace

TEST_CASE("what slips is traced to the milestone whose owner is late") {
  Network n = chain();
  const Schedule before = solved(n);
  CHECK(slip_roots(n, before).empty());
  n.milestones[1].owner_estimate = day("2026-03-10");
  const Schedule after = solved(n);
  const std::vector<SlipRoot> roots = slip_roots(n, after);
  REQUIRE(roots.size() == 1);
  CHECK(roots[0].root == 1);
  CHECK(roots[0].impacted == std::vector<Node>{2, 3});
  for (Node node = 1; node < 4; ++node) CHECK(slip_root(n, after, node) == 1);

  const std::vector<Moved> changes = moved(n, before, after);
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].milestone == 1);
  CHECK(text(changes[0].from) == "2026-03-03");
  CHECK(text(changes[0].to) == "2026-03-10");
  CHECK(changes[2].delta_bd == 5);
}

TEST_CASE("the walk passes through waived milestones") {
  Network n = chain();
  n.milestones[0].owner_estimate = day("2026-03-10");
  n.milestones[1].disposition = Disposition::waived;
  const Schedule s = solved(n);
  const std::vector<SlipRoot> roots = slip_roots(n, s);
  REQUIRE(roots.size() == 1);
  CHECK(roots[0].root == 0);
  CHECK(roots[0].impacted == std::vector<Node>{2, 3});
  CHECK(slip_root(n, s, 3) == 0);
}

TEST_CASE("a complete milestone is never the root, however late it was") {
  Network n = chain();
  n.milestones[0].status = MilestoneStatus::complete;
  n.milestones[0].actual = day("2026-03-10");
  n.status_date = day("2026-03-10");
  const Schedule s = solved(n);
  const std::vector<SlipRoot> roots = slip_roots(n, s);
  REQUIRE(roots.size() == 1);
  CHECK(roots[0].root == 1);
  CHECK(slip_root(n, s, 2) == 1);
  CHECK_FALSE(slipping(n, s, 0));
}

TEST_CASE("a milestone that has passed its own date roots itself") {
  Network n = chain();
  n.edges.clear();
  n.status_date = day("2026-03-04");
  const Schedule s = solved(n);
  CHECK(slip_roots(n, s).size() == 2);  // A and B; C is due today
  CHECK_FALSE(slipping(n, s, 2));
}

TEST_CASE("a slip within a weekend is none") {
  Network n = empty_network();
  NetworkMilestone& m = add(n, "A");
  m.due = day("2026-03-07");
  m.owner_estimate = day("2026-03-06");
  CHECK_FALSE(slipping(n, solved(n), 0));
  n.milestones[0].owner_estimate = day("2026-03-08");
  CHECK(slipping(n, solved(n), 0));  // Monday
}
