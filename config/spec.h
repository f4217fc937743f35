// Option tables: written once, they give parser, `closemap check`, sample, README table and
// completion (design.md §4).
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace closemap {

enum class OptionType {
  text,
  integer,
  boolean,
  duration,
  url,
  secret,
  path,
  email,
  zone,
  list,
  choice
};
std::string_view to_text(OptionType type);

struct Option {
  std::string_view key;
  OptionType type = OptionType::text;
  std::string_view doc = {};       // one or two plain sentences
  std::string_view fallback = {};  // default as written in TOML without quotes; "" = none
  std::string_view example = {};   // shown in the sample where there is no default
  bool required = false;
  // "a|b|c": of a choice, of a list's items, of a url's schemes (default https and http)
  std::string_view choices = {};
  std::int64_t min = 0, max = INT64_MAX;  // integer, duration (ms)
};

// Where in the configuration something stands.
struct Place {
  std::string file;
  int line = 0, column = 0;
  std::string text() const;  // "closemap.toml:12:3"
};

// Values of one connector's own option table, already checked against it, defaults filled in.
class OptionValues {
 public:
  struct Value {
    std::string text;  // every type; durations in ms as digits, booleans "true"/"false"
    std::vector<std::string> items;  // list
    bool given = false;              // written by the user
    Place place;
  };
  std::map<std::string, Value> values;

  const std::string& text(const std::string& key) const;  // "" when absent
  std::int64_t integer(const std::string& key) const;     // also durations, in ms
  bool flag(const std::string& key) const;
  const std::vector<std::string>& list(const std::string& key) const;
  bool has(const std::string& key) const;  // given or with a default
};

// What the configuration must know of a connector type; connectors/api builds it from the
// Description.
struct ConnectorShape {
  std::string_view type, summary;
  bool source = false, notifier = false, writer = false;
  std::span<const Option> options;            // beside the common ones
  std::span<const std::string_view> streams;  // of a source
  std::string_view default_map;               // TOML text: [map.STREAM] and [lookup.NAME] tables
};

}  // namespace closemap
