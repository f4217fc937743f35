// Instants: dialects of timestamps (api-facts §18.1), zones, gaps and overlaps.
#include <catch2/catch.hpp>

#include "mapping/core/instant.h"
#include "tests/unit/core/read_vector.h"

using namespace closemap;

TEST_CASE("every dialect of the connected systems is the same instant") {
  const char* text =
      GENERATE("2026-11-22T05:07:46Z", "2026-11-22T05:07:46.000+0000", "2026-11-22T05:07:46.000Z",
               "2026-11-22T10:37:46+05:30", "2026-11-22T10:37:46+0530", "2026-11-22 05:07:46Z",
               "2026-11-21T21:07:46.000000000-08:00", "2026-11-22t05:07:46z");
  INFO(text);
  const Result<Instant> instant = parse_instant(text);
  REQUIRE(instant);
  CHECK(instant->ms == 1795324066000);
  CHECK(to_text(*instant) == "2026-11-22T05:07:46Z");
}

TEST_CASE("fractions are floored to milliseconds") {
  CHECK(to_text(*parse_instant("2026-10-30T21:03:42.4579542Z")) == "2026-10-30T21:03:42.457Z");
  CHECK(to_text(*parse_instant("2026-10-30T21:03:42.9Z")) == "2026-10-30T21:03:42.900Z");
  CHECK(to_text(*parse_instant("2026-10-30T21:03:42.999999999Z")) == "2026-10-30T21:03:42.999Z");
  CHECK(to_text(*parse_instant("2026-10-30T21:03:42.0009Z")) == "2026-10-30T21:03:42Z");
}

TEST_CASE("a leap second is the first second of the next minute") {
  CHECK(to_text(*parse_instant("2016-12-31T23:59:60Z")) == "2017-01-01T00:00:00Z");
  CHECK(to_text(*parse_instant("2016-12-31T23:59:60.5Z")) == "2017-01-01T00:00:00.500Z");
  CHECK(to_text(*parse_instant("2017-01-01T05:29:60+05:30")) == "2017-01-01T00:00:00Z");
}

TEST_CASE("text that is no point in time is refused") {
  for (const char* bad :
       {"", "2026-11-22", "2026-11-22T05:07:46", "2026-11-22T05:07Z", "2026-11-22T24:00:00Z",
        "2026-11-22T05:60:00Z", "2026-11-22T05:07:61Z", "2026-11-22T05:07:46.Z",
        "2026-11-22T05:07:46.1234567890Z", "2026-11-22T05:07:46+5:30", "2026-11-22T05:07:46+05",
        "2026-11-22T05:07:46+24:00", "2026-11-22T05:07:46+05:60", "2026-11-22T05:07:46ZZ",
        "2026-02-29T05:07:46Z", "1969-12-31T23:59:59Z", "2026-11-22_05:07:46Z", "1795324066000"})
    CHECK_FALSE(parse_instant(bad));
  CHECK(parse_instant("2026-11-22T05:07:46").error().what.find("no offset") != std::string::npos);
}

TEST_CASE("instants before 1970 and far dates have a text") {
  CHECK(to_text(Instant{-1}) == "1969-12-31T23:59:59.999Z");
  CHECK(to_text(*parse_instant("1970-01-01T00:30:00+01:00")) == "1969-12-31T23:30:00Z");
}

TEST_CASE("only IANA zones are known") {
  CHECK(Zone::find("Europe/Berlin")->name() == "Europe/Berlin");
  CHECK(Zone::find("UTC")->name() == "UTC");
  CHECK(Zone().name() == "UTC");
  for (const char* bad : {"", "Mars/Olympus", "../../etc/passwd", "europe/berlin ", "+01:00"}) {
    const Result<Zone> zone = Zone::find(bad);
    INFO(bad);
    REQUIRE_FALSE(zone);
    CHECK(zone.error().fault == Fault::config);
  }
}

TEST_CASE("local times of the shared vectors: earliest of two, transition inside a gap") {
  int compared = 0;
  const Json file = read_vector("13_time_escalation.json");
  for (const Json& op : file.at("ops")) {
    const std::string kind = op.at("op");
    if (kind != "local_to_instant" && kind != "overdue_at") continue;
    const Zone zone = *Zone::find(op.at("tz").get<std::string>());
    const bool overdue = kind == "overdue_at";
    const Date day = *parse_date(op.at(overdue ? "due" : "day").get<std::string>());
    const std::string time = overdue ? "00:00" : op.at("time").get<std::string>();
    const int minute = std::stoi(time.substr(0, 2)) * 60 + std::stoi(time.substr(3));
    INFO(op.dump());
    CHECK(to_text(zone.at(overdue ? day + 1 : day, minute)) == op.at("expect"));
    ++compared;
  }
  CHECK(compared == 11);
}

TEST_CASE("minute 1440 is the next day's midnight") {
  const Zone zone = *Zone::find("Europe/Berlin");
  const Date day = *parse_date("2026-03-28");
  CHECK(zone.at(day, 1440) == zone.at(day + 1, 0));
}

TEST_CASE("the local date and minute follow the zone") {
  const Instant t = *parse_instant("2026-03-08T06:59:59.999Z");
  const Zone zone = *Zone::find("America/New_York");
  CHECK(to_text(zone.local_date(t)) == "2026-03-08");
  CHECK(zone.local_minute(t) == 119);
  CHECK(zone.local_minute(t + 1) == 180);  // 02:00 does not exist that day
  CHECK(to_text(Zone::find("Pacific/Auckland")->local_date(t)) == "2026-03-08");
  CHECK(to_text(zone.local_date(*parse_instant("2026-03-08T04:59:59Z"))) == "2026-03-07");
  CHECK(Zone().local_minute(Instant{-1}) == 1439);
}

TEST_CASE("text without an offset is read in its source's zone") {
  const Zone berlin = *Zone::find("Europe/Berlin");
  CHECK(to_text(*parse_local("2026-11-22 05:07:46", Zone())) == "2026-11-22T05:07:46Z");
  CHECK(to_text(*parse_local("2026-07-22T05:07:46.25", berlin)) == "2026-07-22T03:07:46.250Z");
  CHECK(to_text(*parse_local("2026-10-25 02:30:10", berlin)) == "2026-10-25T00:30:10Z");
  CHECK(to_text(*parse_local("2026-03-29 02:30:10", berlin)) == "2026-03-29T01:00:00Z");
  CHECK_FALSE(parse_local("2026-11-22T05:07:46Z", berlin));
  CHECK_FALSE(parse_local("2026-11-22", berlin));
}
