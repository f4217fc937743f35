// A history by its public name: "plan/<id>", "record/<connector>/<stream>/<id>".
#include "daemon/store/plan_room.h"

namespace closemap {
namespace {

bool strip(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

std::optional<std::int64_t> SqlPlanRoom::stream_number(std::string_view name) {
  if (strip(name, "plan/")) {
    const auto plan = find(name);
    return plan ? std::optional(stream_of(StreamKind::plan, plan->row)) : std::nullopt;
  }
  if (!strip(name, "record/")) return std::nullopt;
  const std::size_t first = name.find('/');
  const std::size_t second = first == name.npos ? name.npos : name.find('/', first + 1);
  if (second == name.npos) return std::nullopt;
  const auto source =
      records_.known_source(name.substr(0, first), name.substr(first + 1, second - first - 1));
  if (!source) return std::nullopt;
  const auto record = records_.find(*source, name.substr(second + 1));
  return record ? std::optional(stream_of(StreamKind::record, record->row)) : std::nullopt;
}

std::string SqlPlanRoom::stream_name(std::int64_t stream) {
  if (kind_of(stream) == StreamKind::plan) {
    sql::Run run(name_, row_of(stream));
    return "plan/" + (run.next() ? run.text(0) : std::to_string(row_of(stream)));
  }
  const auto record = records_.get(row_of(stream));
  if (!record) return "record/" + std::to_string(row_of(stream));
  const SourceName source = records_.name_of(record->source);
  return "record/" + source.connector + "/" + source.stream + "/" + record->id;
}

std::vector<StoredEvent> SqlPlanRoom::events(std::string_view stream, std::size_t limit,
                                             std::int64_t after) {
  connection_.must_be_active();
  std::vector<StoredEvent> events;
  if (stream.empty()) {
    events = events_.all(limit, after);
    for (StoredEvent& event : events) event.stream = stream_name(std::stoll(event.stream));
  } else if (const auto number = stream_number(stream)) {
    events = events_.of_stream(*number, limit, after);
    for (StoredEvent& event : events) event.stream = stream;
  }
  // What a source told needs no actor of its own in the file.
  for (StoredEvent& event : events) {
    std::string_view name = event.stream;
    if (event.actor.empty() && strip(name, "record/"))
      event.actor = "connector:" + std::string(name.substr(0, name.find('/')));
  }
  return events;
}

}  // namespace closemap
