// Attributes and data of an event, as one JSON object.
#include "mapping/report/cloud_event.h"

#include <nlohmann/json.hpp>

namespace closemap {
namespace {

constexpr std::string_view kTypePrefix = "io.closemap.";
constexpr std::string_view kTypeSuffix = ".v1";

bool type_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

}  // namespace

std::string event_source(std::string_view instance, std::string_view plan_id) {
  std::string source = "/closemap/" + std::string(instance);
  if (!plan_id.empty()) source.append("/plans/").append(plan_id);
  return source;
}

std::string event_type(std::string_view name) {
  std::string type(kTypePrefix);
  for (const char c : name) type.push_back(type_char(c) ? c : '_');
  return type.append(kTypeSuffix);
}

std::optional<std::string_view> event_name(std::string_view type) {
  if (type.size() <= kTypePrefix.size() + kTypeSuffix.size() ||
      type.substr(0, kTypePrefix.size()) != kTypePrefix ||
      type.substr(type.size() - kTypeSuffix.size()) != kTypeSuffix)
    return std::nullopt;
  return type.substr(kTypePrefix.size(), type.size() - kTypePrefix.size() - kTypeSuffix.size());
}

Result<std::string> cloud_event_text(const CloudEvent& event) {
  if (event.id.empty() || event.source.empty() || event.type.empty())
    return Error{Fault::permanent, "an event needs an id, a source and a type"};
  Result<Json> data = parse_json(event.data);
  if (!data) return std::move(data).error().within("event " + event.id);
  Json json{{"specversion", "1.0"},        {"id", event.id},
            {"source", event.source},      {"type", event.type},
            {"time", to_text(event.time)}, {"datacontenttype", "application/json"},
            {"data", std::move(*data)}};
  if (!event.subject.empty()) json["subject"] = event.subject;
  if (!event.data_schema.empty()) json["dataschema"] = event.data_schema;
  std::string text = dump_json(json);
  if (text.size() > kCloudEventBytesMax)
    return Error{Fault::permanent, "event " + event.id + " is longer than " +
                                       std::to_string(kCloudEventBytesMax) + " bytes"};
  return text;
}

}  // namespace closemap
