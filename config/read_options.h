// Tables of options: typing, defaults and unknown keys, the same for connectors and for our own
// sections.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/problems.h"
#include "config/settings.h"
#include "config/spec.h"
#include "config/toml_node.h"

namespace closemap {

// How a table is called in messages and in `closemap config show`.
struct Heading {
  std::string title;  // "[[connector]]"
  std::string name;   // "vendor_crm", when it has one
  std::string text() const { return name.empty() ? title : title + " " + in_quotes(name); }
};

struct Reading {
  Problems& problems;
  std::vector<EffectiveEntry>& effective;
};

// One value against its option; a problem and nothing when it does not fit. An empty text of an
// option that is not required counts as not written (value.given stays false).
std::optional<OptionValues::Value> read_value(const TomlNode& node, const Option& option,
                                              Problems& problems);

// Every option of `table`: checked, defaults filled in, noted as effective. A key that is neither
// an option nor in `other_keys` (nested tables read elsewhere) is a problem.
OptionValues read_options(const TomlNode& table, const Heading& heading,
                          std::span<const Option> options,
                          const std::vector<std::string_view>& other_keys, Reading& reading);

void check_keys(const TomlNode& table, const Heading& heading,
                const std::vector<std::string>& known, Problems& problems);

// Sub-tables by key; a value of another kind is a problem and is left out.
const TomlNode* table_at(const TomlNode& parent, std::string_view key, const std::string& title,
                         Problems& problems);
std::vector<const TomlNode*> tables_at(const TomlNode& parent, std::string_view key,
                                       const std::string& title, Problems& problems);

// A value as TOML: "5m" for durations, lists with brackets.
std::string toml_text(const Option& option, const OptionValues::Value& value);
std::string toml_quote(std::string_view text);
std::vector<std::string> choices_of(const Option& option);
// The default as a value of the option's type; nothing when it has none.
std::optional<OptionValues::Value> default_of(const Option& option, Problems& problems,
                                              const Place& place);
// "a, b" or ["a", "b"] (as options write lists) to its items.
std::vector<std::string> list_items(std::string_view text);

}  // namespace closemap
