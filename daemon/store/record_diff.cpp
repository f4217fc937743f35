// What a change replaced: the event of an update keeps the previous values.
#include <nlohmann/json.hpp>

#include "daemon/store/record_room.h"
#include "mapping/core/json.h"

namespace closemap {

PreviousValues previous_values(std::string_view before, std::string_view after) {
  const Result<Json> old_fields = parse_json(before);
  const Result<Json> new_fields = parse_json(after);
  if (!old_fields || !new_fields || !old_fields->is_object() || !new_fields->is_object())
    return {dump_json(Json{{"fields", std::string(before)}}), false};
  Json previous = Json::object();
  bool lost = false;
  for (const auto& [name, value] : old_fields->items()) {
    const auto kept = new_fields->find(name);
    lost = lost || kept == new_fields->end();
    if (kept == new_fields->end() || *kept != value) previous[name] = value;
  }
  for (const auto& [name, value] : new_fields->items()) {
    if (!old_fields->contains(name)) previous[name] = nullptr;
  }
  return {dump_json(previous), lost};
}

}  // namespace closemap
