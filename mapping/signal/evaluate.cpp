// Running the families.
#include "mapping/signal/evaluate.h"

#include <algorithm>
#include <tuple>

#include "mapping/signal/families.h"

namespace closemap {
namespace {

Zone plan_zone(const Plan& plan) {
  const auto zone = Zone::find(plan.timezone);
  return zone ? *zone : Zone{};
}

const ScheduledAnchor* close_of(const Plan& plan, const Network& network,
                                const Schedule& schedule) {
  const std::string* id = close_anchor(plan);
  if (id == nullptr) return nullptr;
  for (const ScheduledAnchor& anchor : schedule.anchors)
    if (network.milestones[anchor.milestone].id == *id) return &anchor;
  return nullptr;
}

bool closed(PlanStatus status) {
  return status == PlanStatus::won || status == PlanStatus::lost || status == PlanStatus::abandoned;
}

}  // namespace

Zone owner_zone(const Plan& plan, const Milestone& milestone) {
  if (const auto owner = plan.people.find(milestone.owner);
      owner != plan.people.end() && !owner->second.timezone.empty())
    if (const auto zone = Zone::find(owner->second.timezone)) return *zone;
  if (const std::string& name = plan.party(milestone.party).timezone; !name.empty())
    if (const auto zone = Zone::find(name)) return *zone;
  return plan_zone(plan);
}

bool is_ops(std::string_view name) { return name == "source_deleted"; }

bool runs(std::string_view name, PlanStatus status) {
  if (closed(status)) return false;
  return is_ops(name) || status == PlanStatus::proposed || status == PlanStatus::active;
}

std::vector<Signal> evaluate(const Plan& plan, const Network& network, const Schedule& schedule,
                             Instant now, const Thresholds& thresholds) {
  std::vector<Signal> found;
  if (closed(plan.status)) return found;
  SignalView view{plan,
                  network,
                  schedule,
                  now,
                  thresholds,
                  plan_zone(plan).local_date(now),
                  close_of(plan, network, schedule),
                  {}};
  view.step.reserve(network.milestones.size());
  for (const NetworkMilestone& milestone : network.milestones) {
    const auto step = plan.milestones.find(milestone.id);
    view.step.push_back(step == plan.milestones.end() ? nullptr : &step->second);
  }
  add_source_signals(view, found);
  if (plan.status == PlanStatus::proposed || plan.status == PlanStatus::active) {
    add_slip_signals(view, found);
    add_overdue_signals(view, found);
    add_owner_signals(view, found);
    add_date_signals(view, found);
    add_crm_signals(view, found);
  }
  std::sort(found.begin(), found.end(), [](const Signal& a, const Signal& b) {
    return std::tie(a.name, a.subject) < std::tie(b.name, b.subject);
  });
  return found;
}

Band band_of(std::string_view name, std::string_view subject, const std::vector<Signal>& found,
             const Network& network, const Schedule& schedule, const Thresholds& thresholds) {
  for (const Signal& signal : found)
    if (signal.name == name && signal.subject == subject) return Band::bad;
  if (name != "at_risk") return Band::good;
  for (std::size_t i = 0; i < network.milestones.size(); ++i) {
    if (network.milestones[i].id != subject ||
        network.milestones[i].status == MilestoneStatus::complete)
      continue;
    const auto& slack = schedule.milestones[i].forecast_slack_bd;
    if (slack && *slack < thresholds.at_risk.clear_bd) return Band::between;
  }
  return Band::good;
}

Instant next_evaluation(const Plan& plan, Instant now) {
  if (closed(plan.status)) return kNeverEvaluate;
  const auto midnight = [&](const Zone& zone) { return zone.at(zone.local_date(now) + 1, 0); };
  Instant next = midnight(plan_zone(plan));
  for (const auto& [id, milestone] : plan.milestones)
    if (open_step(milestone)) next = std::min(next, midnight(owner_zone(plan, milestone)));
  return next;
}

}  // namespace closemap
