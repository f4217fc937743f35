// What the vector shapes share: recording of failures, and reading of objects that fails on unknown
// fields.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "mapping/core/date.h"
#include "mapping/core/json.h"

namespace closemap::vectors {

// Failures of one case after another; prints each as it comes.
class Checks {
 public:
  void start_file(std::string file, std::string text = {}) {
    file_ = std::move(file);
    text_ = std::move(text);
  }
  const std::string& text() const { return text_; }  // of the file: keeps the order of members
  void start_case(std::string name);
  void end_case();
  // Every key of an expected object must be there in `got`; lists must match in length; fractions
  // within 1e-6.
  void same(const std::string& field, const Json& expected, const Json& got);
  void fail(const std::string& field, const std::string& what);

  int passed() const { return passed_; }
  int failed() const { return failed_; }

 private:
  std::string file_, text_, case_;
  bool case_failed_ = false;
  int passed_ = 0, failed_ = 0;
};

// A whole number of type T; throws std::runtime_error when there is a fraction or T cannot hold it.
template <class T>
T whole(const Json& value) {
  const auto out_of_range = [&]() -> std::runtime_error {
    return std::runtime_error(dump_json(value) + " is out of range");
  };
  if (value.is_number_float()) {
    const double number = value.get<double>();
    constexpr double kExact = 9007199254740992;  // 2^53: above it not every whole number is there
    if (!(std::abs(number) < kExact)) throw out_of_range();
    if (number != std::floor(number))
      throw std::runtime_error(dump_json(value) + " is no whole number");
    return whole<T>(Json(static_cast<std::int64_t>(number)));
  }
  if (value.is_number_unsigned()) {
    if (!std::in_range<T>(value.get<std::uint64_t>())) throw out_of_range();
  } else if (value.is_number_integer() && !std::in_range<T>(value.get<std::int64_t>())) {
    throw out_of_range();
  }
  return value.get<T>();
}

// One JSON object whose every field must be asked for; finish() fails on those that were not.
class Fields {
 public:
  Fields(Checks& checks, std::string where, const Json& object);

  const Json* maybe(const std::string& key);  // null when missing or JSON null
  const Json& at(const std::string& key);     // throws std::runtime_error when missing
  std::string text(const std::string& key) { return at(key).get<std::string>(); }
  std::string text_or(const std::string& key, const std::string& otherwise);
  int number(const std::string& key) { return whole<int>(at(key)); }
  std::optional<int> maybe_number(const std::string& key);
  Date date(const std::string& key);
  std::optional<Date> maybe_date(const std::string& key);
  void ignore(const std::string& key) { seen_.insert(key); }  // known, and nothing to compare
  void finish();

 private:
  Checks& checks_;
  std::string where_;
  const Json& object_;
  std::set<std::string> seen_;
};

Date read_date(const Json& value);  // throws std::runtime_error
Json json_of(Date date);
Json json_of(const std::optional<Date>& date);
Json json_of(const std::optional<int>& number);

}  // namespace closemap::vectors
