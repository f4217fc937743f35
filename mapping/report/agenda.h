// The 15-minute agenda of the weekly review (domain.md §5.7): what moved, what is stuck, what needs
// escalation, and the headline; one per reader, through its view.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mapping/plan/event.h"
#include "mapping/report/evidence.h"
#include "mapping/schedule/absorb.h"
#include "mapping/schedule/reschedule.h"
#include "mapping/schedule/solve.h"
#include "mapping/signal/signal.h"

namespace closemap {

struct AgendaEvent {
  PlanEvent event;
  Instant at;
};
struct AgendaAlert {
  Signal signal;
  int level = 0;  // of the ladder, 0..3
  bool acknowledged = false;
  std::optional<Date> snoozed_until;
};

// All of the whole plan; agenda() shows of it what its reader may see. REQUIRES: network, schedule
// of `plan`.
struct AgendaInput {
  const Plan& plan;
  const Network& network;
  const Schedule& schedule;
  std::vector<Signal> signals;      // true now
  std::vector<AgendaEvent> events;  // since the last review, oldest first
  std::vector<AgendaAlert> alerts;  // firing
  std::optional<Date> last_review;
  // Forecasts as they were at the last review, by milestone; empty: changes of the forecast are
  // told only where an owner's estimate says so.
  std::map<std::string, Date> forecast_before = {};
  const Absorption* absorption = nullptr;        // of the close anchor, when there is a gap
  const RescheduleProposal* proposal = nullptr;  // that waits for an answer
  std::vector<std::string> link_reviews = {};    // identity questions; sellers only
  std::optional<Date> p50 = {}, p80 = {};
  const EvidenceFacts* evidence = nullptr;  // sellers only: a forecast is theirs
  Instant now = {};
};

struct AgendaItem {
  std::string text;                  // "Enterprise pricing approval: forecast Mon … → Mon …"
  std::string who;                   // "Kim Vogel (vendor)"; empty: nobody in particular
  std::string ask;                   // the next ask; empty: none
  std::vector<std::string> details;  // lines below it
  std::string subject;               // milestone, handoff … id; empty: the plan
};
struct AgendaSection {
  std::string title;
  int from_minute = 0, to_minute = 0;
  std::vector<AgendaItem> items;  // never empty: "Nothing moved …" is an item too
};
struct Agenda {
  std::string plan_id, plan_name;
  std::optional<Date> since;
  std::vector<AgendaSection> sections;  // moved, stuck, escalation
  std::vector<AgendaItem> headline;
  std::vector<std::string> prompts;  // the four questions
};

// `reader` nullopt: the operator, who sees everything. Stuck items are in a total order: forecast
// slack, due date (without one last), id.
Agenda agenda(const AgendaInput& input, std::optional<Party> reader);
// Plain text for mail and terminals; every value on one line, controls made visible.
std::string agenda_text(const Agenda& agenda);

// Whether a party may be told of a signal: customers hear of the plan, not of the sellers' CRMs,
// money and judgement. Operators' signals are for the operator only.
bool may_hear(const Signal& signal, std::optional<Party> reader);

}  // namespace closemap
