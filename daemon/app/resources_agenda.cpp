// Across plans: the agenda of the weekly review.
#include <nlohmann/json.hpp>

#include "daemon/app/resources_parts.h"
#include "daemon/sync/wiring.h"
#include "mapping/core/text.h"
#include "mapping/plan/event_undo.h"
#include "mapping/plan/view.h"
#include "mapping/report/agenda.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/schedule/monte_carlo.h"

namespace closemap::resources {
namespace {

std::vector<AgendaAlert> firing(const std::vector<AlertRow>& rows,
                                const std::vector<Signal>& signals) {
  std::vector<AgendaAlert> alerts;
  for (const AlertRow& row : rows) {
    if (row.state != "firing") continue;
    for (const Signal& signal : signals)
      if (signal.name == row.signal && signal.subject == row.subject)
        alerts.emplace_back().signal = signal;
  }
  return alerts;
}

// Since the last review; without one, since a review's distance ago.
Instant agenda_since(const Core& core, const Plan& plan) {
  const auto& review = plan.history.last_review;
  if (!review) return core.now() - core.settings().plan.review_every_ms;
  const auto zone = Zone::find(plan.timezone);
  return (zone ? *zone : Zone()).at(*review, 0);
}

// Forecasts as they were when `events` had not happened; empty where the plan had not.
std::map<std::string, Date> forecasts_before(Core& core, const Plan& plan,
                                             const std::vector<AgendaEvent>& events,
                                             Instant since) {
  std::map<std::string, Date> out;
  std::vector<PlanEvent> undone;
  for (const AgendaEvent& each : events) {
    if (each.event.type == "plan.created") return out;
    undone.push_back(each.event);
  }
  const Date then = zone_or(plan.timezone, core.settings().zone).local_date(since);
  if (plan.created_on && then < *plan.created_on) return out;
  const Network network =
      network_of(before_events(plan, undone), then, calendars_of(core.settings()));
  const auto schedule = solve(network);
  if (!schedule) return out;
  for (Node node = 0; node < network.milestones.size(); ++node)
    out.emplace(network.names[node].id, schedule->milestones[node].forecast);
  return out;
}

// P50 and P80 of the customer's date, where enough steps have an estimate (§2.10).
void add_odds(const PlanInView& found, AgendaInput& input) {
  const ScheduledAnchor* close = close_dates(found.plan, found.network, found.schedule);
  if (close == nullptr || found.network.estimates.size() < kMonteCarloEstimates) return;
  const MonteCarlo odds =
      monte_carlo(found.network, {close->milestone, close->target},
                  monte_carlo_seed(found.plan.id, found.plan.version, found.network.status_date));
  input.p50 = odds.percentile(50);
  input.p80 = odds.percentile(80);
}

// What a person must say of the plan's own records (§3.3).
std::vector<std::string> open_link_questions(Core& core, const StoredPlan& stored) {
  std::vector<std::string> out;
  for (const Row record : {stored.vendor_record, stored.partner_record})
    if (record != 0)
      for (const StoredLink& link : core.store().links().of_record(record))
        if (link.state == LinkState::proposed) out.push_back(link.why);
  return out;
}

Result<Agenda> agenda_of(Core& core, const PlanInView& found, std::optional<Party> reader) {
  const auto signals = evaluate(found.plan, found.network, found.schedule, core.now(),
                                thresholds_of(core.settings()), calendars_of(core.settings()));
  const auto absorption = absorption_of(found);
  const EvidenceFacts facts = facts_of(found.plan, found.network, found.schedule, signals);
  AgendaInput input{found.plan, found.network, found.schedule, signals, {}, {}, {}};
  input.last_review = found.plan.history.last_review;
  input.absorption = absorption ? &*absorption : nullptr;
  input.evidence = &facts;
  input.now = core.now();
  const Instant since = agenda_since(core, found.plan);
  Status read = each_event(core, found.plan.id, [&](const StoredEvent& event) {
    if (event.at < since) return;
    input.events.push_back({{event.type, event.subject, event.actor, event.payload}, event.at});
  });
  if (read)
    read = core.store().read([&] {
      input.alerts = firing(core.store().alerts().of_plan(found.stored.row), signals);
      input.link_reviews = open_link_questions(core, found.stored);
      return ok();
    });
  if (!read) return read.error();
  input.forecast_before = forecasts_before(core, found.plan, input.events, since);
  add_odds(found, input);
  const RescheduleProposal proposal = propose_reschedule(found.network, found.schedule);
  if (!closed(found.plan.status)) input.proposal = &proposal;
  return agenda(input, reader);
}

Json agenda_json(const Agenda& agenda) {
  const auto items = [](const std::vector<AgendaItem>& list) {
    Json out = Json::array();
    for (const AgendaItem& item : list)
      out.push_back({{"text", item.text},
                     {"who", item.who},
                     {"ask", item.ask},
                     {"details", item.details},
                     {"subject", item.subject}});
    return out;
  };
  Json sections = Json::array();
  for (const AgendaSection& section : agenda.sections)
    sections.push_back({{"title", section.title},
                        {"from_minute", section.from_minute},
                        {"to_minute", section.to_minute},
                        {"items", items(section.items)}});
  return {{"id", agenda.plan_id},
          {"name", agenda.plan_name},
          {"since", value_or_null(agenda.since)},
          {"sections", std::move(sections)},
          {"headline", items(agenda.headline)},
          {"prompts", agenda.prompts},
          {"text", agenda_text(agenda)}};
}

}  // namespace

ControlReply weekly_agenda(Core& core, const ControlRequest& request) {
  const auto reader = reader_of(request);
  if (!reader) return error_reply(400, "party must be vendor, partner or customer");
  std::vector<std::string> ids;
  const std::string only = query_or(request, "plan", "");
  if (!only.empty()) {
    ids.push_back(only);
  } else {
    const Status read = each_plan(core, [&](const StoredPlan& plan) {
      if (watched(plan.status) && ids.size() < kListMax) ids.push_back(plan.id);
    });
    if (!read) return error_reply(read.error());
  }
  Json list = Json::array();
  for (const std::string& id : ids) {
    const auto found = core.plan(id);
    if (!found) return plan_error(found.error());
    const auto one = agenda_of(core, *found, *reader);
    if (!one) return error_reply(one.error());
    list.push_back(agenda_json(*one));
  }
  return json_reply({{"agendas", std::move(list)}});
}

}  // namespace closemap::resources
