// The alert pipeline of one evaluated plan.
#include "daemon/alert/alert_pipeline.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

#include "daemon/alert/alert_life.h"
#include "daemon/sync/wiring.h"
#include "mapping/signal/own_work.h"

namespace closemap {
namespace {

// Signals lie in the order of their names, then subjects.
bool ahead_of(const Signal& signal, const AlertRow& alert) {
  return std::tie(signal.name, signal.subject) < std::tie(alert.signal, alert.subject);
}

bool ahead(const Signal& a, const Signal& b) {
  return std::tie(a.name, a.subject) < std::tie(b.name, b.subject);
}

bool about(const Signal& signal, const AlertRow& alert) {
  return signal.name == alert.signal && signal.subject == alert.subject;
}

}  // namespace

AlertPipeline::AlertPipeline(Doors doors)
    : doors_(std::move(doors)), thresholds_(thresholds_of(doors_.settings)) {}

const AlertParams& AlertPipeline::params_of(const std::string& signal) {
  const auto known = params_.find(signal);
  if (known != params_.end()) return known->second;
  return params_.emplace(signal, alert_params_of(doors_.settings, signal)).first->second;
}

void AlertPipeline::evaluate(EvaluatedPlan& plan, Instant now) {
  std::vector<Signal>& signals = plan.signals;
  if (plan.twin != nullptr && runs("duplicate_plan", plan.plan.status))
    if (auto found = duplicate_plan(plan.twin->id, plan.twin->name, thresholds_)) {
      const auto at = std::lower_bound(signals.begin(), signals.end(), *found, ahead);
      signals.insert(at, *std::move(found));
    }
  Frame frame(plan, signals, doors_.settings, doors_.outbox, now);
  std::vector<bool> known(signals.size());  // whose alert there is
  std::size_t count = 0;                    // of its alerts
  bool changed = false;
  if (!plan.is_new) {
    alerts_ = doors_.store.alerts().of_plan(plan.stored.row);
    count = alerts_.size();
    for (AlertRow& alert : alerts_) {
      auto at = std::lower_bound(signals.begin(), signals.end(), alert, ahead_of);
      const Signal* found = at != signals.end() && about(*at, alert) ? &*at : nullptr;
      for (; at != signals.end() && about(*at, alert); ++at)
        known[static_cast<std::size_t>(at - signals.begin())] = true;
      if (!runs(alert.signal, plan.plan.status)) continue;  // its life rests as it is
      const Band band = found != nullptr ? Band::bad
                                         : band_of(alert.signal, alert.subject, signals,
                                                   plan.network, plan.schedule, thresholds_);
      const AlertRow before = alert;
      step_alert(frame, alert, found, band);
      changed = changed || !same_alert(alert, before);
    }
  }
  AlertRow blank;
  blank.plan = plan.stored.row;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    if (known[i]) continue;
    if (count == alerts_.size()) alerts_.emplace_back();
    AlertRow& alert = alerts_[count++];
    alert = blank;
    alert.id = doors_.ids.make("alr", now);
    alert.signal = signals[i].name;
    alert.subject = signals[i].subject;
    step_alert(frame, alert, &signals[i], Band::bad);
    changed = true;
  }
  if (changed) doors_.store.alerts().save(plan.stored.row, std::span(alerts_).first(count));
}

void AlertPipeline::step_alert(Frame& frame, AlertRow& alert, const Signal* found, Band band) {
  AlertLife life = life_of(alert.life);
  AlertParams params = params_of(alert.signal);
  if (frame.plan.as_found) params.for_n = 1;  // one look decides what was already wrong
  const Audience audience = found != nullptr ? heard_by(*found, frame.signals) : Audience{};
  const bool muted = found != nullptr && audience.empty();
  const Severity severity = found != nullptr ? found->severity : Severity::info;
  if (life.state == AlertState::ok && band != Band::bad) return;
  const AlertStep done = step(life, band, severity, muted, frame.now, params);
  if (found != nullptr) {
    alert.severity = to_text(severity);
    put_inputs(*found, alert.inputs);
  }
  if (life.state == AlertState::firing && alert.state != "firing") {
    alert.fired_at = frame.now;
    alert.resolved_at.reset();
    alert.as_found = frame.plan.as_found;
  }
  if (done.action == AlertAction::resolve) alert.resolved_at = frame.now;
  alert.state = life.state == AlertState::ok ? "resolved" : to_text(life.state);
  alert.recheck = life.state == AlertState::pending ||
                  (life.state == AlertState::firing && band != Band::bad) || (life.held && !muted);
  if (const auto over = cooldown_over(life, severity, params);
      over && *over > frame.now && !muted) {  // look again when nothing holds the notice any more
    std::optional<Instant>& next = frame.plan.stored.next_eval;
    next = next ? std::min(*next, *over) : *over;
  }
  switch (done.action) {
    case AlertAction::fire:
    case AlertAction::notify:
      tell(frame, alert, *found, audience, frame.plan.as_found ? "digest" : "alert");
      break;
    case AlertAction::resolve:
      tell_settled(frame, alert, done.announced);
      break;
    case AlertAction::none:
      if (found == nullptr || life.state != AlertState::firing) break;
      if (frame.waits) reword_waiting(frame, alert, *found, audience);
      if (life.announced && !muted) tell_new_owner(frame, alert, *found, audience);
      break;
    case AlertAction::hold:
      break;
  }
  alert.notified = life.announced;
  alert.life = frame.text_of(life);
}

}  // namespace closemap
