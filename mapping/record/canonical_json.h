// The canonical JSON object of an observation, built member by member (keys sorted, no blanks).
#pragma once

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mapping/core/money.h"

namespace closemap {

// Escapes as nlohmann's dump does: quote, backslash, \b \f \n \r \t, \u00xx. `text` is valid UTF-8.
void append_json_text(std::string& out, std::string_view text);

// Collects members in any order; the same name again replaces the earlier one. Reusable.
class CanonicalObject {
 public:
  void clear();
  // `name` needs no escaping and must outlive the object; `keep` copies it.
  void text(std::string_view name, std::string_view value);
  void integer(std::string_view name, std::int64_t value);
  void boolean(std::string_view name, bool value);
  void money(std::string_view name, const Money& value);
  // An object of texts; empty ones are left out, and the member when all are.
  void texts(std::string_view name,
             std::initializer_list<std::pair<std::string_view, std::string_view>> values);
  std::string_view keep(std::string name);
  bool empty() const { return members_.empty(); }
  std::string finish();

 private:
  struct Member {
    std::string_view name;
    std::size_t begin = 0, end = 0;  // in values_; members_ is sorted by name
  };
  void add(std::string_view name, std::size_t begin);
  void digits(std::int64_t value);

  std::string values_;
  std::vector<Member> members_;
  std::deque<std::string> kept_;
};

}  // namespace closemap
