// Writing and reading canonical JSON text.
#include "mapping/plan/json_text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "mapping/core/byte_scan.h"
#include "mapping/core/text.h"

namespace closemap {

namespace {

constexpr std::size_t kIntegerMax = 20;  // digits with their sign

}  // namespace

void JsonWriter::flush() {
  out_.append(chunk_.data(), at_);
  at_ = chunk_.data();
}

void JsonWriter::raw(std::string_view value) {
  if (value.size() < kChunk) {
    at_ = std::copy(value.begin(), value.end(), next(value.size()));
    return;
  }
  at_ = next(0);
  flush();
  out_ += value;
}

void JsonWriter::text(std::string_view value) {
  constexpr std::size_t kQuotes = 2;
  if (value.size() + kQuotes < kChunk) {
    const bool first = first_;
    char* to = next(value.size() + kQuotes);
    *to++ = '"';
    if (scan::copy_plain(value, to)) {
      to += value.size();
      *to++ = '"';
      at_ = to;
      return;
    }
    first_ = first;
  }
  raw(dump_json(Json(std::string(value))));
}

void JsonWriter::key_of(std::string_view name) {
  text(name);
  first_ = true;
  raw(":");
  first_ = true;
}

void JsonWriter::date(Date value) {
  char* to = next(kDateTextMax + 2);
  *to++ = '"';
  to = write_text(value, to);
  *to++ = '"';
  at_ = to;
}

void JsonWriter::instant(Instant value) {
  char* to = next(kInstantTextMax + 2);
  *to++ = '"';
  to = write_text(value, to);
  *to++ = '"';
  at_ = to;
}

void JsonWriter::integer(std::int64_t value) {
  char* const to = next(kIntegerMax);
  at_ = std::to_chars(to, to + kIntegerMax, value).ptr;
}

void JsonWriter::number(double value) {
  constexpr double kWholeMax = 1e15;  // beyond: with an exponent
  if (std::abs(value) < kWholeMax && std::trunc(value) == value &&
      !(value == 0 && std::signbit(value))) {
    integer(static_cast<std::int64_t>(value));
    first_ = true;
    raw(".0");
    return;
  }
  raw(dump_json(Json(value)));
}

void JsonWriter::boolean(bool value) { raw(value ? "true" : "false"); }

void JsonWriter::null() { raw("null"); }

void JsonWriter::members(const JsonName& name, const std::vector<std::string>& values) {
  if (values.empty()) return;
  key(name);
  begin_array();
  for (const std::string& value : values) text(value);
  end_array();
}

void JsonReader::blanks() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
}

char JsonReader::peek() {
  blanks();
  return good_ && at_ != end_ ? *at_ : '\0';
}

bool JsonReader::enter(char bracket) {
  blanks();
  if (!good_) return false;
  if (at_ == end_ || *at_ != bracket) {
    fault(bracket == '{' ? "expected an object" : "expected a list");
    return false;
  }
  ++at_;
  fresh_ = true;
  return true;
}

bool JsonReader::more(char bracket) {
  blanks();
  if (!good_) return false;
  if (at_ != end_ && *at_ == bracket) {
    ++at_;
    fresh_ = false;
    return false;
  }
  if (!fresh_) {
    if (at_ == end_ || *at_ != ',') {
      fault("the text breaks off or a comma is missing");
      return false;
    }
    ++at_;
  }
  fresh_ = false;
  return true;
}

// The characters between the quotes, unescaped only when there is nothing to unescape.
std::string_view JsonReader::raw_string(bool& escaped) {
  blanks();
  if (!good_) return {};
  if (at_ == end_ || *at_ != '"') {
    fault("expected a text");
    return {};
  }
  const char* const start = ++at_;
  for (;; at_ += 2) {
    for (unsigned found = 0; found == 0 && end_ - at_ >= std::ptrdiff_t{scan::kBlock};) {
      found = scan::special_mask(at_);
      at_ += found == 0 ? std::ptrdiff_t{scan::kBlock} : std::countr_zero(found);
    }
    while (at_ != end_ && !scan::special(*at_)) ++at_;
    if (at_ == end_ || scan::control(*at_)) break;
    if (*at_ == '"') {
      const std::string_view raw(start, static_cast<std::size_t>(at_ - start));
      ++at_;
      return raw;
    }
    escaped = true;
    if (end_ - at_ == 1) break;
  }
  fault("the text does not end");
  return {};
}

std::string JsonReader::text() {
  bool escaped = false;
  const std::string_view raw = raw_string(escaped);
  if (!escaped) return std::string(raw);
  const std::string quoted = '"' + std::string(raw) + '"';
  Result<Json> value = parse_json(quoted);
  if (!value) {
    fault("a text with a wrong escape");
    return {};
  }
  return value->get<std::string>();
}

std::string_view JsonReader::member_name() {
  blanks();
  const char* const start = at_;
  bool escaped = false;
  std::string_view name = raw_string(escaped);
  if (escaped) {
    at_ = start;
    names_.push_front(text());
    name = names_.front();
  }
  blanks();
  if (!good_) return {};
  if (at_ == end_ || *at_ != ':') {
    fault("a colon is missing");
    return {};
  }
  ++at_;
  return name;
}

std::int64_t JsonReader::integer() {
  blanks();
  if (!good_) return 0;
  std::int64_t value = 0;
  const auto [next, error] = std::from_chars(at_, end_, value);
  if (error != std::errc{} || (next != end_ && (*next == '.' || *next == 'e' || *next == 'E'))) {
    fault("expected a whole number");
    return 0;
  }
  at_ = next;
  return value;
}

int JsonReader::small_integer() {
  const std::int64_t value = integer();
  if (value >= std::numeric_limits<int>::min() && value <= std::numeric_limits<int>::max())
    return static_cast<int>(value);
  fault("the number is too large");
  return 0;
}

double JsonReader::number() {
  blanks();
  if (!good_) return 0;
  const char* const digits = at_ != end_ && *at_ == '-' ? at_ + 1 : at_;  // no inf, no nan
  double value = 0;
  const auto [next, error] = std::from_chars(at_, end_, value);
  if (digits == end_ || *digits < '0' || *digits > '9' || error != std::errc{}) {
    fault("expected a number");
    return 0;
  }
  at_ = next;
  return value;
}

bool JsonReader::boolean() {
  blanks();
  const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
  if (rest.substr(0, 4) == "true") {
    at_ += 4;
    return true;
  }
  if (rest.substr(0, 5) == "false") {
    at_ += 5;
    return false;
  }
  fault("expected true or false");
  return false;
}

bool JsonReader::null() {
  blanks();
  if (std::string_view(at_, static_cast<std::size_t>(end_ - at_)).substr(0, 4) != "null")
    return false;
  at_ += 4;
  return true;
}

Date JsonReader::date() {
  const std::string value = text();
  if (!good_) return {};
  const Result<Date> date = parse_date(value);
  if (date) return *date;
  fault("expected a date as 2026-05-04");
  return {};
}

Instant JsonReader::instant() {
  const std::string value = text();
  if (!good_) return {};
  const Result<Instant> instant = parse_instant(value);
  if (instant) return *instant;
  fault("expected an instant as 2026-05-04T09:00:00Z");
  return {};
}

std::vector<std::string> JsonReader::texts() {
  std::vector<std::string> values;
  array([&] { values.push_back(text()); });
  return values;
}

void JsonReader::skip() {
  blanks();
  if (!good_) return;
  if (at_ == end_) return fault("the text breaks off");
  bool escaped = false;
  switch (*at_) {
    case '{':
      return object([this](std::string_view) { skip(); });
    case '[':
      return array([this] { skip(); });
    case '"':
      raw_string(escaped);
      return;
    case 't':
    case 'f':
      boolean();
      return;
    case 'n':
      if (!null()) fault("expected a value");
      return;
    default:
      break;
  }
  const char* const start = at_;
  while (at_ != end_ && std::strchr("+-.0123456789eE", *at_) != nullptr && *at_ != '\0') ++at_;
  if (at_ == start) fault("expected a value");
}

std::string_view JsonReader::raw() {
  blanks();
  const char* const start = at_;
  skip();
  return {start, static_cast<std::size_t>(at_ - start)};
}

void JsonReader::push(Step step) {
  if (depth_ < path_.size()) {
    path_[depth_] = step;
  } else {
    fault("nested deeper than 64");
  }
  ++depth_;
}

std::string JsonReader::pointer() const {
  if (depth_ == 0) return "/";
  std::string out;
  for (std::size_t i = 0; i < std::min(depth_, path_.size()); ++i) {
    const Step& step = path_[i];
    out += '/';
    if (step.name == nullptr) {
      out += std::to_string(step.size);
      continue;
    }
    for (const char c : std::string_view(step.name, step.size)) {
      if (c == '~')
        out += "~0";
      else if (c == '/')
        out += "~1";
      else
        out += c;
    }
  }
  return out;
}

void JsonReader::fault(std::string_view why) {
  if (!good_) return;
  good_ = false;
  what_ = "plan document " + printable(shorten(pointer(), 300)) + ": " + std::string(why);
}

Status JsonReader::finish() {
  blanks();
  if (good_ && at_ != end_) fault("something follows the document");
  if (!good_) return Error{Fault::permanent, what_, 0};
  return ok();
}

}  // namespace closemap
