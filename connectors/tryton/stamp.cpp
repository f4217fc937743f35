// Stamps to text and back.
#include "connectors/tryton/stamp.h"

#include <algorithm>
#include <charconv>

#include "mapping/core/date.h"

namespace closemap::tryton {
namespace {

constexpr std::int64_t kUsPerSecond = 1'000'000;
constexpr std::int64_t kUsPerDay = 86'400 * kUsPerSecond;
constexpr std::int64_t kYearMin = 1970, kYearMax = 2199;
constexpr std::string_view kShape = "0000-00-00T00:00:00.000000";

bool within(std::int64_t value, std::int64_t low, std::int64_t high) {
  return value >= low && value <= high;
}

StampParts parts_of(Stamp stamp) {
  const std::int64_t us = std::max<std::int64_t>(stamp.us, 0);
  const Ymd ymd = to_ymd(Date{static_cast<std::int32_t>(us / kUsPerDay)});
  const std::int64_t second = us % kUsPerDay / kUsPerSecond;
  return {.year = ymd.year,
          .month = ymd.month,
          .day = ymd.day,
          .hour = second / 3600,
          .minute = second / 60 % 60,
          .second = second % 60,
          .microsecond = us % kUsPerSecond};
}

std::string padded(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

}  // namespace

std::optional<Stamp> stamp_of(const StampParts& parts) {
  const bool good = within(parts.year, kYearMin, kYearMax) && within(parts.month, 1, 12) &&
                    within(parts.day, 1, 31) && within(parts.hour, 0, 23) &&
                    within(parts.minute, 0, 59) && within(parts.second, 0, 59) &&
                    within(parts.microsecond, 0, kUsPerSecond - 1);
  if (!good) return std::nullopt;
  const Date day = from_ymd(
      {static_cast<int>(parts.year), static_cast<int>(parts.month), static_cast<int>(parts.day)});
  const std::int64_t second = parts.hour * 3600 + parts.minute * 60 + parts.second;
  return Stamp{day.days * kUsPerDay + second * kUsPerSecond + parts.microsecond};
}

std::string to_text(Stamp stamp) {
  const StampParts at = parts_of(stamp);
  return padded(at.year, 4) + "-" + padded(at.month, 2) + "-" + padded(at.day, 2) + "T" +
         padded(at.hour, 2) + ":" + padded(at.minute, 2) + ":" + padded(at.second, 2) + "." +
         padded(at.microsecond, 6);
}

std::optional<Stamp> parse_stamp(std::string_view text) {
  if (text.size() != kShape.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (kShape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != kShape[i])
      return std::nullopt;
  const auto number = [&text](std::size_t at, std::size_t size) {
    std::int64_t value = 0;
    std::from_chars(text.data() + at, text.data() + at + size, value);
    return value;
  };
  return stamp_of({.year = number(0, 4),
                   .month = number(5, 2),
                   .day = number(8, 2),
                   .hour = number(11, 2),
                   .minute = number(14, 2),
                   .second = number(17, 2),
                   .microsecond = number(20, 6)});
}

std::string to_wire(Stamp stamp) {
  const StampParts at = parts_of(stamp);
  return R"({"__class__":"datetime","year":)" + std::to_string(at.year) + R"(,"month":)" +
         std::to_string(at.month) + R"(,"day":)" + std::to_string(at.day) + R"(,"hour":)" +
         std::to_string(at.hour) + R"(,"minute":)" + std::to_string(at.minute) + R"(,"second":)" +
         std::to_string(at.second) + R"(,"microsecond":)" + std::to_string(at.microsecond) + "}";
}

}  // namespace closemap::tryton
