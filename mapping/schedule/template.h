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
  std::string owner;  // role of its owner (words of Person::roles); empty: nobody in particular
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
// the step of key `anchor_step` (the template's own, or another) is due on `anchor`. A step is
// owned by the one person of its party known in its role (person_in_role); else it stays open, with
// the role as its owner's word, and a signal says so. Handoffs go from owner to owner. An empty
// escalation path is filled with who is known. Ids are made by `new_id(prefix)`. REQUIRES: no two
// steps have one key.
void instantiate(Plan& plan, const PlanTemplate& plan_template, const std::string& anchor_step,
                 Date anchor, Instant now, const CalendarLookup& calendars,
                 const std::function<std::string(std::string_view)>& new_id);

}  // namespace closemap
