// String-keyed passes: the same rules for work that has not begun (domain.md §2.4, §2.5).
#include "tests/bench/mapping/naive_schedule.h"

#include <algorithm>
#include <set>

namespace closemap::bench {

NaivePlan::NaivePlan(const Network& network)
    : calendars_(network.calendars),
      plan_start_(network.plan_start),
      status_date_(network.status_date) {
  for (Node node = 0; node < network.milestones.size(); ++node)
    steps_[network.names[node].id].milestone = network.milestones[node];
  for (const NetworkEdge& edge : network.edges) {
    const std::string& pred = network.names[edge.pred].id;
    const std::string& succ = network.names[edge.succ].id;
    steps_[pred].succs.push_back({succ, edge.lag});
    steps_[succ].preds.push_back({pred, edge.lag});
  }
  for (const NetworkAnchor& anchor : network.anchors)
    anchors_[network.names[anchor.milestone].id] = anchor.date;
}

std::vector<std::string> NaivePlan::order() const {
  std::map<std::string, std::size_t> waiting;
  std::set<std::string> ready;
  for (const auto& [id, step] : steps_) {
    waiting[id] = step.preds.size();
    if (step.preds.empty()) ready.insert(id);
  }
  std::vector<std::string> order;
  while (!ready.empty()) {
    const std::string id = *ready.begin();
    ready.erase(ready.begin());
    order.push_back(id);
    for (const Link& link : steps_.at(id).succs)
      if (--waiting[link.other] == 0) ready.insert(link.other);
  }
  return order;
}

Date NaivePlan::finish(const Step& step, Date start) const {
  const Calendar& days = calendar(step);
  const Date today = days.add(status_date_, 0);
  if (step.milestone.owner_estimate)
    return std::max({days.add(*step.milestone.owner_estimate, 0), days.add(start, 0), today});
  const Date from = std::max(start, status_date_ - 1);
  return std::max(days.add(from, *step.milestone.duration_bd), today);
}

void NaivePlan::forward(const std::string& id) {
  const Step& step = steps_.at(id);
  Date early = plan_start_ - 1;
  Date forecast = early;
  bool first = true;
  for (const Link& link : step.preds) {
    const Dates& pred = dates_.at(link.other);
    const Date a = lag_forward(calendar(step), pred.early, link.lag);
    const Date b = lag_forward(calendar(step), pred.forecast, link.lag);
    early = first ? a : std::max(early, a);
    forecast = first ? b : std::max(forecast, b);
    first = false;
  }
  Dates& out = dates_[id];
  out = {finish(step, early), finish(step, forecast), {}};
  if (step.milestone.due && !step.milestone.owner_estimate)
    out.forecast = std::max(out.forecast, *step.milestone.due);
}

void NaivePlan::backward(const std::string& id) {
  const Step& step = steps_.at(id);
  std::optional<Date> bound;
  if (const auto anchor = anchors_.find(id); anchor != anchors_.end()) bound = anchor->second;
  for (const Link& link : step.succs) {
    const Step& succ = steps_.at(link.other);
    const std::optional<Date>& late = dates_.at(link.other).late;
    if (!late) continue;
    const Date start = calendar(succ).sub(*late, *succ.milestone.duration_bd);
    const Date date = lag_inverse(calendar(succ), start, link.lag);
    bound = bound ? std::min(*bound, date) : date;
  }
  if (bound) dates_[id].late = calendar(step).sub(*bound, 0);
}

Date NaivePlan::solve() {
  const std::vector<std::string> sorted = order();
  for (const std::string& id : sorted) forward(id);
  for (auto id = sorted.rbegin(); id != sorted.rend(); ++id) backward(*id);
  return dates_.at(anchors_.begin()->first).forecast;
}

}  // namespace closemap::bench
