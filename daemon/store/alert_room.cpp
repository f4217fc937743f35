// One row an episode; resolved ones stay for "was told already".
#include "daemon/store/alert_room.h"

namespace closemap {

#define ALERT_COLUMNS                                                                      \
  "SELECT id, ext_id, plan, signal, subject, severity, state, life, inputs, transitions, " \
  "recheck, as_found, notified, fired_at, resolved_at FROM alert "

SqlAlertRoom::SqlAlertRoom(Connection& connection)
    : connection_(connection),
      insert_(connection.database(),
              "alert(ext_id, plan, signal, subject, severity, state, life, inputs, transitions, "
              "recheck, as_found, notified, fired_at, resolved_at)",
              14),
      update_(connection.database(),
              "UPDATE alert SET ext_id = ?1, plan = ?2, signal = ?3, subject = ?4, severity = ?5, "
              "state = ?6, life = ?7, inputs = ?8, transitions = ?9, recheck = ?10, "
              "as_found = ?11, notified = ?12, fired_at = ?13, resolved_at = ?14 WHERE id = ?15 "
              "AND (ext_id, plan, signal, subject, severity, state, life, inputs, transitions, "
              "recheck, as_found, notified, fired_at, resolved_at) IS NOT "
              "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"),
      of_plan_(connection.database(), ALERT_COLUMNS
               "WHERE plan IS ?1 AND state <> 'resolved' UNION ALL " ALERT_COLUMNS
               "WHERE id IN (SELECT max(id) FROM alert WHERE plan IS ?1 AND state = 'resolved' "
               "GROUP BY signal, subject) ORDER BY 1"),
      get_(connection.database(), ALERT_COLUMNS "WHERE ext_id = ?"),
      recheck_(connection.database(),
               "SELECT DISTINCT plan FROM alert WHERE recheck = 1 AND plan > ? ORDER BY plan "
               "LIMIT ?"),
      list_open_(connection.database(), ALERT_COLUMNS
                 "INDEXED BY alert_open WHERE state <> 'resolved' ORDER BY id DESC LIMIT ?"),
      list_all_(connection.database(), ALERT_COLUMNS "ORDER BY id DESC LIMIT ?") {}

#undef ALERT_COLUMNS

AlertRow SqlAlertRoom::read(sql::Run& run) {
  AlertRow alert;
  alert.row = run.integer(0);
  alert.id = run.text(1);
  alert.plan = run.integer(2);
  alert.signal = run.text(3);
  alert.subject = run.text(4);
  alert.severity = run.text(5);
  alert.state = run.text(6);
  alert.life = run.text(7);
  alert.inputs = run.text(8);
  alert.transitions = static_cast<int>(run.integer(9));
  alert.recheck = run.flag(10);
  alert.as_found = run.flag(11);
  alert.notified = run.flag(12);
  alert.fired_at = run.maybe_instant(13);
  alert.resolved_at = run.maybe_instant(14);
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
  if (alert.row == 0)
    return insert_.add(alert.id, sql::Ref{alert.plan}, alert.signal, alert.subject, alert.severity,
                       alert.state, alert.life, alert.inputs, alert.transitions, alert.recheck,
                       alert.as_found, alert.notified, alert.fired_at, alert.resolved_at);
  sql::Run(update_, alert.id, sql::Ref{alert.plan}, alert.signal, alert.subject, alert.severity,
           alert.state, alert.life, alert.inputs, alert.transitions, alert.recheck, alert.as_found,
           alert.notified, alert.fired_at, alert.resolved_at, alert.row)
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
