// Pieces of a commented sample: "##" prose, "#" a default, bare what must be set (style.md §4).
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "config/spec.h"

namespace closemap::sample {

// Prose in lines of at most 100 columns, each after `start`.
std::string prose(std::string_view text, std::string_view start);
// A default or an example, as options write them, as TOML of the option's type.
std::string toml_value(const Option& option, std::string_view written);
// One option: prose, then the assignment. `set`: a value to write bare in place of the default.
std::string option(const Option& option, std::string_view indent, const std::string* set = nullptr);
// A table with all its options; keys of `set` are written bare with these values (as options write
// them). The header is given with its brackets.
std::string table(std::string_view header, std::span<const Option> options, std::string_view indent,
                  const std::map<std::string, std::string>& set = {});
// Every line after "# ".
std::string commented(std::string_view text);

}  // namespace closemap::sample
