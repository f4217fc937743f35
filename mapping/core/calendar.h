// Working calendars: which days and hours count (domain.md §1.2, §2.1, §5).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mapping/core/date.h"
#include "mapping/core/instant.h"
#include "mapping/core/result.h"

namespace closemap {

using MinuteSpan = std::pair<int, int>;  // [from, to) minutes since local midnight, 0..1440

struct CalendarSpec {
  std::string id;
  Zone zone;
  std::array<std::vector<MinuteSpan>, 7> week;  // [0] Monday; empty = not a working day
  std::vector<Date> holidays;
  std::vector<Date> extra_working_days;
};

// Monday to Friday, 09:00-17:00 UTC, no holidays: the daemon's default and the vectors' "MF".
CalendarSpec weekdays_calendar(std::string id = "MF", Zone zone = {});

// Immutable after compile(), cheap to copy; every operation is O(1) or O(log holidays), safe from
// any thread. Days saturate at 11 million days either side of 1970 (30,000 years), counts at the
// same number.
class Calendar {
 public:
  Calendar();  // weekdays_calendar()
  // Error when no weekday has hours, or a day's spans are not ascending with 0 <= from < to <=
  // 1440.
  static Result<Calendar> compile(CalendarSpec spec);

  // The same working days with these hours on each, in this zone. REQUIRES: hours that compile
  // accepts.
  Calendar with_hours(const Zone& zone, MinuteSpan hours) const;

  const std::string& id() const { return shared_->spec.id; }
  const Zone& zone() const { return shared_->spec.zone; }
  bool working(Date day) const { return rank(day) != rank(day - 1); }

  // n >= 1: n-th working day after y; 0: first working day >= y. REQUIRES: n >= 0.
  Date add(Date y, int n) const { return n == 0 ? select(rank(y - 1) + 1) : select(rank(y) + n); }
  // Right adjoint of add. REQUIRES: n >= 0.
  Date sub(Date x, int n) const {
    const std::int64_t top = rank(x);
    return n == 0 ? select(top) : select(top - n + 1) - 1;
  }
  int wd(Date a, Date b) const {  // working days in (a, b], negative when b < a
    return static_cast<int>(rank(b) - rank(a));
  }

  // The rank of a day: working days from a fixed day up to and including it, so that wd(a, b) =
  // rank(b) - rank(a); and the working day of a rank. Looked up in tables for the days from 1970 to
  // 2044, computed for all others.
  std::int64_t rank(Date day) const {
    const auto at = static_cast<std::uint32_t>(day.days);
    return at < kNearDays ? ranks_[at] : computed_rank(day.days);
  }
  Date select(std::int64_t k) const {
    const auto at = static_cast<std::uint64_t>(k);
    return at < nth_count_ ? Date{nth_days_[at]} : computed_select(k);
  }
  Date select(std::int32_t k) const { return select(std::int64_t{k}); }

  // The tables of rank() and select() alone, for loops that have another way for other days: each
  // returns whether it knows. They know the ranks of all days from kFirst to some day, and of no
  // others.
  class Near {
   public:
    static constexpr Date kFirst{0};
    explicit Near(const Calendar& calendar)
        : ranks_(calendar.ranks_), nth_days_(calendar.nth_days_), nth_count_(calendar.nth_count_) {}
    bool rank(Date day, std::int32_t& out) const {
      const auto at = static_cast<std::uint32_t>(day.days);
      if (at >= kNearDays) return false;
      out = ranks_[at];
      return true;
    }
    bool select(std::int32_t k, Date& out) const {
      const auto at = static_cast<std::uint32_t>(k);
      if (at >= nth_count_) return false;
      out = Date{nth_days_[at]};
      return true;
    }

   private:
    const std::int16_t* ranks_;
    const std::int16_t* nth_days_;
    std::uint32_t nth_count_;
  };
  Near near() const { return Near(*this); }

  // Business minutes (escalation): used up at closing stays there; add(t, 0) at a closing instant
  // is the next opening. REQUIRES: minutes >= 0. An extra working day without hours has those of
  // the first weekday with hours.
  Instant add_business_minutes(Instant t, std::int64_t minutes) const;
  std::int64_t business_minutes(Instant a, Instant b) const;  // in [a, b), negative when b < a

  static constexpr int kDayMax = 11'000'000;
  static Date clamped(std::int64_t day) {
    return Date{static_cast<std::int32_t>(std::clamp<std::int64_t>(day, -kDayMax, kDayMax))};
  }

 private:
  struct Exception {  // a day whose state differs from its weekday's
    std::int32_t day;
    std::int32_t sum;  // extra days minus holidays up to and including this one
    std::int64_t rank;
    bool extra;
  };
  struct Tables {
    std::vector<std::int16_t> ranks;     // of each day from 1970-01-01 on
    std::vector<std::int16_t> nth_days;  // of each rank from 0 on, which is a day before
  };
  struct Shared {  // shared by copies, so that a network can hold calendars by value
    CalendarSpec spec;
    std::vector<Exception> exceptions;  // sorted by day
    std::shared_ptr<const Tables> tables;
  };
  struct Uncompiled {};
  explicit Calendar(Uncompiled) {}
  std::vector<Exception> exceptions_of(const CalendarSpec& spec) const;
  static Calendar compiled(CalendarSpec spec);           // REQUIRES: a spec that compile accepts
  const std::vector<MinuteSpan>& hours(Date day) const;  // of a working day

  // Working days of the plain week up to and including a day, from a Monday far before every date
  // so that all divisions are of positive numbers; and the day of such a number. 1970-01-01 was a
  // Thursday.
  static constexpr std::int64_t kDayShift = 2LL * kDayMax / 7 * 7 + 3;
  std::int64_t plain_rank(std::int64_t day) const;
  std::int64_t plain_select(std::int64_t k) const;

  static constexpr std::int32_t kNearDays = 27394;  // to 2044-12-31; they fit into 16 bits
  [[gnu::cold, gnu::pure]] std::int64_t computed_rank(std::int64_t day) const;
  [[gnu::cold, gnu::pure]] Date computed_select(std::int64_t k) const;

  std::shared_ptr<const Shared> shared_;
  const std::int16_t* ranks_ = nullptr;  // into shared_
  const std::int16_t* nth_days_ = nullptr;
  std::uint32_t nth_count_ = 0;        // ranks in the tables
  std::int32_t before_ = 0;            // working days before 1970
  std::int32_t week_days_ = 0;         // working days of a plain week
  std::array<std::int8_t, 7> upto_{};  // working days Monday..weekday
  std::array<std::int8_t, 7> nth_{};   // weekday of the n-th working day
};

enum class LagUnit : std::uint8_t { bd, cd };
struct Lag {
  int n = 0;  // negative: a lead
  LagUnit unit = LagUnit::bd;
  friend bool operator==(const Lag&, const Lag&) = default;
};
// add(y, n), for a lead sub(y, -n); in calendar days y + n; without a lag y itself, working or not.
inline Date lag_forward(const Calendar& calendar, Date y, Lag lag) {
  if (lag.n == 0) return y;
  if (lag.unit == LagUnit::cd) return Calendar::clamped(std::int64_t{y.days} + lag.n);
  const int lead = lag.n < 0 ? 1 : 0;  // a lead ends on the day before a working day
  return calendar.select(calendar.rank(y) + lag.n + lead) - lead;
}
// Right adjoint of lag_forward.
inline Date lag_inverse(const Calendar& calendar, Date x, Lag lag) {
  if (lag.n == 0) return x;
  if (lag.unit == LagUnit::cd) return Calendar::clamped(std::int64_t{x.days} - lag.n);
  const int lead = lag.n < 0 ? 1 : 0;
  return calendar.select(calendar.rank(x + lead) - lag.n + 1 - lead) - 1;
}

}  // namespace closemap
