// Working calendars: ranks of days by week arithmetic plus a sorted list of exceptions.
#include "mapping/core/calendar.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <limits>

namespace closemap {
namespace {

constexpr int kDayMinutes = 1440;
constexpr std::int64_t kMinutesMax = 10'000'000;  // of one business span: decades

bool valid(const std::vector<MinuteSpan>& spans) {
  int last = 0;
  for (const auto& [from, to] : spans) {
    if (from < last || from >= to || to > kDayMinutes) return false;
    last = to;
  }
  return true;
}

std::size_t weekday(Date day) { return static_cast<std::size_t>(iso_weekday(day) - 1); }

void sort_unique(std::vector<Date>& days) {
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
}

}  // namespace

CalendarSpec weekdays_calendar(std::string id, Zone zone) {
  CalendarSpec spec;
  spec.id = std::move(id);
  spec.zone = zone;
  for (std::size_t day = 0; day < 5; ++day) spec.week[day] = {{9 * 60, 17 * 60}};
  return spec;
}

Calendar::Calendar() {
  static const Calendar calendar = compiled(weekdays_calendar());
  *this = calendar;
}

Result<Calendar> Calendar::compile(CalendarSpec spec) {
  const auto refused = [&spec](std::string_view why) {
    return Error{Fault::config, "calendar '" + spec.id + "': " + std::string(why)};
  };
  bool any = false;
  for (const std::vector<MinuteSpan>& hours : spec.week) {
    if (!valid(hours))
      return refused("hours must be ascending spans within 00:00-24:00, like 09:00-17:00");
    any = any || !hours.empty();
  }
  if (!any) return refused("no weekday has working hours; give at least one");
  return compiled(std::move(spec));
}

// Days whose state differs from their weekday's, with what they add up to.
std::vector<Calendar::Exception> Calendar::exceptions_of(const CalendarSpec& spec) const {
  std::vector<std::pair<Date, bool>> differing;  // day, whether it is an extra working day
  for (const Date day : spec.extra_working_days)
    if (spec.week[weekday(day)].empty()) differing.emplace_back(day, true);
  for (const Date day : spec.holidays) {
    const bool extra =
        std::binary_search(spec.extra_working_days.begin(), spec.extra_working_days.end(), day);
    if (!spec.week[weekday(day)].empty() && !extra) differing.emplace_back(day, false);
  }
  std::sort(differing.begin(), differing.end());
  std::vector<Exception> out;
  std::int32_t sum = 0;
  for (const auto& [day, extra] : differing) {
    sum += extra ? 1 : -1;
    out.push_back({day.days, sum, plain_rank(day.days) + sum, extra});
  }
  return out;
}

Calendar Calendar::compiled(CalendarSpec spec) {
  Calendar out{Uncompiled{}};
  out.week_days_ = 0;
  for (std::size_t day = 0; day < 7; ++day) {
    if (!spec.week[day].empty())
      out.nth_[static_cast<std::size_t>(out.week_days_++)] = static_cast<std::int8_t>(day);
    out.upto_[day] = static_cast<std::int8_t>(out.week_days_);
  }
  sort_unique(spec.holidays);
  sort_unique(spec.extra_working_days);
  auto shared = std::make_shared<Shared>();
  shared->exceptions = out.exceptions_of(spec);
  shared->spec = std::move(spec);
  out.shared_ = shared;

  out.before_ = static_cast<std::int32_t>(out.computed_rank(-1));
  auto tables = std::make_shared<Tables>();
  const Date last = out.computed_select(0);
  tables->nth_days.push_back(static_cast<std::int16_t>(last.days));
  for (std::int32_t day = 0; day < kNearDays; ++day) {
    const std::int64_t rank = out.computed_rank(day);
    tables->ranks.push_back(static_cast<std::int16_t>(rank));
    if (rank == std::ssize(tables->nth_days))
      tables->nth_days.push_back(static_cast<std::int16_t>(day));
  }
  out.ranks_ = tables->ranks.data();
  out.nth_days_ = tables->nth_days.data();
  // A calendar that knew no working day for generations before 1970 is computed.
  if (last.days >= std::numeric_limits<std::int16_t>::min())
    out.nth_count_ = static_cast<std::uint32_t>(tables->nth_days.size());
  shared->tables = std::move(tables);
  return out;
}

Calendar Calendar::with_hours(const Zone& zone, MinuteSpan hours) const {
  assert(hours.first >= 0 && hours.first < hours.second && hours.second <= 1440);
  auto shared = std::make_shared<Shared>(*shared_);
  shared->spec.zone = zone;
  for (std::vector<MinuteSpan>& day : shared->spec.week)
    if (!day.empty()) day = {hours};
  Calendar out = *this;
  out.shared_ = std::move(shared);
  return out;
}

std::int64_t Calendar::computed_rank(std::int64_t day) const {
  const std::vector<Exception>& all = shared_->exceptions;
  const auto after = std::upper_bound(all.begin(), all.end(), day,
                                      [](std::int64_t d, const Exception& e) { return d < e.day; });
  return plain_rank(day) + (after == all.begin() ? 0 : (after - 1)->sum) - before_;
}

Date Calendar::computed_select(std::int64_t k) const {
  // With 1970-01-01 the first, the last day of a calendar without days off has this rank.
  constexpr std::int64_t kRankMax = kDayMax + 1;
  const std::int64_t wanted = std::clamp(k, -kRankMax, kRankMax) + before_;
  const std::vector<Exception>& all = shared_->exceptions;
  const auto next = std::lower_bound(all.begin(), all.end(), wanted,
                                     [](const Exception& e, std::int64_t r) { return e.rank < r; });
  std::int64_t day = plain_select(wanted - (next == all.begin() ? 0 : (next - 1)->sum));
  if (next != all.end() && next->extra) day = std::min<std::int64_t>(day, next->day);
  return clamped(day);
}

std::int64_t Calendar::plain_rank(std::int64_t day) const {
  const auto shifted = static_cast<std::uint32_t>(day + kDayShift);
  return std::int64_t{shifted / 7} * week_days_ + upto_[shifted % 7];
}

std::int64_t Calendar::plain_select(std::int64_t k) const {
  const auto before = static_cast<std::uint32_t>(std::max<std::int64_t>(k - 1, 0));
  const auto days = static_cast<std::uint32_t>(week_days_);
  return std::int64_t{before / days} * 7 + nth_[before % days] - kDayShift;
}

const std::vector<MinuteSpan>& Calendar::hours(Date day) const {
  const std::vector<MinuteSpan>& own = shared_->spec.week[weekday(day)];
  return own.empty() ? shared_->spec.week[static_cast<std::uint8_t>(nth_[0])] : own;
}

Instant Calendar::add_business_minutes(Instant t, std::int64_t minutes) const {
  assert(minutes >= 0);
  std::int64_t left = std::min(minutes, kMinutesMax) * kMinuteMs;
  for (Date day = add(zone().local_date(t), 0); day.days < kDayMax; day = add(day, 1)) {
    for (const auto& [from, to] : hours(day)) {
      const Instant open = std::max(t, zone().at(day, from));
      const std::int64_t span = zone().at(day, to) - open;
      if (span <= 0) continue;  // closed already: also when nothing is left to use up
      if (left <= span) return open + left;
      left -= span;
    }
  }
  return zone().at(clamped(kDayMax), 0);  // beyond every calendar
}

std::int64_t Calendar::business_minutes(Instant a, Instant b) const {
  if (b < a) return -business_minutes(b, a);
  const Date last = zone().local_date(b);
  std::int64_t ms = 0;
  for (Date day = add(zone().local_date(a), 0); day <= last; day = add(day, 1)) {
    for (const auto& [from, to] : hours(day)) {
      const Instant open = std::max(a, zone().at(day, from));
      const Instant close = std::min(b, zone().at(day, to));
      ms += std::max<std::int64_t>(0, close - open);
    }
  }
  return ms / kMinuteMs;
}

}  // namespace closemap
