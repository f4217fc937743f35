// The one-page plan (capabilities A083, A101): the co-sell plan's seven sections, the milestone
// table and a timeline, of what one party sees. Built once, rendered as Markdown and as HTML.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "mapping/plan/plan.h"
#include "mapping/schedule/solve.h"

namespace closemap {

enum class Tone { plain, good, warn, bad };

// A number worth reading first: "Forecast" "11 May 2026" "5 working days late".
struct PageFigure {
  std::string label, value, note;
  Tone tone = Tone::plain;
};

struct PageParty {
  Party party = Party::vendor;
  std::string name;      // the party's word when nothing is known
  std::string sign_off;  // "Signed 3 Mar 2026 by Kim Vogel", "Not signed yet"
  Tone tone = Tone::plain;
};

enum class StepState { complete, in_progress, pending, blocked, waived };
std::string_view to_text(StepState state);  // "In progress"

struct PageStep {
  int number =
      0;  // from 1, in the plan's order; waived steps keep theirs, removed ones are left out
  std::string id, title, done_condition, owner, note;  // note: what blocks it
  Party party = Party::vendor;
  StepState state = StepState::pending;
  std::optional<Date> due, actual, forecast;
  int late_bd = 0;         // forecast after due, working days; complete: 0
  bool overdue = false;    // due before today and open
  bool anchored = false;   // the customer's date stands on it
  bool driving = false;    // on the way to the close: a slip of it moves the customer's date
  std::vector<int> after;  // numbers of the steps it waits for
};

struct PageLine {
  std::string label, text;  // label may be empty
};
struct PageGroup {
  std::string title;  // empty: none
  std::vector<PageLine> lines;
};
struct PageSection {
  int number = 0;  // 1..7
  std::string title;
  std::vector<PageGroup> groups;  // empty: nothing agreed yet
};
inline constexpr int kSequenceSection = 4;  // holds the timeline and the table

struct OnePage {
  std::string name, plan_id, standing;  // standing: "Working draft", "Active"
  int version = 0;
  std::string as_of;                 // "31 Mar 2026 10:00 (America/New_York)"
  std::string reader;                // "Northwind Logistics (customer)"; empty: everybody's
  std::string subject;               // the compelling event, or empty
  std::array<PageParty, 3> parties;  // customer, partner, vendor
  std::vector<PageFigure> figures;
  std::vector<PageSection> sections;  // those the reader may see, at most seven
  std::vector<PageStep> steps;
  Date today;
  std::optional<Date> target, forecast;  // of the close anchor
  std::string target_word;               // "Go-live"
};

struct PageOptions {
  std::optional<Party> reader;  // whose view it is; not set: the operator's
  Instant now;
};

// `seen` = view(plan, options.reader). REQUIRES: network and schedule of the plan itself (their
// milestones may be more than the view's).
OnePage one_page(const Plan& seen, const Network& network, const Schedule& schedule,
                 const PageOptions& options);

std::string one_page_markdown(const OnePage& page);
// A whole document: no script, no outside resource, its own style for screen, phone and A4.
std::string one_page_html(const OnePage& page);

// "4 May 2026"; "Mon 4 May".
std::string day_text(Date date);
std::string short_day_text(Date date);

}  // namespace closemap
