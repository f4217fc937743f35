// The planned-value curve, and where on it the plan stands (domain.md §2.11).
#include "mapping/schedule/earned.h"
#include "mapping/core/decimal.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace closemap {
namespace {

constexpr int kDecimals = 6;

// Weight baselined by the end of each period, until everything is held; period 0 ends before the
// plan starts.
std::vector<int> planned_values(std::vector<EarnedStep> steps, Date start, const Calendar& calendar,
                                int period_bd, int total) {
  std::sort(steps.begin(), steps.end(),
            [](const EarnedStep& a, const EarnedStep& b) { return a.baseline < b.baseline; });
  std::vector<int> planned;
  auto next = steps.begin();
  int value = 0;
  for (Date end = start;; end = calendar.add(end, period_bd)) {
    for (; next != steps.end() && next->baseline <= end; ++next) value += next->weight_bd;
    planned.push_back(value);
    if (value == total) return planned;
  }
}

}  // namespace

std::vector<EarnedStep> earned_steps(const Network& network) {
  std::vector<EarnedStep> steps;
  for (const NetworkMilestone& m : network.milestones) {
    if (m.disposition != Disposition::active || !m.baseline) continue;
    EarnedStep step{*m.baseline, std::max(0, m.duration_bd.value_or(1)), {}};
    if (m.status == MilestoneStatus::complete)
      step.completed = m.actual.value_or(network.status_date);
    steps.push_back(step);
  }
  return steps;
}

EarnedSchedule earned_schedule(const std::vector<EarnedStep>& steps, Date plan_start,
                               Date status_date, const Calendar& calendar, int period_bd) {
  assert(period_bd >= 1);
  const Date start = plan_start - 1;
  EarnedSchedule out;
  for (const EarnedStep& step : steps) {
    out.total += step.weight_bd;
    if (step.completed && *step.completed <= status_date) out.earned += step.weight_bd;
  }
  out.planned = planned_values(steps, start, calendar, period_bd, out.total);
  out.periods = static_cast<int>(out.planned.size()) - 1;
  out.at_periods = static_cast<double>(calendar.wd(start, status_date)) / period_bd;

  const auto above = std::upper_bound(out.planned.begin(), out.planned.end(), out.earned);
  const auto reached_by = above == out.planned.begin() ? above : above - 1;
  out.whole = static_cast<int>(reached_by - out.planned.begin());
  if (above > reached_by && above != out.planned.end()) {
    const int reached = *reached_by;
    out.part = static_cast<double>(out.earned - reached) / (*above - reached);
  }
  out.es_periods = out.whole + out.part;
  out.variance_periods = out.es_periods - out.at_periods;
  if (out.at_periods > 0) out.index = out.es_periods / out.at_periods;
  if (out.earned > 0 && out.index && *out.index > 0) {
    out.outlook = out.periods / *out.index;
    const double days = std::ceil(rounded(period_bd * *out.outlook, kDecimals));
    out.outlook_date = calendar.add(
        start, static_cast<int>(std::min(days, static_cast<double>(Calendar::kDayMax))));
  }
  const auto last = static_cast<double>(out.periods);
  const int planned =
      out.planned[static_cast<std::size_t>(std::clamp(std::floor(out.at_periods), 0.0, last))];
  if (planned > 0) out.volume_index = static_cast<double>(out.earned) / planned;
  return out;
}

}  // namespace closemap
