// Events taken back: the dates of a plan as they were.
#include "mapping/plan/event_undo.h"

#include <catch2/catch.hpp>

#include "tests/unit/plan/sample_plan.h"

using namespace closemap;
using namespace closemap::test;

namespace {

// What the events between the two take back, of the fields that dates follow from.
void same_dates(const Plan& before, const Plan& after) {
  const Plan back = before_events(after, diff_events(&before, after, "connector:x"));
  REQUIRE(back.milestones.size() == before.milestones.size());
  for (const auto& [id, was] : before.milestones) {
    const Milestone& is = back.milestones.at(id);
    CHECK(is.due == was.due);
    CHECK(is.owner_estimate == was.owner_estimate);
    CHECK(is.status == was.status);
    CHECK(is.disposition == was.disposition);
    CHECK(is.actual == was.actual);
    CHECK(is.actual_start == was.actual_start);
    CHECK(is.not_before == was.not_before);
    CHECK(is.deadline == was.deadline);
    CHECK(is.duration_bd == was.duration_bd);
    CHECK(is.min_duration_bd == was.min_duration_bd);
    CHECK(is.remaining_bd == was.remaining_bd);
  }
  CHECK(back.dependencies == before.dependencies);
}

}  // namespace

TEST_CASE("every field that dates follow from is taken back") {
  const Plan before = small_plan();
  Plan after = before;
  Milestone& step = after.milestones.at(kPricing);
  step.due = step.due.value_or(Date{}) + 7;
  step.owner_estimate = day("2026-04-20");
  step.status = MilestoneStatus::complete;
  step.actual = day("2026-04-01");
  step.actual_start = day("2026-03-20");
  step.not_before = day("2026-03-02");
  step.deadline = day("2026-05-02");
  step.duration_bd = 9;
  step.min_duration_bd = 3;
  step.remaining_bd = 2;
  after.milestones.at(kApproval).disposition = Disposition::waived;
  same_dates(before, after);
  same_dates(after, before);  // and what was there before comes back
}

TEST_CASE("steps and edges that came since are gone, and those that went are back") {
  const Plan before = small_plan();
  Plan after = before;
  after.milestones["mst_new"].title = "Late idea";
  after.milestone_order.emplace_back("mst_new");
  after.dependencies.push_back({kPricing, "mst_new", {}, "", Hardness::mandatory});
  same_dates(before, after);
  after = before;
  REQUIRE_FALSE(before.dependencies.empty());
  after.dependencies.front().lag = {3, LagUnit::cd};
  same_dates(before, after);
  after.dependencies.pop_back();
  const Plan back = before_events(after, diff_events(&before, after, "connector:x"));
  CHECK(back.dependencies.size() == before.dependencies.size());
}

TEST_CASE("an event that cannot be read takes nothing back") {
  const Plan plan = small_plan();
  CHECK(before_events(plan, {{"milestone.due_changed", kPricing, "x", "no json"},
                             {"milestone.due_changed", kPricing, "x", R"({"from":"soon"})"},
                             {"milestone.due_changed", "mst_gone", "x", R"({"from":null})"},
                             {"dependency.removed", "", "x", R"({"pred":"a","succ":"b"})"}}) ==
        plan);
}
