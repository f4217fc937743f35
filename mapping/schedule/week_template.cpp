// Week-range templates: a chain of steps whose windows may overlap (domain.md §2.7 D, §11).
#include "mapping/schedule/week_template.h"

#include <cassert>

namespace closemap {
namespace {

constexpr int kWeekDays = 5;  // working days of a template's week, whatever the calendar

}  // namespace

Network from_weeks(const std::vector<WeekStep>& steps, Date plan_start, Date status_date,
                   const Calendar& calendar) {
  Network network;
  network.plan_start = plan_start;
  network.status_date = status_date;
  network.calendars.push_back(calendar);
  for (Node node = 0; node < steps.size(); ++node) {
    const WeekStep& step = steps[node];
    assert(step.week_from >= 1 && step.week_from <= step.week_to);
    NetworkMilestone& m = network.add(step.key, step.title);
    m.duration_bd = (step.week_to - step.week_from + 1) * kWeekDays;
    m.due = calendar.add(plan_start - 1, kWeekDays * step.week_to);
    if (node == 0) continue;
    const int lag = kWeekDays * (step.week_from - 1 - steps[node - 1].week_to);
    const Hardness hardness = lag < 0 ? Hardness::discretionary : Hardness::mandatory;
    network.edges.push_back({node - 1, node, Lag{lag, LagUnit::bd}, {}, hardness});
  }
  return network;
}

Network from_weeks_back(const std::vector<WeekStep>& steps, std::size_t signature,
                        Date signature_date, Date status_date, const Calendar& calendar) {
  assert(signature < steps.size());
  const Date before_start = calendar.sub(signature_date, kWeekDays * steps[signature].week_to);
  return from_weeks(steps, before_start + 1, status_date, calendar);
}

}  // namespace closemap
