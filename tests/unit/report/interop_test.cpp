// The calendar feed and CloudEvents.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/report/calendar_feed.h"
#include "mapping/report/cloud_event.h"
#include "tests/unit/report/story.h"

namespace closemap::test {
namespace {

// Lines as RFC 5545 unfolds them; fails on a line over 75 octets or without CRLF.
std::vector<std::string> unfolded(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find("\r\n", start);
    REQUIRE(end != std::string::npos);
    const std::string line = text.substr(start, end - start);
    CHECK(line.size() <= kIcsLineOctetsMax);
    CHECK(line.find_first_of("\r\n") == std::string::npos);
    if (!line.empty() && line[0] == ' ' && !out.empty())
      out.back() += line.substr(1);
    else
      out.push_back(line);
    start = end + 2;
  }
  return out;
}

bool has_line(const std::vector<std::string>& lines, const std::string& wanted) {
  return std::find(lines.begin(), lines.end(), wanted) != lines.end();
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

TEST_CASE("a line is folded at 75 octets and never inside a character") {
  for (const std::string unit : {"a", "ü", "→", "😀"})
    for (int count = 1; count < 200; ++count) {
      std::string line = "SUMMARY:";
      for (int i = 0; i < count; ++i) line += unit;
      const std::string text = folded(line);
      const std::vector<std::string> lines = unfolded(text);
      REQUIRE(lines.size() == 1);
      CHECK(lines[0] == line);
      for (auto at = text.find("\r\n "); at != std::string::npos; at = text.find("\r\n ", at + 1))
        CHECK_FALSE(continues(text[at + 3]));
    }
}

TEST_CASE("text of a plan cannot end a line or a component") {
  CHECK(escape_ics("a,b;c\\d\ne") == "a\\,b\\;c\\\\d\\ne");
  CHECK(escape_ics("x\r\nEND:VTODO\r\nBEGIN:VALARM") == "x\\nEND:VTODO\\nBEGIN:VALARM");
  CHECK(escape_ics(std::string("nul\0bell\a", 9)) == "nulbell");
  Feed feed;
  feed.name = "x\r\nMETHOD:CANCEL";
  feed.host = "h\r\nX:y";
  feed.todos.push_back({"mst\r\nATTENDEE:evil",
                        0,
                        "t\nDUE:1",
                        "d\r\nBEGIN:VALARM",
                        {},
                        {},
                        {},
                        {},
                        "n\r\nX:1",
                        "e@x\r\nX:2",
                        Party::vendor,
                        {"p\r\nX:3"}});
  const std::vector<std::string> lines = unfolded(calendar_text(feed));
  for (const std::string& line : lines) {
    CHECK(line.rfind("METHOD", 0) != 0);
    CHECK(line.rfind("ATTENDEE", 0) != 0);
    CHECK(line.rfind("X:", 0) != 0);
    CHECK(line != "BEGIN:VALARM");
  }
}

TEST_CASE("the feed of a plan has a to-do for each milestone, in the plan's order") {
  Story told = story();
  told.plan.milestones["M14"].disposition = Disposition::removed;
  told.plan.milestones["M15"].status = MilestoneStatus::blocked;
  const Feed feed = feed_of(told.plan, "closemap.example", told.now,
                            [](const std::string& id) { return id == "M09" ? 7 : 0; });
  const std::vector<std::string> lines = unfolded(calendar_text(feed));
  CHECK(std::count(lines.begin(), lines.end(), "BEGIN:VTODO") == 22);
  CHECK(std::count(lines.begin(), lines.end(), "STATUS:CANCELLED") == 1);
  CHECK(has_line(lines, "SEQUENCE:7"));
  CHECK(has_line(lines, "X-CLOSEMAP-STATUS:BLOCKED"));
  CHECK(has_line(lines, "CONTACT:Jörg Müller\\, joerg@customer.example"));
  CHECK(has_line(lines, "RELATED-TO;RELTYPE=DEPENDS-ON:M09@closemap.example"));
  CHECK(has_line(lines, "COMPLETED:20260302T170000Z"));  // noon in New York
  CHECK(has_line(lines, "RRULE:FREQ=WEEKLY"));
  CHECK(has_line(lines, "DTSTART;TZID=America/New_York:20260407T100000"));
  CHECK(has_line(lines, "TZOFFSETTO:-0500"));
  CHECK(std::count(lines.begin(), lines.end(), "BEGIN:VTIMEZONE") == 1);
  for (const std::string& line : lines) CHECK(line.rfind("DTSTART;VALUE", 0) != 0);
}

TEST_CASE("a review keeps its local time, and its own interval") {
  Story told = story();
  const auto lines_of = [&](const char* zone, int days) {
    told.plan.timezone = zone;
    told.plan.next_review_at = instant("2026-03-24T13:00:00Z");
    Feed feed = feed_of(told.plan, "h", told.now, nullptr);
    feed.review_days = days;
    return unfolded(calendar_text(feed));
  };
  const auto berlin = lines_of("Europe/Berlin", 14);
  CHECK(has_line(berlin, "DTSTART;TZID=Europe/Berlin:20260324T140000"));
  CHECK(has_line(berlin, "RRULE:FREQ=WEEKLY;INTERVAL=2"));
  // Five days later the clocks change: at 02:00 from +1 to +2.
  const auto change = std::find(berlin.begin(), berlin.end(), "DTSTART:20260329T020000");
  REQUIRE(change != berlin.end());
  CHECK(*(change - 1) == "BEGIN:DAYLIGHT");
  CHECK(*(change + 1) == "TZOFFSETFROM:+0100");
  CHECK(*(change + 2) == "TZOFFSETTO:+0200");
  const auto tokyo = lines_of("UTC", 10);
  CHECK(has_line(tokyo, "DTSTART:20260324T130000Z"));
  CHECK(has_line(tokyo, "RRULE:FREQ=DAILY;INTERVAL=10"));
  CHECK_FALSE(has_line(tokyo, "BEGIN:VTIMEZONE"));
}

TEST_CASE("days of open steps for calendars that ignore to-dos end on the day after") {
  Story told = story();
  Feed feed = feed_of(told.plan, "h", told.now, nullptr);
  feed.with_events = true;
  const std::vector<std::string> lines = unfolded(calendar_text(feed));
  CHECK(std::count(lines.begin(), lines.end(), "BEGIN:VEVENT") == 14 + 1);
  CHECK(has_line(lines, "DTSTART;VALUE=DATE:20260504"));
  CHECK(has_line(lines, "DTEND;VALUE=DATE:20260505"));
}

TEST_CASE("a person's feed holds what the person owns or supports") {
  Story told = story();
  told.plan.milestones["M09"].supporting = {"tom"};
  const Feed feed = feed_of_person(told.plan, "tom", "h", told.now, nullptr);
  std::vector<std::string> ids;
  for (const FeedTodo& todo : feed.todos) ids.push_back(todo.id);
  CHECK(ids == std::vector<std::string>{"M05", "M09", "M14", "M21"});
}

TEST_CASE("an event's type and source follow one scheme") {
  CHECK(event_type("milestone.slipped") == "io.closemap.milestone.slipped.v1");
  CHECK(event_type("a b\"c") == "io.closemap.a_b_c.v1");
  CHECK(event_name("io.closemap.milestone.slipped.v1") == "milestone.slipped");
  CHECK_FALSE(event_name("io.closemap..v1"));
  CHECK_FALSE(event_name("com.other.thing.v1"));
  CHECK(event_source("eu1", "pln_01") == "/closemap/eu1/plans/pln_01");
  CHECK(event_source("eu1", "") == "/closemap/eu1");
}

TEST_CASE("an event is canonical JSON and keeps to 64 KiB") {
  CloudEvent event{"evt_1", "/closemap/x",       "io.closemap.plan.closed.v1", "", {},
                   "",      R"({"b":1,"a":"ü"})"};
  const Result<std::string> text = cloud_event_text(event);
  REQUIRE(text);
  CHECK(
      *text ==
      R"({"data":{"a":"ü","b":1},"datacontenttype":"application/json","id":"evt_1","source":"/closemap/x","specversion":"1.0","time":"1970-01-01T00:00:00Z","type":"io.closemap.plan.closed.v1"})");
  event.data = "\"" + std::string(kCloudEventBytesMax, 'x') + "\"";
  CHECK_FALSE(cloud_event_text(event));
  event.data = "{";
  CHECK_FALSE(cloud_event_text(event));
  event.data = "{}";
  event.id.clear();
  CHECK_FALSE(cloud_event_text(event));
}

}  // namespace closemap::test
