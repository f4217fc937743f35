// Pieces of a commented sample.
#include "config/sample_text.h"

#include "config/read_options.h"
#include "mapping/core/text.h"

namespace closemap::sample {

namespace {
constexpr std::size_t kColumns = 100;
}

std::string prose(std::string_view text, std::string_view start) {
  std::string out, line(start);
  for (const std::string_view word : split(text, ' ')) {
    if (line.size() > start.size() && line.size() + 1 + word.size() > kColumns) {
      out += line + "\n";
      line = std::string(start);
    }
    line += " " + std::string(word);
  }
  return out + line + "\n";
}

std::string toml_value(const Option& option, std::string_view written) {
  if (option.type == OptionType::integer || option.type == OptionType::boolean)
    return std::string(written);
  if (option.type != OptionType::list) return toml_quote(written);
  std::vector<std::string> items;
  for (const std::string& item : list_items(written)) items.push_back(toml_quote(item));
  return "[" + join(items, ", ") + "]";
}

std::string option(const Option& option, std::string_view indent, const std::string* set) {
  std::string doc(option.doc);
  if (option.type == OptionType::secret)
    doc += " Never written here: credential:NAME, file:/PATH or env:NAME.";
  std::string choices;
  for (const std::string& choice : choices_of(option))
    choices += (choices.empty() ? "" : ", ") + choice;
  if (!choices.empty() && option.type != OptionType::url) doc += " One of: " + choices + ".";
  if (option.type == OptionType::list && !choices.empty())
    doc.replace(doc.rfind("One of:"), 7, "Any of:");
  std::string out = prose(doc, std::string(indent) + "##");
  const bool bare = set != nullptr || option.required;
  const std::string_view shown = set != nullptr             ? std::string_view(*set)
                                 : !option.fallback.empty() ? option.fallback
                                                            : option.example;
  out += std::string(indent) + (bare ? "" : "# ") + std::string(option.key) + " = " +
         toml_value(option, shown) + "\n";
  return out;
}

std::string table(std::string_view header, std::span<const Option> options, std::string_view indent,
                  const std::map<std::string, std::string>& set) {
  std::string out(header);
  out += "\n";
  bool first = true;
  for (const Option& entry : options) {
    const auto given = set.find(std::string(entry.key));
    if (!first) out += "\n";
    first = false;
    out += option(entry, indent, given == set.end() ? nullptr : &given->second);
  }
  return out;
}

std::string commented(std::string_view text) {
  std::string out;
  if (text.ends_with('\n')) text.remove_suffix(1);
  for (const std::string_view line : split(text, '\n')) {
    out += line.empty() ? "#\n" : "# " + std::string(line) + "\n";
  }
  return out;
}

}  // namespace closemap::sample
