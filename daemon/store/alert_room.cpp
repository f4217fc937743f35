// One row an episode; resolved ones stay for "was told already".
#include "daemon/store/alert_room.h"

#include <algorithm>
#include <array>

#include "mapping/signal/signal.h"

namespace closemap {
namespace {

// As the column holds them: an index that only takes some of the states compares numbers.
constexpr std::array<std::string_view, 3> kAlertStates{"pending", "firing", "resolved"};
enum AlertFlag : int { kRecheck = 1, kAsFound = 2, kNotified = 4 };

int state_number(std::string_view text) {
  const auto at = std::find(kAlertStates.begin(), kAlertStates.end(), text);
  assert(at != kAlertStates.end() && "an alert of unknown state");
  return static_cast<int>(at - kAlertStates.begin());
}

int severity_number(std::string_view text) {
  return static_cast<int>(parse_severity(text).value_or(Severity::info));
}

int flags_of(const AlertRow& alert) {
  return (alert.recheck ? kRecheck : 0) | (alert.as_found ? kAsFound : 0) |
         (alert.notified ? kNotified : 0);
}

std::string_view state_text(std::int64_t number) {
  if (number < 0 || number >= std::ssize(kAlertStates))
    throw sql::Malformed("alert of unknown state");
  return kAlertStates[static_cast<std::size_t>(number)];
}

std::string_view severity_text(std::int64_t number) {
  if (number < 0 || number > static_cast<int>(Severity::critical))
    throw sql::Malformed("alert of unknown severity");
  return to_text(static_cast<Severity>(number));
}

}  // namespace

#define ALERT_VALUES                                                                             \
  "ext_id, plan, signal, subject, severity, state, life, inputs, flags, transitions, fired_at, " \
  "resolved_at"
#define ALERT_COLUMNS "SELECT id, " ALERT_VALUES " FROM alert "

SqlAlertRoom::SqlAlertRoom(Connection& connection)
    : connection_(connection),
      insert_(connection.database(), "alert(" ALERT_VALUES ")", 12),
      update_(connection.database(),
              "UPDATE alert SET ext_id = ?1, plan = ?2, signal = ?3, subject = ?4, severity = ?5, "
              "state = ?6, life = ?7, inputs = ?8, flags = ?9, transitions = ?10, fired_at = ?11, "
              "resolved_at = ?12 WHERE id = ?13 AND (" ALERT_VALUES
              ") IS NOT "
              "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"),
      of_plan_(connection.database(), ALERT_COLUMNS
               "WHERE plan IS ?1 AND state <> 2 UNION ALL " ALERT_COLUMNS
               "WHERE id IN (SELECT max(id) FROM alert WHERE plan IS ?1 AND state = 2 "
               "GROUP BY signal, subject) ORDER BY 1"),
      get_(connection.database(), ALERT_COLUMNS "WHERE ext_id = ?"),
      recheck_(connection.database(),
               "SELECT DISTINCT plan FROM alert WHERE flags & 1 AND plan > ? ORDER BY plan "
               "LIMIT ?"),
      list_open_(connection.database(),
                 ALERT_COLUMNS "INDEXED BY alert_open WHERE state <> 2 ORDER BY id DESC LIMIT ?"),
      list_all_(connection.database(), ALERT_COLUMNS "ORDER BY id DESC LIMIT ?") {}

#undef ALERT_COLUMNS
#undef ALERT_VALUES

AlertRow SqlAlertRoom::read(sql::Run& run) {
  AlertRow alert;
  alert.row = run.integer(0);
  alert.id = run.text(1);
  alert.plan = run.integer(2);
  alert.signal = run.text(3);
  alert.subject = run.text(4);
  alert.severity = severity_text(run.integer(5));
  alert.state = state_text(run.integer(6));
  alert.life = run.text(7);
  alert.inputs = run.text(8);
  const std::int64_t flags = run.integer(9);
  alert.recheck = (flags & kRecheck) != 0;
  alert.as_found = (flags & kAsFound) != 0;
  alert.notified = (flags & kNotified) != 0;
  alert.transitions = static_cast<int>(run.integer(10));
  alert.fired_at = run.maybe_instant(11);
  alert.resolved_at = run.maybe_instant(12);
  return alert;
}

std::vector<AlertRow> SqlAlertRoom::of_plan(Row plan) {
  connection_.must_be_active();
  flush();
  std::vector<AlertRow> alerts;
  for (sql::Run run(of_plan_, sql::Ref{plan}); run.next();) alerts.push_back(read(run));
  return alerts;
}

void SqlAlertRoom::save(const AlertRow& alert) {
  connection_.must_write();
  const int severity = severity_number(alert.severity);
  const int state = state_number(alert.state);
  const int flags = flags_of(alert);
  if (alert.row == 0)
    return insert_.add(alert.id, sql::Ref{alert.plan}, alert.signal, alert.subject, severity, state,
                       alert.life, alert.inputs, flags, alert.transitions, alert.fired_at,
                       alert.resolved_at);
  sql::Run(update_, alert.id, sql::Ref{alert.plan}, alert.signal, alert.subject, severity, state,
           alert.life, alert.inputs, flags, alert.transitions, alert.fired_at, alert.resolved_at,
           alert.row)
      .done();
}

std::optional<AlertRow> SqlAlertRoom::get(std::string_view id) {
  connection_.must_be_active();
  flush();
  sql::Run run(get_, id);
  return run.next() ? std::optional(read(run)) : std::nullopt;
}

std::vector<Row> SqlAlertRoom::plans_to_recheck(std::size_t limit, Row after) {
  connection_.must_be_active();
  flush();
  std::vector<Row> plans;
  for (sql::Run run(recheck_, after, limit); run.next();) plans.push_back(run.integer(0));
  return plans;
}

std::vector<AlertRow> SqlAlertRoom::list(bool open_only, std::size_t limit) {
  connection_.must_be_active();
  flush();
  std::vector<AlertRow> alerts;
  for (sql::Run run(open_only ? list_open_ : list_all_, limit); run.next();)
    alerts.push_back(read(run));
  return alerts;
}

}  // namespace closemap
