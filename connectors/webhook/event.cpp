// Building the event: attributes by CloudEvents, data as the notice carries it.
#include "connectors/webhook/event.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mapping/core/digest.h"
#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap::webhook {
namespace {

constexpr std::size_t kTextChars = 2000;  // of one text once the event had to be trimmed
constexpr std::size_t kIdMax = 128;

bool word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// "io.closemap.alert.slip.v1"
std::string type_of(const Notice& notice) {
  std::string type = "io.closemap." + notice.kind;
  if (!notice.signal.empty()) type += "." + notice.signal;
  type += ".v1";
  std::replace_if(
      type.begin(), type.end(), [](char c) { return !word(c) && c != '.'; }, '_');
  return type;
}

Json words_of(const Notice& notice, std::size_t max) {
  return {{"subject", shorten(notice.subject, max)},
          {"headline", shorten(notice.headline, max)},
          {"ask", shorten(notice.ask, max)},
          {"kind", notice.kind},
          {"severity", notice.severity},
          {"dedupe_key", notice.dedupe_key}};
}

}  // namespace

std::string event_id(std::string_view key) {
  const bool plain =
      !key.empty() && key.size() <= kIdMax &&
      std::all_of(key.begin(), key.end(), [](char c) { return word(c) || c == '-'; });
  return plain ? std::string(key) : "ntc_" + to_hex(sha256(key));
}

std::string event_json(const Notice& notice, std::string_view instance) {
  Json event{{"specversion", "1.0"},
             {"id", notice.key},
             {"source", "/closemap/" + std::string(instance) +
                            (notice.plan_id.empty() ? "" : "/plans/" + notice.plan_id)},
             {"type", type_of(notice)},
             {"time", to_text(notice.created)},
             {"datacontenttype", "application/json"}};
  if (!notice.subject_id.empty()) event["subject"] = notice.subject_id;
  Json data = Json::object();
  if (const Result<Json> given = parse_json(notice.data); given && given->is_object())
    data = *given;
  const Json words = words_of(notice, kJsonStringMax);  // named: items() must not outlive it
  for (const auto& [key, value] : words.items()) data[key] = value;
  event["data"] = std::move(data);
  std::string body = visible_json(dump_json(event));
  if (body.size() <= kEventBytesMax) return body;
  event["data"] = words_of(notice, kTextChars);
  event["data"]["trimmed"] = true;  // ask closemap for the plan
  return visible_json(dump_json(event));
}

}  // namespace closemap::webhook
