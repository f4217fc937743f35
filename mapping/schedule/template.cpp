// Templates: steps become milestones, their dates follow from the backward pass (design.md §9).
#include "mapping/schedule/template.h"

#include <algorithm>
#include <map>

#include "mapping/schedule/people.h"
#include "mapping/schedule/solve.h"

namespace closemap {
namespace {

using IdOfKey = std::map<std::string, std::string>;

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

IdOfKey add_milestones(Plan& plan, const PlanTemplate& plan_template, Instant now,
                       const std::function<std::string(std::string_view)>& new_id) {
  IdOfKey ids;
  for (const TemplateStep& step : plan_template.steps) {
    const std::string id = new_id("mst");
    Milestone& m = plan.milestones[id];
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
    ids[step.key] = id;
    plan.milestone_order.push_back(id);
  }
  return ids;
}

void add_dependencies(Plan& plan, const PlanTemplate& plan_template, const IdOfKey& ids) {
  for (const TemplateStep& step : plan_template.steps) {
    for (const TemplateStep::After& after : step.after) {
      const auto pred = ids.find(after.key);
      if (pred == ids.end()) continue;
      plan.dependencies.push_back({pred->second, ids.at(step.key), after.lag, "", after.hardness});
    }
  }
}

// The receiver's first step that waits for this one: accepting the baton means starting there.
std::string accepting_step(const PlanTemplate& plan_template, const TemplateStep& from, Party to,
                           const IdOfKey& ids) {
  for (const TemplateStep& step : plan_template.steps) {
    const bool waits = std::any_of(step.after.begin(), step.after.end(),
                                   [&](const auto& after) { return after.key == from.key; });
    if (waits && step.party == to) return ids.at(step.key);
  }
  return "";
}

void add_handoffs(Plan& plan, const PlanTemplate& plan_template, const IdOfKey& ids,
                  const std::function<std::string(std::string_view)>& new_id) {
  for (const TemplateStep& step : plan_template.steps) {
    const std::optional<Party> to = parse_party(step.handoff_to);
    if (!to || *to == step.party) continue;
    Handoff handoff;
    handoff.trigger = ids.at(step.key);
    handoff.what = step.handoff_what.empty() ? step.title : step.handoff_what;
    handoff.from = step.party;
    handoff.to = *to;
    handoff.from_person = plan.milestones.at(handoff.trigger).owner;
    handoff.accepts_milestone = accepting_step(plan_template, step, *to, ids);
    if (!handoff.accepts_milestone.empty())
      handoff.to_person = plan.milestones.at(handoff.accepts_milestone).owner;
    plan.handoffs[new_id("hof")] = std::move(handoff);
  }
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

// The template's steps anchored on the customer's date. What else the plan holds has no edge to
// them and no say.
void work_back(Plan& plan, const IdOfKey& ids, const std::string& anchor_step, Date date,
               const CalendarLookup& calendars) {
  const auto anchor_id = ids.find(anchor_step);
  if (anchor_id == ids.end()) return;
  Network network = network_of(plan, date, calendars);
  network.plan_start = date;
  const Node anchor = *network.node_of(anchor_id->second);
  network.anchors = {{anchor, date}};
  const Result<Schedule> schedule = solve(network);
  if (!schedule) return;  // a template with a cycle is refused when it is read
  const std::vector<Date> due = due_dates(network, *schedule, anchor, date);
  for (const auto& [key, id] : ids) plan.milestones.at(id).due = due[*network.node_of(id)];
}

}  // namespace

void instantiate(Plan& plan, const PlanTemplate& plan_template, const std::string& anchor_step,
                 Date anchor, Instant now, const CalendarLookup& calendars,
                 const std::function<std::string(std::string_view)>& new_id) {
  const IdOfKey ids = add_milestones(plan, plan_template, now, new_id);
  add_dependencies(plan, plan_template, ids);
  add_handoffs(plan, plan_template, ids, new_id);
  work_back(plan, ids, anchor_step, anchor, calendars);
  if (plan.escalation_path.empty()) plan.escalation_path = escalation_path_of(plan);
  plan.template_used = plan_template.name;
  plan.tier = plan_template.tier;
}

}  // namespace closemap
