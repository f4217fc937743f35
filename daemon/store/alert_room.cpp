// One packed board a plan: an evaluation looks at all of a plan's alerts, and one row is written
// for them. An alert stays on it when it is resolved: whether its people were told already.
#include "daemon/store/alert_room.h"

#include <algorithm>

#include "daemon/store/packed_text.h"
#include "mapping/plan/json_text.h"

namespace closemap {
namespace {

constexpr std::size_t kUnreadableMax = 10;

bool open(const AlertRow& alert) { return alert.state != "resolved"; }

void put_json(JsonWriter& json, const JsonName& name, const std::string& text) {
  if (text.empty()) return;
  json.key(name);
  json.json(text);
}

void put_time(JsonWriter& json, const JsonName& name, const std::optional<Instant>& time) {
  if (!time) return;
  json.key(name);
  json.integer(time->ms);
}

void put_flag(JsonWriter& json, const JsonName& name, bool value) {
  if (!value) return;
  json.key(name);
  json.boolean(value);
}

void put_alert(JsonWriter& json, const AlertRow& alert) {
  json.begin_object();
  put_flag(json, "as_found", alert.as_found);
  put_time(json, "fired_at", alert.fired_at);
  json.member("id", alert.id);
  put_json(json, "inputs", alert.inputs);
  put_json(json, "life", alert.life);
  put_flag(json, "notified", alert.notified);
  put_flag(json, "recheck", alert.recheck);
  put_time(json, "resolved_at", alert.resolved_at);
  json.member("severity", alert.severity);
  json.member("signal", alert.signal);
  json.member("state", alert.state);
  json.member("subject", alert.subject);
  json.members("told", alert.told);
  if (alert.transitions != 0) {
    json.key("transitions");
    json.integer(alert.transitions);
  }
  json.end_object();
}

AlertRow read_alert(JsonReader& json, Row plan) {
  AlertRow alert;
  alert.plan = plan;
  json.object([&](std::string_view name) {
    if (name == "as_found")
      alert.as_found = json.boolean();
    else if (name == "fired_at")
      alert.fired_at = Instant{json.integer()};
    else if (name == "id")
      alert.id = json.text();
    else if (name == "inputs")
      alert.inputs = json.raw();
    else if (name == "life")
      alert.life = json.raw();
    else if (name == "notified")
      alert.notified = json.boolean();
    else if (name == "recheck")
      alert.recheck = json.boolean();
    else if (name == "resolved_at")
      alert.resolved_at = Instant{json.integer()};
    else if (name == "severity")
      alert.severity = json.text();
    else if (name == "signal")
      alert.signal = json.text();
    else if (name == "state")
      alert.state = json.text();
    else if (name == "subject")
      alert.subject = json.text();
    else if (name == "told")
      alert.told = json.texts();
    else if (name == "transitions")
      alert.transitions = json.small_integer();
    else
      json.skip();
  });
  return alert;
}

// Row: plan, alerts.
std::vector<AlertRow> read_board(sql::Run& run) {
  const Row plan = run.integer(0);
  const auto malformed = [&] {
    return sql::Malformed("the alerts of plan " + std::to_string(plan) + " cannot be read");
  };
  const auto text = unpack_text(run.view(1));
  if (!text) throw malformed();
  std::vector<AlertRow> alerts;
  JsonReader json(*text);
  json.array([&] { alerts.push_back(read_alert(json, plan)); });
  if (!json.finish()) throw malformed();
  return alerts;
}

// Ids begin with the time they were made at.
void newest_first(std::vector<AlertRow>& alerts, std::size_t limit) {
  const auto newer = [](const AlertRow& a, const AlertRow& b) { return a.id > b.id; };
  const auto end = alerts.begin() + static_cast<std::ptrdiff_t>(std::min(limit, alerts.size()));
  std::partial_sort(alerts.begin(), end, alerts.end(), newer);
  alerts.erase(end, alerts.end());
}

}  // namespace

SqlAlertRoom::SqlAlertRoom(Connection& connection)
    : connection_(connection),
      save_(connection.database(),
            "INSERT INTO alert_board(plan, open, recheck, alerts) VALUES(?1, ?2, ?3, ?4) "
            "ON CONFLICT(plan) DO UPDATE SET open = ?2, recheck = ?3, alerts = ?4"),
      of_plan_(connection.database(), "SELECT plan, alerts FROM alert_board WHERE plan = ?"),
      recheck_(connection.database(),
               "SELECT plan FROM alert_board WHERE recheck <> 0 AND plan > ? ORDER BY plan "
               "LIMIT ?"),
      all_(connection.database(), "SELECT plan, alerts FROM alert_board"),
      open_(connection.database(), "SELECT plan, alerts FROM alert_board WHERE open > 0"),
      open_count_(connection.database(), "SELECT total(open) FROM alert_board") {}

std::vector<AlertRow> SqlAlertRoom::of_plan(Row plan) {
  connection_.must_be_active();
  sql::Run run(of_plan_, plan);
  return run.next() ? read_board(run) : std::vector<AlertRow>{};
}

void SqlAlertRoom::save(Row plan, std::span<const AlertRow> alerts) {
  connection_.must_write();
  text_.clear();
  JsonWriter json(text_);
  json.begin_array();
  for (const AlertRow& alert : alerts) put_alert(json, alert);
  json.end_array();
  const bool recheck = std::any_of(alerts.begin(), alerts.end(),
                                   [](const AlertRow& alert) { return alert.recheck; });
  const std::string packed = pack_text(text_);
  sql::Run(save_, plan, std::count_if(alerts.begin(), alerts.end(), open), recheck,
           sql::Blob{packed})
      .done();
}

std::optional<AlertRow> SqlAlertRoom::get(std::string_view id) {
  connection_.must_be_active();
  for (sql::Run run(all_); run.next();)
    for (AlertRow& alert : read_board(run))
      if (alert.id == id) return std::move(alert);
  return std::nullopt;
}

std::vector<Row> SqlAlertRoom::plans_to_recheck(std::size_t limit, Row after) {
  connection_.must_be_active();
  std::vector<Row> plans;
  for (sql::Run run(recheck_, after, limit); run.next();) plans.push_back(run.integer(0));
  return plans;
}

std::vector<AlertRow> SqlAlertRoom::list(bool open_only, std::size_t limit) {
  connection_.must_be_active();
  std::vector<AlertRow> alerts;
  for (sql::Run run(open_only ? open_ : all_); run.next();)
    for (AlertRow& alert : read_board(run))
      if (!open_only || open(alert)) alerts.push_back(std::move(alert));
  newest_first(alerts, limit);
  return alerts;
}

std::int64_t SqlAlertRoom::open_count() {
  connection_.must_be_active();
  sql::Run run(open_count_);
  return run.next() ? run.integer(0) : 0;
}

std::vector<std::string> SqlAlertRoom::verify() {
  std::vector<std::string> findings;
  for (sql::Run run(all_); run.next() && findings.size() < kUnreadableMax;) {
    try {
      read_board(run);
    } catch (const sql::Malformed& problem) {
      findings.emplace_back(problem.what());
    }
  }
  return findings;
}

}  // namespace closemap
