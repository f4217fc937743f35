// Looking at the healthy plan of vector 12 after an edit: Monday 2026-03-16, 10:00 in New York.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mapping/signal/evaluate.h"
#include "tests/support/vector_plan.h"

namespace closemap::test {

inline Date on(const char* text) { return *parse_date(text); }
inline Instant at(const char* text) { return *parse_instant(text); }
inline constexpr const char* kNow = "2026-03-16T14:00:00Z";

inline Plan healthy_plan() { return plan_of_vector(vector_file("12_signals.json").at("base")); }

struct Looked {
  Plan plan;
  Network network;
  Schedule schedule;
  std::vector<Signal> found;

  const Signal* signal(const std::string& name, const std::string& subject) const {
    for (const Signal& s : found)
      if (s.name == name && s.subject == subject) return &s;
    return nullptr;
  }
};

inline Looked look_at(Plan plan, Instant now, const Thresholds& thresholds = {},
                      const CalendarLookup& calendars = calendars_of_vector(Json::object())) {
  Looked looked{std::move(plan), {}, {}, {}};
  const Zone zone = *Zone::find(looked.plan.timezone);
  looked.network = network_of(looked.plan, zone.local_date(now), calendars);
  looked.schedule = *solve(looked.network);
  looked.found = evaluate(looked.plan, looked.network, looked.schedule, now, thresholds, calendars);
  return looked;
}

// Severity of a signal after the edit, "" when it is not there.
inline std::string severity(const std::string& name, const std::string& subject,
                            const std::function<void(Plan&)>& edit,
                            const Thresholds& thresholds = {}, const char* now = kNow) {
  Plan plan = healthy_plan();
  edit(plan);
  const Looked looked = look_at(std::move(plan), at(now), thresholds);
  const Signal* signal = looked.signal(name, subject);
  return signal == nullptr ? std::string{} : std::string(to_text(signal->severity));
}

// A vendor's person and a step of theirs, beside the plan's own.
inline Milestone& add_step(Plan& plan, const std::string& id) {
  Milestone step;
  step.title = id;
  step.owner = plan.milestones.at("M6").owner;
  step.party = Party::vendor;
  step.due = on("2026-04-10");
  plan.milestone_order.push_back(id);
  return plan.milestones[id] = step;
}

}  // namespace closemap::test
