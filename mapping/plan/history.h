// What the events of a plan add up to: activation, slips, activity, reviews (domain.md §1.3, §2.8,
// §4). A projection; days are those of the plan's zone.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mapping/plan/event.h"

namespace closemap {

// Working days in (from, to] for a milestone, by its own calendar (mapping/schedule resolves it).
using WorkingDaysBetween = std::function<int(const std::string& milestone, Date from, Date to)>;

struct DatedEvent {
  PlanEvent event;
  Instant at;
};

inline constexpr std::size_t kSlipEventsMax = 200;  // the oldest beyond it are forgotten

// Takes one more event into `plan.history`; people and connectors are looked up in `plan`, which
// is the plan after the event. Events come in the order in which they happened.
//   plan.activated                 activated_on
//   milestone.due_changed, later   a slip event with its delta and the reason given; the first
//                                  due date of a milestone is none
//   review.held                    last_review; attendees (person ids) were active
//   party.invited of the partner   partner_invited_on; where it never comes, the day the plan was
//                                  proposed counts, because that puts it before the partner
//   any event of a person          activity of the person's party (by e-mail or id)
//   a change of a connector        activity of the party whose opportunity or account it reads:
//                                  opportunity, milestone, handoff and gate events only
// Without `working_days`, Monday to Friday.
void fold(Plan& plan, const PlanEvent& event, Instant at,
          const WorkingDaysBetween& working_days = nullptr);

// All events of a plan's stream from the first on: equals folding them as they came, if people and
// connectors stayed the same.
PlanHistory history_of(const Plan& plan, const std::vector<DatedEvent>& events,
                       const WorkingDaysBetween& working_days = nullptr);

}  // namespace closemap
