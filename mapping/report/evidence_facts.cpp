// What a real plan says about each condition of the evidence rules.
#include <algorithm>

#include "mapping/report/evidence.h"
#include "mapping/report/words.h"
#include "mapping/schedule/from_plan.h"

namespace closemap {
namespace {

bool names_person(const Plan& plan, const std::string& id) {
  const auto found = plan.people.find(id);
  return found != plan.people.end() && found->second.kind == PersonKind::person;
}

bool active(const Milestone& step) { return step.disposition == Disposition::active; }

bool signed_by(const Plan& plan, Party party) {
  return plan.signoffs[static_cast<std::size_t>(party)].state == SignOffState::signed_;
}

// One named owner and a date.
bool ready(const Plan& plan, const Milestone& step) {
  return step.due && step.owner_parties.size() <= 1 && names_person(plan, step.owner);
}

void add_close_path(const Plan& plan, const Network& network, const ScheduledAnchor& close,
                    const std::vector<Signal>& signals, EvidenceFacts& facts) {
  for (const Node node : close.driving_path) {
    const std::string& id = network.names[node].id;
    const auto step = plan.milestones.find(id);
    if (step == plan.milestones.end()) continue;
    const bool open = active(step->second) && step->second.status != MilestoneStatus::complete;
    const bool owner_doubted =
        std::any_of(signals.begin(), signals.end(), [&](const Signal& signal) {
          return signal.subject == id &&
                 (signal.name == "missing_owner" || signal.name == "team_owner" ||
                  signal.name == "multi_org_owner");
        });
    if (open && (owner_doubted || !ready(plan, step->second))) facts.unready_steps.push_back(id);
    for (const Signal& signal : signals)
      if (signal.subject == id && signal.severity == Severity::critical)
        facts.critical_signals.push_back({signal.name, id});
  }
  facts.close_path_owned_dated = facts.unready_steps.empty();
  facts.critical_on_path = !facts.critical_signals.empty();
  facts.forecast_gap_bd = close.forecast_gap_bd;
}

void add_gates(const Plan& plan, EvidenceFacts& facts) {
  for (const auto& [id, gate] : plan.gates) {
    if (gate.state == GateState::waived) continue;
    const bool named = names_person(plan, gate.approver);
    if (!gate.required) {
      facts.other_gates_named += named ? 1 : 0;
      continue;
    }
    ++facts.gates_required;
    if (named)
      ++facts.gates_named;
    else
      facts.unnamed_gates.push_back(id);
  }
}

void add_economic_buyer(const Plan& plan, EvidenceFacts& facts) {
  const SignOff& customer = plan.signoffs[static_cast<std::size_t>(Party::customer)];
  const auto met = [&](const std::string& person) {
    facts.eb_named = true;
    if (customer.state == SignOffState::signed_ && customer.by == person) facts.eb_access = true;
  };
  for (const auto& [id, gate] : plan.gates) {
    if (gate.kind != "economic_buyer" || !names_person(plan, gate.approver)) continue;
    met(gate.approver);
    if (gate.state == GateState::approved) facts.eb_access = true;
  }
  for (const auto& [id, person] : plan.people) {
    const auto& roles = person.roles;
    if (person.party == Party::customer && person.kind == PersonKind::person &&
        std::find(roles.begin(), roles.end(), "economic_buyer") != roles.end())
      met(id);
  }
  for (const auto& [id, step] : plan.milestones)
    if (step.kind == "eb_meeting" && active(step) &&
        (step.scheduled_at || step.status == MilestoneStatus::complete))
      facts.eb_access = true;
}

}  // namespace

EvidenceFacts facts_of(const Plan& plan, const Network& network, const Schedule& schedule,
                       const std::vector<Signal>& signals) {
  EvidenceFacts facts;
  facts.closed = plan.status == PlanStatus::won || plan.status == PlanStatus::lost ||
                 plan.status == PlanStatus::abandoned;
  for (const auto& [id, step] : plan.milestones)
    if (active(step) && step.party == Party::customer && names_person(plan, step.owner) &&
        (step.due || step.actual))
      ++facts.customer_owned_dated;
  add_gates(plan, facts);
  add_economic_buyer(plan, facts);
  const auto& heard = plan.history.last_activity[static_cast<std::size_t>(Party::customer)];
  const std::optional<Date> since = heard ? heard : plan.history.activated_on;
  if (since && !network.calendars.empty())
    facts.customer_silent_bd = network.calendars[0].wd(*since, network.status_date);
  for (const Signal& signal : signals) {
    if (signal.name == "pilot_purgatory")
      facts.pilot_purgatory =
          std::max(signal.severity, facts.pilot_purgatory.value_or(signal.severity));
    if (signal.name == "stale_plan") facts.stale = true;
  }
  facts.customer = plan.signoffs[static_cast<std::size_t>(Party::customer)].state;
  facts.vendor_signed = signed_by(plan, Party::vendor);
  facts.partner_signed = signed_by(plan, Party::partner);
  if (const ScheduledAnchor* close = close_dates(plan, network, schedule))
    add_close_path(plan, network, *close, signals, facts);
  for (const auto& [id, criterion] : plan.success_criteria)
    if (testable(criterion) && criterion.state != CriterionState::waived)
      ++facts.success_criteria_testable;
  facts.compelling_event_customer = plan.compelling_event && anchored(*plan.compelling_event);
  facts.economic_split_agreed = plan.economics && agreed(*plan.economics);
  return facts;
}

}  // namespace closemap
