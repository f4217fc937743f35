// What a schedule makes of an anchor (domain.md §2.6).
#include "mapping/schedule/anchor.h"

#include <algorithm>

#include "mapping/core/decimal.h"

namespace closemap {

void judge(const Network& network, const Schedule& schedule, const NetworkAnchor& anchor,
           ScheduledAnchor& a) {
  const ScheduledMilestone& s = schedule.milestones[anchor.milestone];
  const Calendar& cal = network.calendars[network.milestones[anchor.milestone].calendar];
  const Date before = network.status_date - 1;
  a.milestone = anchor.milestone;
  a.target = anchor.date;
  a.early_finish = s.early_finish;
  a.forecast = s.forecast;
  a.forecast_gap_bd = cal.wd(anchor.date, s.forecast);
  a.forecast_gap_cd = s.forecast - anchor.date;
  a.required_bd = cal.wd(before, s.early_finish);
  a.available_bd = cal.wd(before, anchor.date);
  a.compression_ratio.reset();
  a.overrun_bd = std::max(0, a.required_bd - a.available_bd);
  if (a.available_bd > 0)
    a.compression_ratio = rounded(static_cast<double>(a.required_bd) / a.available_bd, 4);
  a.feasible = s.early_finish <= anchor.date;
  a.driving_path.clear();  // its memory is used again
  for (Maybe<Node> node = anchor.milestone; node;) {
    const ScheduledMilestone& on_path = schedule.milestones[*node];
    a.driving_path.push_back(*node);
    const bool moved_by_logic = on_path.set_by == SetBy::logic || on_path.set_by == SetBy::waived;
    node = moved_by_logic ? on_path.driver : Maybe<Node>();
  }
  std::reverse(a.driving_path.begin(), a.driving_path.end());
}

}  // namespace closemap
