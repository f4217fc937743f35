// The ladder: who hears when nobody acts, and what an ack, a snooze, an assignment and the end do
// to it.
#include <catch2/catch.hpp>

#include "mapping/signal/escalation.h"

namespace closemap {
namespace {

Instant at(const char* text) { return *parse_instant(text); }
Date on(const char* text) { return *parse_date(text); }

struct Desk {
  Calendar calendar;
  Reach reach;
};
Desk desk(const char* zone_name, std::vector<Date> holidays = {}) {
  CalendarSpec spec = weekdays_calendar("MF", *Zone::find(zone_name));
  spec.holidays = std::move(holidays);
  Desk out{*Calendar::compile(std::move(spec)), {}};
  out.reach.zone = out.calendar.zone();
  return out;
}

std::vector<std::string> climb(const Ladder& ladder, const Escalation& escalation, Desk owner,
                               Severity severity = Severity::critical) {
  owner.reach.calendar = &owner.calendar;
  std::vector<std::string> out;
  for (int level = 0; level < kLevels; ++level)
    if (const auto t = level_at(ladder, escalation, level, owner.calendar, owner.reach, severity))
      out.push_back(std::to_string(level) + " " + to_text(*t));
  return out;
}
using Climb = std::vector<std::string>;

Escalation fired(const char* when) {
  Escalation escalation;
  escalation.fired = at(when);
  return escalation;
}

TEST_CASE("critical climbs in a week, warning to the lead, info not at all") {
  CHECK(ladder_of(Severity::critical).delay_bm == std::vector<std::int64_t>{0, 480, 960, 1920});
  CHECK(ladder_of(Severity::warning).delay_bm == std::vector<std::int64_t>{0, 960, 2400});
  CHECK(ladder_of(Severity::info).delay_bm.empty());
  CHECK(climb(ladder_of(Severity::info), fired("2026-03-16T14:00:00Z"), desk("UTC"), Severity::info)
            .empty());
  CHECK(level_audience(0) == Audience{Role::owner});
  CHECK(level_audience(3).has(Role::executive_sponsors));
}

TEST_CASE("a ladder keeps local office hours over a clock change and over Easter") {
  CHECK(climb(ladder_of(Severity::critical), fired("2026-03-06T21:00:00Z"),
              desk("America/New_York")) == Climb{"0 2026-03-06T21:00:00Z", "1 2026-03-09T20:00:00Z",
                                                 "2 2026-03-10T20:00:00Z",
                                                 "3 2026-03-12T20:00:00Z"});
  CHECK(climb(ladder_of(Severity::critical), fired("2026-04-02T14:00:00Z"),
              desk("Europe/Berlin", {on("2026-04-03"), on("2026-04-06")})) ==
        Climb{"0 2026-04-02T14:00:00Z", "1 2026-04-07T14:00:00Z", "2 2026-04-08T14:00:00Z",
              "3 2026-04-10T14:00:00Z"});
}

TEST_CASE("each level waits for its own reader's morning") {
  const Desk owner = desk("America/New_York");
  const Desk reader = desk("Asia/Kolkata");
  Reach reach = reader.reach;
  reach.calendar = &reader.calendar;
  CHECK(level_at(ladder_of(Severity::critical), fired("2026-03-16T14:00:00Z"), 1, owner.calendar,
                 reach, Severity::critical) == at("2026-03-18T02:30:00Z"));
}

TEST_CASE("an ack stops the clock for two days and drops an owner's notice that had not gone") {
  Escalation acked = fired("2026-03-06T21:00:00Z");
  REQUIRE(acknowledge(acked, at("2026-03-09T14:30:00Z")));
  CHECK(climb(ladder_of(Severity::critical), acked, desk("America/New_York")) ==
        Climb{"0 2026-03-06T21:00:00Z", "1 2026-03-11T14:30:00Z", "2 2026-03-12T14:30:00Z",
              "3 2026-03-16T14:30:00Z"});
  Escalation early = fired("2026-03-06T23:30:00Z");  // L0 waits for Monday
  REQUIRE(acknowledge(early, at("2026-03-07T12:00:00Z")));
  CHECK(climb(ladder_of(Severity::critical), early, desk("America/New_York")).size() == 3);
  REQUIRE(acknowledge(acked, at("2026-03-11T15:00:00Z")));  // again, after L1 had gone
  CHECK(climb(ladder_of(Severity::critical), acked, desk("America/New_York")) ==
        Climb{"0 2026-03-06T21:00:00Z", "1 2026-03-11T14:30:00Z", "2 2026-03-16T15:00:00Z",
              "3 2026-03-18T15:00:00Z"});
}

TEST_CASE("nothing goes at or after the resolution, and nothing is left to act on") {
  Escalation over = fired("2026-03-06T21:00:00Z");
  resolve(over, at("2026-03-09T20:00:00Z"));
  CHECK(climb(ladder_of(Severity::critical), over, desk("America/New_York")) ==
        Climb{"0 2026-03-06T21:00:00Z"});
  CHECK_FALSE(acknowledge(over, at("2026-03-10T14:00:00Z")));
  CHECK_FALSE(snooze(over, on("2026-03-12"), {}, {}, {}, at("2026-03-10T14:00:00Z")));
  resolve(over, at("2026-03-12T20:00:00Z"));
  CHECK(over.resolved == at("2026-03-09T20:00:00Z"));
}

TEST_CASE("a snooze never outlasts what the alert warns of") {
  const Instant now = at("2026-03-09T14:00:00Z");
  const Zone york = *Zone::find("America/New_York");
  Escalation escalation = fired("2026-03-06T21:00:00Z");
  CHECK(snooze(escalation, on("2026-03-20"), on("2026-03-20"), on("2026-03-25"), york, now));
  CHECK_FALSE(snooze(escalation, on("2026-03-21"), on("2026-03-20"), on("2026-03-25"), york, now));
  CHECK_FALSE(snooze(escalation, on("2026-03-21"), on("2026-03-25"), on("2026-03-20"), york, now));
  CHECK_FALSE(snooze(escalation, on("2026-03-09"), {}, {}, york, now));
  REQUIRE(snooze(escalation, on("2026-03-11"), {}, {}, york, now));
  CHECK(snoozed(escalation, now));
  CHECK_FALSE(snoozed(escalation, at("2026-03-11T04:00:00Z")));
  CHECK(climb(ladder_of(Severity::critical), escalation, desk("America/New_York")) ==
        Climb{"0 2026-03-06T21:00:00Z", "1 2026-03-11T12:00:00Z", "2 2026-03-11T12:00:00Z",
              "3 2026-03-12T20:00:00Z"});
}

TEST_CASE("an assignment changes who is asked first and not when") {
  Plan plan;
  plan.milestones["M2"].owner = "per_owner";
  Signal signal;
  signal.subject = "M2";
  Escalation escalation = fired("2026-03-06T21:00:00Z");
  const auto before = climb(ladder_of(Severity::warning), escalation, desk("UTC"));
  CHECK(first_reader(plan, signal, escalation) == "per_owner");
  assign(escalation, "per_other");
  CHECK(first_reader(plan, signal, escalation) == "per_other");
  CHECK(climb(ladder_of(Severity::warning), escalation, desk("UTC")) == before);
}

TEST_CASE("the next level is the first that is still to come") {
  const Desk owner = desk("America/New_York");
  Reach reach = owner.reach;
  reach.calendar = &owner.calendar;
  const Ladder ladder = ladder_of(Severity::critical);
  const Escalation escalation = fired("2026-03-06T21:00:00Z");
  const std::vector<Reach> readers(ladder.delay_bm.size(), reach);
  const auto next = [&](const char* now) {
    return next_level(ladder, escalation, at(now), owner.calendar, readers, Severity::critical);
  };
  REQUIRE(next("2026-03-09T19:59:59Z"));
  CHECK(next("2026-03-09T19:59:59Z")->level == 1);
  CHECK(next("2026-03-09T20:00:00Z")->level == 2);
  CHECK(next("2026-03-09T20:00:00Z")->at == at("2026-03-10T20:00:00Z"));
  CHECK_FALSE(next("2026-03-12T20:00:00Z"));
}

}  // namespace
}  // namespace closemap
