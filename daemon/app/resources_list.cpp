// Plans in one line each, and the identity decisions that wait for a person.
#include <map>

#include "daemon/app/resources_parts.h"
#include "daemon/sync/deal.h"
#include "mapping/core/text.h"
#include "mapping/reconcile/observed_fields.h"

namespace closemap::resources {
namespace {

struct AlertCount {
  int open = 0;
  std::string worst;
};

int rank(const std::string& severity) {
  if (severity == "critical") return 3;
  if (severity == "warning") return 2;
  return severity.empty() ? 0 : 1;
}

std::map<Row, AlertCount> firing_by_plan(Store& store) {
  std::map<Row, AlertCount> counts;
  for (const AlertRow& row : store.alerts().list(true, 10 * kListMax)) {
    if (row.state != "firing") continue;
    AlertCount& count = counts[row.plan];
    ++count.open;
    if (rank(row.severity) > rank(count.worst)) count.worst = row.severity;
  }
  return counts;
}

Json line_of(const StoredPlan& plan, const AlertCount& alerts) {
  const auto parsed = parse_json(plan.summary);
  const Json summary = parsed && parsed->is_object() ? *parsed : Json(Json::object());
  Json json{{"row", plan.row},         {"id", plan.id},
            {"name", plan.name},       {"status", to_text(plan.status)},
            {"version", plan.version}, {"updated_at", to_text(plan.updated_at)},
            {"alerts", alerts.open},   {"worst", alerts.worst}};
  for (const char* key :
       {"customer", "target", "forecast", "gap_bd", "unconfirmed", "open", "complete"}) {
    const Json* value = find(summary, key);
    json[key] = value == nullptr ? Json() : *value;
  }
  return json;
}

Json side_json(Store& store, Row record) {
  const auto stored = store.records().get(record);
  if (!stored) return {};
  const SourceName source = store.records().name_of(stored->source);
  const ObservedFields fields(stored->fields);
  const auto money = money_at(fields, "amount");
  return {{"connector", source.connector},
          {"record", stored->id},
          {"name", text_or(fields, "name")},
          {"account", text_or(fields, "account.name")},
          {"domain", text_or(fields, "account.domain")},
          {"stage", text_or(fields, "stage")},
          {"amount", value_or_null(money)},
          {"close_date", value_or_null(date_at(fields, "close_date"))},
          {"deleted", stored->deleted}};
}

std::string_view word_of(LinkState state) {
  switch (state) {
    case LinkState::proposed:
      return "proposed";
    case LinkState::linked:
      return "linked";
    case LinkState::rejected:
      return "rejected";
  }
  return "";
}

Json link_json(Store& store, const StoredLink& link) {
  return {{"link", link.row},
          {"state", word_of(link.state)},
          {"method", link.method},
          {"why", link.why},
          {"decided_by", link.decided_by},
          {"at", to_text(link.at)},
          {"vendor", side_json(store, link.vendor_record)},
          {"partner", side_json(store, link.partner_record)}};
}

std::optional<LinkState> state_of(const std::string& word) {
  for (const LinkState state : {LinkState::proposed, LinkState::linked, LinkState::rejected})
    if (word_of(state) == word) return state;
  return std::nullopt;
}

}  // namespace

ControlReply plans(Core& core, const ControlRequest& request) {
  const auto limit = limit_of(request);
  if (!limit) return error_reply(400, "limit must be 1 to 1000");
  const Row after = row_of(query_or(request, "after", "")).value_or(0);
  Json list = Json::array();
  Json next;
  std::int64_t total = 0;
  Store& store = core.store();
  const Status read = store.read([&] {
    const auto counts = firing_by_plan(store);
    total = store.plans().count();
    for (const StoredPlan& plan : store.plans().list(*limit, after)) {
      const auto count = counts.find(plan.row);
      list.push_back(line_of(plan, count == counts.end() ? AlertCount{} : count->second));
    }
    return ok();
  });
  if (!read) return error_reply(read.error());
  if (list.size() == *limit) next = list.back()["row"];
  return json_reply({{"plans", std::move(list)}, {"total", total}, {"next", std::move(next)}});
}

ControlReply links(Core& core, const ControlRequest& request) {
  const auto limit = limit_of(request);
  if (!limit) return error_reply(400, "limit must be 1 to 1000");
  const auto state = state_of(query_or(request, "state", "proposed"));
  if (!state) return error_reply(400, "state must be proposed, linked or rejected");
  Json list = Json::array();
  Store& store = core.store();
  const Status read = store.read([&] {
    for (const StoredLink& link : store.links().list(*state, *limit))
      list.push_back(link_json(store, link));
    return ok();
  });
  if (!read) return error_reply(read.error());
  return json_reply({{"links", std::move(list)}, {"timezone", core.settings().zone.name()}});
}

ControlReply decide_link(Core& core, const ControlRequest& request, Row link,
                         const std::string& decision) {
  const auto body = body_of(request);
  if (!body) return error_reply(400, body.error().what);
  const std::string by = text_or(*body, "by");
  if (by.empty()) return error_reply(400, "by must say who decides");
  Store& store = core.store();
  bool known = false;
  const Status looked = store.read([&] {
    known = store.links().get(link).has_value();
    return ok();
  });
  if (!looked) return error_reply(looked.error());
  if (!known) return not_found("there is no link " + std::to_string(link));
  if (decision != "confirm" && decision != "reject" && decision != "undo")
    return not_found("a link can be confirmed, rejected or undone");
  const Status decided = decision == "confirm"  ? core.confirm_link(link, by)
                         : decision == "reject" ? core.reject_link(link, by)
                                                : core.undo_link(link, by);
  if (!decided) return error_reply(decided.error());
  Json json;
  const Status read = store.read([&] {
    if (const auto stored = store.links().get(link)) {
      json = link_json(store, *stored);
      const auto plan = store.plans().of_record(stored->vendor_record);
      json["plan"] = plan && stored->state == LinkState::linked ? Json(plan->id) : Json();
    }
    return ok();
  });
  if (!read) return error_reply(read.error());
  return json_reply(json);
}

}  // namespace closemap::resources
