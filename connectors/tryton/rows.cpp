// One forward pass over an answer.
#include "connectors/tryton/rows.h"

#include <simdjson.h>

#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap::tryton {
namespace {

namespace ondemand = simdjson::ondemand;

std::optional<Stamp> read_stamp(ondemand::value value) {
  if (value.type() != ondemand::json_type::object) return std::nullopt;
  StampParts parts;
  for (auto field : value.get_object()) {
    const std::string_view key = field.unescaped_key();
    std::int64_t* part = key == "year"          ? &parts.year
                         : key == "month"       ? &parts.month
                         : key == "day"         ? &parts.day
                         : key == "hour"        ? &parts.hour
                         : key == "minute"      ? &parts.minute
                         : key == "second"      ? &parts.second
                         : key == "microsecond" ? &parts.microsecond
                                                : nullptr;
    if (part != nullptr) *part = field.value().get_int64();
  }
  return stamp_of(parts);
}

Row read_row(ondemand::object object) {
  Row row;
  const std::string_view raw = object.raw_json();
  row.body = trim(raw);
  object.reset();
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    if (key == "id")
      row.id = field.value().get_int64();
    else if (key == "create_date")
      row.created = read_stamp(field.value());
    else if (key == "write_date")
      row.written = read_stamp(field.value());
  }
  return row;
}

}  // namespace

Result<std::vector<Row>> read_rows(std::string_view result, std::size_t room) {
  std::vector<Row> rows;
  try {
    ondemand::parser parser;
    ondemand::document document = parser.iterate(result.data(), result.size(), room);
    for (auto element : document.get_array()) {
      rows.push_back(read_row(element.get_object()));
      if (rows.back().id <= 0)
        return Error{Fault::permanent, "tryton: a record came without its id", 0};
    }
  } catch (const simdjson::simdjson_error& error) {
    return Error{
        Fault::transient,
        "tryton: broken JSON after record " + std::to_string(rows.size()) + ": " + error.what(), 0};
  }
  return rows;
}

Result<std::vector<std::int64_t>> read_ids(std::string_view result) {
  const Result<Json> json = parse_json(result);
  if (!json) return json.error();
  std::vector<std::int64_t> ids;
  for (const Json& id : *json) {
    if (!json->is_array() || !id.is_number_integer())
      return Error{Fault::permanent, "tryton: a list of ids holds something else", 0};
    ids.push_back(id.get<std::int64_t>());
  }
  return ids;
}

}  // namespace closemap::tryton
