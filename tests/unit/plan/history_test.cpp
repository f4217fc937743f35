// What events add up to.
#include "mapping/plan/history.h"

#include <catch2/catch.hpp>

#include "tests/unit/plan/sample_plan.h"

using namespace closemap;
using namespace closemap::test;

namespace {

PlanEvent event(const std::string& type, const std::string& actor, const std::string& subject = {},
                const std::string& payload = "{}") {
  return {type, subject, actor, payload};
}

std::optional<Date> activity(const Plan& plan, Party party) {
  return plan.history.last_activity[static_cast<std::size_t>(party)];
}

}  // namespace

TEST_CASE("days are those of the plan's zone") {
  Plan plan = small_plan();  // New York
  fold(plan, event("plan.activated", "closemap"), instant("2026-03-10T02:00:00Z"));
  CHECK(plan.history.activated_on == day("2026-03-09"));
}

TEST_CASE("a promise that moved later is a slip event with its working days and reason") {
  Plan plan = small_plan();
  const std::string later = R"({"from":"2026-04-06","to":"2026-04-13","reason":"finance"})";
  fold(plan, event("milestone.due_changed", "x", kPricing, later), kNow);
  REQUIRE(plan.history.slip_events.size() == 1);
  const SlipEvent& slip = plan.history.slip_events.front();
  CHECK(slip == SlipEvent{kPricing, day("2026-03-10"), 5, "finance"});
  fold(plan,
       event("milestone.due_changed", "x", kPricing, R"({"from":"2026-04-13","to":"2026-04-10"})"),
       kNow);
  fold(plan, event("milestone.due_changed", "x", kPricing, R"({"from":null,"to":"2026-04-10"})"),
       kNow);
  CHECK(plan.history.slip_events.size() == 1);
}

TEST_CASE("the working days of a slip come from the milestone's calendar") {
  Plan plan = small_plan();
  fold(plan,
       event("milestone.due_changed", "x", kPricing, R"({"from":"2026-04-06","to":"2026-04-13"})"),
       kNow, [](const std::string& milestone, Date from, Date to) {
         CHECK(milestone == kPricing);
         return to - from;
       });
  CHECK(plan.history.slip_events.at(0).delta_bd == 7);
}

TEST_CASE("a person's event is activity of the person's party") {
  Plan plan = small_plan();
  fold(plan, event("handoff.accepted", "Carla@example.com", kHandoff), kNow);
  CHECK(activity(plan, Party::customer) == day("2026-03-10"));
  CHECK_FALSE(activity(plan, Party::partner));
  fold(plan, event("milestone.status_changed", "piotr@example.com", kPricing), kNow);
  CHECK(activity(plan, Party::partner) == day("2026-03-10"));
  fold(plan, event("plan.changed", "closemap"), kNow);
  CHECK_FALSE(activity(plan, Party::vendor));
}

TEST_CASE("a connector's change is activity of the party whose records it reads") {
  Plan plan = rich_plan();
  plan.history = {};
  fold(plan, event("opportunity.changed", "connector:crm-p", "partner"), kNow);
  CHECK(activity(plan, Party::partner) == day("2026-03-10"));
  fold(plan, event("conflict.opened", "connector:crm-v"), kNow);
  fold(plan, event("opportunity.changed", "connector:unknown"), kNow);
  CHECK_FALSE(activity(plan, Party::vendor));
  CHECK_FALSE(activity(plan, Party::customer));
}

TEST_CASE("what two connectors said in one pass is activity of both their parties") {
  Plan plan = rich_plan();
  plan.history = {};
  fold(plan, event("milestone.status_changed", "connector:crm-p,crm-v", kPricing), kNow);
  CHECK(activity(plan, Party::partner) == day("2026-03-10"));
  CHECK(activity(plan, Party::vendor) == day("2026-03-10"));
  CHECK_FALSE(activity(plan, Party::customer));
}

TEST_CASE("a review counts for everyone who attended") {
  Plan plan = small_plan();
  fold(plan,
       event("review.held", "closemap", "",
             R"({"attendees":[")" + kAnna + R"(",")" + kCarla + R"("]})"),
       kNow);
  CHECK(plan.history.last_review == day("2026-03-10"));
  CHECK(activity(plan, Party::vendor) == day("2026-03-10"));
  CHECK(activity(plan, Party::customer) == day("2026-03-10"));
  CHECK_FALSE(activity(plan, Party::partner));
}

TEST_CASE("the partner is invited when told so, else when the plan is proposed") {
  Plan plan = small_plan();
  fold(plan, event("plan.proposed", "closemap"), kNow);
  CHECK(plan.history.partner_invited_on == day("2026-03-10"));
  fold(plan, event("party.invited", "closemap", "partner"), instant("2026-03-12T12:00:00Z"));
  CHECK(plan.history.partner_invited_on == day("2026-03-12"));
  fold(plan, event("party.invited", "closemap", "customer"), instant("2026-03-20T12:00:00Z"));
  CHECK(plan.history.partner_invited_on == day("2026-03-12"));
}

TEST_CASE("folding all events equals folding them one by one") {
  const Plan start = small_plan();
  Plan after = start;
  after.milestones[kPricing].due = day("2026-04-20");
  after.status = PlanStatus::active;
  after.handoffs[kHandoff].state = HandoffState::offered;
  std::vector<DatedEvent> events;
  Plan folded = after;
  std::int64_t hours = 0;
  for (const PlanEvent& each : diff_events(&start, after, "anna@example.com")) {
    const Instant at = kNow + 3'600'000 * ++hours;
    events.push_back({each, at});
    fold(folded, each, at);
  }
  CHECK(history_of(after, events) == folded.history);
  CHECK(folded.history.activated_on);
  CHECK(folded.history.slip_events.size() == 1);
}

TEST_CASE("old slip events are forgotten at the limit") {
  Plan plan = small_plan();
  for (std::size_t i = 0; i < kSlipEventsMax + 5; ++i)
    fold(plan,
         event("milestone.due_changed", "x", "mst_" + std::to_string(i),
               R"({"from":"2026-04-06","to":"2026-04-13"})"),
         kNow);
  CHECK(plan.history.slip_events.size() == kSlipEventsMax);
  CHECK(plan.history.slip_events.front().milestone == "mst_5");
}
