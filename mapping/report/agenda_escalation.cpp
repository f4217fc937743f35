// Minutes 11 to 15 and the headline: what somebody above has to settle, and where the plan stands.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <tuple>

#include "mapping/core/json.h"
#include "mapping/core/text.h"
#include "mapping/report/agenda_parts.h"
#include "mapping/report/notice_parts.h"
#include "mapping/report/notice_text.h"
#include "mapping/report/words.h"
#include "mapping/schedule/from_plan.h"

namespace closemap {
namespace {

constexpr std::size_t kProposedDatesMax = 6;  // listed for each party, then "and N more"

// The highest first; alerts of one height by signal and subject, whatever order they came in.
std::vector<AgendaAlert> by_height(std::vector<AgendaAlert> alerts) {
  const auto key = [](const AgendaAlert& alert) {
    return std::tuple(-alert.level, -static_cast<int>(alert.signal.severity),
                      std::string_view(alert.signal.name), std::string_view(alert.signal.subject));
  };
  std::sort(alerts.begin(), alerts.end(),
            [&](const AgendaAlert& a, const AgendaAlert& b) { return key(a) < key(b); });
  return alerts;
}

// Alerts that a slip mutes (domain.md §5), of steps its reader sees: told with it, not one by one.
std::int64_t following(const Review& review, const Signal& cause) {
  if (cause.name != "slip" || !cause.root) return 0;
  return std::count_if(
      review.input.alerts.begin(), review.input.alerts.end(), [&](const AgendaAlert& each) {
        return each.signal.caused_by == cause.subject && each.signal.subject != cause.subject &&
               review.step(each.signal.subject) != nullptr;
      });
}

// What the forecast asks of each party's promises (§2.8), until they answer.
void add_proposal(const Review& review, std::vector<AgendaItem>& items) {
  if (review.input.proposal == nullptr) return;
  for (const Party party : kParties) {
    AgendaItem item;
    for (const DueChange& change : review.input.proposal->of(party))
      if (const auto node = review.input.network.node_of(change.milestone);
          node && review.step(change.milestone) != nullptr)
        item.details.push_back(
            title_of(review.seen, change.milestone) + ": " +
            date_change(review.input.network, *node, change.due_from, change.due_to));
    if (item.details.empty()) continue;
    const std::size_t dates = item.details.size();
    const std::string& name = review.seen.party(party).name;
    const std::string whose = name.empty() ? "the " + std::string(to_text(party)) : name;
    item.text = "The forecast proposes " + counted(static_cast<std::int64_t>(dates), "new date") +
                " for steps of " + whose;
    item.who = name_of(review.seen, review.seen.party(party).lead);
    item.ask = "Does " + whose + " agree?";
    if (dates > kProposedDatesMax) {
      item.details.resize(kProposedDatesMax);
      item.details.push_back("and " + std::to_string(dates - kProposedDatesMax) + " more");
    }
    items.push_back(std::move(item));
  }
}

void add_alerts(const Review& review, std::vector<AgendaItem>& items) {
  for (const AgendaAlert& alert : by_height(review.input.alerts)) {
    const bool told =
        alert.level >= 1 || (alert.signal.severity == Severity::critical && !alert.acknowledged &&
                             !inhibited(alert.signal, review.input.signals));
    if (!told || !may_hear(alert.signal, review.reader) ||
        !may_be_told(review.input.plan, review.seen, alert.signal))
      continue;
    AgendaItem item;
    item.subject = alert.signal.subject;
    item.text = one_line(review.seen, review.input.network, review.input.schedule, alert.signal);
    if (alert.level >= 1)
      item.details.push_back("Escalated to level " + std::to_string(alert.level) + ".");
    if (alert.snoozed_until)
      item.details.push_back("Snoozed until " + date_of(*alert.snoozed_until) + ".");
    if (const auto more = following(review, alert.signal); more > 0)
      item.details.push_back(counted(more, "alert") + " on other steps " +
                             (more == 1 ? "follows" : "follow") + " from it.");
    if (!alert.acknowledged) item.ask = "Who takes it?";
    items.push_back(std::move(item));
  }
}

// The step a pointer "/milestones/<id>/due_date" names, as its title.
std::string about(const Review& review, const std::string& pointer) {
  const std::size_t start = pointer.find('/', 1);
  const std::size_t end = start == std::string::npos ? start : pointer.find('/', start + 1);
  if (end == std::string::npos) return "the plan";
  const std::string id = pointer.substr(start + 1, end - start - 1);
  std::string field = pointer.substr(end + 1);
  std::replace(field.begin(), field.end(), '_', ' ');
  return (review.step(id) == nullptr ? "the plan" : title_of(review.seen, id)) + ", " + field;
}

// A dependency that was left out of an import because it would close a circle
// (reconcile/dependencies.cpp); nullopt: the contender is something else.
std::optional<AgendaItem> left_out(const Review& review, const Contender& contender) {
  if (contender.pointer != "/dependencies") return std::nullopt;
  const Result<Json> value = parse_json(contender.value);
  const Json* dropped = value ? find(*value, "dropped") : nullptr;
  if (dropped == nullptr) return std::nullopt;
  AgendaItem item;
  item.subject = text_or(*dropped, "succ");
  item.text = "The dependency of " + title_of(review.seen, item.subject) + " on " +
              title_of(review.seen, text_or(*dropped, "pred")) +
              " was left out: it would close a circle";
  item.ask = "Which of them comes first?";
  return item;
}

void add_conflicts(const Review& review, std::vector<AgendaItem>& items) {
  for (const Contender& contender : review.seen.contenders) {
    if (auto dependency = left_out(review, contender)) {
      items.push_back(*std::move(dependency));
      continue;
    }
    AgendaItem item;
    item.text = "Another word on " + about(review, contender.pointer) + ": " + contender.source +
                " says " + contender.value;
    item.ask = "Which is right?";
    items.push_back(std::move(item));
  }
}

void add_sign_offs(const Review& review, std::vector<AgendaItem>& items) {
  if (review.seen.status == PlanStatus::draft || closed(review.seen.status)) return;
  for (const Party party : kParties) {
    const SignOff& signoff = review.seen.signoffs[static_cast<std::size_t>(party)];
    if (signoff.state == SignOffState::signed_) continue;
    AgendaItem item;
    std::string what = " has not signed.";
    if (signoff.state == SignOffState::stale) what = " signed an earlier version.";
    if (signoff.state == SignOffState::declined) what = " declined to sign.";
    const std::string& name = review.seen.party(party).name;
    item.text = (name.empty() ? capitalised(std::string(to_text(party))) : name) + what;
    item.ask = "What would have to change for the signature?";
    items.push_back(std::move(item));
  }
}

std::string gap_text(const ScheduledAnchor& close) {
  std::string text = "wanted " + date_of(close.target) + ", forecast " + date_of(close.forecast);
  if (close.forecast_gap_bd > 0)
    return text + ": " + working_days(close.forecast_gap_bd) + " (" +
           calendar_days(close.forecast_gap_cd) + ") late";
  if (close.forecast_gap_bd == 0) return text + ": in time";
  return text + ": " + working_days(-close.forecast_gap_bd) + " (" +
         calendar_days(-close.forecast_gap_cd) + ") early";
}

}  // namespace

std::vector<AgendaItem> what_needs_escalation(const Review& review) {
  std::vector<AgendaItem> items;
  add_alerts(review, items);
  add_conflicts(review, items);
  add_proposal(review, items);
  if (const Absorption* absorption = review.input.absorption;
      absorption != nullptr && absorption->deficit_bd > 0)
    for (const std::string& sentence :
         win_sentences(review.seen, review.input.network, *absorption))
      items.push_back({sentence, "", "", {}, ""});
  if (!review.customer())
    for (const std::string& question : review.input.link_reviews)
      items.push_back({question, "", "Is it the same deal?", {}, ""});
  add_sign_offs(review, items);
  return items;
}

std::vector<AgendaItem> where_it_stands(const Review& review) {
  std::vector<AgendaItem> items;
  if (const ScheduledAnchor* close =
          close_dates(review.seen, review.input.network, review.input.schedule)) {
    const std::string& id = review.input.network.names[close->milestone].id;
    items.push_back({title_of(review.seen, id) + ": " + gap_text(*close), "", "", {}, id});
  } else {
    items.push_back({"The plan knows no date of the customer yet.", "", "", {}, ""});
  }
  const AgendaInput& input = review.input;
  if (input.p50 && input.p80)
    items.push_back({"Even odds by " + date_of(*input.p50) + " (P50), four in five by " +
                         date_of(*input.p80) + " (P80)",
                     "",
                     "",
                     {},
                     ""});
  if (input.evidence != nullptr && !review.customer()) {
    const Verdict verdict = judge(*input.evidence);
    AgendaItem item;
    std::string category(to_text(verdict.category));
    std::replace(category.begin(), category.end(), '_', ' ');
    item.text = "Evidence: " + category + " (" + std::string(verdict.rule) +
                "), in a CRM's words " + std::string(crm_forecast_category(verdict.category));
    for (const Coaching& line : coach(review.seen, *input.evidence))
      item.details.push_back(line.what + " " + line.next);
    items.push_back(std::move(item));
  }
  if (review.seen.next_review_at) {
    const Result<Zone> zone = Zone::find(review.seen.timezone);
    items.push_back(
        {"Next review: " + local_time_text(*review.seen.next_review_at, zone ? *zone : Zone()),
         "",
         "",
         {},
         ""});
  } else {
    items.push_back({"Next review: no date yet", "", "", {}, ""});
  }
  return items;
}

}  // namespace closemap
