// The board of our own work.
#include "daemon/alert/work_alerts.h"

#include <algorithm>

#include "daemon/alert/alert_life.h"
#include "daemon/sync/wiring.h"
#include "mapping/report/notice_work_words.h"
#include "mapping/signal/lifecycle.h"

namespace closemap {

WorkAlerts::WorkAlerts(Doors doors) : doors_(doors), thresholds_(thresholds_of(doors_.settings)) {}

std::optional<Instant> WorkAlerts::judge(std::span<const WorkVerdict> verdicts, Instant now) {
  std::vector<AlertRow> board = doors_.store.alerts().of_plan(kOwnBoard);
  std::optional<Instant> again;
  bool changed = false;
  for (const WorkVerdict& verdict : verdicts) {
    auto alert = std::find_if(board.begin(), board.end(), [&](const AlertRow& row) {
      return row.signal == verdict.signal.name && row.subject == verdict.signal.subject;
    });
    if (alert == board.end()) {
      if (verdict.band != Band::bad) continue;
      alert = board.insert(alert, AlertRow{});
      alert->plan = kOwnBoard;
      alert->id = doors_.ids.make("alr", now);
      alert->signal = verdict.signal.name;
      alert->subject = verdict.signal.subject;
    }
    const AlertRow before = *alert;
    const auto look = step_alert(*alert, verdict, now);
    if (look) again = again ? std::min(*again, *look) : *look;
    changed = changed || !same_alert(*alert, before);
  }
  if (changed) doors_.store.alerts().save(kOwnBoard, board);
  return again;
}

std::optional<Instant> WorkAlerts::step_alert(AlertRow& alert, const WorkVerdict& verdict,
                                              Instant now) {
  const bool bad = verdict.band == Band::bad;
  AlertLife life = life_of(alert.life);
  if (life.state == AlertState::ok && !bad) return std::nullopt;
  const AlertParams params = alert_params_of(doors_.settings, alert.signal);
  const Severity severity = verdict.signal.severity;
  if (bad) {
    // What the operator has not heard yet waits like a notice that was held.
    if (life.state == AlertState::firing && life.announced &&
        says_more(signal_of(alert), verdict.signal))
      life.held = true;
    alert.severity = to_text(severity);
    put_inputs(verdict.signal, alert.inputs);
  }
  const AlertStep done = step(life, verdict.band, severity, false, now, params);
  if (life.state == AlertState::firing && alert.state != "firing") {
    alert.fired_at = now;
    alert.resolved_at.reset();
  }
  alert.state = life.state == AlertState::ok ? "resolved" : to_text(life.state);
  if (done.action == AlertAction::fire || done.action == AlertAction::notify)
    tell(alert, verdict.signal, false, now);
  if (done.action == AlertAction::resolve) {
    alert.resolved_at = now;
    if (done.announced) tell_settled(alert, now);
  }
  alert.notified = life.announced;
  alert.life = life_text(life);
  alert.recheck = life.state == AlertState::pending || life.held ||
                  (life.state == AlertState::firing && verdict.band == Band::good);
  if (!alert.recheck) return std::nullopt;
  const auto over = cooldown_over(life, severity, params);
  return over && bad && *over > now ? *over : now;
}

void WorkAlerts::tell(AlertRow& alert, const Signal& signal, bool over, Instant now) {
  ++alert.transitions;
  alert.told.emplace_back("operator");
  doors_.outbox.tell_operator(over ? work_settled(signal) : work_note(signal),
                              alert.id + "/" + std::to_string(alert.transitions), now,
                              {alert.id, over ? "resolved" : "alert", signal.name, signal.subject,
                               dedupe_key(kOwnWork, signal)});
}

// What never left the house is withdrawn instead; what did, on any way, is taken back.
void WorkAlerts::tell_settled(AlertRow& alert, Instant now) {
  const auto withdrawn = doors_.outbox.withdraw(kOwnBoard, alert.id);
  const std::size_t written = alert.told.size() * doors_.settings.operators.notify.size();
  // Fewer, or an older note that it was over went along.
  if (withdrawn.size() != written) tell(alert, signal_of(alert), true, now);
  alert.told.clear();
}

void WorkAlerts::retire(const std::set<std::string>& sources, Instant now) {
  std::vector<AlertRow> board = doors_.store.alerts().of_plan(kOwnBoard);
  bool changed = false;
  for (AlertRow& alert : board) {
    const std::string connector(connector_of(signal_of(alert)));
    if (alert.state == "resolved" || connector.empty() || sources.contains(connector)) continue;
    doors_.outbox.withdraw(kOwnBoard, alert.id);
    alert.state = "resolved";
    alert.resolved_at = now;
    alert.life = life_text({});
    alert.recheck = alert.notified = false;
    alert.told.clear();
    changed = true;
  }
  if (changed) doors_.store.alerts().save(kOwnBoard, board);
}

}  // namespace closemap
