// TOML text to TomlNode: the one file that includes toml++.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>

#include "config/toml_node.h"
#include "mapping/core/text.h"

namespace closemap {

namespace {

constexpr std::size_t kFaultCharsMax = 200;  // of toml++'s own words

// Finds text that nests deeper than a person would write: toml++ and every recursive walk over its
// result use the stack. Follows strings and comments only as far as is needed to skip them.
class NestingGuard {
 public:
  explicit NestingGuard(std::string_view text) : text_(text) {}

  // The place of the fault, line 0 when there is none.
  std::pair<int, int> find() {
    while (at_ < text_.size()) {
      step();
      if (depth_ > kConfigNestingMax || dots_ >= kConfigNestingMax)
        return {line_, static_cast<int>(at_ - line_start_)};
    }
    return {0, 0};
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '"' || c == '\'') {
      skip_string(c);
      return;
    }
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return;
    }
    ++at_;
    switch (c) {
      case '[':
      case '{':
        ++depth_;
        dots_ = 0;
        break;
      case ']':
      case '}':
        depth_ = std::max(0, depth_ - 1);
        dots_ = 0;
        break;
      case '.':
        ++dots_;
        break;
      case '\n':
        ++line_;
        line_start_ = at_;
        dots_ = 0;
        break;
      case '=':
      case ',':
        dots_ = 0;
        break;
      default:
        break;
    }
  }

  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool multi = text_.substr(at_, 3) == three;
    at_ += multi ? 3 : 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        if (!multi) return;  // not closed: toml++ says so
        ++line_;
        line_start_ = at_ + 1;
      }
      if (c == '\\' && quote == '"' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n') {
        at_ += 2;
        continue;
      }
      if (multi ? text_.substr(at_, 3) == three : c == quote) {
        at_ += multi ? 3 : 1;
        return;
      }
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0, line_start_ = 0;
  int line_ = 1, depth_ = 0, dots_ = 0;
};

Place place_of(const std::string& file, const toml::source_region& region) {
  return Place{file, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

TomlNode convert(const std::string& file, const toml::node& node);

void convert_table(const std::string& file, const toml::table& table, TomlNode& out) {
  out.kind = TomlNode::Kind::table;
  for (const auto& [key, value] : table)
    out.entries.push_back(
        {std::string(key.str()), place_of(file, key.source()), convert(file, value)});
  std::sort(out.entries.begin(), out.entries.end(),
            [](const TomlEntry& a, const TomlEntry& b) { return a.key < b.key; });
}

TomlNode convert(const std::string& file, const toml::node& node) {
  TomlNode out;
  out.place = place_of(file, node.source());
  if (const auto* table = node.as_table()) {
    convert_table(file, *table, out);
  } else if (const auto* list = node.as_array()) {
    out.kind = TomlNode::Kind::list;
    for (const toml::node& item : *list) out.items.push_back(convert(file, item));
  } else if (const auto* text = node.as_string()) {
    out.kind = TomlNode::Kind::text;
    out.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    out.kind = TomlNode::Kind::integer;
    out.integer = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    out.kind = TomlNode::Kind::real;
    out.real = real->get();
  } else if (const auto* boolean = node.as_boolean()) {
    out.kind = TomlNode::Kind::boolean;
    out.boolean = boolean->get();
  } else if (const auto* date = node.as_date()) {
    out.kind = TomlNode::Kind::date;
    const toml::date& day = date->get();
    out.text = fmt::format("{:04}-{:02}-{:02}", day.year, int{day.month}, int{day.day});
  } else {
    out.kind = TomlNode::Kind::time;  // no key of ours takes one
  }
  return out;
}

std::string lower_first(std::string_view text) {
  std::string out(text);
  if (!out.empty()) out[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(out[0])));
  return out;
}

}  // namespace

std::optional<TomlNode> parse_toml(const std::string& file, std::string_view text,
                                   Problems& problems) {
  if (text.size() > kConfigBytesMax) {
    problems.error(Place{file, 0, 0}, "is longer than 1 MiB; split it into files in conf.d");
    return std::nullopt;
  }
  if (const auto [line, column] = NestingGuard(text).find(); line != 0) {
    problems.error(
        Place{file, line, column},
        fmt::format("more than {} values or key parts within each other", kConfigNestingMax));
    return std::nullopt;
  }
  try {
    const toml::table root = toml::parse(text, std::string_view(file));
    TomlNode out;
    out.place = Place{file, 1, 1};
    convert_table(file, root, out);
    return out;
  } catch (const toml::parse_error& fault) {
    problems.error(
        place_of(file, fault.source()),
        "not valid TOML: " + shorten(printable(lower_first(fault.description())), kFaultCharsMax));
  } catch (const std::exception& fault) {
    problems.error(Place{file, 0, 0}, "cannot be read as TOML: " + in_quotes(fault.what()));
  }
  return std::nullopt;
}

}  // namespace closemap
