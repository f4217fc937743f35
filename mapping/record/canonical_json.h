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

// Collects members in any order; the same name again replaces the earlier one. Reusable. Texts are
// valid UTF-8 and escaped as nlohmann's dump does: quote, backslash, \b \f \n \r \t, \u00xx.
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
    std::size_t begin = 0, end = 0;  // `"name":value,` in written_; members_ is sorted by name
  };
  // Writes `"name":` and leaves room for `bytes` of value behind it; close() takes what is there.
  char* open(std::string_view name, std::size_t bytes);
  void close(std::string_view name, char* end);

  std::vector<char> written_;
  std::size_t used_ = 0;  // of written_
  std::vector<Member> members_;
  std::deque<std::string> kept_;
};

}  // namespace closemap
