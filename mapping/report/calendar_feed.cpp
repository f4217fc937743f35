// Writing of the feed, line by line in the order of domain.md §11.
#include "mapping/report/calendar_feed.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "mapping/core/text.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

std::string digits_of(std::string_view text) {  // "2026-07-12" -> "20260712"
  std::string out;
  for (const char c : text)
    if (c != '-' && c != ':') out.push_back(c);
  return out;
}

std::string ics_date(Date date) { return digits_of(to_text(date)); }

std::string ics_instant(Instant instant) {
  constexpr std::int64_t kSecond = 1000;
  std::int64_t part = instant.ms % kSecond;
  if (part < 0) part += kSecond;
  return digits_of(to_text(instant - part));
}

std::string ics_offset(int minutes) {
  const int size = std::abs(minutes);
  const auto two = [](int value) {
    std::string text = std::to_string(value);
    return text.size() < 2 ? "0" + text : text;
  };
  return (minutes < 0 ? "-" : "+") + two(size / 60) + two(size % 60);
}

constexpr std::int64_t kYearMs = 366LL * 86'400'000;
constexpr int kReviewYears = 5;  // no plan of a deal is reviewed for longer

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

// Blocked has no word in iCalendar; pending and blocked both need action.
std::string_view status_word(const FeedTodo& todo) {
  if (todo.disposition != Disposition::active) return "CANCELLED";
  switch (todo.status) {
    case MilestoneStatus::complete:
      return "COMPLETED";
    case MilestoneStatus::in_progress:
      return "IN-PROCESS";
    case MilestoneStatus::pending:
    case MilestoneStatus::blocked:
      break;
  }
  return "NEEDS-ACTION";
}

class Writer {
 public:
  explicit Writer(const Feed& feed) : feed_(feed) {}

  std::string write() {
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//closemap//plan export 1//EN");
    line("CALSCALE:GREGORIAN");
    line("NAME:" + escape_ics(feed_.name));
    line("X-WR-CALNAME:" + escape_ics(feed_.name));
    if (feed_.review_at) add_zone(*feed_.review_at);
    for (const FeedTodo& todo : feed_.todos) add_todo(todo);
    if (feed_.with_events)
      for (const FeedTodo& todo : feed_.todos) add_day(todo);
    if (feed_.review_at) add_review(*feed_.review_at);
    line("END:VCALENDAR");
    return std::move(text_);
  }

 private:
  void line(const std::string& content) { text_ += folded(content); }
  std::string uid(const std::string& id) const {
    return escape_ics(id) + "@" + escape_ics(feed_.host);
  }

  void begin(const std::string& component, const std::string& id) {
    line("BEGIN:" + component);
    line("UID:" + uid(id));
    line("DTSTAMP:" + ics_instant(feed_.stamp));
  }

  void add_todo(const FeedTodo& todo) {
    begin("VTODO", todo.id);
    line("SEQUENCE:" + std::to_string(todo.sequence));
    line("SUMMARY:" + escape_ics(todo.title));
    if (!todo.done_condition.empty())
      line("DESCRIPTION:" + escape_ics("Done when: " + todo.done_condition));
    if (todo.due) line("DUE;VALUE=DATE:" + ics_date(*todo.due));
    line("STATUS:" + std::string(status_word(todo)));
    if (todo.disposition == Disposition::active && todo.status == MilestoneStatus::blocked)
      line("X-CLOSEMAP-STATUS:BLOCKED");
    if (todo.disposition == Disposition::active && todo.status == MilestoneStatus::complete) {
      if (todo.completed_at) line("COMPLETED:" + ics_instant(*todo.completed_at));
      line("PERCENT-COMPLETE:100");
    }
    std::string contact = todo.owner_name;
    if (!todo.owner_email.empty()) contact += (contact.empty() ? "" : ", ") + todo.owner_email;
    if (!contact.empty()) line("CONTACT:" + escape_ics(contact));
    line("X-CLOSEMAP-PARTY:" + upper(to_text(todo.party)));
    for (const std::string& pred : todo.preds) line("RELATED-TO;RELTYPE=DEPENDS-ON:" + uid(pred));
    line("END:VTODO");
  }

  void add_day(const FeedTodo& todo) {
    if (!todo.due || todo.disposition != Disposition::active ||
        todo.status == MilestoneStatus::complete)
      return;
    begin("VEVENT", todo.id + "-day");
    line("SEQUENCE:" + std::to_string(todo.sequence));
    line("SUMMARY:" + escape_ics("Due: " + todo.title));
    line("DTSTART;VALUE=DATE:" + ics_date(*todo.due));
    line("DTEND;VALUE=DATE:" + ics_date(*todo.due + 1));  // exclusive
    line("TRANSP:TRANSPARENT");
    line("END:VEVENT");
  }

  bool changes_clocks(Instant from) const { return feed_.zone.period(from).end.has_value(); }

  // The plan zone's clocks while the reviews may go on: a review keeps its local time.
  void add_zone(Instant from) {
    if (!changes_clocks(from)) return;
    const Instant last = from + kReviewYears * kYearMs;
    line("BEGIN:VTIMEZONE");
    line("TZID:" + escape_ics(feed_.zone.name()));
    Zone::Period period = feed_.zone.period(from - kYearMs);
    while (period.end && *period.end <= last) {
      const Zone::Period next = feed_.zone.period(*period.end);
      const std::string kind = next.summer ? "DAYLIGHT" : "STANDARD";
      line("BEGIN:" + kind);
      line("DTSTART:" + local(*period.end + period.offset_minutes * kMinuteMs));
      line("TZOFFSETFROM:" + ics_offset(period.offset_minutes));
      line("TZOFFSETTO:" + ics_offset(next.offset_minutes));
      line("END:" + kind);
      period = next;
    }
    line("END:VTIMEZONE");
  }

  // Without the Z that says UTC.
  static std::string local(Instant at) {
    std::string text = ics_instant(at);
    text.pop_back();
    return text;
  }

  void add_review(Instant at) {
    begin("VEVENT", feed_.review_id + "-review");
    line("SUMMARY:" + escape_ics("15-minute review: " + feed_.name));
    if (changes_clocks(at))
      line("DTSTART;TZID=" + feed_.zone.name() + ":" +
           local(at + feed_.zone.period(at).offset_minutes * kMinuteMs));
    else
      line("DTSTART:" + ics_instant(at));
    line("DURATION:PT15M");
    const int days = feed_.review_days;
    std::string rule = days % 7 == 0 ? "RRULE:FREQ=WEEKLY" : "RRULE:FREQ=DAILY";
    const int interval = days % 7 == 0 ? days / 7 : days;
    if (interval > 1) rule += ";INTERVAL=" + std::to_string(interval);
    line(rule);
    line("END:VEVENT");
  }

  const Feed& feed_;
  std::string text_;
};

FeedTodo todo_of(const Plan& view, const std::string& id, const Zone& zone,
                 const SequenceOf& sequence) {
  constexpr int kNoon = 12 * 60;
  const Milestone& step = view.milestones.at(id);
  FeedTodo todo;
  todo.id = id;
  todo.sequence = sequence ? sequence(id) : 0;
  todo.title = step.title;
  todo.done_condition = step.done_condition;
  todo.due = step.due;
  todo.status = step.status;
  todo.disposition = step.disposition;
  if (step.actual) todo.completed_at = zone.at(*step.actual, kNoon);
  todo.party = step.party;
  const auto owner = view.people.find(step.owner);
  if (owner != view.people.end()) {
    todo.owner_name = owner->second.name;
    todo.owner_email = owner->second.email;
  } else {
    todo.owner_name = step.owner_word;
  }
  for (const Dependency& each : view.dependencies)
    if (each.succ == id) todo.preds.push_back(each.pred);
  return todo;
}

Zone zone_of(const Plan& plan) {
  const Result<Zone> zone = Zone::find(plan.timezone);
  return zone ? *zone : Zone();
}

}  // namespace

std::string escape_ics(std::string_view text) {
  std::string clean = clean_utf8(text);
  std::replace(clean.begin(), clean.end(), '\t', ' ');
  std::string out;
  bool first = true;
  for (const std::string_view line : split(clean, '\n')) {
    if (!std::exchange(first, false)) out += "\\n";
    for (const char c : printable(line)) {
      if (c == '\\' || c == ';' || c == ',') out.push_back('\\');
      out.push_back(c);
    }
  }
  return out;
}

std::string folded(std::string_view line) {
  constexpr unsigned kContinuationMask = 0xC0U;
  constexpr unsigned kContinuation = 0x80U;
  std::string out;
  std::size_t room = kIcsLineOctetsMax;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && (static_cast<unsigned char>(line[cut]) & kContinuationMask) == kContinuation)
      --cut;
    out.append(line.substr(0, cut)).append("\r\n ");
    line.remove_prefix(cut);
    room = kIcsLineOctetsMax - 1;  // the blank that continues a line counts
  }
  return out.append(line).append("\r\n");
}

std::string calendar_text(const Feed& feed) { return Writer(feed).write(); }

Feed feed_of(const Plan& view, const std::string& host, Instant now, const SequenceOf& sequence) {
  Feed feed;
  feed.name = view.name;
  feed.host = host;
  feed.stamp = now;
  const Zone zone = zone_of(view);
  for (const std::string& id : steps_in_order(view))
    feed.todos.push_back(todo_of(view, id, zone, sequence));
  feed.review_at = view.next_review_at;
  feed.review_id = view.id;
  feed.zone = zone;
  return feed;
}

Feed feed_of_person(const Plan& view, const std::string& person, const std::string& host,
                    Instant now, const SequenceOf& sequence) {
  Feed feed = feed_of(view, host, now, sequence);
  const auto others = [&](const FeedTodo& todo) {
    const Milestone& step = view.milestones.at(todo.id);
    return step.owner != person && std::find(step.supporting.begin(), step.supporting.end(),
                                             person) == step.supporting.end();
  };
  feed.todos.erase(std::remove_if(feed.todos.begin(), feed.todos.end(), others), feed.todos.end());
  return feed;
}

}  // namespace closemap
