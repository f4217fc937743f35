// Lines of notices.
#include "mapping/report/notice_parts.h"

#include <algorithm>

#include "mapping/core/text.h"
#include "mapping/report/words.h"
#include "mapping/schedule/slip.h"

namespace closemap {
namespace {

std::string_view basis_word(AnchorBasis basis) {
  switch (basis) {
    case AnchorBasis::go_live:
      return "go-live";
    case AnchorBasis::decision:
      return "decision";
    case AnchorBasis::signature:
      return "signature";
  }
  return "date";
}

std::string move_sentence(const Plan& plan, const Network& network, const Move& move) {
  const std::string& id = network.names.at(move.milestone).id;
  const std::string step = "\"" + title_of(plan, id) + "\"";
  std::string pred = "what comes before it";
  if (move.pred) pred = "\"" + title_of(plan, network.names.at(*move.pred).id) + "\"";
  std::string what;
  switch (move.kind) {
    case MoveKind::advance:
      what = "Finish " + step + " as soon as it can be, not only on its due date";
      break;
    case MoveKind::decouple:
      what = "Start " + step + " without waiting for " + pred;
      break;
    case MoveKind::trim_lag:
      what = "Drop the waiting time between " + pred + " and " + step;
      break;
    case MoveKind::crash:
      what = "Do " + step + " in its shortest time";
      break;
  }
  const auto found = plan.milestones.find(id);
  const std::string whose = found == plan.milestones.end() ? "" : owner_of(plan, found->second);
  return what + ": wins " + working_days(move.gain_bd) + " back; the move of " + whose + ".";
}

}  // namespace

const Milestone* subject_step(const Telling& telling) {
  const auto found = telling.plan.milestones.find(telling.signal.subject);
  return found == telling.plan.milestones.end() ? nullptr : &found->second;
}

std::optional<Node> subject_node(const Telling& telling) {
  for (Node node = 0; node < telling.network.milestones.size(); ++node)
    if (telling.network.names[node].id == telling.signal.subject) return node;
  return std::nullopt;
}

void add_moved(const Telling& telling, std::vector<NoticeLine>& lines) {
  if (!telling.plan.dependencies_known) {
    lines.push_back({"What moves",
                     "No dependency between the steps is known, so what follows cannot be said."});
    return;
  }
  const auto node = subject_node(telling);
  if (!node) return;
  std::vector<Node> impacted;
  for (const SlipRoot& root : slip_roots(telling.network, telling.schedule))
    if (root.root == *node) impacted = root.impacted;
  if (impacted.empty()) {
    lines.push_back({"What moves", "Nothing else: the steps after it have room."});
    return;
  }
  std::stable_sort(impacted.begin(), impacted.end(), [&](Node a, Node b) {
    return telling.schedule.milestones[a].forecast < telling.schedule.milestones[b].forecast;
  });
  std::string text;
  for (std::size_t i = 0; i < impacted.size() && i < kMovedLinesMax; ++i) {
    const NetworkMilestone& step = telling.network.milestones[impacted[i]];
    const Date forecast = telling.schedule.milestones[impacted[i]].forecast;
    const Calendar& calendar = telling.network.calendars[step.calendar];
    text += (text.empty() ? "" : "\n") +
            title_of(telling.plan, telling.network.names[impacted[i]].id) + ": " +
            date_of(*step.due) + " → " + date_of(forecast) + " (+" +
            working_days(calendar.wd(*step.due, forecast)) + ")";
  }
  if (impacted.size() > kMovedLinesMax)
    text += "\nand " + std::to_string(impacted.size() - kMovedLinesMax) + " more";
  lines.push_back({"What moves", text});
}

void add_customer_date(const Telling& telling, std::vector<NoticeLine>& lines) {
  const std::string* close = close_anchor(telling.plan);
  if (close == nullptr) {
    lines.push_back({"Customer's date", "The plan knows no date of the customer yet."});
    return;
  }
  const Anchor& anchor = telling.plan.anchors.at(*close);
  for (const ScheduledAnchor& dates : telling.schedule.anchors) {
    if (telling.network.names.at(dates.milestone).id != *close) continue;
    std::string what = capitalised(std::string(basis_word(anchor.basis)));
    if (anchor.source == Party::vendor) what += " (unconfirmed: the vendor's close date)";
    std::string text;
    if (dates.forecast_gap_bd > 0) {
      text = what + " moves from " + date_of(dates.target) + " to " + date_of(dates.forecast) +
             ": " + working_days(dates.forecast_gap_bd) + " (" +
             calendar_days(dates.forecast_gap_cd) + ") late.";
    } else {
      text = what + " holds: forecast " + date_of(dates.forecast) + ", wanted " +
             date_of(dates.target) + ".";
    }
    lines.push_back({"Customer's date", text});
    return;
  }
}

std::vector<std::string> win_sentences(const Plan& plan, const Network& network,
                                       const Absorption& absorption) {
  std::vector<std::string> out;
  for (const Move& move : absorption.single_moves) {
    if (out.size() == kWinLinesMax) break;
    out.push_back(move_sentence(plan, network, move));
  }
  return out;
}

void add_wins(const Telling& telling, std::vector<NoticeLine>& lines) {
  if (telling.absorption == nullptr || telling.absorption->deficit_bd <= 0) return;
  const Absorption& absorption = *telling.absorption;
  std::string text = join(win_sentences(telling.plan, telling.network, absorption), "\n");
  if (absorption.chosen.size() > 1 && absorption.absorbed)
    text += "\nTogether " + std::to_string(absorption.chosen.size()) + " such moves keep the date.";
  if (text.empty()) text = "No step can be pulled forward or shortened as the plan stands.";
  if (!text.empty() && !absorption.chosen.empty() && absorption.residual_bd > 0)
    text += "\n" + working_days(absorption.residual_bd) + " remain even then.";
  lines.push_back({"What could win days back", text});
}

}  // namespace closemap
