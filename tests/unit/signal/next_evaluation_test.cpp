// When a plan is looked at again although nothing happened.
#include <catch2/catch.hpp>

#include "mapping/core/random.h"
#include "tests/unit/signal/look.h"

namespace closemap {
namespace {

using test::at;

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMinutes = 1440;

// The plan of vector 12 with days, zones and a handoff from a seed.
Plan random_plan(SplitMix64& random) {
  constexpr std::array<const char*, 6> kZones{"America/New_York", "Pacific/Auckland", "UTC",
                                              "Europe/Berlin",    "Asia/Kolkata",     ""};
  const auto zone = [&] { return std::string(kZones.at(random.below(kZones.size()))); };
  const auto days = [&](int spread) {
    return static_cast<int>(random.below(2 * static_cast<std::uint64_t>(spread))) - spread;
  };
  Plan plan = test::healthy_plan();
  plan.timezone = kZones.at(random.below(kZones.size() - 1));
  for (const Party party : kParties) plan.party(party).timezone = zone();
  for (auto& [id, person] : plan.people) person.timezone = zone();
  for (auto& [id, step] : plan.milestones) {
    if (step.due) step.due = *step.due + days(15);
    if (random.below(4) == 0) step.owner.clear();
    if (random.below(4) == 0) step.scheduled_at.reset();
  }
  for (auto& heard : plan.history.last_activity) heard = *heard + days(8);
  Handoff& handoff = plan.handoffs.at("H1");
  handoff.state = HandoffState::offered;
  handoff.accepted_at.reset();
  handoff.offered_at = at("2026-03-12T00:00:00Z") +
                       static_cast<std::int64_t>(random.below(4 * kDayMinutes)) * kMinuteMs +
                       static_cast<std::int64_t>(random.below(kMinuteMs));
  handoff.accept_within_bh = 1 + static_cast<int>(random.below(12));
  return plan;
}

TEST_CASE("nothing changes until the next evaluation, whatever the plan") {
  SplitMix64 random(20260316);
  const CalendarLookup calendars = test::calendars_of_vector(Json::object());
  constexpr int kPlans = 300;
  int changed = 0;
  for (int i = 0; i < kPlans; ++i) {
    const Plan plan = random_plan(random);
    const Instant now = at("2026-03-15T00:00:00Z") +
                        static_cast<std::int64_t>(random.below(3 * kDayMinutes)) * kMinuteMs;
    const Instant next = next_evaluation(plan, now, {}, calendars);
    REQUIRE(next > now);
    REQUIRE(next - now <= kDayMinutes * kMinuteMs);
    const auto before = test::look_at(plan, now, {}, calendars).found;
    CHECK(before == test::look_at(plan, next - 1, {}, calendars).found);
    if (before != test::look_at(plan, next, {}, calendars).found) ++changed;
  }
  CHECK(changed > kPlans / 4);  // most looks are worth it
}

TEST_CASE("a plan is looked at when its owners' days begin and when a handoff's patience ends") {
  Plan plan = test::healthy_plan();
  const Instant now = at("2026-03-16T14:00:00Z");
  CHECK(next_evaluation(plan, now) == at("2026-03-17T04:00:00Z"));  // New York's midnight
  Person& owner = plan.people.at(plan.milestones.at("M2").owner);
  owner.timezone = "Pacific/Auckland";  // it is Tuesday there already
  plan.milestones.at("M2").due = test::on("2026-03-18");
  CHECK(next_evaluation(plan, now) == at("2026-03-17T04:00:00Z"));  // not due there tonight
  plan.milestones.at("M2").due = test::on("2026-03-17");
  CHECK(next_evaluation(plan, at("2026-03-17T05:00:00Z")) == at("2026-03-17T11:00:00Z"));
  Handoff& handoff = plan.handoffs.at("H1");
  handoff.accepted_at.reset();
  handoff.state = HandoffState::offered;
  handoff.offered_at = at("2026-03-13T14:30:00Z");
  CHECK(next_evaluation(plan, now) == at("2026-03-16T14:31:00Z"));
  Thresholds off;
  off.handoff_stalled.enabled = false;
  CHECK(next_evaluation(plan, now, off) > at("2026-03-16T14:31:00Z"));
  plan.status = PlanStatus::won;
  CHECK(next_evaluation(plan, now) == kNeverEvaluate);
}

}  // namespace
}  // namespace closemap
