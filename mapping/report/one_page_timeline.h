// The timeline of the one-page plan: three lanes of numbered steps over time, as an SVG drawing.
#pragma once

#include <string>
#include <vector>

#include "mapping/report/one_page.h"

namespace closemap {

// lanes: time runs to the right, for desktop and paper. columns: time runs down, for a phone.
enum class TimelineShape { lanes, columns };

// Where one step stands: along time, and which row of its party's lane so that none overlap.
struct TimelineMark {
  std::size_t step = 0;  // index into OnePage::steps
  Date from, at;         // promised; forecast or actual. from == at when they are the same
  int row = 0;
};
struct TimelinePlan {
  Date first, last;                 // Monday before the first mark, a day after the last
  std::vector<TimelineMark> marks;  // steps with a date, by lane, then time
  std::array<int, 3> rows{};        // of each lane, by OnePage::parties
};
// `apart_cd`: days that two marks of one row must be apart.
TimelinePlan plan_timeline(const OnePage& page, int apart_cd);
int timeline_days(const OnePage& page);  // from first to last; 0 without a dated step

// Empty when no step has a date. Numbers in the drawing are those of the table.
std::string timeline_svg(const OnePage& page, TimelineShape shape);

}  // namespace closemap
