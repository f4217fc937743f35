// Vector 09: earned schedule; the baseline stands beside the cases, which complete some of it.
#include <cmath>

#include "mapping/core/decimal.h"
#include "mapping/schedule/earned.h"
#include "tests/vectors/networks.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

Json json_of_number(const std::optional<double>& value) {
  return value ? Json(rounded(*value, 6)) : Json(nullptr);
}

// A field of the case itself, of its file, else of the public file.
const Json& context(Fields& f, const std::string& key, const Json& file, const Json& fallback) {
  if (const Json* own = f.maybe(key)) return *own;
  const Json* shared = find(file, key);
  return shared == nullptr ? fallback.at(key) : *shared;
}

std::vector<EarnedStep> steps_of(const Json& baseline, const Json& weights, const Json& completed) {
  std::vector<EarnedStep> steps;
  for (const auto& [id, date] : baseline.items()) {
    EarnedStep step{read_date(date), 1, {}};
    if (const Json* weight = find(weights, id)) step.weight_bd = whole<int>(*weight);
    if (const Json* on = find(completed, id)) step.completed = read_date(*on);
    steps.push_back(step);
  }
  return steps;
}

Json earned_json(const EarnedSchedule& e) {
  return {{"PV", e.planned},
          {"EV", e.earned},
          {"BAC", e.total},
          {"PD_periods", e.periods},
          {"AT", json_of_number(e.at_periods)},
          {"C", e.whole},
          {"I", json_of_number(e.part)},
          {"ES", json_of_number(e.es_periods)},
          {"SV_t", json_of_number(e.variance_periods)},
          {"SPI_t", json_of_number(e.index)},
          {"IEAC_t_periods", json_of_number(e.outlook)},
          {"IEAC_t_date", json_of(e.outlook_date)},
          {"SPI_usd_style", json_of_number(e.volume_index)}};
}

void check_case(Checks& checks, const Json& one, const Json& file) {
  const Json fallback = public_file("09_earned_schedule.json");
  Fields f(checks, "case", one);
  const Json& baseline = context(f, "baseline", file, fallback);
  const Json& weights = context(f, "weights_bd", file, fallback);
  const Date start = read_date(context(f, "plan_start", file, fallback));
  const int period = whole<int>(context(f, "period_bd", file, fallback));
  const EarnedSchedule got = earned_schedule(steps_of(baseline, weights, f.at("completed")), start,
                                             f.date("T"), Calendar(), period);
  checks.same("expect", f.at("expect"), earned_json(got));
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape earned_shape() {
  return {{{"source", nullptr},
           {"baseline", nullptr},
           {"weights_bd", nullptr},
           {"plan_start", nullptr},
           {"period_bd", nullptr},
           {"cases", check_case}}};
}

}  // namespace closemap::vectors
