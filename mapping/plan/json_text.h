// Canonical JSON as text, written and read forward without a tree: what makes a stored plan cheap
// (performance.md).
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <forward_list>
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
// at when it is compiled and kept with its quotes and its colon, ready to be copied.
class JsonName {
 public:
  static constexpr std::size_t kRoom = 32;
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is the name.
  template <std::size_t N>
  consteval JsonName(const char (&name)[N]) : size_(N + 2) {
    static_assert(N + 2 <= kRoom);
    char* to = quoted_.data();
    *to++ = '"';
    for (std::size_t i = 0; i + 1 < N; ++i) {
      const char c = name[i];
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') throw "no plain name";
      *to++ = c;
    }
    *to++ = '"';
    *to = ':';
  }
  // To `to`, which has kRoom bytes; returns the end.
  char* write(char* to) const {
    std::memcpy(to, quoted_.data(), kRoom);
    return to + size_;
  }

 private:
  std::array<char, kRoom> quoted_{};
  std::size_t size_;
};

// Appends one object or list to a string, which holds all of it once its outermost bracket is
// closed. The caller gives keys in byte order; the result then equals dump_json() of the same tree.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(const JsonName& name) {
    at_ = name.write(next(JsonName::kRoom));
    first_ = true;  // the value follows without a comma
  }
  void key_of(std::string_view name);  // any text
  void text(std::string_view value);
  void date(Date value);
  void instant(Instant value);
  void integer(std::int64_t value);
  void number(double value);  // shortest digits that read back as the same number
  void boolean(bool value);
  void null();
  void json(std::string_view value) { raw(value); }  // a value that is JSON already

  // A member that is left out when it says nothing.
  void member(const JsonName& name, std::string_view value) {  // left out when empty
    if (value.empty()) return;
    key(name);
    text(value);
  }
  void member(const JsonName& name, const std::optional<Date>& value) {
    if (!value) return;
    key(name);
    date(*value);
  }
  void member(const JsonName& name, const std::optional<Instant>& value) {
    if (!value) return;
    key(name);
    instant(*value);
  }
  void member(const JsonName& name, const std::optional<int>& value) {
    if (!value) return;
    key(name);
    integer(*value);
  }
  void members(const JsonName& name,
               const std::vector<std::string>& values);  // left out when empty

 private:
  // Where the next value begins, behind the comma it needs, with room for `bytes`, at most kChunk;
  // at_ is then set behind what was written.
  char* next(std::size_t bytes) {
    if (static_cast<std::size_t>(chunk_.data() + kChunk - at_) <= bytes) flush();
    *at_ = ',';
    char* const to = first_ ? at_ : at_ + 1;
    first_ = false;
    return to;
  }
  void open(char bracket) {
    char* to = next(1);
    *to++ = bracket;
    at_ = to;
    first_ = true;
    ++depth_;
  }
  void close(char bracket) {
    first_ = true;  // no comma before it
    char* to = next(1);
    *to++ = bracket;
    at_ = to;
    if (--depth_ == 0) flush();
  }
  void raw(std::string_view value);
  void flush();

  static constexpr std::size_t kChunk = 2048;  // a string grows by chunks, not by words
  std::string& out_;
  int depth_ = 0;
  bool first_ = true;
  std::array<char, kChunk> chunk_;
  char* at_ = chunk_.data();
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
      push({name.data(), name.size()});
      member(name);
      pop();
    }
  }
  // Calls element() for each element; it must read the value or skip() it.
  template <class F>
  void array(F&& element) {
    if (!enter('[')) return;
    for (std::size_t index = 0; more(']'); ++index) {
      push({nullptr, index});
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
    const char* name;  // null: an element
    std::size_t size;  // of the name; of an element, its index
  };
  void blanks();
  bool enter(char bracket);
  bool more(char bracket);
  std::string_view member_name();
  std::string_view raw_string(bool& escaped);
  void push(Step step);
  void pop() { --depth_; }

  const char* at_;
  const char* end_;
  std::array<Step, kJsonDepthMax> path_;  // the first depth_ steps are set
  std::size_t depth_ = 0;
  bool fresh_ = false;  // just behind an opening bracket
  bool good_ = true;
  std::string what_;
  std::forward_list<std::string> names_;  // member names that were escaped
};

}  // namespace closemap
