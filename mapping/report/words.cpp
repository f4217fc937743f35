// Words for people.
#include "mapping/report/words.h"

#include <algorithm>
#include <cstdlib>

#include "mapping/core/text.h"
#include "mapping/report/notice_text.h"

namespace closemap {
namespace {}  // namespace

std::string working_days(int days) { return counted(days, "working day"); }
std::string calendar_days(int days) { return counted(days, "day"); }

std::string title_of(const Plan& plan, const std::string& milestone) {
  const auto found = plan.milestones.find(milestone);
  return found == plan.milestones.end() ? "a step" : shorten(found->second.title, kTitleCharsMax);
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
