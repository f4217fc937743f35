// [[connector]]: which type, its options and field maps.
#include <algorithm>

#include "config/draft.h"
#include "config/field_maps.h"
#include "config/sections.h"
#include "mapping/core/text.h"

namespace closemap {

namespace {

constexpr std::size_t kNameCharsMax = 64;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameCharsMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '.';
         });
}

std::string text_of(const TomlNode& table, std::string_view key) {
  const TomlNode* node = table.find(key);
  return node != nullptr && node->kind == TomlNode::Kind::text ? node->text : std::string();
}

// The shape of a connector's type; a problem and null when there is none.
const ConnectorShape* shape_of(const TomlNode& table, const std::string& name, Draft& draft) {
  const TomlNode* node = table.find("type");
  if (node == nullptr || node->kind != TomlNode::Kind::text || node->text.empty()) {
    draft.problems.error(node == nullptr ? table.place : node->place,
                         Heading{"[[connector]]", name}.text() + " needs \"type\", a text");
    return nullptr;
  }
  if (const ConnectorShape* shape = draft.shapes(node->text)) return shape;
  std::vector<std::string> known;
  for (const ConnectorShape& shape : draft.all_shapes) known.emplace_back(shape.type);
  draft.problems.error(node->place,
                       "unknown connector type " + in_quotes(node->text) +
                           suggestion(node->text, known, "; there are " + join(known, ", ")));
  return nullptr;
}

void check_name(const ConnectorSettings& connector, const Place& place, Draft& draft) {
  if (connector.name.empty()) return;
  if (!is_name(connector.name))
    draft.problems.error(place, "\"name\" takes up to 64 letters, digits and _ - . only, not " +
                                    in_quotes(connector.name));
  if (!draft.connectors.contains(connector.name)) return;
  const ConnectorSettings* first = draft.settings.connector(connector.name);
  draft.problems.error(
      place, "connector name " + in_quotes(connector.name) + " is already used at " +
                 (first == nullptr ? std::string() : first->place.text()) + "; choose another");
}

// Plain http is dialled only where private addresses are.
void check_plain_http(const ConnectorSettings& connector, const std::vector<Option>& options,
                      Draft& draft) {
  if (connector.options.flag("allow_private")) return;
  for (const Option& option : options) {
    const std::string key(option.key);
    if (option.type == OptionType::url && connector.options.text(key).starts_with("http://"))
      draft.problems.error(place_of(connector.options, key),
                           in_quotes(key) +
                               " is plain http; use https, or allow_private = true for a server of "
                               "your own network");
  }
}

void read_connector(const TomlNode& table, Draft& draft) {
  ConnectorSettings out;
  out.name = text_of(table, "name");
  out.type = text_of(table, "type");
  out.place = table.place;
  const TomlNode* name_node = table.find("name");
  check_name(out, name_node == nullptr ? table.place : name_node->place, draft);
  const ConnectorShape* shape = shape_of(table, out.name, draft);
  if (!out.name.empty()) draft.connectors.emplace(out.name, shape);
  if (shape != nullptr) {
    const std::vector<Option> options = options_of(*shape);
    Reading reading = draft.reading();
    out.options =
        read_options(table, {"[[connector]]", out.name}, options, {"map", "lookup"}, reading);
    out.party = parse_party(out.options.text("party"));
    const Result<Zone> zone = Zone::find(out.options.text("timezone"));
    out.zone = out.options.has("timezone") && zone ? *zone : draft.settings.zone;
    if (shape->source && table.find("party") == nullptr)
      draft.problems.error(table.place, Heading{"[[connector]]", out.name}.text() +
                                            " reads a CRM, so it needs party = \"vendor\" or "
                                            "party = \"partner\"");
    if (!shape->writer && !out.options.list("write").empty())
      draft.problems.error(
          place_of(out.options, "write"),
          "connector type " + in_quotes(shape->type) + " cannot write back; remove \"write\"");
    check_plain_http(out, options, draft);
    read_field_maps(table, *shape, out, draft);
  }
  draft.settings.connectors.push_back(std::move(out));
}

}  // namespace

std::span<const Option> common_options() { return sections::kCommon; }

std::vector<Option> options_of(const ConnectorShape& shape) {
  std::vector<Option> out;
  const auto own = [&shape](std::string_view key) {
    return std::any_of(shape.options.begin(), shape.options.end(),
                       [key](const Option& option) { return option.key == key; });
  };
  constexpr std::size_t kFirst = 3;  // type, name and party come before the own ones
  const std::span<const Option> common = common_options();
  for (const Option& option : common.first(kFirst))
    if (!own(option.key)) out.push_back(option);
  out.insert(out.end(), shape.options.begin(), shape.options.end());
  for (const Option& option : common.subspan(kFirst))
    if (!own(option.key)) out.push_back(option);
  return out;
}

const ConnectorSettings* Settings::connector(const std::string& name) const {
  const auto found = std::find_if(connectors.begin(), connectors.end(),
                                  [&name](const ConnectorSettings& c) { return c.name == name; });
  return found == connectors.end() ? nullptr : &*found;
}

void check_notifiers(const OptionValues& values, const std::string& key, Draft& draft) {
  std::vector<std::string> known;
  for (const auto& [name, shape] : draft.connectors)
    if (shape != nullptr && shape->notifier) known.push_back(name);
  for (const std::string& name : values.list(key)) {
    const auto found = draft.connectors.find(name);
    if (found == draft.connectors.end())
      draft.problems.absent(place_of(values, key),
                            "no connector is called " + in_quotes(name) +
                                suggestion(name, known, "; add a [[connector]] of that name"));
    else if (found->second != nullptr && !found->second->notifier)
      draft.problems.error(place_of(values, key), "connector " + in_quotes(name) + " is of type " +
                                                      in_quotes(found->second->type) +
                                                      ", which sends nothing; name a notifier");
  }
}

void read_connectors(const TomlNode& root, Draft& draft) {
  const std::vector<const TomlNode*> tables =
      tables_at(root, "connector", "connector", draft.problems);
  for (const TomlNode* table : tables) read_connector(*table, draft);
  if (root.find("connector") == nullptr && draft.problems.all_read())
    draft.problems.warning(Place{root.place.file, 0, 0},
                           "there is no [[connector]]; nothing is read and nobody is told");
}

}  // namespace closemap
