// Words for people.
#include "mapping/report/words.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "mapping/core/text.h"
#include "mapping/report/notice_text.h"

namespace closemap {

std::string working_days(int days) { return counted(days, "working day"); }
std::string calendar_days(int days) { return counted(days, "day"); }

std::string title_of(const Plan& plan, const std::string& milestone) {
  const auto found = plan.milestones.find(milestone);
  return found == plan.milestones.end() ? "a step" : shorten(found->second.title, kTitleCharsMax);
}

namespace {

// Emits steps, each after those it waits for.
class StepOrder {
 public:
  explicit StepOrder(const Plan& plan) : plan_(plan) {
    for (const Dependency& each : plan.dependencies) waits_[each.succ].push_back(each.pred);
  }
  void add(const std::string& id) {
    std::vector<std::string> stack{id};
    while (!stack.empty()) {
      const std::string at = stack.back();
      const bool fresh = plan_.milestones.contains(at) && !done_.contains(at);
      const bool opened = fresh && open_.insert(at).second;
      if (opened && waits_.contains(at)) {
        for (const std::string& pred : waits_.at(at))
          if (!open_.contains(pred)) stack.push_back(pred);
      } else if (stack.pop_back(); fresh && done_.insert(at).second) {
        out_.push_back(at);
      }
    }
  }
  std::vector<std::string> take() { return std::move(out_); }

 private:
  const Plan& plan_;
  std::map<std::string, std::vector<std::string>> waits_;
  std::set<std::string> open_, done_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> steps_in_order(const Plan& plan) {
  StepOrder order(plan);
  for (const std::string& id : plan.milestone_order) order.add(id);
  for (const auto& [id, step] : plan.milestones) order.add(id);
  return order.take();
}

std::string handed_over(const Plan& plan, const Handoff& handoff) {
  const auto step = plan.milestones.find(handoff.trigger);
  const bool title = step != plan.milestones.end() && step->second.title == handoff.what;
  return title ? handoff.what : capitalised(handoff.what);
}

std::string name_of(const Plan& plan, const std::string& person) {
  const auto found = plan.people.find(person);
  return found == plan.people.end() ? std::string{} : found->second.name;
}

std::string owner_of(const Plan& plan, const Milestone& milestone) {
  std::string name = name_of(plan, milestone.owner);
  if (name.empty()) name = milestone.owner_word;
  if (name.empty()) name = "nobody yet";
  if (milestone.owner_parties.size() > 1) return name;  // of several parties: whose it is, is open
  return name + " (" + std::string(to_text(milestone.party)) + ")";
}

std::string date_of(Date date) { return to_text_with_weekday(date); }

std::string date_of(std::string_view text) {
  const auto date = parse_date(text);
  return date ? to_text_with_weekday(*date) : std::string(text);
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string opening(std::string text) {
  const std::size_t end = text.find_first_of(" :/");
  const bool name = text.starts_with("closemap") || (end != text.npos && text[end] != ' ');
  return name ? text : capitalised(std::move(text));
}

std::string money_text(const Money& money) {
  constexpr std::size_t kGroup = 3;
  std::string amount = amount_text(money);
  std::size_t point = std::min(amount.find('.'), amount.size());
  if (amount.find_first_not_of('0', point + 1) == std::string::npos) amount.resize(point);
  const std::size_t first = !amount.empty() && amount[0] == '-' ? 1 : 0;
  for (; point > first + kGroup; point -= kGroup) amount.insert(point - kGroup, 1, ',');
  return money.currency + " " + amount;
}

std::string local_time_text(Instant instant, const Zone& zone) {
  constexpr int kMinutes = 60;
  const int minute = zone.local_minute(instant);
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return date_of(zone.local_date(instant)) + " " + two(minute / kMinutes) + ":" +
         two(minute % kMinutes) + " (" + zone.name() + ")";
}

}  // namespace closemap
