// Calendars: what compile refuses, exceptions, business minutes.
#include <algorithm>
#include <catch2/catch.hpp>

#include "mapping/core/calendar.h"
#include "tests/unit/core/read_vector.h"

using namespace closemap;

namespace {

Date day(const char* text) { return *parse_date(text); }

Calendar compiled(CalendarSpec spec) { return *Calendar::compile(std::move(spec)); }

// "Mon-Thu 09:00-17:00, Fri 09:00-12:00" of vector 13.
Calendar escalation_calendar(const std::string& id, const Json& object) {
  CalendarSpec spec = weekdays_calendar(id, *Zone::find(object.at("tz").get<std::string>()));
  if (object.at("hours") == "Mon-Thu 09:00-17:00, Fri 09:00-12:00")
    spec.week[4] = {{9 * 60, 12 * 60}};
  else
    REQUIRE(object.at("hours") == "Mon-Fri 09:00-17:00");
  if (object.contains("holidays"))
    for (const Json& holiday : object.at("holidays"))
      spec.holidays.push_back(day(holiday.get<std::string>().c_str()));
  return compiled(std::move(spec));
}

}  // namespace

TEST_CASE("a calendar without a working weekday is refused") {
  CalendarSpec spec;
  spec.id = "empty";
  spec.extra_working_days = {day("2026-05-04")};
  const Result<Calendar> calendar = Calendar::compile(spec);
  REQUIRE_FALSE(calendar);
  CHECK(calendar.error().fault == Fault::config);
  CHECK(calendar.error().what.find("empty") != std::string::npos);
}

TEST_CASE("hours must be ascending spans within the day") {
  const std::vector<MinuteSpan> bad =
      GENERATE(std::vector<MinuteSpan>{{540, 540}}, std::vector<MinuteSpan>{{540, 500}},
               std::vector<MinuteSpan>{{-1, 60}}, std::vector<MinuteSpan>{{600, 1441}},
               std::vector<MinuteSpan>{{540, 720}, {700, 800}},
               std::vector<MinuteSpan>{{780, 1020}, {540, 720}});
  CalendarSpec spec = weekdays_calendar();
  spec.week[2] = bad;
  CHECK_FALSE(Calendar::compile(spec));
}

TEST_CASE("an extra working day wins over a holiday and over the week") {
  CalendarSpec spec = weekdays_calendar();
  spec.holidays = {day("2026-05-01"), day("2026-05-09"), day("2026-05-04"), day("2026-05-01")};
  spec.extra_working_days = {day("2026-05-09"), day("2026-05-04"), day("2026-05-05")};
  const Calendar calendar = compiled(spec);
  CHECK_FALSE(calendar.working(day("2026-05-01")));
  CHECK(calendar.working(day("2026-05-09")));  // a Saturday
  CHECK(calendar.working(day("2026-05-04")));
  CHECK_FALSE(calendar.working(day("2026-05-10")));
  CHECK(calendar.add(day("2026-05-08"), 1) == day("2026-05-09"));
  CHECK(calendar.add(day("2026-04-30"), 1) == day("2026-05-04"));
  CHECK(calendar.sub(day("2026-05-10"), 0) == day("2026-05-09"));
  CHECK(calendar.wd(day("2026-04-30"), day("2026-05-11")) == 7);
}

TEST_CASE(
    "a calendar equals counting days one by one, in and around its tables and far from them") {
  const int base = GENERATE(16400, 20000, 27360, 60000, -40);
  CalendarSpec spec;
  spec.week[0] = spec.week[2] = spec.week[5] = {{0, 1440}};
  for (int i = 0; i < 40; ++i) spec.holidays.push_back(Date{base + i * i % 97});
  for (int i = 0; i < 40; ++i) spec.extra_working_days.push_back(Date{base + 30 + i * 7 % 83});
  const Calendar calendar = compiled(spec);
  for (int from = base - 20; from < base + 130; from += 3) {
    const Date start{from};
    int count = 0;
    for (Date at = start + 1; at <= start + 60; at = at + 1) {
      if (!calendar.working(at)) continue;
      ++count;
      CHECK(calendar.add(start, count) == at);
      CHECK(calendar.sub(at, count) >= start);
      CHECK(calendar.sub(at, count + 1) < start);
      CHECK(calendar.wd(start, at) == count);
      CHECK(calendar.wd(at, start) == -count);
    }
  }
}

TEST_CASE("absurd counts saturate instead of overflowing") {
  const Calendar calendar;
  const Date today = day("2026-05-04");
  const Date far = calendar.add(today, 2147483647);
  CHECK(far > day("2199-12-31"));
  CHECK(calendar.add(far, 2147483647) >= far);
  CHECK(lag_forward(calendar, far, {2147483647, LagUnit::cd}).days == Calendar::kDayMax);
  CHECK(lag_forward(calendar, today, {-2147483647 - 1, LagUnit::bd}) < Date{0});
  CHECK(lag_inverse(calendar, today, {-2147483647 - 1, LagUnit::cd}) > today);
  CHECK(calendar.sub(today, 2147483647) < Date{0});
}

TEST_CASE("a calendar without days off saturates on the last of all days") {
  CalendarSpec spec = weekdays_calendar();
  for (std::vector<MinuteSpan>& hours : spec.week) hours = {{540, 1020}};
  const Calendar calendar = compiled(spec);
  const Date last{Calendar::kDayMax};
  CHECK(calendar.add(day("2026-05-04"), Calendar::kDayMax) == last);
  CHECK(calendar.add(last - 1, 1) == last);
  CHECK(calendar.wd(last - 1, last) == 1);
}

// Days by days: the tables begin in 1970 and end with 2044.
TEST_CASE("looked up or computed, a day has the rank that counting gives it") {
  CalendarSpec spec = weekdays_calendar();
  const int table = GENERATE(0, 27394);
  for (int at = table - 40; at < table + 40; at += 7) spec.holidays.push_back(Date{at});
  spec.extra_working_days = {Date{table - 5}, Date{table + 2}, Date{table + 3}};
  const Calendar calendar = compiled(spec);
  const auto worked = [&spec](Date d) {
    const auto in = [d](const std::vector<Date>& days) {
      return std::find(days.begin(), days.end(), d) != days.end();
    };
    return in(spec.extra_working_days) ||
           (!spec.week[static_cast<std::size_t>((d.days + 3) % 7 + 7) % 7].empty() &&
            !in(spec.holidays));
  };
  std::int64_t counted = calendar.rank(Date{table - 61});
  for (Date d{table - 60}; d.days < table + 60; d = d + 1) {
    CAPTURE(to_text(d));
    counted += static_cast<std::int64_t>(worked(d));
    CHECK(calendar.rank(d) == counted);
    if (worked(d)) CHECK(calendar.select(counted) == d);
    std::int32_t near = 0;
    if (calendar.near().rank(d, near)) CHECK(near == counted);
    Date selected;
    if (worked(d) && calendar.near().select(static_cast<std::int32_t>(counted), selected))
      CHECK(selected == d);
  }
  Date before, after;
  CHECK(calendar.near().select(0, before));
  CHECK(before < Date{0});
  CHECK_FALSE(calendar.near().select(-1, after));
}

TEST_CASE("copies share what they were compiled from") {
  Calendar copy;
  {
    CalendarSpec spec = weekdays_calendar("DE");
    spec.holidays = {day("2026-05-01")};
    const Calendar original = compiled(spec);
    copy = original;
  }
  CHECK(copy.id() == "DE");
  CHECK_FALSE(copy.working(day("2026-05-01")));
}

TEST_CASE("business minutes of the shared vectors") {
  const Json file = read_vector("13_time_escalation.json");
  std::map<std::string, Calendar> calendars;
  for (const auto& [id, object] : file.at("calendars").items())
    calendars.emplace(id, escalation_calendar(id, object));
  int compared = 0;
  for (const Json& op : file.at("ops")) {
    if (!op.contains("cal")) continue;
    const Calendar& calendar = calendars.at(op.at("cal").get<std::string>());
    const auto at = [&op](const char* key) {
      return *parse_instant(op.at(key).get<std::string>());
    };
    INFO(op.dump());
    if (op.at("op") == "add_business_minutes")
      CHECK(to_text(calendar.add_business_minutes(at("t"), op.at("minutes").get<int>())) ==
            op.at("expect"));
    else
      CHECK(calendar.business_minutes(at("a"), at("b")) == op.at("expect").get<int>());
    ++compared;
  }
  CHECK(compared == 13);
}

TEST_CASE("minutes used up at closing end there, none at closing means the next opening") {
  const Calendar calendar;  // 09:00-17:00 UTC
  const Instant closing = *parse_instant("2026-05-08T17:00:00Z");
  CHECK(to_text(calendar.add_business_minutes(closing, 0)) == "2026-05-11T09:00:00Z");
  CHECK(calendar.add_business_minutes(closing - 60'000, 1) == closing);
  CHECK(to_text(calendar.add_business_minutes(closing - 60'000, 0)) == "2026-05-08T16:59:00Z");
  CHECK(to_text(calendar.add_business_minutes(closing, 1)) == "2026-05-11T09:01:00Z");
}

TEST_CASE("a lunch break and an extra Saturday count with their hours") {
  CalendarSpec spec = weekdays_calendar();
  for (std::size_t i = 0; i < 5; ++i) spec.week[i] = {{540, 720}, {780, 1020}};
  spec.extra_working_days = {day("2026-05-09")};
  const Calendar calendar = compiled(spec);
  const Instant t = *parse_instant("2026-05-08T11:30:00Z");
  CHECK(to_text(calendar.add_business_minutes(t, 30)) == "2026-05-08T12:00:00Z");
  CHECK(to_text(calendar.add_business_minutes(t, 31)) == "2026-05-08T13:01:00Z");
  CHECK(to_text(calendar.add_business_minutes(t, 30 + 240 + 60)) == "2026-05-09T10:00:00Z");
  CHECK(calendar.business_minutes(t, *parse_instant("2026-05-11T09:10:00Z")) ==
        30 + 240 + 420 + 10);
  CHECK(calendar.business_minutes(*parse_instant("2026-05-08T13:10:00Z"), t) == -40);
}

TEST_CASE("hours around the clock lose the hour that daylight saving takes") {
  CalendarSpec spec = weekdays_calendar("round", *Zone::find("Europe/Berlin"));
  for (auto& hours : spec.week) hours = {{0, 1440}};
  const Calendar calendar = compiled(spec);
  const Instant a = *parse_instant("2026-03-28T23:00:00Z");
  CHECK(calendar.business_minutes(a, *parse_instant("2026-03-29T22:00:00Z")) == 23 * 60);
  CHECK(to_text(calendar.add_business_minutes(a, 23 * 60 + 1)) == "2026-03-29T22:01:00Z");
}
