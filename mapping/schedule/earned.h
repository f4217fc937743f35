// Earned schedule: how far the plan is, measured in periods of its baseline (domain.md §2.11, §11).
#pragma once

#include <optional>
#include <vector>

#include "mapping/schedule/network.h"

namespace closemap {

inline constexpr int kEarnedPeriodBd = 5;

// One milestone that the baseline counts.
struct EarnedStep {
  Date baseline;
  int weight_bd = 1;
  std::optional<Date> completed;
};

// Numbers are unrounded; whoever reports them rounds once, to 6 decimals. Null: cannot be said.
struct EarnedSchedule {
  std::vector<int> planned;            // PV(k) by the end of period k; the last holds everything
  int earned = 0;                      // EV: weight complete by T; later completions do not count
  int total = 0;                       // BAC
  int periods = 0;                     // PD
  double at_periods = 0;               // AT: wd(plan_start - 1, T) in periods
  int whole = 0;                       // C; 0 also where less is earned than PV(0)
  double part = 0;                     // I
  double es_periods = 0;               // ES = C + I
  double variance_periods = 0;         // SV(t) = ES - AT
  std::optional<double> index;         // SPI(t) = ES / AT; null before the first day
  std::optional<double> outlook;       // IEAC(t) = PD / SPI(t); null while nothing is earned
  std::optional<Date> outlook_date;    // add(plan_start - 1, 5 * IEAC rounded up)
  std::optional<double> volume_index;  // EV / PV(floor AT), as cost-based SPI has it

  // A plan too young says nothing: shown from a fifth complete.
  bool shown() const { return total > 0 && earned * 5 >= total; }
};

// Active milestones with a baseline, weighing their duration or 1.
std::vector<EarnedStep> earned_steps(const Network& network);

// REQUIRES: period_bd >= 1, weights >= 0.
EarnedSchedule earned_schedule(const std::vector<EarnedStep>& steps, Date plan_start,
                               Date status_date, const Calendar& calendar,
                               int period_bd = kEarnedPeriodBd);

}  // namespace closemap
