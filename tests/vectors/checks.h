// What the vector shapes share: recording of failures, and reading of objects that fails on unknown
// fields.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>

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
  // Every key of an expected object must be there in `got`; lists must match in length; numbers
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

// One JSON object whose every field must be asked for; finish() fails on those that were not.
class Fields {
 public:
  Fields(Checks& checks, std::string where, const Json& object);

  const Json* maybe(const std::string& key);  // null when missing or JSON null
  const Json& at(const std::string& key);     // throws std::runtime_error when missing
  std::string text(const std::string& key) { return at(key).get<std::string>(); }
  std::string text_or(const std::string& key, const std::string& otherwise);
  int number(const std::string& key) { return at(key).get<int>(); }
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
