// Instants and zones: our own reader of RFC 3339 text, Hinnant's tz database for zones.
#include "mapping/core/instant.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <cassert>
#include <chrono>
#include <exception>
#include <optional>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::size_t kFractionMax = 9;
constexpr std::size_t kShownInstantMax = 48;

Error no_instant(std::string_view text, std::string_view why) {
  return Error{Fault::permanent, fmt::format("'{}' is no point in time: {}",
                                             printable(shorten(text, kShownInstantMax)), why)};
}

int two_digits(std::string_view text, std::size_t at) {
  if (at + 2 > text.size()) return -1;
  const char a = text[at];
  const char b = text[at + 1];
  if (a < '0' || a > '9' || b < '0' || b > '9') return -1;
  return (a - '0') * 10 + (b - '0');
}

// Date and time of day as written, and what follows them.
struct Written {
  Date date;
  int minute = 0;                 // 0..1439
  std::int64_t ms_in_minute = 0;  // 0..60'999: a leap second is the first of the next minute
  std::string_view rest;
};

std::optional<Written> read_local(std::string_view text) {
  if (text.size() < 19 || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  const Result<Date> date = parse_date(text.substr(0, 10));
  const int hour = two_digits(text, 11);
  const int minute = two_digits(text, 14);
  const int second = two_digits(text, 17);
  if (!date || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return std::nullopt;
  Written out{*date, hour * 60 + minute, second * std::int64_t{1000}, text.substr(19)};
  if (out.rest.empty() || out.rest.front() != '.') return out;
  std::size_t count = 0;
  std::int64_t ms = 0;
  std::string_view fraction = out.rest.substr(1);
  while (count < fraction.size() && fraction[count] >= '0' && fraction[count] <= '9') {
    if (count < 3) ms = ms * 10 + (fraction[count] - '0');
    ++count;
  }
  if (count == 0 || count > kFractionMax) return std::nullopt;
  for (std::size_t i = count; i < 3; ++i) ms *= 10;
  out.ms_in_minute += ms;
  out.rest = fraction.substr(count);
  return out;
}

std::int64_t as_utc(const Written& written) {
  return written.date.days * kDayMs + written.minute * kMinuteMs + written.ms_in_minute;
}

// "Z", "+hh:mm" or "+hhmm" to minutes east of UTC.
std::optional<int> read_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 5 && text.size() != 6) return std::nullopt;
  if (text.front() != '+' && text.front() != '-') return std::nullopt;
  if (text.size() == 6 && text[3] != ':') return std::nullopt;
  const int hours = two_digits(text, 1);
  const int minutes = two_digits(text, text.size() - 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  const int offset = hours * 60 + minutes;
  return text.front() == '-' ? -offset : offset;
}

const date::time_zone& tz(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

// Milliseconds since local midnight of 1970-01-01.
std::int64_t local_ms(const void* zone, Instant instant) {
  if (zone == nullptr) return instant.ms;
  const auto second = date::floor<std::chrono::seconds>(
      date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{instant.ms}});
  const date::sys_info info = tz(zone).get_info(second);
  return instant.ms + std::int64_t{info.offset.count()} * 1000;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
  const std::optional<Written> written = read_local(text);
  if (!written) return no_instant(text, "write it like 2026-11-22T05:07:46Z");
  if (written->rest.empty())
    return no_instant(text, "it has no offset from UTC; name a timezone for this source");
  const std::optional<int> offset = read_offset(written->rest);
  if (!offset) return no_instant(text, "the offset must be Z, +hh:mm or +hhmm");
  return Instant{as_utc(*written) - *offset * kMinuteMs};
}

char* write_text(Instant instant, char* to) {
  const std::int64_t day = floor_div(instant.ms, kDayMs);
  const auto ms = static_cast<int>(instant.ms - day * kDayMs);
  to = write_text(Date{static_cast<std::int32_t>(day)}, to);
  const auto put = [&to](char before, int value) {
    *to++ = before;
    *to++ = static_cast<char>('0' + value / 10);
    *to++ = static_cast<char>('0' + value % 10);
  };
  put('T', ms / 3'600'000);
  put(':', ms / static_cast<int>(kMinuteMs) % 60);
  put(':', ms / 1000 % 60);
  if (const int rest = ms % 1000; rest != 0) {
    put('.', rest / 10);
    *to++ = static_cast<char>('0' + rest % 10);
  }
  *to++ = 'Z';
  return to;
}

std::string to_text(Instant instant) {
  std::array<char, kInstantTextMax> text;
  return {text.data(), write_text(instant, text.data())};
}

Zone::Zone() : zone_(nullptr) {}

Result<Zone> Zone::find(std::string_view name) {
  Zone zone;
  if (name == "UTC") return zone;
  try {
    const date::time_zone* found = date::locate_zone(std::string(name));
    found->get_info(date::sys_seconds{});  // loads its data, so that later calls cannot fail
    zone.zone_ = found;
    return zone;
  } catch (const std::exception&) {
    return Error{Fault::config, "timezone '" + printable(shorten(name, kShownInstantMax)) +
                                    "' is unknown; use an IANA name like Europe/Berlin"};
  }
}

const std::string& Zone::name() const {
  static const std::string utc = "UTC";
  return zone_ == nullptr ? utc : tz(zone_).name();
}

Date Zone::local_date(Instant instant) const {
  return Date{static_cast<std::int32_t>(floor_div(local_ms(zone_, instant), kDayMs))};
}

int Zone::local_minute(Instant instant) const {
  const std::int64_t local = local_ms(zone_, instant);
  return static_cast<int>((local - floor_div(local, kDayMs) * kDayMs) / kMinuteMs);
}

Instant Zone::at(Date date, int minute) const {
  assert(minute >= 0 && minute <= 1440);
  const std::int64_t local = date.days * kDayMs + minute * kMinuteMs;
  if (zone_ == nullptr) return Instant{local};
  const date::local_info info =
      tz(zone_).get_info(date::local_seconds{std::chrono::seconds{local / 1000}});
  if (info.result == date::local_info::nonexistent)
    return Instant{std::int64_t{info.first.end.time_since_epoch().count()} * 1000};
  return Instant{local - std::int64_t{info.first.offset.count()} * 1000};
}

Zone::Period Zone::period(Instant instant) const {
  if (zone_ == nullptr) return {};
  const date::sys_info info =
      tz(zone_).get_info(date::sys_seconds{std::chrono::seconds{floor_div(instant.ms, 1000)}});
  Period out;
  // Past its last known change the database ends with its own years.
  if (info.end < date::sys_days{date::year::max() / date::December / 1})
    out.end = Instant{std::int64_t{info.end.time_since_epoch().count()} * 1000};
  out.offset_minutes = static_cast<int>(floor_div(info.offset.count(), 60));
  out.summer = info.save.count() != 0;
  return out;
}

Result<Instant> parse_local(std::string_view text, const Zone& zone) {
  const std::optional<Written> written = read_local(text);
  if (!written) return no_instant(text, "write it like 2026-11-22 05:07:46");
  if (!written->rest.empty())
    return no_instant(text, "text follows the seconds where no offset is expected");
  const Instant minute = zone.at(written->date, written->minute);
  if (zone.local_minute(minute) != written->minute) return minute;  // in a gap: the transition
  return minute + written->ms_in_minute;
}

}  // namespace closemap
