// Civil dates: a day without a time or a zone (domain.md §1.1).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/core/result.h"

namespace closemap {

// Days since 1970-01-01, proleptic Gregorian. Valid years 1970..2199 when parsed.
struct Date {
  std::int32_t days = 0;
  friend auto operator<=>(Date, Date) = default;
};

inline Date operator+(Date d, int n) { return Date{d.days + n}; }
inline Date operator-(Date d, int n) { return Date{d.days - n}; }
inline int operator-(Date a, Date b) { return a.days - b.days; }

struct Ymd {
  int year = 1970;
  int month = 1;
  int day = 1;
};
Date from_ymd(Ymd ymd);
Ymd to_ymd(Date date);
int iso_weekday(Date date);  // 1 Monday .. 7 Sunday

// "YYYY-MM-DD" exactly; anything else is an error naming the text (escaped, shortened).
Result<Date> parse_date(std::string_view text);
// `format` as strptime: %Y %m %d %b %B %y %e %% and literals; used by field maps.
Result<Date> parse_date(std::string_view text, std::string_view format);
std::string to_text(Date date);
// The same to `to`, which has room for kDateTextMax bytes; returns its end.
char* write_text(Date date, char* to);
inline constexpr std::size_t kDateTextMax = 24;
// "Mon 2026-05-04": how notices show a date.
std::string to_text_with_weekday(Date date);

}  // namespace closemap
