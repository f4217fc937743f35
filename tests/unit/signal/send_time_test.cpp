// When a notice may go: zones whose clocks change, holidays, quiet hours; and how notices gather.
#include <catch2/catch.hpp>

#include "mapping/core/random.h"
#include "mapping/signal/send_time.h"

namespace closemap {
namespace {

Instant at(const char* text) { return *parse_instant(text); }
Zone zone(const char* name) { return *Zone::find(name); }
constexpr std::int64_t kMinuteMs = 60'000;

Calendar weekdays(const Zone& where, std::vector<Date> holidays = {}) {
  CalendarSpec spec = weekdays_calendar("MF", where);
  spec.holidays = std::move(holidays);
  return *Calendar::compile(std::move(spec));
}

TEST_CASE(
    "L20 a notice waits for the reader's morning, over weekends, holidays and clock changes") {
  const Zone berlin = zone("Europe/Berlin");
  const Calendar plain = weekdays(berlin);
  const Calendar easter = weekdays(berlin, {*parse_date("2026-04-03"), *parse_date("2026-04-06")});
  const QuietHours quiet;
  CHECK(next_send(at("2026-03-27T17:30:00Z"), berlin, quiet, plain) ==
        at("2026-03-30T06:00:00Z"));  // summer time began on Sunday
  CHECK(next_send(at("2026-04-02T17:00:00Z"), berlin, quiet, easter) == at("2026-04-07T06:00:00Z"));
  CHECK(next_send(at("2026-04-06T10:00:00Z"), berlin, quiet, easter) == at("2026-04-07T06:00:00Z"));
  CHECK(next_send(at("2026-04-06T10:00:00Z"), berlin, quiet, plain) == at("2026-04-06T10:00:00Z"));
}

TEST_CASE("quiet hours include their start and not their end") {
  const Zone utc;
  const Calendar plain;
  const QuietHours noon{false, 12 * 60, 13 * 60};
  CHECK(next_send(at("2026-03-16T11:59:59Z"), utc, noon, plain) == at("2026-03-16T11:59:59Z"));
  CHECK(next_send(at("2026-03-16T12:00:00Z"), utc, noon, plain) == at("2026-03-16T13:00:00Z"));
  CHECK(next_send(at("2026-03-16T13:00:00Z"), utc, noon, plain) == at("2026-03-16T13:00:00Z"));
  CHECK(next_send(at("2026-03-14T13:00:00Z"), utc, noon, plain) == at("2026-03-16T00:00:00Z"));
  const QuietHours never{false, 600, 600};
  CHECK(next_send(at("2026-03-16T10:00:00Z"), utc, never, plain) == at("2026-03-16T10:00:00Z"));
  CHECK(next_send(at("2026-03-14T10:00:00Z"), utc, never, plain) == at("2026-03-16T00:00:00Z"));
}

TEST_CASE("only where that is configured a critical notice pierces the quiet hours") {
  const Instant night = at("2026-03-14T03:00:00Z");
  const Calendar plain;
  QuietHours quiet;
  CHECK(next_send(night, {}, quiet, plain, Severity::critical) > night);
  quiet.critical_pierces = true;
  CHECK(next_send(night, {}, quiet, plain, Severity::critical) == night);
  CHECK(next_send(night, {}, quiet, plain, Severity::warning) > night);
  quiet = {};
  quiet.any_hour = true;
  CHECK(next_send(night, {}, quiet, plain) == night);
}

TEST_CASE("an hour that comes twice does not send a notice into the past") {
  const Zone york = zone("America/New_York");
  CalendarSpec spec = weekdays_calendar("MF", york);
  spec.week.fill({{0, 1440}});
  const Calendar every_day = *Calendar::compile(std::move(spec));
  const QuietHours quiet{false, 60, 105};  // 01:00 to 01:45, on 2026-11-01 twice
  CHECK(next_send(at("2026-11-01T05:30:00Z"), york, quiet, every_day) ==
        at("2026-11-01T05:45:00Z"));
  CHECK(next_send(at("2026-11-01T06:30:30Z"), york, quiet, every_day) ==
        at("2026-11-01T06:45:00Z"));
}

TEST_CASE("a send time is never before its cause, is allowed, and stays where it is") {
  SplitMix64 random(7);
  for (const char* name : {"America/New_York", "Europe/Berlin", "Asia/Kolkata", "America/Santiago",
                           "Australia/Lord_Howe", "UTC"}) {
    const Zone where = zone(name);
    const Calendar calendar =
        weekdays(where, {*parse_date("2026-10-26"), *parse_date("2026-11-02")});
    for (int i = 0; i < 300; ++i) {
      const QuietHours quiet{false, static_cast<int>(random.below(1440)),
                             static_cast<int>(random.below(1441))};
      const Instant t = at("2026-01-01T00:00:00Z") +
                        static_cast<std::int64_t>(random.below(365 * 1440)) * kMinuteMs;
      const Instant sent = next_send(t, where, quiet, calendar);
      INFO(name << " " << to_text(t) << " " << quiet.from_minute << "-" << quiet.to_minute);
      CHECK(sent >= t);
      CHECK(calendar.working(where.local_date(sent)));
      CHECK(next_send(sent, where, quiet, calendar) == sent);
    }
  }
}

TEST_CASE("L20 overdue begins with the owner's next local day") {
  CHECK(overdue_at(*parse_date("2026-09-05"), zone("America/Santiago")) ==
        at("2026-09-06T04:00:00Z"));  // there is no midnight that night
  CHECK(overdue_at(*parse_date("2026-03-31"), zone("Pacific/Auckland")) ==
        at("2026-03-31T11:00:00Z"));
}

TEST_CASE("notices of one plan to one reader gather, and a busy day is cut short") {
  const Grouping grouping;
  const Instant now = at("2026-03-16T14:00:00Z");
  const Instant soon = at("2026-03-16T14:10:00Z");
  CHECK(group_due(now, {}, Severity::warning, grouping) == soon);
  CHECK(group_due(now, at("2026-03-16T13:00:00Z"), Severity::warning, grouping) ==
        at("2026-03-16T17:00:00Z"));
  CHECK(group_due(now, at("2026-03-16T09:00:00Z"), Severity::warning, grouping) == soon);
  CHECK(group_due(now, at("2026-03-16T13:00:00Z"), Severity::critical, grouping) == soon);
  CHECK(group_key("pln_1", "per_1") != group_key("pln_1", "per_2"));
  CHECK_FALSE(over_daily_cap(4, Severity::warning, 5));
  CHECK(over_daily_cap(5, Severity::warning, 5));
  CHECK_FALSE(over_daily_cap(5, Severity::critical, 5));
  CHECK_FALSE(over_daily_cap(500, Severity::info, 0));
}

TEST_CASE("a critical notice is repeated on the next working day, a warning with the review") {
  const Calendar york = weekdays(zone("America/New_York"));
  const Instant friday = at("2026-03-06T15:00:00Z");  // 10:00, before summer time
  CHECK(repeat_due(Severity::critical, friday, york, {}) == at("2026-03-09T14:00:00Z"));
  const Instant review = at("2026-03-10T14:00:00Z");
  CHECK(repeat_due(Severity::warning, friday, york, review) == review);
  CHECK_FALSE(repeat_due(Severity::warning, review, york, review));
  CHECK_FALSE(repeat_due(Severity::info, friday, york, review));
}

}  // namespace
}  // namespace closemap
