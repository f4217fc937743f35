// CloudEvents 1.0 documents of plan events, structured JSON mode (domain.md §7).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mapping/core/instant.h"
#include "mapping/core/json.h"

namespace closemap {

struct CloudEvent {
  std::string id;       // event id; source + id is unique
  std::string source;   // see event_source
  std::string type;     // see event_type
  std::string subject;  // milestone, handoff … id; empty: the plan, left out
  Instant time;
  std::string data_schema;  // URI; empty: left out
  std::string data;         // canonical JSON
};

inline constexpr std::size_t kCloudEventBytesMax = 64 * 1024;

// "/closemap/eu1/plans/pln_…"; without a plan "/closemap/eu1".
std::string event_source(std::string_view instance, std::string_view plan_id);
// "milestone.slipped" -> "io.closemap.milestone.slipped.v1"; characters other than letters, digits,
// _ and . become _.
std::string event_type(std::string_view name);
// The name again; nullopt when `type` is none of ours.
std::optional<std::string_view> event_name(std::string_view type);

// Canonical text (sorted keys, no blanks). Error (permanent) when an attribute that CloudEvents
// requires is empty, `data` is no JSON, or the text is longer than kCloudEventBytesMax.
Result<std::string> cloud_event_text(const CloudEvent& event);

}  // namespace closemap
