// Plan templates as TOML: the built-in ones and [template.NAME] (capabilities A083-A101).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/draft.h"
#include "mapping/schedule/template.h"

namespace closemap {

inline constexpr std::size_t kTemplateStepsMax = 100;

// The templates embedded at build, one file of config/templates/ each.
std::map<std::string, PlanTemplate> builtin_templates();

// One template table; problems for steps that are named twice, missing or in a circle. A step that
// is `reviewed_by` another party becomes two: what is sent, and KEY_review, which the steps after
// it wait for, with a handoff in between.
PlanTemplate read_template(const TomlNode& table, const std::string& name, const Heading& heading,
                           Reading& reading);

// "key", "key?" (discretionary), "key+3bd", "key-5cd", "key?+3bd".
std::optional<TemplateStep::After> parse_after(std::string_view text);

}  // namespace closemap
