// What waits or failed: the outbox and the quarantine.
#include "daemon/app/resources_parts.h"
#include "mapping/core/text.h"

namespace closemap::resources {
namespace {

Json message_json(const OutboxRow& row) {
  const auto payload = parse_json(row.payload);
  return {{"message", row.row},
          {"kind", row.kind},
          {"severity", row.severity},
          {"notifier", row.notifier},
          {"recipient", row.recipient},
          {"subject", payload ? text_or(*payload, "subject") : ""},
          {"state", to_text(row.state)},
          {"attempt", row.attempt},
          {"created", to_text(row.created)},
          {"not_before", to_text(row.not_before)},
          {"done_at", value_or_null(row.done_at)},
          {"maybe_duplicate", row.maybe_dup},
          {"error", row.error}};
}

Json quarantine_json(const QuarantineRow& row) {
  return {{"row", row.row},
          {"connector", row.source.connector},
          {"stream", row.source.stream},
          {"record", row.id},
          {"reason", row.reason},
          {"first_seen", to_text(row.first_seen)},
          {"last_seen", to_text(row.last_seen)},
          {"seen", row.seen},
          {"body", row.body}};
}

}  // namespace

ControlReply outbox(Core& core, const ControlRequest& request) {
  const auto limit = limit_of(request);
  if (!limit) return error_reply(400, "limit must be 1 to 1000");
  const std::string state = query_or(request, "state", "unfinished");
  if (state != "unfinished" && state != "all")
    return error_reply(400, "state must be unfinished or all");
  Json list = Json::array();
  const Status read = core.store().read([&] {
    for (const OutboxRow& row : core.store().outbox().list(*limit, state == "unfinished"))
      list.push_back(message_json(row));
    return ok();
  });
  if (!read) return error_reply(read.error());
  return json_reply({{"outbox", std::move(list)}, {"timezone", core.settings().zone.name()}});
}

ControlReply retry_outbox(Core& core, Row row) {
  std::optional<OutboxRow> found;
  const auto look = [&] {
    found = core.store().outbox().get(row);
    return ok();
  };
  if (const Status read = core.store().read(look); !read) return error_reply(read.error());
  if (!found) return not_found("there is no message " + std::to_string(row));
  if (const Status retried = core.retry_outbox(row); !retried) return error_reply(retried.error());
  if (const Status read = core.store().read(look); !read) return error_reply(read.error());
  return json_reply(found ? message_json(*found) : Json());
}

ControlReply quarantine(Core& core, const ControlRequest& request) {
  const auto limit = limit_of(request);
  if (!limit) return error_reply(400, "limit must be 1 to 1000");
  const Row after = row_of(query_or(request, "after", "")).value_or(0);
  Json list = Json::array();
  std::int64_t total = 0;
  const Status read = core.store().read([&] {
    total = core.store().records().quarantine_count();
    for (const QuarantineRow& row : core.store().records().quarantined(*limit, after))
      list.push_back(quarantine_json(row));
    return ok();
  });
  if (!read) return error_reply(read.error());
  Json next = list.size() == *limit ? list.back()["row"] : Json();
  return json_reply({{"quarantine", std::move(list)},
                     {"total", total},
                     {"next", std::move(next)},
                     {"timezone", core.settings().zone.name()}});
}

ControlReply retry_quarantine(Core& core, const ControlRequest& request) {
  const auto body = body_of(request);
  if (!body) return error_reply(400, body.error().what);
  const std::int64_t row = int_or(*body, "row", 0);
  if (row < 0) return error_reply(400, "row must be 0 (all) or a row of the quarantine");
  const auto asked = core.retry_quarantine(row);
  if (!asked) return error_reply(asked.error());
  return json_reply({{"asked", *asked}});
}

}  // namespace closemap::resources
