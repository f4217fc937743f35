// Minutes 5 to 11: open steps that are overdue, blocked, wait for a handoff or break the customer's
// date; the worst first.
#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

#include "mapping/report/agenda_parts.h"
#include "mapping/report/words.h"
#include "mapping/signal/families.h"

namespace closemap {
namespace {

struct Stuck {
  int slack = std::numeric_limits<int>::max();  // forecast slack; none: last
  bool undated = true;
  Date due;
  AgendaItem item;

  auto key() const { return std::tie(slack, undated, due, item.subject); }
};

bool is_open(const Milestone& step) {
  return step.disposition == Disposition::active && step.status != MilestoneStatus::complete;
}

bool overdue(const Review& review, const Milestone& step) {
  return step.due && review.input.now >= owner_zone(review.input.plan, step).at(*step.due + 1, 0);
}

// Steps that wait for a handoff nobody has taken, and those handoffs.
std::set<std::string> stalled_handoffs(const Review& review) {
  std::set<std::string> out;
  for (const Signal& signal : review.input.signals)
    if (signal.name == "handoff_stalled" && review.seen.handoffs.count(signal.subject) > 0)
      out.insert(signal.subject);
  return out;
}

Stuck handoff_item(const Review& review, const std::string& id) {
  const Handoff& handoff = review.seen.handoffs.at(id);
  Stuck out;
  out.item.subject = id;
  out.item.text = "Handoff of " + handoff.what + " has not been taken";
  const std::string to = name_of(review.seen, handoff.to_person);
  out.item.who = (to.empty() ? "nobody yet" : to) + " (" + std::string(to_text(handoff.to)) + ")";
  out.item.ask = "Take it, or say whom it should go to.";
  const auto waits = review.input.network.node_of(handoff.accepts_milestone);
  const Milestone* step = review.step(handoff.accepts_milestone);
  if (waits && step != nullptr) {
    const auto& slack = review.input.schedule.milestones[*waits].forecast_slack_bd;
    if (slack) out.slack = *slack;
    if (step->due) out.due = *step->due, out.undated = false;
    out.item.details.push_back("Waits for it: " + title_of(review.seen, handoff.accepts_milestone));
  }
  return out;
}

// Reasons and the ask of the first of them; nothing when the step is not stuck.
void explain(const Review& review, const Milestone& step, const std::optional<int>& slack,
             AgendaItem& item) {
  const auto because = [&](bool yes, const std::string& reason, const std::string& ask) {
    if (!yes) return;
    item.details.push_back(reason);
    if (item.ask.empty()) item.ask = ask;
  };
  because(step.status == MilestoneStatus::blocked,
          step.blocked_reason.empty() ? "Blocked; nobody said by what."
                                      : "Blocked: " + step.blocked_reason,
          step.blocked_reason.empty() ? "What blocks it?" : "Who can unblock it, and by when?");
  if (overdue(review, step))
    because(true, "Was due on " + date_of(*step.due) + ".",
            "Is it done? If not: what date do you now expect?");
  because(slack && *slack < 0,
          "Forecast " + working_days(-slack.value_or(0)) + " later than the plan has room for.",
          "What would win the days back?");
}

}  // namespace

std::vector<AgendaItem> what_is_stuck(const Review& review) {
  std::vector<Stuck> found;
  for (const auto& [id, step] : review.seen.milestones) {
    const auto node = review.input.network.node_of(id);
    if (!is_open(step) || !node) continue;
    const auto& dates = review.input.schedule.milestones[*node];
    Stuck stuck;
    explain(review, step, dates.forecast_slack_bd, stuck.item);
    if (stuck.item.details.empty()) continue;
    stuck.item.subject = id;
    stuck.item.text = title_of(review.seen, id) + ": forecast " + date_of(dates.forecast);
    stuck.item.who = owner_of(review.seen, step);
    if (dates.forecast_slack_bd) stuck.slack = *dates.forecast_slack_bd;
    if (step.due) stuck.due = *step.due, stuck.undated = false;
    found.push_back(std::move(stuck));
  }
  for (const std::string& id : stalled_handoffs(review)) found.push_back(handoff_item(review, id));
  std::sort(found.begin(), found.end(),
            [](const Stuck& a, const Stuck& b) { return a.key() < b.key(); });
  std::vector<AgendaItem> items;
  items.reserve(found.size());
  for (Stuck& stuck : found) items.push_back(std::move(stuck.item));
  return items;
}

}  // namespace closemap
