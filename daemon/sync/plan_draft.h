// What a pass works out of a plan before anything is written: no store, any thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/settings.h"
#include "daemon/store/rows.h"
#include "mapping/core/ids.h"
#include "mapping/plan/event.h"
#include "mapping/reconcile/resolve.h"
#include "mapping/schedule/solve.h"
#include "mapping/signal/signal.h"
#include "mapping/signal/thresholds.h"

namespace closemap {

// A plan as of an instant.
struct Evaluation {
  Network network;
  Result<Schedule> schedule = Schedule{};  // error: names a circle; what follows is empty then
  std::string summary;                     // what `plan list` shows; derived, never read back
  std::optional<Instant> next;             // when time alone may change an answer
  std::vector<Signal> signals;             // all that are true, in the order of evaluate()
};

Result<Schedule> solve_plan(const Plan& plan, const Settings& settings, Instant now,
                            Network& network);
// Into `out`, whose memory is used again.
void evaluate_plan(const Plan& plan, const Settings& settings, const Thresholds& thresholds,
                   Instant now, Evaluation& out);

// Who changed a plan, and what they gave as the reason.
struct EditedBy {
  std::string actor;
  std::string reason = {};
};

// What changed, taken into the plan's history as well; `also`: events that changed no field, before
// the others.
std::vector<PlanEvent> events_of(const Plan* before, Plan& after, const EditedBy& who,
                                 const Settings& settings, Instant now,
                                 const std::vector<PlanEvent>& also = {});

// Adds what the change did to the forecasts (domain.md §2.8), after those that changed a field.
void add_forecast_events(const Plan& before, const Plan& after, const Evaluation& evaluation,
                         const std::string& actor, const Settings& settings, Instant now,
                         std::vector<PlanEvent>& events);

// A deal as its sources say it is, and what its plan becomes by that.
struct PlanDraft {
  // From the store. `input.new_id` is set by work_out().
  Row vendor_record = 0, partner_record = 0;
  std::set<Row> sources;  // rows it was read from
  ResolveInput input;
  std::string actor;
  std::optional<IdMaker> ids;
  // Of work_out().
  Plan plan;
  std::vector<Unplaced> unplaced;
  bool changed = false;  // it differs from the plan before, or there was none
  std::vector<PlanEvent> events;
  PackedDocument document;  // of a changed plan
  Evaluation evaluation;
};

void work_out(PlanDraft& draft, const Settings& settings, const Thresholds& thresholds);

}  // namespace closemap
