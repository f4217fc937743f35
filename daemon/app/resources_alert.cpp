// Alerts in sentences, and what explains each of them.
#include <algorithm>
#include <map>

#include "daemon/alert/alert_life.h"
#include "daemon/alert/work_alerts.h"
#include "daemon/app/resources_parts.h"
#include "daemon/sync/wiring.h"
#include "mapping/core/text.h"
#include "mapping/report/notice_text.h"
#include "mapping/report/notice_work_words.h"
#include "mapping/signal/evaluate.h"

namespace closemap::resources {
namespace {

int rank(const std::string& severity) {
  return severity == "critical" ? 2 : severity == "warning" ? 1 : 0;
}

Json parsed_or_empty(const std::string& text) {
  auto parsed = parse_json(text);
  return parsed ? *parsed : Json(Json::object());
}

class Sentences {
 public:
  Sentences(Core& core, const PlanInView& view)
      : view_(view),
        now_(evaluate(view.plan, view.network, view.schedule, core.now(),
                      thresholds_of(core.settings()))) {}

  const Signal* current(const AlertRow& row) const {
    for (const Signal& signal : now_)
      if (signal.name == row.signal && signal.subject == row.subject) return &signal;
    return nullptr;
  }
  std::string of(const AlertRow& row) const {
    const Signal* signal = current(row);
    const std::string line = one_line(view_.plan, view_.network, view_.schedule,
                                      signal != nullptr ? *signal : signal_of(row));
    // A sentence about a step names it.
    const auto step = view_.plan.milestones.find(row.subject);
    if (step == view_.plan.milestones.end() || line.find(step->second.title) != std::string::npos)
      return line;
    return step->second.title + " " + line;
  }

 private:
  const PlanInView& view_;
  std::vector<Signal> now_;
};

Json row_json(const AlertRow& row) {
  return {{"id", row.id},
          {"signal", row.signal},
          {"subject", row.subject},
          {"severity", row.severity},
          {"state", row.state},
          {"fired_at", value_or_null(row.fired_at)},
          {"resolved_at", value_or_null(row.resolved_at)},
          {"as_found", row.as_found},
          {"notified", row.notified}};
}

Json with_sentence(const Sentences& sentences, const PlanInView& view, const AlertRow& row) {
  Json json = row_json(row);
  json["plan"] = view.plan.id;
  json["plan_name"] = view.plan.name;
  json["title"] = title_of(view.plan, row.subject);
  json["sentence"] = sentences.of(row);
  const Signal* signal = sentences.current(row);
  json["caused_by"] =
      signal != nullptr && !signal->root ? Json(title_of(view.plan, signal->caused_by)) : Json();
  return json;
}

void worst_first(std::vector<AlertRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const AlertRow& a, const AlertRow& b) {
    if (rank(a.severity) != rank(b.severity)) return rank(a.severity) > rank(b.severity);
    return a.fired_at > b.fired_at;
  });
}

std::string dedupe_key_of(const AlertRow& row, const std::string& plan_id) {
  if (plan_id.empty() && row.plan != kOwnBoard) return {};
  return dedupe_key(row.plan == kOwnBoard ? kOwnWork : plan_id, signal_of(row));
}

// An alert of our own work has none.
Result<PlanInView> plan_of(Core& core, const AlertRow& row, const std::string& plan_id) {
  if (row.plan == kOwnBoard) return Error{Fault::permanent, "it is about no plan", 0};
  return core.plan(plan_id);
}

// Notices of an alert: messages of its plan that carry its id or key.
Json notices_of(Store& store, const AlertRow& row, const std::string& key) {
  Json list = Json::array();
  for (const OutboxRow& message : store.outbox().list(kListMax, false)) {
    if (message.plan != row.plan && message.plan != 0) continue;
    if (message.payload.find(row.id) == std::string::npos &&
        (key.empty() || message.payload.find(key) == std::string::npos))
      continue;
    list.push_back({{"message", message.row},
                    {"kind", message.kind},
                    {"notifier", message.notifier},
                    {"recipient", message.recipient},
                    {"state", to_text(message.state)},
                    {"created", to_text(message.created)},
                    {"done_at", value_or_null(message.done_at)},
                    {"error", message.error}});
  }
  return list;
}

}  // namespace

Json alert_json(Core& core, const PlanInView* view, const AlertRow& row) {
  if (view != nullptr) return with_sentence(Sentences(core, *view), *view, row);
  Json json = row_json(row);
  json["plan"] = nullptr;
  json["plan_name"] = "";
  json["title"] = row.subject;
  json["sentence"] =
      row.plan == kOwnBoard ? work_line(signal_of(row)) : row.signal + " of " + row.subject;
  json["caused_by"] = nullptr;
  return json;
}

Json alerts_of(Core& core, const PlanInView& view, const std::vector<AlertRow>& rows) {
  std::vector<AlertRow> firing;
  for (const AlertRow& row : rows)
    if (row.state == "firing") firing.push_back(row);
  worst_first(firing);
  Json list = Json::array();
  if (firing.empty()) return list;
  const Sentences sentences(core, view);
  for (const AlertRow& row : firing) list.push_back(with_sentence(sentences, view, row));
  return list;
}

ControlReply alerts(Core& core, const ControlRequest& request) {
  const auto limit = limit_of(request);
  if (!limit) return error_reply(400, "limit must be 1 to 1000");
  const std::string state = query_or(request, "state", "open");
  if (state != "open" && state != "all") return error_reply(400, "state must be open or all");
  std::vector<AlertRow> rows;
  std::size_t total = 0;
  bool newest_only = false;
  std::map<Row, std::string> plan_ids;
  Store& store = core.store();
  const Status read = store.read([&] {
    rows = store.alerts().list(state == "open", kAlertsLookedThroughMax + 1);
    newest_only = rows.size() > kAlertsLookedThroughMax;
    if (newest_only) rows.pop_back();
    total = state == "open" ? static_cast<std::size_t>(store.alerts().open_count()) : rows.size();
    worst_first(rows);  // before it is cut: the worst are among those shown
    if (rows.size() > *limit) rows.resize(*limit);
    for (const AlertRow& row : rows)
      if (row.plan != kOwnBoard && plan_ids.count(row.plan) == 0)
        if (const auto plan = store.plans().get(row.plan)) plan_ids[row.plan] = plan->id;
    return ok();
  });
  if (!read) return error_reply(read.error());
  // Plans are opened once each, however many alerts they have.
  std::map<Row, std::vector<std::pair<std::size_t, AlertRow>>> by_plan;
  for (std::size_t i = 0; i < rows.size(); ++i) by_plan[rows[i].plan].emplace_back(i, rows[i]);
  std::vector<Json> lines(rows.size());
  for (const auto& [plan_row, members] : by_plan) {
    const auto view = plan_of(core, members.front().second, plan_ids[plan_row]);
    if (!view) {
      for (const auto& [at, row] : members) lines[at] = alert_json(core, nullptr, row);
      continue;
    }
    const Sentences sentences(core, *view);
    for (const auto& [at, row] : members) lines[at] = with_sentence(sentences, *view, row);
  }
  return json_reply({{"alerts", lines},
                     {"total", total},
                     {"newest_only", newest_only ? Json(kAlertsLookedThroughMax) : Json()},
                     {"timezone", core.settings().zone.name()}});
}

ControlReply alert(Core& core, const ControlRequest&, const std::string& id) {
  std::optional<AlertRow> row;
  std::string plan_id;
  Store& store = core.store();
  const Status read = store.read([&] {
    row = store.alerts().get(id);
    if (row)
      if (const auto plan = store.plans().get(row->plan)) plan_id = plan->id;
    return ok();
  });
  if (!read) return error_reply(read.error());
  if (!row) return not_found("there is no alert " + shorten(printable(id), 100));
  const auto view = plan_of(core, *row, plan_id);
  Json json = alert_json(core, view ? &*view : nullptr, *row);
  json["timezone"] = core.settings().zone.name();
  json["inputs"] = parsed_or_empty(row->inputs);
  json["life"] = parsed_or_empty(row->life);
  json["transitions"] = row->transitions;
  const std::string key = dedupe_key_of(*row, plan_id);
  json["dedupe_key"] = key;
  const Status noticed = store.read([&] {
    json["notices"] = notices_of(store, *row, key);
    return ok();
  });
  if (!noticed) return error_reply(noticed.error());
  return json_reply(json);
}

}  // namespace closemap::resources
