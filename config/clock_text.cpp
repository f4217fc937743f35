// Spans of a day.
#include "config/clock_text.h"

#include "mapping/core/text.h"

namespace closemap {

namespace {

constexpr int kMinutesPerDay = 1440;

std::optional<int> parse_minute(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  int digits[4] = {};
  const std::size_t at[4] = {0, 1, 3, 4};
  for (int i = 0; i < 4; ++i) {
    const char c = text[at[i]];
    if (c < '0' || c > '9') return std::nullopt;
    digits[i] = c - '0';
  }
  const int hour = digits[0] * 10 + digits[1], minute = digits[2] * 10 + digits[3];
  if (minute > 59 || hour * 60 + minute > kMinutesPerDay) return std::nullopt;
  return hour * 60 + minute;
}

}  // namespace

std::optional<std::pair<int, int>> parse_span(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = parse_minute(trim(text.substr(0, dash)));
  const auto to = parse_minute(trim(text.substr(dash + 1)));
  if (!from || !to || *from == *to) return std::nullopt;
  return std::pair(*from, *to);
}

}  // namespace closemap
