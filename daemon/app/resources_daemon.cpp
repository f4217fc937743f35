// How the daemon itself is: status, connectors, polling, the store's health.
#include "daemon/app/command_line.h"
#include "daemon/app/resources_parts.h"
#include "daemon/app/version.h"
#include "mapping/core/text.h"

namespace closemap::resources {
namespace {

Json health_json(const Core& core, const ConnectorHealth& health) {
  const ConnectorSettings* settings = core.settings().connector(health.name);
  Json json{{"name", health.name},
            {"type", health.type},
            {"state", health.state},
            {"error", health.error},
            {"failures", health.failures},
            {"last_success", value_or_null(health.last_success)},
            {"last_new_data", value_or_null(health.last_new_data)},
            {"next_poll", value_or_null(health.next_poll)}};
  json["party"] = settings != nullptr && settings->party ? Json(to_text(*settings->party)) : Json();
  return json;
}

Json health_list(const Core& core) {
  Json list = Json::array();
  for (const ConnectorHealth& health : core.health()) list.push_back(health_json(core, health));
  return list;
}

// Streams of every configured source.
Json streams_json(Core& core, bool& all_done) {
  Json list = Json::array();
  all_done = true;
  RecordRoom& records = core.store().records();
  for (const ConnectorSettings& connector : core.settings().connectors) {
    if (!connector.party) continue;
    for (const auto& entry : connector.maps) {
      const auto source = records.known_source(connector.name, entry.first);
      const bool done = source && records.first_sync_done(*source);
      all_done = all_done && done;
      list.push_back({{"connector", connector.name},
                      {"stream", entry.first},
                      {"first_sync_done", done},
                      {"records", source ? records.live_count(*source) : 0},
                      {"quarantined", source ? records.quarantine_count(*source) : 0}});
    }
  }
  return list;
}

int firing_count(Store& store) {
  int firing = 0;
  for (const AlertRow& row : store.alerts().list(true, 10 * kListMax))
    firing += row.state == "firing" ? 1 : 0;
  return firing;
}

Json counts_json(Store& store) {
  const auto in_state = [&](OutboxState state) {
    return store.outbox().in_state(state, kListMax).size();
  };
  return {{"plans", store.plans().count()},
          {"live_plans", store.plans().live_count()},
          {"open_alerts", firing_count(store)},
          {"links_to_review", store.links().list(LinkState::proposed, kListMax).size()},
          {"messages_waiting", in_state(OutboxState::pending) + in_state(OutboxState::sending)},
          {"messages_uncertain", in_state(OutboxState::uncertain)},
          {"messages_dead", in_state(OutboxState::dead)},
          {"quarantined", store.records().quarantine_count()}};
}

}  // namespace

// Counts of lists stop at kListMax.
ControlReply status(Core& core) {
  Json json{{"version", kVersion},
            {"now", to_text(core.now())},
            {"timezone", core.settings().zone.name()},
            {"connectors", health_list(core)}};
  const Status read = core.store().read([&] {
    bool all_done = true;
    json["streams"] = streams_json(core, all_done);
    json["first_sync_done"] = all_done;
    json["counts"] = counts_json(core.store());
    return ok();
  });
  if (!read) return error_reply(read.error());
  return json_reply(json);
}

ControlReply connectors(Core& core) {
  return json_reply({{"connectors", health_list(core)}, {"timezone", core.settings().zone.name()}});
}

ControlReply poll(Core& core, const ControlRequest& request) {
  const auto body = body_of(request);
  if (!body) return error_reply(400, body.error().what);
  const std::string name = text_or(*body, "connector");
  if (!name.empty() && core.settings().connector(name) == nullptr)
    return not_found("there is no connector " + shorten(printable(name), 100));
  core.poll_now(name);
  return json_reply({{"polling", name.empty() ? Json("all") : Json(name)}}, 202);
}

ControlReply believe(Core& core, const std::string& name) {
  if (const Status done = core.believe(name); !done) return error_reply(done.error());
  return json_reply({{"believing", name}}, 202);
}

ControlReply check_store(Core& core, const ControlRequest& request) {
  const auto report = core.store().check(query_or(request, "whole", "1") != "0");
  if (!report) return error_reply(report.error());
  return json_reply({{"clean", report->clean},
                     {"findings", report->findings},
                     {"events", report->events},
                     {"records", report->records},
                     {"plans", report->plans},
                     {"outbox", report->outbox}});
}

ControlReply backup_store(Core& core, const ControlRequest& request) {
  const auto body = body_of(request);
  if (!body) return error_reply(400, body.error().what);
  const std::string path = text_or(*body, "path");
  if (path.empty() || path.front() != '/') return error_reply(400, "path must be an absolute path");
  if (const Status done = core.store().backup(path); !done) return error_reply(done.error());
  return json_reply({{"path", path}});
}

}  // namespace closemap::resources
