// One TOML value with the place it was written at; the rest of config/ sees only this, never
// toml++.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/problems.h"
#include "config/spec.h"

namespace closemap {

struct TomlEntry;

struct TomlNode {
  enum class Kind { text, integer, real, boolean, date, time, list, table };
  Kind kind = Kind::table;
  Place place;
  std::string text;  // text; a date as "YYYY-MM-DD"
  std::int64_t integer = 0;
  double real = 0;
  bool boolean = false;
  std::vector<TomlNode> items;     // list
  std::vector<TomlEntry> entries;  // table, sorted by key

  const TomlEntry* entry(std::string_view key) const;  // null when absent
  const TomlNode* find(std::string_view key) const;    // null when absent
  bool list_of_tables() const;                         // a list with at least one item, all tables
};

struct TomlEntry {
  std::string key;
  Place place;  // of the key
  TomlNode value;
};

// "a text", "a whole number", "a list" ...: for messages.
std::string_view kind_words(TomlNode::Kind kind);

inline constexpr std::size_t kConfigBytesMax = 1024 * 1024;  // of one file
inline constexpr int kConfigNestingMax = 16;  // brackets within one value, parts of one key

// The document, or nothing and a problem at the place of the fault. Never throws, whatever `text`
// holds: size and nesting are limited before toml++ sees it.
std::optional<TomlNode> parse_toml(const std::string& file, std::string_view text,
                                   Problems& problems);

// Tables merge, lists of tables append, the same other key twice is a problem naming both places.
void merge_toml(TomlNode& into, TomlNode&& from, Problems& problems);

}  // namespace closemap
