// A plan as a network: ids to indices, names of calendars to calendars.
#include "mapping/schedule/from_plan.h"

#include <algorithm>

namespace closemap {
namespace {

constexpr double kBasisPoints = 10'000.0;  // of the whole

const Calendar& built_in() {
  static const Calendar calendar;
  return calendar;
}

// The first of the names that is known; then the daemon's default.
const Calendar& first_known(std::initializer_list<const std::string*> names,
                            const CalendarLookup& calendars) {
  for (const std::string* name : names) {
    if (name->empty()) continue;
    if (const Calendar* found = calendars(*name)) return *found;
  }
  const Calendar* fallback = calendars("");
  return fallback == nullptr ? built_in() : *fallback;
}

// Calendars of a network by where they come from, so that each is held once.
class CalendarTable {
 public:
  explicit CalendarTable(std::vector<Calendar>& out) : out_(out) {}
  std::uint32_t index(const Calendar& calendar) {
    const auto found = std::find(seen_.begin(), seen_.end(), &calendar);
    if (found != seen_.end()) return static_cast<std::uint32_t>(found - seen_.begin());
    seen_.push_back(&calendar);
    out_.push_back(calendar);
    return static_cast<std::uint32_t>(seen_.size() - 1);
  }

 private:
  std::vector<Calendar>& out_;
  std::vector<const Calendar*> seen_;
};

NetworkMilestone reduced(const Milestone& m) {
  NetworkMilestone out;
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
  return out;
}

// Risks that may still happen and say when, how much and to what: the drivers of §2.10.
void add_risks(Network& network, const Plan& plan) {
  for (const auto& [id, risk] : plan.risks) {
    const std::optional<Node> node = network.node_of(risk.milestone);
    const bool ahead = risk.state == RiskState::open || risk.state == RiskState::mitigating;
    if (!node || !ahead || !risk.impact_bd || !risk.probability_bp) continue;
    network.risks.push_back({id, *node, *risk.probability_bp / kBasisPoints, *risk.impact_bd});
  }
}

}  // namespace

const Calendar& calendar_of(const Plan& plan, const Milestone& milestone,
                            const CalendarLookup& calendars) {
  static const std::string none;
  const auto owner = plan.people.find(milestone.owner);
  const std::string& owners = owner == plan.people.end() ? none : owner->second.calendar;
  return first_known(
      {&milestone.calendar, &owners, &plan.party(milestone.party).calendar, &plan.calendar},
      calendars);
}

const Calendar& calendar_of(const Plan& plan, const CalendarLookup& calendars) {
  return calendars ? first_known({&plan.calendar}, calendars) : built_in();
}

Network network_of(const Plan& plan, Date today, const CalendarLookup& calendars) {
  Network network;
  network.plan_start = plan_start(plan);
  network.status_date = today;
  CalendarTable table(network.calendars);
  table.index(calendar_of(plan, calendars));
  network.milestones.reserve(plan.milestones.size());
  network.names.reserve(plan.milestones.size());
  for (const auto& [id, milestone] : plan.milestones) {
    NetworkMilestone& added = network.add(id, milestone.title);
    added = reduced(milestone);
    added.calendar = table.index(calendar_of(plan, milestone, calendars));
    const auto node = static_cast<Node>(network.milestones.size() - 1);
    if (milestone.estimate3) network.estimates.push_back({node, *milestone.estimate3});
  }
  network.edges.reserve(plan.dependencies.size());
  for (const Dependency& dependency : plan.dependencies) {
    const std::optional<Node> pred = network.node_of(dependency.pred);
    const std::optional<Node> succ = network.node_of(dependency.succ);
    if (!pred || !succ) continue;  // I01 keeps them out; nothing to schedule by
    NetworkEdge edge{*pred, *succ, dependency.lag, {}, dependency.hardness};
    const Calendar* lag =
        dependency.lag_calendar.empty() ? nullptr : calendars(dependency.lag_calendar);
    if (lag != nullptr) edge.calendar = table.index(*lag);
    network.edges.push_back(edge);
  }
  for (const auto& [id, anchor] : plan.anchors)
    if (const std::optional<Node> node = network.node_of(id))
      network.anchors.push_back({*node, anchor.date});
  add_risks(network, plan);
  return network;
}

}  // namespace closemap
