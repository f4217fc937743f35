// Looking things up in a document, and merging the files of conf.d.
#include "config/toml_node.h"

#include <algorithm>

namespace closemap {

namespace {

auto lower_bound(auto& entries, std::string_view key) {
  return std::lower_bound(
      entries.begin(), entries.end(), key,
      [](const TomlEntry& a, std::string_view b) { return a.key.compare(b) < 0; });
}

}  // namespace

const TomlEntry* TomlNode::entry(std::string_view key) const {
  const auto found = lower_bound(entries, key);
  return found != entries.end() && found->key == key ? &*found : nullptr;
}

const TomlNode* TomlNode::find(std::string_view key) const {
  const TomlEntry* found = entry(key);
  return found == nullptr ? nullptr : &found->value;
}

bool TomlNode::list_of_tables() const {
  return kind == Kind::list && !items.empty() &&
         std::all_of(items.begin(), items.end(),
                     [](const TomlNode& item) { return item.kind == Kind::table; });
}

std::string_view kind_words(TomlNode::Kind kind) {
  switch (kind) {
    case TomlNode::Kind::text:
      return "a text";
    case TomlNode::Kind::integer:
      return "a whole number";
    case TomlNode::Kind::real:
      return "a number with a point";
    case TomlNode::Kind::boolean:
      return "true or false";
    case TomlNode::Kind::date:
      return "a date";
    case TomlNode::Kind::time:
      return "a time";
    case TomlNode::Kind::list:
      return "a list";
    case TomlNode::Kind::table:
      return "a table";
  }
  return "a value";
}

void merge_toml(TomlNode& into, TomlNode&& from, Problems& problems) {
  for (TomlEntry& added : from.entries) {
    const auto at = lower_bound(into.entries, added.key);
    if (at == into.entries.end() || at->key != added.key) {
      into.entries.insert(at, std::move(added));
    } else if (at->value.kind == TomlNode::Kind::table &&
               added.value.kind == TomlNode::Kind::table) {
      merge_toml(at->value, std::move(added.value), problems);
    } else if (at->value.list_of_tables() && added.value.list_of_tables()) {
      for (TomlNode& item : added.value.items) at->value.items.push_back(std::move(item));
    } else {
      problems.error(added.place, in_quotes(added.key) + " is already set at " + at->place.text() +
                                      "; remove one of the two");
    }
  }
}

}  // namespace closemap
