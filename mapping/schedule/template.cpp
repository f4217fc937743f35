// Templates: steps become milestones, their dates follow from the backward pass (design.md §9).
#include "mapping/schedule/template.h"

#include <algorithm>
#include <string_view>

#include "mapping/schedule/people.h"
#include "mapping/schedule/solve.h"

namespace closemap {
namespace {

// A step as it stands in the plan, where it stays.
struct PlacedStep {
  const TemplateStep& from;
  const std::string& id;
  Milestone& milestone;
};
using PlacedSteps = std::vector<PlacedStep>;  // in the order of the template

// That a step waits for another; steps by their place in the template.
struct Waiting {
  std::size_t pred, succ;
  const TemplateStep::After& how;
};

std::optional<std::size_t> place_of(const PlanTemplate& plan_template, std::string_view key) {
  const auto found = std::find_if(plan_template.steps.begin(), plan_template.steps.end(),
                                  [&](const TemplateStep& step) { return step.key == key; });
  if (found == plan_template.steps.end()) return std::nullopt;
  return static_cast<std::size_t>(found - plan_template.steps.begin());
}

std::vector<Waiting> waiting_of(const PlanTemplate& plan_template) {
  std::vector<Waiting> all;
  all.reserve(2 * plan_template.steps.size());
  for (std::size_t succ = 0; succ < plan_template.steps.size(); ++succ)
    for (const TemplateStep::After& after : plan_template.steps[succ].after)
      if (const auto pred = place_of(plan_template, after.key)) all.push_back({*pred, succ, after});
  return all;
}

// "economic_buyer" as people read it.
std::string words(std::string role) {
  std::replace(role.begin(), role.end(), '_', ' ');
  return role;
}

void set_owner(const Plan& plan, const TemplateStep& step, Milestone& m) {
  if (step.owner.empty()) return;
  m.owner = person_in_role(plan, step.party, step.owner);
  m.owner_word = m.owner.empty() ? words(step.owner) : plan.people.at(m.owner).name;
}

PlacedSteps add_milestones(Plan& plan, const PlanTemplate& plan_template, Instant now,
                           const std::function<std::string(std::string_view)>& new_id) {
  PlacedSteps steps;
  steps.reserve(plan_template.steps.size());
  plan.milestone_order.reserve(plan.milestone_order.size() + plan_template.steps.size());
  for (const TemplateStep& step : plan_template.steps) {
    const auto entry = plan.milestones.try_emplace(plan.milestones.end(), new_id("mst"));
    Milestone& m = entry->second;
    m.key = step.key;
    m.title = step.title;
    m.kind = step.kind;
    m.category = step.category;
    m.done_condition = step.done_condition;
    m.party = step.party;
    m.duration_bd = step.duration_bd;
    m.min_duration_bd = step.min_duration_bd;
    m.added_at = now;
    set_owner(plan, step, m);
    plan.milestone_order.push_back(entry->first);
    steps.push_back({step, entry->first, m});
  }
  return steps;
}

void add_dependencies(Plan& plan, const PlacedSteps& steps, const std::vector<Waiting>& waiting) {
  plan.dependencies.reserve(plan.dependencies.size() + waiting.size());
  for (const Waiting& each : waiting) {
    Dependency& added = plan.dependencies.emplace_back();
    added.pred = steps[each.pred].id;
    added.succ = steps[each.succ].id;
    added.lag = each.how.lag;
    added.hardness = each.how.hardness;
  }
}

// The receiver's first step that waits for this one: accepting the baton means starting there.
const PlacedStep* accepting_step(const PlacedSteps& steps, const std::vector<Waiting>& waiting,
                                 std::size_t from, Party to) {
  for (const Waiting& each : waiting)
    if (each.pred == from && steps[each.succ].from.party == to) return &steps[each.succ];
  return nullptr;
}

void add_handoffs(Plan& plan, const PlacedSteps& steps, const std::vector<Waiting>& waiting,
                  const std::function<std::string(std::string_view)>& new_id) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const TemplateStep& step = steps[i].from;
    const std::optional<Party> to = parse_party(step.handoff_to);
    if (!to || *to == step.party) continue;
    Handoff& handoff = plan.handoffs.try_emplace(plan.handoffs.end(), new_id("hof"))->second;
    handoff.trigger = steps[i].id;
    handoff.what = step.handoff_what.empty() ? step.title : step.handoff_what;
    handoff.from = step.party;
    handoff.to = *to;
    handoff.from_person = steps[i].milestone.owner;
    if (const PlacedStep* accepts = accepting_step(steps, waiting, i, *to)) {
      handoff.accepts_milestone = accepts->id;
      handoff.to_person = accepts->milestone.owner;
    }
  }
}

// The template's steps alone, by their place in it. What else the plan holds has no edge to them
// and no say.
Network network_of(const Plan& plan, const PlacedSteps& steps, const std::vector<Waiting>& waiting,
                   Node anchor, Date date, const CalendarLookup& calendars) {
  Network network;
  network.plan_start = date;
  network.status_date = date;
  NetworkCalendars table(plan, calendars, network.calendars);
  network.milestones.reserve(steps.size());
  network.names.reserve(steps.size());
  for (const PlacedStep& step : steps) {
    NetworkMilestone& node = network.add(step.id);
    node.party = step.from.party;
    node.duration_bd = step.from.duration_bd;
    node.min_duration_bd = step.from.min_duration_bd;
    node.calendar = table.of(step.milestone);
  }
  network.edges.reserve(waiting.size());
  for (const Waiting& each : waiting)
    network.edges.push_back({static_cast<Node>(each.pred),
                             static_cast<Node>(each.succ),
                             each.how.lag,
                             {},
                             each.how.hardness});
  network.anchors = {{anchor, date}};
  return network;
}

// Due dates: late finish before the anchor, forward from the due dates of their predecessors after
// it.
std::vector<Date> due_dates(const Network& network, const Schedule& schedule, Node anchor,
                            Date date) {
  Date start = date;  // point before the earliest step that is worked back
  for (const ScheduledMilestone& s : schedule.milestones)
    if (s.late_start_point) start = std::min(start, *s.late_start_point);
  std::vector<Date> due(network.milestones.size(), start);
  std::vector<std::optional<Date>> base(network.milestones.size());
  for (const Node node : schedule.order) {
    const Calendar& calendar = network.calendars[network.milestones[node].calendar];
    const ScheduledMilestone& s = schedule.milestones[node];
    if (node == anchor)
      due[node] = date;
    else if (s.late_finish)
      due[node] = *s.late_finish;
    else
      due[node] = calendar.add(base[node].value_or(start), s.duration_bd);
    for (const NetworkEdge& edge : network.edges) {
      if (edge.pred != node) continue;
      const Calendar& lag = network.calendars[network.milestones[edge.succ].calendar];
      const Date reached = lag_forward(lag, due[node], edge.lag);
      base[edge.succ] = std::max(base[edge.succ].value_or(reached), reached);
    }
  }
  return due;
}

// The steps anchored on the customer's date.
void work_back(const Plan& plan, const PlacedSteps& steps, const std::vector<Waiting>& waiting,
               Node anchor, Date date, const CalendarLookup& calendars) {
  const Network network = network_of(plan, steps, waiting, anchor, date, calendars);
  const Result<Schedule> schedule = solve(network);
  if (!schedule) return;  // a template with a cycle is refused when it is read
  const std::vector<Date> due = due_dates(network, *schedule, anchor, date);
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i].milestone.due = due[i];
}

}  // namespace

void instantiate(Plan& plan, const PlanTemplate& plan_template, const std::string& anchor_step,
                 Date anchor, Instant now, const CalendarLookup& calendars,
                 const std::function<std::string(std::string_view)>& new_id) {
  const PlacedSteps steps = add_milestones(plan, plan_template, now, new_id);
  const std::vector<Waiting> waiting = waiting_of(plan_template);
  add_dependencies(plan, steps, waiting);
  add_handoffs(plan, steps, waiting, new_id);
  if (const auto last = place_of(plan_template, anchor_step))
    work_back(plan, steps, waiting, static_cast<Node>(*last), anchor, calendars);
  if (plan.escalation_path.empty()) plan.escalation_path = escalation_path_of(plan);
  plan.template_used = plan_template.name;
  plan.tier = plan_template.tier;
}

}  // namespace closemap
