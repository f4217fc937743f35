// A plan as a network: ids to indices, names of calendars to calendars.
#include "mapping/schedule/from_plan.h"

#include <algorithm>
#include <initializer_list>

#include "mapping/plan/milestone_index.h"

namespace closemap {
namespace {

constexpr double kBasisPoints = 10'000.0;  // of the whole

const Calendar& built_in() {
  static const Calendar calendar;
  return calendar;
}

// The first of the names that is known; null when none is.
const Calendar* first_known(std::initializer_list<const std::string*> names,
                            const CalendarLookup& calendars) {
  for (const std::string* name : names) {
    if (name->empty()) continue;
    if (const Calendar* found = calendars(*name)) return found;
  }
  return nullptr;
}

const Calendar& daemon_default(const CalendarLookup& calendars) {
  const Calendar* found = calendars ? calendars("") : nullptr;
  return found == nullptr ? built_in() : *found;
}

const Calendar* named_calendar(const Plan& plan, const Milestone& milestone,
                               const CalendarLookup& calendars) {
  static const std::string none;
  const auto owner = plan.people.find(milestone.owner);
  const std::string& owners = owner == plan.people.end() ? none : owner->second.calendar;
  return first_known(
      {&milestone.calendar, &owners, &plan.party(milestone.party).calendar, &plan.calendar},
      calendars);
}

void reduce(const Milestone& m, NetworkMilestone& out) {
  out.party = m.party;
  out.status = m.status;
  out.disposition = m.disposition;
  out.duration_bd = m.duration_bd;
  out.min_duration_bd = m.min_duration_bd;
  out.remaining_bd = m.remaining_bd;
  out.due = m.due;
  out.baseline = m.baseline;
  out.actual = m.actual;
  out.actual_start = m.actual_start;
  out.owner_estimate = m.owner_estimate;
  out.not_before = m.not_before;
  out.deadline = m.deadline;
}

// Nodes stand in the order of ids, as an index counts them; nothing for an id that is none of
// theirs.
std::optional<Node> node_of(MilestoneIndex& steps, const std::string& id) {
  const auto found = steps.find(id);
  return found ? std::optional(static_cast<Node>(*found)) : std::nullopt;
}

// Risks that may still happen and say when, how much and to what: the drivers of §2.10.
void add_risks(Network& network, const Plan& plan, MilestoneIndex& steps) {
  for (const auto& [id, risk] : plan.risks) {
    const std::optional<Node> node = node_of(steps, risk.milestone);
    const bool ahead = risk.state == RiskState::open || risk.state == RiskState::mitigating;
    if (!node || !ahead || !risk.impact_bd || !risk.probability_bp) continue;
    network.risks.push_back({id, *node, *risk.probability_bp / kBasisPoints, *risk.impact_bd});
  }
}

}  // namespace

const Calendar& calendar_of(const Plan& plan, const Milestone& milestone,
                            const CalendarLookup& calendars) {
  const Calendar* named = named_calendar(plan, milestone, calendars);
  return named == nullptr ? daemon_default(calendars) : *named;
}

const Calendar& calendar_of(const Plan& plan, const CalendarLookup& calendars) {
  const Calendar* named = calendars ? first_known({&plan.calendar}, calendars) : nullptr;
  return named == nullptr ? daemon_default(calendars) : *named;
}

InvariantRules invariant_rules(const Plan& plan, const CalendarLookup& calendars) {
  InvariantRules rules;
  rules.calendar_of = [&plan, calendars](const Milestone& milestone) -> const Calendar& {
    return calendar_of(plan, milestone, calendars);
  };
  rules.calendar_named = calendars;
  return rules;
}

NetworkCalendars::NetworkCalendars(const Plan& plan, const CalendarLookup& calendars,
                                   std::vector<Calendar>& out)
    : plan_(plan), calendars_(calendars), out_(out), default_(daemon_default(calendars)) {
  place(calendar_of(plan, calendars));
}

std::uint32_t NetworkCalendars::of(const Milestone& milestone) {
  const Calendar* named = named_calendar(plan_, milestone, calendars_);
  return place(named == nullptr ? default_ : *named);
}

std::optional<std::uint32_t> NetworkCalendars::named(const std::string& name) {
  const Calendar* found = first_known({&name}, calendars_);
  return found == nullptr ? std::nullopt : std::optional(place(*found));
}

std::uint32_t NetworkCalendars::place(const Calendar& calendar) {
  const auto found = std::find(seen_.begin(), seen_.end(), &calendar);
  if (found != seen_.end()) return static_cast<std::uint32_t>(found - seen_.begin());
  seen_.push_back(&calendar);
  out_.push_back(calendar);
  return static_cast<std::uint32_t>(seen_.size() - 1);
}

Network network_of(const Plan& plan, Date today, const CalendarLookup& calendars) {
  Network network;
  network.plan_start = plan_start(plan);
  network.status_date = today;
  NetworkCalendars table(plan, calendars, network.calendars);
  MilestoneIndex steps(plan);
  network.milestones.reserve(plan.milestones.size());
  network.names.reserve(plan.milestones.size());
  for (const auto& [id, milestone] : plan.milestones) {
    NetworkMilestone& reduced = network.add(id, milestone.title);
    reduce(milestone, reduced);
    reduced.calendar = table.of(milestone);
    const auto node = static_cast<Node>(network.milestones.size() - 1);
    if (milestone.estimate3) network.estimates.push_back({node, *milestone.estimate3});
  }
  network.edges.reserve(plan.dependencies.size());
  for (const Dependency& dependency : plan.dependencies) {
    const std::optional<Node> pred = node_of(steps, dependency.pred);
    const std::optional<Node> succ = node_of(steps, dependency.succ);
    if (!pred || !succ) continue;  // I01 keeps them out; nothing to schedule by
    network.edges.push_back(
        {*pred, *succ, dependency.lag, table.named(dependency.lag_calendar), dependency.hardness});
  }
  for (const auto& [id, anchor] : plan.anchors)
    if (const std::optional<Node> node = node_of(steps, id))
      network.anchors.push_back({*node, anchor.date});
  add_risks(network, plan, steps);
  return network;
}

const ScheduledAnchor* close_dates(const Plan& plan, const Network& network,
                                   const Schedule& schedule) {
  const std::string* close = close_anchor(plan);
  if (close == nullptr) return nullptr;
  for (const ScheduledAnchor& anchor : schedule.anchors)
    if (network.names[anchor.milestone].id == *close) return &anchor;
  return nullptr;
}

}  // namespace closemap
