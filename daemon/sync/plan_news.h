// What a pass changed in a plan, line by line, for who watches it (`closemap once`, `replay`).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mapping/plan/plan.h"

namespace closemap {

struct PlanNews {
  std::string plan, name;  // id and name of the plan
  // created; paused, resumed, closed, status; added, removed, done (a step); owner (of a step);
  // moved (a step), customer_date (what the customer wants), forecast (of that date)
  std::string what;
  std::string subject;   // title of the step; "" = the plan
  std::string from, to;  // dates, states, owners; "" = none
  std::string why;       // of a pause
};

// `before` null: the plan is new. Summaries as the store keeps them (StoredPlan::summary).
std::vector<PlanNews> news_of(const Plan* before, const Plan& after,
                              std::string_view summary_before, std::string_view summary_after);

// "Rollout: \"Sign the order\" moved 2026-04-24 → 2026-05-01", printable.
std::string sentence_of(const PlanNews& news);

}  // namespace closemap
