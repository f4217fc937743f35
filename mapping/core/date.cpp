// Civil dates: conversion, parsing and text.
#include "mapping/core/date.h"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <chrono>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr auto kTwoDigits = [] {
  std::array<std::array<char, 2>, 100> all{};
  for (std::size_t n = 0; n < all.size(); ++n)
    all[n] = {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
  return all;
}();

constexpr int kYearMin = 1970;
constexpr int kYearMax = 2199;
constexpr std::size_t kShownMax = 40;  // characters of foreign text repeated in an error

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays{"Mon", "Tue", "Wed", "Thu",
                                                    "Fri", "Sat", "Sun"};

std::chrono::year_month_day civil(Ymd ymd) {
  return std::chrono::year{ymd.year} / std::chrono::month{static_cast<unsigned>(ymd.month)} /
         std::chrono::day{static_cast<unsigned>(ymd.day)};
}

Error no_date(std::string_view text, std::string_view why) {
  return Error{Fault::permanent,
               fmt::format("'{}' is no date: {}", printable(shorten(text, kShownMax)), why)};
}

Result<Date> checked(Ymd ymd, std::string_view text) {
  if (ymd.year < kYearMin || ymd.year > kYearMax)
    return no_date(text, "the year must be 1970 to 2199");
  if (ymd.month < 1 || ymd.month > 12 || ymd.day < 1 || !civil(ymd).ok())
    return no_date(text, "no such day in the calendar");
  return from_ymd(ymd);
}

// Reads the value of a fixed-width number of digits; -1 when one is no digit.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// Takes `least` to `most` digits off the front; -1 when there are too few.
int take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t count = 0;
  while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  if (count < least) return -1;
  const int value = digits(text, 0, count);
  text.remove_prefix(count);
  return value;
}

// Takes a full or three-letter month name off the front; 0 when there is none.
int take_month(std::string_view& text) {
  for (const bool full : {true, false}) {
    for (std::size_t m = 0; m < kMonths.size(); ++m) {
      const std::string_view name = full ? kMonths[m] : kMonths[m].substr(0, 3);
      if (text.size() < name.size()) continue;
      if (to_lower_ascii(text.substr(0, name.size())) != to_lower_ascii(name)) continue;
      text.remove_prefix(name.size());
      return static_cast<int>(m) + 1;
    }
  }
  return 0;
}

// One directive of the format. False when the text does not fit it.
bool take_field(char directive, std::string_view& rest, Ymd& ymd) {
  switch (directive) {
    case 'Y':
      return (ymd.year = take_number(rest, 4, 4)) >= 0;
    case 'y': {
      const int year = take_number(rest, 2, 2);
      ymd.year = year < 70 ? 2000 + year : 1900 + year;
      return year >= 0;
    }
    case 'm':
      return (ymd.month = take_number(rest, 1, 2)) >= 0;
    case 'e':
      if (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
      [[fallthrough]];
    case 'd':
      return (ymd.day = take_number(rest, 1, 2)) >= 0;
    case 'b':
    case 'B':
      return (ymd.month = take_month(rest)) > 0;
    case '%':
      if (rest.empty() || rest.front() != '%') return false;
      rest.remove_prefix(1);
      return true;
    default:
      return false;
  }
}

// Names what is wrong with a format itself; empty when it can yield a date.
std::string format_fault(std::string_view format) {
  bool year = false, month = false, day = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    const char directive = i + 1 < format.size() ? format[++i] : '\0';
    switch (directive) {
      case 'Y':
      case 'y':
        year = true;
        break;
      case 'm':
      case 'b':
      case 'B':
        month = true;
        break;
      case 'd':
      case 'e':
        day = true;
        break;
      case '%':
        break;
      default:
        return "knows %Y %y %m %b %B %d %e %% only";
    }
  }
  return year && month && day ? "" : "needs a year, a month and a day";
}

}  // namespace

Date from_ymd(Ymd ymd) {
  assert(civil(ymd).ok());
  const std::chrono::sys_days day{civil(ymd)};
  return Date{static_cast<std::int32_t>(day.time_since_epoch().count())};
}

Ymd to_ymd(Date date) {
  const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{date.days}}};
  return Ymd{static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
             static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

int iso_weekday(Date date) {
  const int since_monday = (date.days + 3) % 7;  // 1970-01-01 was a Thursday
  return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

Result<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-')
    return no_date(text, "write YYYY-MM-DD");
  const Ymd ymd{digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)};
  if (ymd.year < 0 || ymd.month < 0 || ymd.day < 0) return no_date(text, "write YYYY-MM-DD");
  return checked(ymd, text);
}

Result<Date> parse_date(std::string_view text, std::string_view format) {
  if (const std::string fault = format_fault(format); !fault.empty())
    return Error{Fault::config,
                 "date format '" + printable(shorten(format, kShownMax)) + "' " + fault};
  Ymd ymd;
  std::string_view rest = text;
  for (std::size_t i = 0; i < format.size(); ++i) {
    bool fits = false;
    if (format[i] == '%') {
      fits = take_field(format[++i], rest, ymd);
    } else if (!rest.empty() && rest.front() == format[i]) {
      rest.remove_prefix(1);
      fits = true;
    }
    if (!fits) return no_date(text, "it does not fit the format " + printable(format));
  }
  if (!rest.empty()) return no_date(text, "text follows what the format describes");
  return checked(ymd, text);
}

char* write_text(Date date, char* to) {
  const Ymd ymd = to_ymd(date);
  if (ymd.year < 0 || ymd.year > 9999)
    return fmt::format_to(to, "{}-{}-{}", ymd.year, ymd.month, ymd.day);
  const auto put = [&to](int value) {  // 0..99
    const auto digits = kTwoDigits[static_cast<std::size_t>(value)];
    *to++ = digits[0];
    *to++ = digits[1];
  };
  put(ymd.year / 100);
  put(ymd.year % 100);
  *to++ = '-';
  put(ymd.month);
  *to++ = '-';
  put(ymd.day);
  return to;
}

std::string to_text(Date date) {
  std::array<char, kDateTextMax> text;
  return {text.data(), write_text(date, text.data())};
}

std::string to_text_with_weekday(Date date) {
  return std::string(kWeekdays[static_cast<std::size_t>(iso_weekday(date) - 1)]) + " " +
         to_text(date);
}

}  // namespace closemap
