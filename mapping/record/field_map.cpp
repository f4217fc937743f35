// A field map: compiled once, applied to every record.
#include "mapping/record/field_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "mapping/core/text.h"
#include "mapping/record/compiled_rule.h"
#include "mapping/record/json_walk.h"
#include "mapping/record/mapper.h"

namespace closemap {
namespace {

// Counted up when the same map gives other answers than before.
constexpr std::string_view kMapEngine = "map-3";

std::vector<std::string> segments_of(const std::string& path) {
  Result<std::vector<std::string>> segments = path_segments(path);
  return segments ? *std::move(segments) : std::vector<std::string>{path};
}

void append_part(std::string& out, std::string_view part) {
  out += fmt::format("{}:{};", part.size(), part);
}

std::string fingerprint_of(const FieldMapSpec& spec) {
  std::string text;
  append_part(text, kMapEngine);
  append_part(text, spec.stream);
  append_part(text, spec.loose_keys ? "loose" : "exact");
  append_part(text, spec.zone.name());
  append_part(text, spec.default_currency);
  for (const FieldRule& rule : spec.rules) {
    append_part(text, rule.field);
    append_part(text, join(rule.at, "\x1f"));
    for (const std::string* part : {&rule.as, &rule.format, &rule.currency, &rule.currency_at,
                                    &rule.rounding, &rule.table, &rule.of, &rule.otherwise})
      append_part(text, *part);
    append_part(text, rule.required ? "required" : "");
  }
  for (const auto& [name, rows] : spec.tables) {
    append_part(text, name);
    for (const auto& [word, value] : rows) append_part(text, word), append_part(text, value);
  }
  const Hash128 hash = hash128(text);
  return fmt::format("{:016x}{:016x}", hash.hi, hash.lo);
}

// The header of a table as the map's keys are compared with it.
class TableColumns {
 public:
  TableColumns(const std::vector<std::string>& columns, bool loose) : loose_(loose) {
    for (const std::string& column : columns) keys_.emplace(key(column), column);
  }
  bool has_any(const std::vector<std::string>& paths) const {
    return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
      return keys_.contains(key(segments_of(path).front()));
    });
  }
  void take_out(const std::string& path, std::set<std::string>& columns) const {
    if (const auto found = keys_.find(key(segments_of(path).front())); found != keys_.end())
      columns.erase(found->second);
  }
  // A column in which one of these may stand under another name: written nearly so, or with a word
  // more or less.
  std::string near(const std::vector<std::string>& paths,
                   const std::vector<std::string>& columns) const {
    for (const std::string& path : paths)
      if (std::string found = nearest(path, columns); !found.empty()) return found;
    for (const std::string& path : paths) {
      const std::string wanted = loose_key(path);
      for (const std::string& column : columns) {
        const std::string there = loose_key(column);
        if (wanted.empty() || there.empty()) continue;
        if (there.find(wanted) != there.npos || wanted.find(there) != wanted.npos) return column;
      }
    }
    return {};
  }
  // "key_deal_id" -> "key.deal_id"
  std::set<std::string, std::less<>> with_prefix(const std::string& prefix,
                                                 const std::string& family) const {
    std::set<std::string, std::less<>> names;
    for (const auto& [loose, column] : keys_)
      if (const std::string name = snake_key(column); name.starts_with(prefix))
        names.insert(family + name.substr(prefix.size()));
    return names;
  }

 private:
  std::string key(const std::string& name) const { return loose_ ? loose_key(name) : name; }
  bool loose_;
  std::multimap<std::string, std::string> keys_;
};

// "\"due\" or \"due_date\""
std::string named(const std::vector<std::string>& paths) {
  std::vector<std::string> quoted;
  for (const std::string& path : paths) quoted.push_back("\"" + path + "\"");
  return join(quoted, " or ");
}

}  // namespace

struct FieldMap::Scratch::Impl {
  JsonWalker walker;
  Captured captured;
  Mapper mapper;
};

FieldMap::Scratch::Scratch() : impl(std::make_unique<Impl>()) {}
FieldMap::Scratch::~Scratch() = default;
FieldMap::Scratch::Scratch(Scratch&&) noexcept = default;

struct FieldMap::Compiled {
  FieldMapSpec spec;
  std::vector<CompiledRule> rules;
  PathTrie trie{false};
  std::string prefix;  // of key.*
  std::string fingerprint;

  // Paths of all rules into the trie; slots become final only after finish().
  void lay_paths() {
    trie = PathTrie(spec.loose_keys);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      CompiledRule& rule = rules[i];
      const FieldRule& source = spec.rules[i];
      if (rule.kind == FieldKind::every_key) {
        prefix = rule.prefix;
        continue;
      }
      for (const std::string& path : source.at) rule.slots.push_back(trie.add(segments_of(path)));
      if (!source.currency_at.empty())
        rule.currency_slot = trie.add(segments_of(source.currency_at));
    }
    trie.finish();
    for (CompiledRule& rule : rules) {
      for (int& slot : rule.slots) slot = trie.slot_of(slot);
      if (rule.currency_slot != PathTrie::kNone)
        rule.currency_slot = trie.slot_of(rule.currency_slot);
    }
  }
};

Result<FieldMap> FieldMap::compile(FieldMapSpec spec, std::vector<std::string>* problems) {
  std::vector<std::string> found;
  auto compiled = std::make_unique<Compiled>();
  std::stable_sort(spec.rules.begin(), spec.rules.end(),
                   [](const FieldRule& a, const FieldRule& b) { return a.field < b.field; });
  if (!known_stream(spec.stream)) {
    found.push_back("stream \"" + spec.stream +
                    "\" is unknown: opportunity, milestone, person or account");
  } else {
    for (std::size_t i = 0; i < spec.rules.size(); ++i) {
      const FieldRule& rule = spec.rules[i];
      if (i > 0 && spec.rules[i - 1].field == rule.field)
        found.push_back((rule.place.empty() ? "" : rule.place + ": ") + rule.field +
                        ": is mapped twice");
      compiled->rules.push_back(compile_rule(rule, spec, found));
    }
  }
  if (!found.empty()) {
    Error error{Fault::config, found.front()};
    if (problems != nullptr) problems->insert(problems->end(), found.begin(), found.end());
    return error;
  }
  compiled->fingerprint = fingerprint_of(spec);
  compiled->spec = std::move(spec);
  compiled->lay_paths();
  return FieldMap(std::move(compiled));
}

Result<Mapped> FieldMap::apply(std::string_view body, Scratch& scratch) const {
  Scratch::Impl& s = *scratch.impl;
  Status walked = s.walker.walk(body, compiled_->trie, compiled_->prefix, s.captured);
  if (!walked) return std::move(walked).error();
  return s.mapper.map(compiled_->rules, compiled_->spec.zone, s.captured);
}

std::vector<std::string> FieldMap::wanted() const {
  std::set<std::string> paths;
  for (const FieldRule& rule : compiled_->spec.rules) {
    if (rule.field.ends_with(".*")) continue;
    paths.insert(rule.at.begin(), rule.at.end());
    if (!rule.currency_at.empty()) paths.insert(rule.currency_at);
  }
  return {paths.begin(), paths.end()};
}

LackingColumns FieldMap::lacking(const std::vector<std::string>& columns) const {
  LackingColumns lacking{compiled_->spec.stream, {}, {}};
  const TableColumns table(columns, compiled_->spec.loose_keys);
  std::set<std::string> spare(columns.begin(), columns.end());  // nobody reads them
  for (const std::string& path : wanted()) table.take_out(path, spare);
  const std::vector<std::string> unread(spare.begin(), spare.end());
  const auto add = [&](const std::vector<std::string>& paths, const std::string& field) {
    lacking.columns.push_back({named(paths), field, table.near(paths, unread)});
  };
  for (const FieldRule& rule : compiled_->spec.rules) {
    if (rule.field.ends_with(".*")) {
      lacking.keys = table.with_prefix(compiled_->prefix, "key.");
      add(rule.at, rule.field);
    } else if (!rule.at.empty() && !table.has_any(rule.at)) {
      add(rule.at, rule.field);
    } else if (!rule.currency_at.empty() && rule.currency.empty() &&
               compiled_->spec.default_currency.empty() && !table.has_any({rule.currency_at})) {
      add({rule.currency_at}, rule.field);
    }
  }
  return lacking;
}

std::string FieldMap::fingerprint() const { return compiled_->fingerprint; }

FieldMap::FieldMap(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
FieldMap::FieldMap(FieldMap&&) noexcept = default;
FieldMap& FieldMap::operator=(FieldMap&&) noexcept = default;
FieldMap::~FieldMap() = default;

}  // namespace closemap
