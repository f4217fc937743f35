// PERT along one path: how likely its last step is done by a date (domain.md §2.10, §11). It
// ignores parallel paths, so people see it only as "path only".
#pragma once

#include <vector>

#include "mapping/schedule/solve.h"

namespace closemap {

// Working days. REQUIRES: o <= m <= p (I10).
double expected_days(const Estimate3& days);  // (o + 4m + p) / 6
double variance_of(const Estimate3& days);    // ((p - o) / 6)^2

// Working days are counted from plan_start in the calendar of the path's last milestone. Numbers
// are unrounded; whoever reports them rounds once, to 6 decimals.
struct PertPath {
  std::vector<Node> path;
  double mu_bd = 0, sd_bd = 0, p80_bd = 0;
  Date p50, p80;  // add(plan_start - 1, days rounded to 6 decimals and then up)
};

// Members without an estimate count their effective duration and no variance, waived ones nothing.
// REQUIRES: `path` not empty; `schedule` a solution of `network`.
PertPath pert_path(const Network& network, const Schedule& schedule, std::vector<Node> path);

// The chance that the path ends on or before `target`: available = wd(T - 1, target).
struct OnTime {
  int available_bd = 0;
  double z = 0;  // infinite when nothing on the path is uncertain
  double probability = 0;
};
OnTime on_time(const Network& network, const PertPath& path, Date target);

}  // namespace closemap
