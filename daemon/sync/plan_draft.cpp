// Resolve, compare, schedule, signals: the pure half of a pass.
#include "daemon/sync/plan_draft.h"

#include <utility>

#include "daemon/sync/wiring.h"
#include "mapping/plan/document.h"
#include "mapping/plan/history.h"
#include "mapping/plan/json_text.h"
#include "mapping/schedule/forecast_event.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/signal/evaluate.h"

namespace closemap {
namespace {

std::string summary_of(const Plan& plan, const Schedule& schedule, const Network& network) {
  int open = 0;
  int complete = 0;
  for (const auto& [id, milestone] : plan.milestones) {
    if (milestone.disposition != Disposition::active) continue;
    (milestone.status == MilestoneStatus::complete ? complete : open)++;
  }
  const ScheduledAnchor* close = close_dates(plan, network, schedule);
  std::string summary;
  JsonWriter json(summary);
  json.begin_object();
  json.member("complete", complete);
  json.key("customer");
  json.text(plan.party(Party::customer).name);
  if (close != nullptr) {
    json.member("forecast", close->forecast);
    json.member("gap_bd", close->forecast_gap_bd);
  }
  json.member("open", open);
  if (close != nullptr) {
    json.member("target", close->target);
    json.key("unconfirmed");
    json.boolean(plan.anchors.at(*close_anchor(plan)).source == Party::vendor);
  }
  json.end_object();
  return summary;
}

}  // namespace

Result<Schedule> solve_plan(const Plan& plan, const Settings& settings, Instant now,
                            Network& network) {
  const Zone zone = zone_or(plan.timezone, settings.zone);
  network = network_of(plan, zone.local_date(now), calendars_of(settings));
  return solve(network);
}

void evaluate_plan(const Plan& plan, const Settings& settings, const Thresholds& thresholds,
                   Instant now, Evaluation& out) {
  out.summary.clear();
  out.next.reset();
  out.signals.clear();
  out.schedule = solve_plan(plan, settings, now, out.network);
  if (!out.schedule) return;
  const CalendarLookup calendars = calendars_of(settings);
  out.summary = summary_of(plan, *out.schedule, out.network);
  const Instant next = next_evaluation(plan, now, thresholds, calendars);
  if (next != kNeverEvaluate) out.next = next;
  evaluate_into(plan, out.network, *out.schedule, now, thresholds, calendars, out.signals);
}

std::vector<PlanEvent> events_of(const Plan* before, Plan& after, const EditedBy& who,
                                 const Settings& settings, Instant now,
                                 const std::vector<PlanEvent>& also) {
  std::vector<PlanEvent> events = also;
  for (PlanEvent& event : diff_events(before, after, who.actor, who.reason))
    events.push_back(std::move(event));
  const CalendarLookup calendars = calendars_of(settings);
  const WorkingDaysBetween working_days = [&](const std::string& milestone, Date from, Date to) {
    const auto step = after.milestones.find(milestone);
    if (step == after.milestones.end()) return Calendar().wd(from, to);
    return calendar_of(after, step->second, calendars).wd(from, to);
  };
  for (const PlanEvent& event : events) fold(after, event, now, working_days);
  return events;
}

void add_forecast_events(const Plan& before, const Plan& after, const Evaluation& evaluation,
                         const std::string& actor, const Settings& settings, Instant now,
                         std::vector<PlanEvent>& events) {
  Network network;
  const auto was = solve_plan(before, settings, now, network);
  if (!was || !evaluation.schedule) return;  // a circle has no forecasts
  const Schedule& is = *evaluation.schedule;
  for (PlanEvent& event : forecast_events({network, *was}, {evaluation.network, is},
                                          close_dates(after, evaluation.network, is), actor))
    events.push_back(std::move(event));
}

void work_out(PlanDraft& draft, const Settings& settings, const Thresholds& thresholds) {
  ResolveInput& input = draft.input;
  input.new_id = [&](std::string_view prefix) { return draft.ids->make(prefix, input.now); };
  draft.unplaced.clear();
  draft.events.clear();
  draft.plan = resolve(input, &draft.unplaced);
  draft.changed = input.before == nullptr || !(draft.plan == *input.before);
  if (draft.changed) {
    draft.events = events_of(input.before, draft.plan, {draft.actor}, settings, input.now);
    draft.document = pack_document(plan_to_text(draft.plan));
  }
  evaluate_plan(draft.plan, settings, thresholds, input.now, draft.evaluation);
  if (draft.changed && input.before != nullptr)
    add_forecast_events(*input.before, draft.plan, draft.evaluation, draft.actor, settings,
                        input.now, draft.events);
}

}  // namespace closemap
