// Vector 13: business minutes, send times and escalation ladders.
#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "mapping/signal/escalation.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"Mon", "Tue", "Wed", "Thu",
                                                    "Fri", "Sat", "Sun"};

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  return *std::move(result);
}

Instant instant(const Json& value) { return must(parse_instant(value.get<std::string>())); }

// "08:30" or "24:00" as minutes.
int minute(const std::string& text) {
  const std::string digits = text.substr(0, 2) + text.substr(std::min<std::size_t>(3, text.size()));
  const bool written = text.size() == 5 && text[2] == ':' &&
                       digits.find_first_not_of("0123456789") == std::string::npos;
  const int minutes = written ? std::stoi(digits.substr(2)) : 0;
  const int all = written ? std::stoi(digits.substr(0, 2)) * 60 + minutes : 0;
  if (!written || minutes > 59 || all > 1440) throw std::runtime_error("no time of day: " + text);
  return all;
}

std::size_t weekday(const std::string& text) {
  const auto found = std::find(kWeekdays.begin(), kWeekdays.end(), text);
  if (found == kWeekdays.end()) throw std::runtime_error("no weekday: " + text);
  return static_cast<std::size_t>(found - kWeekdays.begin());
}

// "Mon-Thu 09:00-17:00, Fri 09:00-12:00": spans of a day, or of days that follow each other.
void read_hours(const std::string& text, CalendarSpec& spec) {
  spec.week = {};
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    std::istringstream words(part);
    std::string days;
    words >> days;
    const std::size_t dash = days.find('-');
    const std::size_t first = weekday(days.substr(0, dash));
    const std::size_t last = dash == std::string::npos ? first : weekday(days.substr(dash + 1));
    for (std::string span; words >> span;) {
      const std::size_t to = span.find('-');
      if (to == std::string::npos) throw std::runtime_error("no hours: " + text);
      for (std::size_t day = first;; day = (day + 1) % kWeekdays.size()) {
        spec.week.at(day).emplace_back(minute(span.substr(0, to)), minute(span.substr(to + 1)));
        if (day == last) break;
      }
    }
  }
}

Calendar read_calendar(Checks& checks, const std::string& id, const Json& json) {
  Fields f(checks, "calendar", json);
  CalendarSpec spec = weekdays_calendar(id, must(Zone::find(f.text("tz"))));
  if (f.maybe("hours") != nullptr) read_hours(f.text("hours"), spec);
  if (const Json* days = f.maybe("holidays"))
    for (const Json& day : *days) spec.holidays.push_back(read_date(day));
  if (const Json* days = f.maybe("extra_working_days"))
    for (const Json& day : *days) spec.extra_working_days.push_back(read_date(day));
  f.finish();
  return must(Calendar::compile(std::move(spec)));
}

// The file's own, and the public file's for words it does not explain.
std::map<std::string, Calendar> calendars(Checks& checks, const Json& file) {
  std::map<std::string, Calendar> all;
  const auto add = [&](const Json* list) {
    if (list == nullptr) return;
    for (const auto& [id, json] : list->items()) all.emplace(id, read_calendar(checks, id, json));
  };
  add(find(file, "calendars"));
  if (const Json* more = find(file, "calendars_cases"))
    for (const Json& list : *more) add(&list);
  const Json known = public_file("13_time_escalation.json").at("calendars");
  add(&known);
  return all;
}

// The calendar with this zone, else weekdays in it.
Calendar calendar_in(const std::map<std::string, Calendar>& all, const Zone& zone) {
  for (const auto& [id, calendar] : all)
    if (calendar.zone().name() == zone.name()) return calendar;
  return must(Calendar::compile(weekdays_calendar("MF", zone)));
}

QuietHours read_quiet(const Json* json) {
  QuietHours quiet;
  if (json == nullptr) return quiet;
  quiet.from_minute = minute(json->at(0).get<std::string>());
  quiet.to_minute = minute(json->at(1).get<std::string>());
  return quiet;
}

// Weekdays without holidays unless the operation names a calendar or days of its own.
Json next_send_json(Fields& f, const std::map<std::string, Calendar>& all, const Zone& zone) {
  CalendarSpec spec = weekdays_calendar("MF", zone);
  if (const Json* days = f.maybe("holidays"))
    for (const Json& day : *days) spec.holidays.push_back(read_date(day));
  const Json* named = f.maybe("cal");
  const Calendar calendar = named != nullptr ? all.at(named->get<std::string>())
                                             : must(Calendar::compile(std::move(spec)));
  QuietHours quiet = read_quiet(f.maybe("quiet"));
  quiet.critical_pierces = f.text_or("pierce", "never") == "critical";
  const auto severity = parse_severity(f.text_or("severity", "warning"));
  if (!severity) throw std::runtime_error("unknown severity");
  return to_text(next_send(instant(f.at("t")), zone, quiet, calendar, *severity));
}

Json result_of(Fields& f, const std::map<std::string, Calendar>& all) {
  const std::string op = f.text("op");
  if (op == "add_business_minutes")
    return to_text(
        all.at(f.text("cal"))
            .add_business_minutes(instant(f.at("t")), whole<std::int64_t>(f.at("minutes"))));
  if (op == "business_minutes_between")
    return all.at(f.text("cal")).business_minutes(instant(f.at("a")), instant(f.at("b")));
  const Zone zone = must(Zone::find(f.text("tz")));
  if (op == "overdue_at") return to_text(overdue_at(f.date("due"), zone));
  if (op == "local_to_instant") return to_text(zone.at(f.date("day"), minute(f.text("time"))));
  if (op == "next_send") return next_send_json(f, all, zone);
  throw std::runtime_error("unknown op " + op);
}

void check_op(Checks& checks, const Json& one, const Json& file) {
  Fields f(checks, "op", one);
  const Json got = result_of(f, calendars(checks, file));
  checks.same("expect", f.at("expect"), got);
  f.ignore("name");
  f.finish();
}

struct Levels {
  std::vector<std::string> names;
  std::vector<std::int64_t> delay_bm;
};

Levels read_levels(const Json& file) {
  const Json* own = find(file, "ladder_levels_business_minutes");
  const Json levels =
      own != nullptr ? *own
                     : public_file("13_time_escalation.json").at("ladder_levels_business_minutes");
  Levels out;
  for (const Json& level : levels) {
    out.names.push_back(level.at(0));
    out.delay_bm.push_back(level.at(1));
  }
  return out;
}

// A level of one of our ladders: "L2_party_lead" after 960 business minutes.
void check_level(Checks& checks, const Json& one, const Json&) {
  const auto name = one.at(0).get<std::string>();
  if (name.size() < 2 || name[0] != 'L' || name[1] < '0' || name[1] > '9')
    return checks.fail("level", name + " is none");
  const auto level = static_cast<std::size_t>(name[1] - '0');
  for (const Severity severity : {Severity::critical, Severity::warning})
    if (const Ladder ladder = ladder_of(severity);
        level < ladder.delay_bm.size() && ladder.delay_bm[level] == one.at(1))
      return;
  checks.fail(name, "no ladder of ours has it after " + dump_json(one.at(1)));
}

Escalation read_acts(Fields& f) {
  Escalation escalation;
  escalation.fired = instant(f.at("t0"));
  if (const Json* ack = f.maybe("ack")) {
    for (const Json& at : ack->is_array() ? *ack : Json::array({*ack}))
      escalation.acks.push_back(instant(at));
  }
  if (const Json* at = f.maybe("resolved")) escalation.resolved = instant(*at);
  return escalation;
}

void check_ladder(Checks& checks, const Json& one, const Json& file) {
  Fields f(checks, "ladder", one);
  const std::map<std::string, Calendar> all = calendars(checks, file);
  const Levels levels = read_levels(file);
  Ladder ladder;
  ladder.delay_bm = levels.delay_bm;
  ladder.ack_ttl_bm = f.maybe_number("ack_ttl_bm").value_or(960);
  const Zone zone = must(Zone::find(f.text("tz")));
  const Json* named = f.maybe("cal");
  const Calendar calendar =
      named != nullptr ? all.at(named->get<std::string>()) : calendar_in(all, zone);
  const Json* quiet = f.maybe("quiet");
  const Reach reader{zone, read_quiet(quiet != nullptr ? quiet : find(file, "quiet")), &calendar};
  const Escalation escalation = read_acts(f);
  Json sent = Json::array();
  for (std::size_t level = 0; level < levels.names.size(); ++level)
    if (const auto at = level_at(ladder, escalation, static_cast<int>(level), calendar, reader,
                                 Severity::critical))
      sent.push_back({levels.names[level], to_text(*at)});
  checks.same("expect", f.at("expect"), sent);
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape escalation_shape() {
  return {{{"calendars", nullptr},
           {"source", nullptr},
           {"quiet", nullptr},
           {"ops", check_op},
           {"ladder_levels_business_minutes", check_level},
           {"ladder", check_ladder}}};
}

}  // namespace closemap::vectors
