// Civil dates: text forms, limits, weekdays.
#include <catch2/catch.hpp>

#include "mapping/core/date.h"

using namespace closemap;

TEST_CASE("a date is written and read as YYYY-MM-DD only") {
  CHECK(to_text(*parse_date("2026-05-04")) == "2026-05-04");
  CHECK(*parse_date("1970-01-01") == Date{0});
  CHECK(*parse_date("2024-02-29") == Date{19782});
  CHECK(to_text(*parse_date("2199-12-31")) == "2199-12-31");
  for (const char* bad : {"", "2026-5-4", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00",
                          "2026-04-31", "1969-12-31", "2200-01-01", "2026-05-04 ", "2026/05/04",
                          "20260504", "2026-05-0x", "+026-05-04"})
    CHECK_FALSE(parse_date(bad));
}

TEST_CASE("an error about a date shows the text escaped and shortened") {
  const std::string what = parse_date("\x1b[31m" + std::string(200, 'x')).error().what;
  CHECK(what.find("\\u{1b}[31mxxx") != std::string::npos);
  CHECK(what.find('\x1b') == std::string::npos);
  CHECK(what.size() < 120);
}

TEST_CASE("field maps read dates in the formats people export") {
  struct Row {
    const char* text;
    const char* format;
    const char* expect;
  };
  const Row row = GENERATE(
      Row{"05/04/2026", "%m/%d/%Y", "2026-05-04"}, Row{"5/4/2026", "%m/%d/%Y", "2026-05-04"},
      Row{"4.5.2026", "%d.%m.%Y", "2026-05-04"}, Row{"20260504", "%Y%m%d", "2026-05-04"},
      Row{"04-May-26", "%d-%b-%y", "2026-05-04"}, Row{"4 may 2026", "%d %b %Y", "2026-05-04"},
      Row{"September 30, 2026", "%B %d, %Y", "2026-09-30"},
      Row{"Sep 30, 2026", "%B %d, %Y", "2026-09-30"}, Row{" 4/05/2026", "%e/%m/%Y", "2026-05-04"},
      Row{"01/01/70", "%d/%m/%y", "1970-01-01"}, Row{"01/01/69", "%d/%m/%y", "2069-01-01"},
      Row{"100% 2026-05-04", "100%% %Y-%m-%d", "2026-05-04"});
  INFO(row.text);
  const Result<Date> date = parse_date(row.text, row.format);
  REQUIRE(date);
  CHECK(to_text(*date) == row.expect);
}

TEST_CASE("text that does not fit the format is refused") {
  CHECK_FALSE(parse_date("2026-05-04", "%m/%d/%Y"));
  CHECK_FALSE(parse_date("05/04/2026x", "%m/%d/%Y"));
  CHECK_FALSE(parse_date("05/04/26", "%m/%d/%Y"));
  CHECK_FALSE(parse_date("02/30/2026", "%m/%d/%Y"));
  CHECK_FALSE(parse_date("", "%m/%d/%Y"));
  CHECK_FALSE(parse_date("4 Foo 2026", "%d %b %Y"));
  CHECK(parse_date("05/04/2026x", "%m/%d/%Y").error().fault == Fault::permanent);
}

TEST_CASE("a format that cannot give a date is a fault of the configuration") {
  for (const char* format : {"", "%m/%d", "%Y-%m", "%Y-%j", "%Y-%m-%d %H", "%Y-%m-%d%"})
    CHECK(parse_date("2026-05-04", format).error().fault == Fault::config);
}

TEST_CASE("weekdays count from Monday") {
  CHECK(iso_weekday(*parse_date("1970-01-01")) == 4);
  CHECK(iso_weekday(*parse_date("2026-05-04")) == 1);
  CHECK(iso_weekday(*parse_date("2026-05-10")) == 7);
  CHECK(iso_weekday(Date{-1}) == 3);
  CHECK(iso_weekday(Date{-4}) == 7);
  CHECK(to_text_with_weekday(*parse_date("2026-05-04")) == "Mon 2026-05-04");
}

TEST_CASE("civil conversion is its own inverse") {
  for (int day = -1000; day < 85000; day += 13) CHECK(from_ymd(to_ymd(Date{day})) == Date{day});
}
