// The read-only iCalendar feed of a plan, RFC 5545 (domain.md §7, §11 "§7 ICS"): one VTODO a
// milestone, no METHOD, no ATTENDEE, no DTSTART.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/plan/plan.h"

namespace closemap {

struct FeedTodo {
  std::string id;  // UID is <id>@<host>
  int sequence = 0;
  std::string title, done_condition;
  std::optional<Date> due;
  MilestoneStatus status = MilestoneStatus::pending;
  Disposition disposition = Disposition::active;  // removed and waived: CANCELLED
  std::optional<Instant> completed_at;
  std::string owner_name, owner_email;
  Party party = Party::vendor;
  std::vector<std::string> preds;  // ids it waits for
};

struct Feed {
  std::string name, host;
  Instant stamp;  // DTSTAMP of every component
  std::vector<FeedTodo> todos;
  // For clients that ignore VTODO: an all-day VEVENT for each dated milestone that is neither
  // complete nor cancelled.
  bool with_events = false;
  // The review, 15 minutes from here on, at the same local time every `review_days`; not set: none.
  // Named by `review_id`.
  std::optional<Instant> review_at;
  std::string review_id;
  int review_days = 7;
  Zone zone;  // the plan's
};

// Event number of a milestone (SEQUENCE), 0 when it is not known.
using SequenceOf = std::function<int(const std::string& milestone)>;
// The feed of `view`, which is the reader's: removed milestones stay in it as CANCELLED, so that
// calendars drop them. COMPLETED is noon of the day in the plan zone: a plan knows no hour.
Feed feed_of(const Plan& view, const std::string& host, Instant now, const SequenceOf& sequence);
// Of one person only: what it owns or supports.
Feed feed_of_person(const Plan& view, const std::string& person, const std::string& host,
                    Instant now, const SequenceOf& sequence);

// The text: CRLF, lines folded at 75 octets between characters.
std::string calendar_text(const Feed& feed);

// RFC 5545 TEXT: backslash, semicolon, comma and newline escaped, other controls dropped.
std::string escape_ics(std::string_view text);
// One content line, folded, with its CRLF. REQUIRES: valid UTF-8 without CR and LF.
inline constexpr std::size_t kIcsLineOctetsMax = 75;
std::string folded(std::string_view line);

}  // namespace closemap
