// Week-range templates ("Week a-b" rows) turned into dated milestones (domain.md §2.7 D, §11).
#pragma once

#include <string>
#include <vector>

#include "mapping/schedule/network.h"

namespace closemap {

struct WeekStep {
  std::string key, title;
  int week_from = 1, week_to = 1;
};

// Forward from plan_start: due = working day 5*week_to, FS chain with the lag of §2.7 D.
Network from_weeks(const std::vector<WeekStep>& steps, Date plan_start, Date status_date,
                   const Calendar& calendar);
// The same worked back so that step `signature` (index) is due on `signature_date`.
Network from_weeks_back(const std::vector<WeekStep>& steps, std::size_t signature,
                        Date signature_date, Date status_date, const Calendar& calendar);

}  // namespace closemap
