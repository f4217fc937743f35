// Canonical JSON as text, written and read forward without a tree: what makes a stored plan cheap
// (performance.md).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/date.h"
#include "mapping/core/instant.h"
#include "mapping/core/json.h"
#include "mapping/core/result.h"

namespace closemap {

// The name of a member as our source spells it: printable ASCII without quote and backslash, looked
// at when it is compiled.
class JsonName {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is the name.
  template <std::size_t N>
  consteval JsonName(const char (&name)[N]) : text_(name, N - 1) {
    for (const char c : text_)
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') throw "no plain name";
  }
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// Appends one JSON value to a string, which holds all of it once its outermost bracket is closed.
// The caller gives keys in byte order; the result then equals dump_json() of the same tree.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(JsonName name);
  void key_of(std::string_view name);  // any text
  void text(std::string_view value) { quoted(value, {}); }
  void integer(std::int64_t value);
  void number(double value);  // shortest digits that read back as the same number
  void boolean(bool value);

  // A member that is left out when it says nothing.
  void member(JsonName name, std::string_view value);  // left out when empty
  void member(JsonName name, std::optional<Date> value);
  void member(JsonName name, std::optional<Instant> value);
  void member(JsonName name, std::optional<int> value);
  void members(JsonName name,
               const std::vector<std::string>& values);  // left out when empty

 private:
  void open(char bracket);
  void close(char bracket);
  void quoted(std::string_view value, std::string_view behind);
  void raw(std::string_view value);  // with the comma it needs
  char* room(std::size_t bytes);     // REQUIRES: at most kChunk; what is written there is counted
                                     // by took()
  void took(const char* end) { used_ = static_cast<std::size_t>(end - chunk_.data()); }
  void flush();

  static constexpr std::size_t kChunk = 2048;  // a string grows by chunks, not by words
  std::string& out_;
  std::array<char, kChunk> chunk_;
  std::size_t used_ = 0;
  int depth_ = 0;
  bool first_ = true;
};

// Reads one JSON document forward. After the first fault every call does nothing and status() names
// the JSON pointer. Values nobody asks for are read over. Nesting beyond kJsonDepthMax is a fault.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  // Calls member(key) for each member; it must read the value or skip() it.
  template <class F>
  void object(F&& member) {
    if (!enter('{')) return;
    while (more('}')) {
      const std::string_view name = member_name();
      if (!good_) return;
      push(name);
      member(name);
      pop();
    }
  }
  // Calls element() for each element; it must read the value or skip() it.
  template <class F>
  void array(F&& element) {
    if (!enter('[')) return;
    for (std::size_t index = 0; more(']'); ++index) {
      push({}, index);
      element();
      pop();
    }
  }

  std::string text();
  std::int64_t integer();
  int small_integer();  // a fault outside of int
  double number();
  bool boolean();
  Date date();
  Instant instant();
  bool null();  // reads a null if one stands here
  void skip();
  char peek();             // first character of the value here, which stays unread; '\0' at the end
  std::string_view raw();  // the value's own characters, checked only as skip() does
  std::vector<std::string> texts();

  // The value here is wrong; `why` completes "/pointer: …".
  void fault(std::string_view why);
  bool good() const { return good_; }
  Status finish();              // ok when the document was read whole
  std::string pointer() const;  // of the value here; "/" is the document

 private:
  struct Step {
    std::string_view name;
    std::size_t index = 0;
  };
  void blanks();
  bool enter(char bracket);
  bool more(char bracket);
  std::string_view member_name();
  std::string_view raw_string(bool& escaped);
  void push(std::string_view name, std::size_t index = 0);
  void pop() { --depth_; }

  const char* at_;
  const char* end_;
  std::array<Step, kJsonDepthMax> path_{};
  std::size_t depth_ = 0;
  bool fresh_ = false;  // just behind an opening bracket
  bool good_ = true;
  std::string what_;
  std::deque<std::string> names_;  // member names that were escaped
};

}  // namespace closemap
