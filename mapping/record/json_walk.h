// One forward pass over a record's JSON text: checks all of it, keeps the values somebody wants.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/result.h"
#include "mapping/record/path_trie.h"

namespace closemap {

// A value as it stands in the record; views live until the next walk.
struct RawValue {
  enum class Kind : std::uint8_t {
    absent,
    null,
    boolean,
    number,   // text: the token
    string,   // text: between the quotes
    list,     // of scalars: items [first, first + count)
    object,   // of no known class
    date,     // {"__class__": "date"}: text is its ISO form
    instant,  // {"__class__": "datetime"}: text is its ISO form, UTC
  };
  Kind kind = Kind::absent;
  bool flag = false;     // boolean
  bool plain = false;    // string: printable ASCII without a backslash
  bool escaped = false;  // string: holds a backslash
  std::string_view text;
  std::uint32_t first = 0, count = 0;
};

// A top-level key that begins with the wanted prefix (key.*); the name is what follows it.
struct PrefixedValue {
  std::string name;
  RawValue value;
};

struct Captured {
  std::vector<RawValue> slots;
  std::vector<RawValue> items;
  std::vector<PrefixedValue> prefixed;
  std::deque<std::string> made;  // texts that do not stand in the record as they are
};

// Strict: whole text is one object, every number, escape, literal and UTF-8 sequence is checked,
// depth at most kJsonDepthMax, text at most kRecordBytesMax. Error (permanent) says what is wrong.
inline constexpr std::size_t kRecordBytesMax = 8 * 1024 * 1024;

class JsonWalker {
 public:
  JsonWalker();
  ~JsonWalker();
  // `prefix`: snake_key prefix of top-level keys kept by name, "" for none.
  Status walk(std::string_view body, const PathTrie& trie, std::string_view prefix, Captured& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Text of a JSON string's inside; a lone surrogate becomes U+FFFD. REQUIRES: walked before.
std::string unescape(std::string_view inside);

}  // namespace closemap
