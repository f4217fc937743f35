// Plan templates: milestones with dependencies, worked back from the customer's date (design.md §9,
// capabilities A083-A101).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/plan/plan.h"
#include "mapping/schedule/from_plan.h"

namespace closemap {

struct TemplateStep {
  std::string key, title, kind = "step", category = "other", done_condition;
  Party party = Party::vendor;
  int duration_bd = 1;
  std::optional<int> min_duration_bd;
  struct After {
    std::string key;
    Lag lag;
    Hardness hardness = Hardness::mandatory;
  };
  std::vector<After> after;
  std::string handoff_to;  // "partner": completing this step hands the baton over; empty: none
  std::string handoff_what;
};

struct PlanTemplate {
  std::string name, title,
      tier = "custom", anchor_step;  // anchor_step: key of the step the customer's date belongs to
  std::vector<TemplateStep> steps;
};

// Milestones, dependencies and handoffs of `plan` from the template, due dates worked back so that
// anchor_step is due on `anchor`. Owners stay open (a signal says so). Ids are made by
// `new_id(prefix)`.
void instantiate(Plan& plan, const PlanTemplate& plan_template, Date anchor, Instant now,
                 const CalendarLookup& calendars,
                 const std::function<std::string(std::string_view)>& new_id);

}  // namespace closemap
