// Reading of single values; nothing here knows about records or fields.
#include "mapping/record/raw_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "mapping/core/text.h"

namespace closemap {
namespace {

// What no address holds.
constexpr auto kForeign = [] {
  std::array<bool, 256> foreign{};
  for (const char c : {' ', '\t', '\n', ',', ';', '<', '>', '"', '(', ')'})
    foreign[static_cast<unsigned char>(c)] = true;
  return foreign;
}();

// Whether there may be something to trim. Most often there is not.
bool blank_end(std::string_view text) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  return !text.empty() && (blank(text.front()) || blank(text.back()));
}

constexpr Date kLastDate{84'005};  // 2199-12-31

std::optional<Instant> epoch(std::string_view text, std::int64_t factor) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  constexpr std::int64_t kMsMax = 7'258'118'400'000;  // year 2200
  if (value < 0 || value > kMsMax / factor) return std::nullopt;
  return Instant{value * factor};
}

}  // namespace

Legible text_of(const RawValue& value, std::string& buffer, std::string_view& out) {
  switch (value.kind) {
    case RawValue::Kind::absent:
    case RawValue::Kind::null:
      return Legible::absent;
    case RawValue::Kind::boolean:
      out = "true";
      return value.flag ? Legible::good : Legible::absent;
    case RawValue::Kind::number:
      out = value.text;
      return out.empty() ? Legible::absent : Legible::good;
    case RawValue::Kind::string:
      out = value.text;
      if (out.empty()) return Legible::absent;
      if (!value.plain) {
        buffer = clean_utf8(value.escaped ? unescape(out) : std::string(out));
        out = buffer;
      }
      if (blank_end(out)) out = trim(out);
      return out.empty() ? Legible::absent : Legible::good;
    case RawValue::Kind::date:
    case RawValue::Kind::instant:
      out = value.text;
      return Legible::good;
    case RawValue::Kind::list:
      return value.count == 0 ? Legible::absent : Legible::unusable;
    case RawValue::Kind::object:
      return Legible::unusable;
  }
  return Legible::unusable;
}

Legible list_of(const RawValue& value, const std::vector<RawValue>& items, std::string& out) {
  out.clear();
  std::string buffer;
  std::string_view text;
  const auto add = [&](std::string_view part) {
    if (part.empty()) return;
    if (!out.empty()) out.push_back(';');
    out += part;
  };
  if (value.kind == RawValue::Kind::list) {
    for (std::uint32_t i = value.first; i < value.first + value.count; ++i) {
      const Legible reading = text_of(items[i], buffer, text);
      if (reading == Legible::unusable) return reading;
      if (reading == Legible::good) add(text);
    }
  } else {
    const Legible reading = text_of(value, buffer, text);
    if (reading != Legible::good) return reading;
    while (!text.empty()) {
      const std::size_t end = text.find_first_of(";,");
      add(trim(text.substr(0, end)));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }
  return out.empty() ? Legible::absent : Legible::good;
}

std::optional<Instant> read_instant(std::string_view text, DateForm form, std::string_view format,
                                    const Zone& zone) {
  if (form == DateForm::epoch_s) return epoch(text, 1000);
  if (form == DateForm::epoch_ms) return epoch(text, 1);
  if (form == DateForm::pattern) {
    const Result<Date> date = parse_date(text, format);
    if (!date) return std::nullopt;
    return zone.at(*date, 0);
  }
  if (text.size() == kIsoDateLength) {
    const Result<Date> date = parse_date(text);
    if (!date) return std::nullopt;
    return zone.at(*date, 0);
  }
  if (const Result<Instant> instant = parse_instant(text)) return *instant;
  if (const Result<Instant> local = parse_local(text, zone)) return *local;
  return std::nullopt;
}

std::optional<Date> read_date(std::string_view text, DateForm form, std::string_view format,
                              const Zone& zone) {
  const bool pattern = form == DateForm::pattern;
  if (pattern || (form == DateForm::iso && text.size() == kIsoDateLength)) {
    const Result<Date> date = pattern ? parse_date(text, format) : parse_date(text);
    if (!date) return std::nullopt;
    return *date;
  }
  const std::optional<Instant> instant = read_instant(text, form, format, zone);
  if (!instant) return std::nullopt;
  const Date date = zone.local_date(*instant);
  return date > kLastDate ? std::nullopt : std::optional(date);
}

std::optional<std::int64_t> read_integer(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point != std::string_view::npos) {
    const std::string_view fraction = text.substr(point + 1);
    if (fraction.find_first_not_of('0') != std::string_view::npos) return std::nullopt;
    text = text.substr(0, point);
  }
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<bool> read_boolean(std::string_view text) {
  const std::string word = to_lower_ascii(text);
  for (const std::string_view yes : {"true", "yes", "y", "t", "1", "on"})
    if (word == yes) return true;
  for (const std::string_view no : {"false", "no", "n", "f", "0", "off"})
    if (word == no) return false;
  return std::nullopt;
}

bool looks_like_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size()) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return kForeign[static_cast<unsigned char>(c)]; });
}

}  // namespace closemap
