// Cursors as JSON text.
#include "connectors/tryton/cursor.h"

#include <nlohmann/json.hpp>

#include "mapping/core/json.h"

namespace closemap::tryton {
namespace {

Json position_json(const std::optional<Position>& position) {
  if (!position) return nullptr;
  return Json::array({to_text(position->stamp), position->id});
}

// False: something else stands there than a position or null.
bool read_position(const Json& object, std::string_view key, std::optional<Position>& out) {
  const Json* value = find(object, key);
  if (value == nullptr) return true;
  if (!value->is_array() || value->size() != 2 || !(*value)[0].is_string() ||
      !(*value)[1].is_number_integer())
    return false;
  const auto stamp = parse_stamp((*value)[0].get_ref<const std::string&>());
  if (!stamp) return false;
  out = Position{*stamp, (*value)[1].get<std::int64_t>()};
  return true;
}

bool read_marks(const Json& object, Marks& out) {
  return read_position(object, "c", out.created) && read_position(object, "w", out.written);
}

Json marks_json(const Marks& marks) {
  return Json{{"c", position_json(marks.created)}, {"w", position_json(marks.written)}};
}

bool read_walk(const Json& object, Walk& out) {
  out.written = bool_or(object, "written", false);
  if (!read_position(object, "at", out.at)) return false;
  if (const Json* seen = find(object, "seen"); seen != nullptr && !read_marks(*seen, out.seen))
    return false;
  if (const auto cap = text_at(object, "cap")) {
    out.cap = parse_stamp(*cap);
    return out.cap.has_value();
  }
  return true;
}

Json walk_json(const Walk& walk) {
  Json json{
      {"at", position_json(walk.at)}, {"seen", marks_json(walk.seen)}, {"written", walk.written}};
  if (walk.cap) json["cap"] = to_text(*walk.cap);
  return json;
}

}  // namespace

Result<Cursor> parse_cursor(std::string_view text) {
  Cursor cursor;
  if (text.empty()) return cursor;
  const Result<Json> json = parse_json(text);
  bool good = json && json->is_object() && read_marks(*json, cursor.marks);
  if (good)
    if (const Json* walk = find(*json, "walk")) good = read_walk(*walk, cursor.walk.emplace());
  if (good)
    if (const Json* sweep = find(*json, "sweep"))
      cursor.sweep = Sweep{int_or(*sweep, "after", 0), text_or(*sweep, "back")};
  if (!good)
    return Error{Fault::bug, "tryton: the stored cursor is not one of this connector's", 0};
  return cursor;
}

std::string to_text(const Cursor& cursor) {
  Json json = marks_json(cursor.marks);
  if (cursor.walk) json["walk"] = walk_json(*cursor.walk);
  if (cursor.sweep) json["sweep"] = {{"after", cursor.sweep->after}, {"back", cursor.sweep->back}};
  return dump_json(json);
}

}  // namespace closemap::tryton
