// What the comparisons behind diff_events() share: values as JSON, changed fields, the list of
// events.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/plan/event.h"

namespace closemap::events {

Json value_of(const std::string& text);  // the empty text is null
inline Json value_of(bool yes) { return yes; }
inline Json value_of(int number) { return number; }
Json value_of(std::optional<int> number);
Json value_of(std::optional<Date> date);
Json value_of(std::optional<Instant> instant);
Json value_of(const std::vector<std::string>& list);
Json value_of(const std::optional<Money>& money);

inline Json from_to(Json from, Json to) {
  return {{"from", std::move(from)}, {"to", std::move(to)}};
}

// Collects the fields of one thing that differ: {"title": {"from": …, "to": …}}.
class Changes {
 public:
  template <class T>
  void look(std::string_view field, const T& before, const T& after) {
    if (before == after) return;
    fields_[std::string(field)] = from_to(value_of(before), value_of(after));
  }
  // A field whose values do not go into an event: only that it changed.
  void named(std::string_view field, bool same) {
    if (!same) fields_[std::string(field)] = true;
  }
  bool any() const { return !fields_.empty(); }
  Json& fields() { return fields_; }

 private:
  Json fields_ = Json::object();
};

// Two versions of a plan and the events found between them so far.
struct Comparison {
  const Plan& before;
  const Plan& after;
  const std::string& actor;
  const std::string& reason;
  std::vector<PlanEvent> found = {};

  void add(std::string type, const std::string& subject, const Json& payload) {
    found.push_back({std::move(type), subject, actor, dump_json(payload)});
  }
  // With the reason a person gave, where the rules want one.
  void add_with_reason(std::string type, const std::string& subject, Json payload) {
    if (!reason.empty()) payload["reason"] = reason;
    add(std::move(type), subject, payload);
  }
};

// Calls fresh(id, value), changed(id, was, is) and gone(id, value) for two maps.
template <class Map, class Fresh, class Changed, class Gone>
void compare_maps(const Map& before, const Map& after, Fresh fresh, Changed changed, Gone gone) {
  for (const auto& [id, value] : after) {
    const auto old = before.find(id);
    if (old == before.end())
      fresh(id, value);
    else if (!(old->second == value))
      changed(id, old->second, value);
  }
  for (const auto& [id, value] : before)
    if (after.count(id) == 0) gone(id, value);
}

// event_steps.cpp
void compare_milestones(Comparison& plans);
void compare_dependencies(Comparison& plans);
void compare_anchors(Comparison& plans);
void compare_handoffs(Comparison& plans);
// event_people.cpp
void compare_parties(Comparison& plans);
void compare_people(Comparison& plans);
// event_terms.cpp
void compare_gates(Comparison& plans);
void compare_criteria(Comparison& plans);
void compare_risks(Comparison& plans);
void compare_economics(Comparison& plans);
void compare_story(Comparison& plans);
void compare_sharing(Comparison& plans);

}  // namespace closemap::events
