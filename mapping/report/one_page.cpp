// What stands at the top of the page, and its steps.
#include "mapping/report/one_page.h"

#include <algorithm>
#include <map>
#include <set>

#include "mapping/report/one_page_sections.h"
#include "mapping/report/words.h"
#include "mapping/schedule/from_plan.h"

namespace closemap {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<Party, 3> kPageOrder{Party::customer, Party::partner, Party::vendor};

std::string month_day(Date date) {
  const Ymd ymd = to_ymd(date);
  return std::to_string(ymd.day) + " " +
         std::string(kMonths.at(static_cast<std::size_t>(ymd.month - 1)));
}

Zone zone_of(const Plan& plan) {
  const Result<Zone> zone = Zone::find(plan.timezone);
  return zone ? *zone : Zone();
}

std::string local_minute_text(Instant instant, const Zone& zone) {
  constexpr int kHour = 60;
  const int minute = zone.local_minute(instant);
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minute / kHour) + ":" + two(minute % kHour);
}

// A plan is a working draft until all three have signed it once (A099).
std::string standing_of(PlanStatus status) {
  switch (status) {
    case PlanStatus::draft:
    case PlanStatus::proposed:
      return "Working draft";
    case PlanStatus::active:
      return "Active";
    case PlanStatus::paused:
      return "Paused";
    case PlanStatus::won:
      return "Won";
    case PlanStatus::lost:
      return "Lost";
    case PlanStatus::abandoned:
      return "Abandoned";
  }
  return {};
}

PageParty page_party(const Plan& seen, Party party, const Zone& zone) {
  const SignOff& signoff = seen.signoffs[static_cast<std::size_t>(party)];
  PageParty out;
  out.party = party;
  out.name = seen.party(party).name;
  if (out.name.empty()) out.name = "The " + std::string(to_text(party));
  const std::string by = name_of(seen, signoff.by);
  const std::string who = (by.empty() ? "" : " by " + by) +
                          (signoff.at ? ", " + day_text(zone.local_date(*signoff.at)) : "");
  switch (signoff.state) {
    case SignOffState::pending:
      out.sign_off = "Not signed yet";
      break;
    case SignOffState::signed_:
      out.sign_off = "Signed" + who;
      out.tone = Tone::good;
      break;
    case SignOffState::stale:
      out.sign_off = "Signed an earlier version" + who;
      out.tone = Tone::warn;
      break;
    case SignOffState::declined:
      out.sign_off = "Declined to sign";
      out.tone = Tone::bad;
      break;
  }
  return out;
}

StepState state_of(const Milestone& step) {
  if (step.disposition == Disposition::waived) return StepState::waived;
  switch (step.status) {
    case MilestoneStatus::complete:
      return StepState::complete;
    case MilestoneStatus::in_progress:
      return StepState::in_progress;
    case MilestoneStatus::blocked:
      return StepState::blocked;
    case MilestoneStatus::pending:
      break;
  }
  return StepState::pending;
}

std::vector<std::string> shown_ids(const Plan& seen) {
  std::vector<std::string> out = steps_in_order(seen);
  std::erase_if(out, [&](const std::string& id) {
    return seen.milestones.at(id).disposition == Disposition::removed;
  });
  return out;
}

std::string owner_name(const Plan& seen, const Milestone& step) {
  const std::string name = name_of(seen, step.owner);
  return name.empty() ? step.owner_word : name;
}

class Steps {
 public:
  Steps(const Plan& seen, const Network& network, const Schedule& schedule)
      : seen_(seen), network_(network), schedule_(schedule) {
    for (Node node = 0; node < network.milestones.size(); ++node)
      node_.emplace(network.names[node].id, node);
    for (const ScheduledAnchor& anchor : schedule.anchors)
      for (const Node node : anchor.driving_path) driving_.insert(node);
  }

  std::vector<PageStep> all() const {
    std::map<std::string, int> number;
    const std::vector<std::string> ids = shown_ids(seen_);
    for (const std::string& id : ids) number.emplace(id, static_cast<int>(number.size()) + 1);
    std::vector<PageStep> out;
    for (const std::string& id : ids) {
      out.push_back(step(id));
      out.back().number = number.at(id);
      for (const Dependency& each : seen_.dependencies)
        if (each.succ == id && number.count(each.pred) > 0)
          out.back().after.push_back(number.at(each.pred));
      std::sort(out.back().after.begin(), out.back().after.end());
    }
    return out;
  }

 private:
  PageStep step(const std::string& id) const {
    const Milestone& milestone = seen_.milestones.at(id);
    PageStep out;
    out.id = id;
    out.title = milestone.title;
    out.done_condition = milestone.done_condition;
    out.owner = owner_name(seen_, milestone);
    out.party = milestone.party;
    out.state = state_of(milestone);
    out.due = milestone.due;
    out.actual = milestone.actual;
    out.anchored = seen_.anchors.count(id) > 0;
    if (out.state == StepState::blocked) out.note = milestone.blocked_reason;
    const auto node = node_.find(id);
    if (node == node_.end() || out.state == StepState::complete || out.state == StepState::waived)
      return out;
    out.forecast = schedule_.milestones[node->second].forecast;
    out.driving = driving_.count(node->second) > 0;
    const Calendar& calendar = network_.calendars[network_.milestones[node->second].calendar];
    if (out.due) out.late_bd = std::max(0, calendar.wd(*out.due, *out.forecast));
    out.overdue = out.due && *out.due < network_.status_date;
    return out;
  }

  const Plan& seen_;
  const Network& network_;
  const Schedule& schedule_;
  std::map<std::string, Node> node_;
  std::set<Node> driving_;
};

std::string basis_word(AnchorBasis basis) {
  switch (basis) {
    case AnchorBasis::go_live:
      return "Go-live";
    case AnchorBasis::decision:
      return "Decision";
    case AnchorBasis::signature:
      return "Signature";
  }
  return "Date";
}

void add_close_figures(const Plan& seen, const ScheduledAnchor* close, OnePage& page) {
  if (close == nullptr) {
    page.figures.push_back({"Customer's date", "Not known yet", "ask for it first", Tone::warn});
    return;
  }
  const Anchor& anchor = seen.anchors.at(*close_anchor(seen));
  page.target = close->target;
  page.forecast = close->forecast;
  page.target_word = basis_word(anchor.basis);
  const bool confirmed = anchor.source == Party::customer;
  page.figures.push_back({page.target_word + " wanted", day_text(close->target),
                          confirmed ? "the customer's date" : "not confirmed by the customer",
                          confirmed ? Tone::plain : Tone::warn});
  if (close->forecast_gap_bd > 0)
    page.figures.push_back({"Forecast", day_text(close->forecast),
                            working_days(close->forecast_gap_bd) + " late", Tone::bad});
  else
    page.figures.push_back({"Forecast", day_text(close->forecast), "in time", Tone::good});
}

void add_step_figure(OnePage& page) {
  int active = 0;
  int complete = 0;
  int moving = 0;
  int blocked = 0;
  for (const PageStep& step : page.steps) {
    if (step.state == StepState::waived) continue;
    ++active;
    if (step.state == StepState::complete) ++complete;
    if (step.state == StepState::in_progress) ++moving;
    if (step.state == StepState::blocked) ++blocked;
  }
  std::string note = std::to_string(moving) + " in progress";
  if (blocked > 0) note += ", " + std::to_string(blocked) + " blocked";
  page.figures.push_back({"Steps complete",
                          std::to_string(complete) + " of " + std::to_string(active), note,
                          blocked > 0 ? Tone::warn : Tone::plain});
}

}  // namespace

std::string day_text(Date date) {
  return month_day(date) + " " + std::to_string(to_ymd(date).year);
}

std::string short_day_text(Date date) {
  constexpr std::size_t kWeekday = 3;  // "Mon 2026-05-04" begins with it
  return to_text_with_weekday(date).substr(0, kWeekday) + " " + month_day(date);
}

std::string_view to_text(StepState state) {
  switch (state) {
    case StepState::complete:
      return "Complete";
    case StepState::in_progress:
      return "In progress";
    case StepState::pending:
      return "Pending";
    case StepState::blocked:
      return "Blocked";
    case StepState::waived:
      return "Waived";
  }
  return "";
}

OnePage one_page(const Plan& seen, const Network& network, const Schedule& schedule,
                 const PageOptions& options) {
  const Zone zone = zone_of(seen);
  OnePage page;
  page.name = seen.name;
  page.plan_id = seen.id;
  page.version = seen.version;
  page.standing = standing_of(seen.status);
  page.as_of = day_text(zone.local_date(options.now)) + " " + local_minute_text(options.now, zone) +
               " (" + zone.name() + ")";
  if (options.reader) {
    const std::string& name = seen.party(*options.reader).name;
    const std::string word(to_text(*options.reader));
    page.reader = name.empty() ? "the " + word : name + " (" + word + ")";
  }
  if (seen.compelling_event) {
    page.subject = seen.compelling_event->text;
    if (seen.compelling_event->date) page.subject += ", " + day_text(*seen.compelling_event->date);
  }
  for (std::size_t i = 0; i < kPageOrder.size(); ++i)
    page.parties.at(i) = page_party(seen, kPageOrder.at(i), zone);
  page.today = network.status_date;
  page.steps = Steps(seen, network, schedule).all();
  add_close_figures(seen, close_dates(seen, network, schedule), page);
  add_step_figure(page);
  if (seen.next_review_at)
    page.figures.push_back({"Next review", day_text(zone.local_date(*seen.next_review_at)),
                            local_minute_text(*seen.next_review_at, zone) + " " + zone.name(),
                            Tone::plain});
  else
    page.figures.push_back({"Next review", "No date yet", "every week, 15 minutes", Tone::warn});
  page.sections = page_sections(seen, options.reader);
  return page;
}

}  // namespace closemap
