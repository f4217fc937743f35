// Reading, merging and proving field maps.
#include "config/field_maps.h"

#include <algorithm>
#include <utility>

#include "mapping/core/text.h"
#include "mapping/record/canonical_fields.h"

namespace closemap {

namespace {

using Kind = TomlNode::Kind;
using Tables = std::map<std::string, std::map<std::string, std::string>>;

struct Rule {
  FieldRule rule;
  Place place;
};
struct StreamMap {
  bool loose = false;
  std::map<std::string, Rule> rules;  // by canonical field
};

// What a value of this field is when the map does not say so.
std::string usual_transform(const std::string& stream, const std::string& field) {
  switch (field_kind(stream, field).value_or(FieldKind::text)) {
    case FieldKind::date:
      return "date";
    case FieldKind::money:
      return "money";
    case FieldKind::integer:
    case FieldKind::rank:
      return "number";
    case FieldKind::boolean:
      return "boolean";
    case FieldKind::person:
      return "person";
    default:
      return "text";
  }
}

class MapReader {
 public:
  MapReader(const ConnectorShape& shape, Draft& draft) : shape_(shape), draft_(draft) {}

  // `map` and `lookup` tables of either the default map (note = false) or the user's (true).
  void read(const TomlNode& table, const std::string& prefix, bool note) {
    note_ = note;
    prefix_ = prefix;
    if (const TomlNode* lookups =
            table_at(table, "lookup", prefix + "lookup.NAME", draft_.problems))
      for (const TomlEntry& entry : lookups->entries) read_lookup(entry);
    if (const TomlNode* maps = table_at(table, "map", prefix + "map.STREAM", draft_.problems))
      for (const TomlEntry& entry : maps->entries) read_stream(entry);
  }

  void finish(ConnectorSettings& connector) {
    for (auto& [stream, map] : streams_) {
      FieldMapSpec spec;
      spec.stream = stream;
      spec.loose_keys = map.loose;
      spec.zone = connector.zone;
      spec.default_currency = connector.options.text("currency");
      spec.tables = tables_;
      for (auto& [field, rule] : map.rules) spec.rules.push_back(rule.rule);
      FieldMapSpec proven = spec;
      check_words(map, proven);
      if (check_tables(map)) prove(proven, map, connector);
      connector.maps.emplace(stream, std::move(spec));
    }
  }

 private:
  void read_lookup(const TomlEntry& entry) {
    const std::string title = "[" + prefix_ + "lookup." + entry.key + "]";
    if (entry.value.kind != Kind::table) {
      draft_.problems.error(entry.place, in_quotes(entry.key) + " must be a table; write " + title);
      return;
    }
    auto& lookup = tables_[entry.key];
    for (const TomlEntry& row : entry.value.entries) {
      std::string text;
      if (row.value.kind == Kind::text) text = row.value.text;
      if (row.value.kind == Kind::integer) text = std::to_string(row.value.integer);
      if (row.value.kind == Kind::boolean) text = row.value.boolean ? "true" : "false";
      if (text.empty()) {
        draft_.problems.error(row.value.place, in_quotes(row.key) +
                                                   " must be a text or a whole number, not " +
                                                   std::string(kind_words(row.value.kind)));
        continue;
      }
      effective(title, row.key, row.value.kind == Kind::text ? toml_quote(text) : text,
                row.value.place);
      lookup.insert_or_assign(row.key, std::move(text));
      row_places_.insert_or_assign({entry.key, row.key}, row.value.place);
    }
  }

  void read_stream(const TomlEntry& entry) {
    const std::string title = "[" + prefix_ + "map." + entry.key + "]";
    const std::vector<std::string> streams(shape_.streams.begin(), shape_.streams.end());
    if (std::find(streams.begin(), streams.end(), entry.key) == streams.end()) {
      const std::string has =
          streams.empty() ? "; it reads nothing" : "; it reads " + join(streams, ", ");
      draft_.problems.error(entry.place, "connector type " + in_quotes(shape_.type) +
                                             " has no stream " + in_quotes(entry.key) +
                                             suggestion(entry.key, streams, has));
      return;
    }
    if (entry.value.kind != Kind::table) {
      draft_.problems.error(entry.place, in_quotes(entry.key) + " must be a table; write " + title);
      return;
    }
    read_fields(entry.value, "", title, entry.key, streams_[entry.key]);
  }

  // An unquoted anchor.go_live = … is a table in a table: names are put together again.
  void read_fields(const TomlNode& table, const std::string& above, const std::string& title,
                   const std::string& stream, StreamMap& map) {
    for (const TomlEntry& entry : table.entries) {
      const std::string field = above + entry.key;
      if (field == "keys") {
        read_keys(entry.value, title, map);
      } else if (entry.value.kind == Kind::boolean && !entry.value.boolean) {
        map.rules.erase(field);
        effective(title, field, "false", entry.value.place);
      } else if (entry.value.kind == Kind::table && is_group(stream, field, entry.value)) {
        read_fields(entry.value, field + ".", title, stream, map);
      } else if (!field_kind(stream, field)) {
        std::vector<std::string> known = field_names(stream);
        draft_.problems.error(entry.place,
                              "a plan has no field " + in_quotes(field) + " in " + stream +
                                  suggestion(field, known, "; see closemap connectors describe"));
      } else {
        read_rule(entry, field, title, stream, map);
      }
    }
  }

  // Whether `table` holds fields of its own instead of being the rule of `field`.
  static bool is_group(const std::string& stream, const std::string& field, const TomlNode& table) {
    const auto any = [&table](const auto& holds) {
      return std::any_of(table.entries.begin(), table.entries.end(), holds);
    };
    if (table.entries.empty() || any([](const TomlEntry& inner) {
          return std::find(std::begin(kRuleKeys), std::end(kRuleKeys), inner.key) !=
                 std::end(kRuleKeys);
        }))
      return false;
    return !field_kind(stream, field) || any([&](const TomlEntry& inner) {
      return field_kind(stream, field + "." + inner.key).has_value();
    });
  }

  void read_keys(const TomlNode& node, const std::string& title, StreamMap& map) {
    constexpr Option kKeys{.key = "keys",
                           .type = OptionType::choice,
                           .doc = "How column names are compared.",
                           .choices = "exact|loose"};
    const std::optional<OptionValues::Value> value = read_value(node, kKeys, draft_.problems);
    if (!value) return;
    map.loose = value->text == "loose";
    effective(title, "keys", toml_quote(value->text), node.place);
  }

  void read_rule(const TomlEntry& entry, const std::string& field, const std::string& title,
                 const std::string& stream, StreamMap& map) {
    const TomlNode& node = entry.value;
    Rule out;
    out.rule.field = field;
    out.rule.as = usual_transform(stream, field);
    if (node.kind == Kind::text || node.kind == Kind::list) {
      // Only the place in the record changes; how it is read stays.
      if (const auto before = map.rules.find(field); before != map.rules.end())
        out.rule = before->second.rule;
      read_at(node, out.rule);
    } else if (node.kind == Kind::table) {
      check_keys(node, {title, {}}, {std::begin(kRuleKeys), std::end(kRuleKeys)}, draft_.problems);
      read_rule_table(node, out.rule);
    } else {
      draft_.problems.error(node.place,
                            in_quotes(field) +
                                " must be a column name, a table such as { at = \"...\" }, or "
                                "false to leave it out; it is " +
                                std::string(kind_words(node.kind)));
      return;
    }
    out.place = entry.place;
    out.rule.place = entry.place.text();
    effective(title, field, shown(out.rule), entry.place);
    map.rules.insert_or_assign(field, std::move(out));
  }

  void read_at(const TomlNode& node, FieldRule& rule) {
    rule.at.clear();
    if (node.kind == Kind::text) rule.at.push_back(node.text);
    for (const TomlNode& item : node.items) {
      if (item.kind == Kind::text)
        rule.at.push_back(item.text);
      else
        draft_.problems.error(
            item.place, "\"at\" must hold texts only, not " + std::string(kind_words(item.kind)));
    }
    const bool blank = std::any_of(rule.at.begin(), rule.at.end(),
                                   [](const std::string& at) { return at.empty(); });
    const bool listed = node.kind == Kind::text || node.kind == Kind::list;
    if (!listed || rule.at.empty() || blank)
      draft_.problems.error(node.place,
                            "\"at\" must be a column name, a /json/pointer or a list of these");
  }

  void read_rule_table(const TomlNode& node, FieldRule& rule) {
    const std::pair<std::string_view, std::string*> texts[] = {
        {"as", &rule.as},       {"format", &rule.format},     {"currency", &rule.currency},
        {"table", &rule.table}, {"rounding", &rule.rounding}, {"currency_at", &rule.currency_at},
        {"of", &rule.of}};
    for (const auto& [key, target] : texts) {
      const TomlNode* value = node.find(key);
      if (value == nullptr) continue;
      if (value->kind == Kind::text)
        *target = value->text;
      else
        draft_.problems.error(value->place, in_quotes(key) + " must be a text, not " +
                                                std::string(kind_words(value->kind)));
    }
    if (const TomlNode* at = node.find("at")) read_at(*at, rule);
    if (const TomlNode* otherwise = node.find("default")) read_default(*otherwise, rule);
    if (const TomlNode* required = node.find("required")) {
      if (required->kind == Kind::boolean)
        rule.required = required->boolean;
      else
        draft_.problems.error(required->place, "\"required\" must be true or false");
    }
    if (node.find("at") == nullptr && node.find("default") == nullptr)
      draft_.problems.error(node.place,
                            in_quotes(rule.field) + " needs \"at\", the place in the record");
  }

  void read_default(const TomlNode& node, FieldRule& rule) {
    if (node.kind == Kind::text)
      rule.otherwise = node.text;
    else if (node.kind == Kind::integer)
      rule.otherwise = std::to_string(node.integer);
    else if (node.kind == Kind::boolean)
      rule.otherwise = node.boolean ? "true" : "false";
    else
      draft_.problems.error(node.place,
                            "\"default\" must be a text, a whole number, true or false");
  }

  bool check_tables(const StreamMap& map) {
    std::vector<std::string> known;
    for (const auto& [name, rows] : tables_) known.push_back(name);
    bool good = true;
    for (const auto& [field, rule] : map.rules) {
      if (rule.rule.as != "lookup" || tables_.contains(rule.rule.table)) continue;
      good = false;
      const std::string& name = rule.rule.table;
      draft_.problems.error(
          rule.place,
          name.empty()
              ? in_quotes(field) + " needs \"table\", the name of a [connector.lookup.NAME]"
              : "there is no lookup " + in_quotes(name) +
                    suggestion(name, known, "; add [connector.lookup." + printable(name) + "]"));
    }
    return good;
  }

  // Right sides of lookups, each at its own place; what is wrong leaves `spec`, so that it is said
  // once.
  void check_words(const StreamMap& map, FieldMapSpec& spec) {
    for (const auto& [field, rule] : map.rules) {
      const auto table = tables_.find(rule.rule.table);
      if (rule.rule.as != "lookup" || table == tables_.end()) continue;
      for (const auto& [word, value] : table->second) {
        const std::string wanted = lookup_objection(spec.stream, field, value);
        if (wanted.empty()) continue;
        std::string what = in_quotes(word);
        what.append(" = ").append(in_quotes(value)).append(" means nothing in ");
        what.append(spec.stream).append(": ").append(field).append(" must be ").append(wanted);
        draft_.problems.error(row_places_.at({rule.rule.table, word}), std::move(what));
        spec.tables.at(rule.rule.table).erase(word);
      }
    }
  }

  void prove(const FieldMapSpec& spec, const StreamMap& map, const ConnectorSettings& connector) {
    std::vector<std::string> found;
    const Result<FieldMap> compiled = FieldMap::compile(spec, &found);
    if (!compiled && found.empty()) found.push_back(compiled.error().what);
    for (const std::string& text : found) {
      const auto named = std::find_if(map.rules.begin(), map.rules.end(), [&text](const auto& r) {
        return text.starts_with(r.second.rule.place + ": ");
      });
      if (named == map.rules.end())
        draft_.problems.error(connector.place, "map of " + spec.stream + ": " + text);
      else
        draft_.problems.error(named->second.place,
                              text.substr(named->second.rule.place.size() + 2));
    }
  }

  static std::string shown(const FieldRule& rule) {
    std::vector<std::string> at;
    for (const std::string& place : rule.at) at.push_back(toml_quote(place));
    std::vector<std::string> parts;
    if (at.size() == 1) parts.push_back("at = " + at.front());
    if (at.size() > 1) parts.push_back("at = [" + join(at, ", ") + "]");
    const std::pair<std::string_view, const std::string*> texts[] = {
        {"as", &rule.as},
        {"format", &rule.format},
        {"currency", &rule.currency},
        {"currency_at", &rule.currency_at},
        {"rounding", &rule.rounding},
        {"table", &rule.table},
        {"of", &rule.of},
        {"default", &rule.otherwise}};
    for (const auto& [key, text] : texts)
      if (!text->empty()) parts.push_back(std::string(key) + " = " + toml_quote(*text));
    if (rule.required) parts.emplace_back("required = true");
    return "{ " + join(parts, ", ") + " }";
  }

  void effective(const std::string& title, const std::string& key, std::string value,
                 const Place& place) {
    if (note_)
      draft_.settings.effective.push_back({title, {}, key, std::move(value), place.text()});
  }

  static constexpr std::string_view kRuleKeys[] = {"at",          "as",       "format", "currency",
                                                   "currency_at", "rounding", "table",  "of",
                                                   "default",     "required"};
  const ConnectorShape& shape_;
  Draft& draft_;
  bool note_ = false;
  std::string prefix_;
  std::map<std::string, StreamMap> streams_;
  Tables tables_;
  std::map<std::pair<std::string, std::string>, Place> row_places_;  // of a lookup and its word
};

}  // namespace

void read_field_maps(const TomlNode& table, const ConnectorShape& shape,
                     ConnectorSettings& connector, Draft& draft) {
  MapReader reader(shape, draft);
  if (!shape.default_map.empty()) {
    const std::string file = std::string(shape.type) + "/map.toml";
    if (const auto usual = parse_toml(file, shape.default_map, draft.problems))
      reader.read(*usual, "", false);
  }
  reader.read(table, "connector.", true);
  reader.finish(connector);
}

}  // namespace closemap
