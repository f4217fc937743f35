// Tables of options: keys, defaults and what becomes effective.
#include "config/read_options.h"

#include <algorithm>

#include "mapping/core/text.h"

namespace closemap {

namespace {

constexpr std::size_t kKeysListedMax = 8;  // an unknown key names the known ones when they are few

std::string list_when_few(const std::vector<std::string>& known) {
  if (known.empty() || known.size() > kKeysListedMax) return "; see closemap config sample";
  return "; it takes " + join(known, ", ");
}

void note(const Heading& heading, const Option& option, const OptionValues::Value& value,
          Reading& reading) {
  std::string origin = value.given ? value.place.text() : "default";
  if (option.type == OptionType::secret) origin = "<secret>, " + origin;
  reading.effective.push_back({heading.title, heading.name, std::string(option.key),
                               toml_text(option, value), std::move(origin)});
}

}  // namespace

void check_keys(const TomlNode& table, const Heading& heading,
                const std::vector<std::string>& known, Problems& problems) {
  for (const TomlEntry& entry : table.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const std::string where = heading.title.empty() ? "the main table" : heading.title;
    problems.error(entry.place, "unknown key " + in_quotes(entry.key) + " in " + where +
                                    suggestion(entry.key, known, list_when_few(known)));
  }
}

OptionValues read_options(const TomlNode& table, const Heading& heading,
                          std::span<const Option> options,
                          const std::vector<std::string_view>& other_keys, Reading& reading) {
  std::vector<std::string> known;
  OptionValues out;
  std::vector<std::string> missing;
  for (const Option& option : options) {
    const std::string key(option.key);
    known.push_back(key);
    std::optional<OptionValues::Value> value;
    if (const TomlNode* node = table.find(key)) {
      value = read_value(*node, option, reading.problems);
      if (!value || (!value->given && option.type != OptionType::list)) continue;
    } else if (option.required) {
      missing.push_back(in_quotes(key));
      continue;
    } else {
      value = default_of(option, reading.problems, table.place);
    }
    if (!value) continue;
    note(heading, option, *value, reading);
    out.values.emplace(key, std::move(*value));
  }
  if (!missing.empty()) {
    std::string what = heading.text() + " needs " + join(missing, ", ");
    // A [table] may be spread over files, a [[table]] stands in one.
    if (heading.title.starts_with("[["))
      reading.problems.error(table.place, std::move(what));
    else
      reading.problems.absent(table.place, std::move(what));
  }
  for (const std::string_view key : other_keys) known.emplace_back(key);
  check_keys(table, heading, known, reading.problems);
  return out;
}

const TomlNode* table_at(const TomlNode& parent, std::string_view key, const std::string& title,
                         Problems& problems) {
  const TomlEntry* entry = parent.entry(key);
  if (entry == nullptr) return nullptr;
  if (entry->value.kind == TomlNode::Kind::table) return &entry->value;
  problems.error(entry->place, in_quotes(key) + " must be a table, not " +
                                   std::string(kind_words(entry->value.kind)) + "; write [" +
                                   title + "]");
  return nullptr;
}

std::vector<const TomlNode*> tables_at(const TomlNode& parent, std::string_view key,
                                       const std::string& title, Problems& problems) {
  std::vector<const TomlNode*> out;
  const TomlEntry* entry = parent.entry(key);
  if (entry == nullptr) return out;
  if (!entry->value.list_of_tables() &&
      !(entry->value.kind == TomlNode::Kind::list && entry->value.items.empty())) {
    problems.error(entry->place, in_quotes(key) + " may be there several times; write [[" + title +
                                     "]] with two brackets");
    return out;
  }
  for (const TomlNode& item : entry->value.items) out.push_back(&item);
  return out;
}

}  // namespace closemap
