// Milestones by place: in whatever order they are asked for.
#include "mapping/plan/milestone_index.h"

#include <catch2/catch.hpp>

#include "tests/unit/plan/sample_plan.h"

using namespace closemap;
using namespace closemap::test;

TEST_CASE("an index finds each milestone in any order, and nothing else") {
  Plan plan;
  for (int i = 0; i < 9; ++i) plan.milestones[id("mst", 10 + 2 * i)];
  MilestoneIndex steps(plan);
  REQUIRE(steps.size() == 9);
  for (const std::size_t at : {0U, 1U, 2U, 8U, 8U, 3U, 0U, 5U, 4U}) {
    CHECK(steps.find(id("mst", 10 + 2 * static_cast<int>(at))) == at);
    CHECK(steps.id(at) == id("mst", 10 + 2 * static_cast<int>(at)));
    for (const int none : {9, 11, 15, 27}) CHECK_FALSE(steps.find(id("mst", none)));
    CHECK_FALSE(steps.find(""));
  }
  const Plan empty;
  CHECK_FALSE(MilestoneIndex(empty).find(id("mst", 10)));
}
