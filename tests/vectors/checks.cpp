// Recording of failures and strict reading of vector objects.
#include "tests/vectors/checks.h"

#include <cmath>
#include <iostream>
#include <stdexcept>

namespace closemap::vectors {
namespace {

constexpr double kTolerance =
    1e-6;  // the vectors' reported numbers are rounded to 6 decimals at most

bool equal(const Json& a, const Json& b) {
  if (a.is_number_float() && b.is_number_float())
    return std::abs(a.get<double>() - b.get<double>()) < kTolerance;
  return a == b;  // 2 and 2.0 are
}

}  // namespace

void Checks::start_case(std::string name) {
  case_ = std::move(name);
  case_failed_ = false;
}

void Checks::end_case() { ++(case_failed_ ? failed_ : passed_); }

void Checks::fail(const std::string& field, const std::string& what) {
  case_failed_ = true;
  std::cout << "FAIL " << file_ << " [" << case_ << "] " << field << ": " << what << "\n";
}

void Checks::same(const std::string& field, const Json& expected, const Json& got) {
  if (expected.is_object() && got.is_object()) {
    for (const auto& [key, value] : expected.items()) {
      const std::string path = field.empty() ? key : field + "." + key;
      if (got.contains(key))
        same(path, value, got.at(key));
      else
        fail(path, "expected " + dump_json(value) + ", got nothing: unknown field");
    }
    return;
  }
  if (expected.is_array() && got.is_array() && expected.size() == got.size()) {
    for (std::size_t i = 0; i < expected.size(); ++i)
      same(field + "[" + std::to_string(i) + "]", expected[i], got[i]);
    return;
  }
  if (!equal(expected, got))
    fail(field, "expected " + dump_json(expected) + ", got " + dump_json(got));
}

Fields::Fields(Checks& checks, std::string where, const Json& object)
    : checks_(checks), where_(std::move(where)), object_(object) {
  if (!object.is_object()) throw std::runtime_error(where_ + " is no object");
}

const Json* Fields::maybe(const std::string& key) {
  seen_.insert(key);
  return find(object_, key);
}

const Json& Fields::at(const std::string& key) {
  const Json* value = maybe(key);
  if (value == nullptr) throw std::runtime_error(where_ + "." + key + " is missing");
  return *value;
}

std::string Fields::text_or(const std::string& key, const std::string& otherwise) {
  const Json* value = maybe(key);
  return value == nullptr ? otherwise : value->get<std::string>();
}

std::optional<int> Fields::maybe_number(const std::string& key) {
  const Json* value = maybe(key);
  return value == nullptr ? std::nullopt : std::optional<int>(whole<int>(*value));
}

Date Fields::date(const std::string& key) { return read_date(at(key)); }

std::optional<Date> Fields::maybe_date(const std::string& key) {
  const Json* value = maybe(key);
  return value == nullptr ? std::nullopt : std::optional<Date>(read_date(*value));
}

void Fields::finish() {
  for (const auto& [key, value] : object_.items())
    if (seen_.count(key) == 0) checks_.fail(where_ + "." + key, "unknown field");
}

Date read_date(const Json& value) {
  Result<Date> date = parse_date(value.get<std::string>());
  if (!date) throw std::runtime_error(date.error().what);
  return *date;
}

Json json_of(Date date) { return to_text(date); }
Json json_of(const std::optional<Date>& date) { return date ? json_of(*date) : Json(nullptr); }
Json json_of(const std::optional<int>& number) { return number ? Json(*number) : Json(nullptr); }

}  // namespace closemap::vectors
