// One alert's life, evaluation by evaluation.
#include "mapping/signal/lifecycle.h"

#include <algorithm>
#include <array>

namespace closemap {
namespace {

constexpr std::array<std::string_view, 3> kStates{"ok", "pending", "firing"};
constexpr std::array<std::string_view, 5> kActions{"none", "fire", "notify", "hold", "resolve"};
constexpr std::array<std::string_view, 4> kReasons{"", "inhibited", "suppressed_flap",
                                                   "suppressed_cooldown"};

bool flapping(const AlertLife& life, const AlertParams& params) {
  const auto recent = std::count_if(life.fires.begin(), life.fires.end(), [&](std::int64_t at) {
    return at > life.evaluations - params.flap_window;
  });
  return recent >= params.flap_n;
}

std::int64_t cooldown_ms(Severity severity, const AlertParams& params) {
  return severity == Severity::critical ? params.cooldown_critical_ms : params.cooldown_ms;
}

HoldReason held_by(const AlertLife& life, Severity severity, bool muted, Instant now,
                   const AlertParams& params) {
  if (muted) return HoldReason::inhibited;
  if (flapping(life, params)) return HoldReason::flap;
  const bool rose = life.last_notified && severity > life.notified_severity;
  if (rose) return HoldReason::none;  // a rise bypasses the cooldown (domain.md §4.1)
  if (life.last_notified && now - *life.last_notified < cooldown_ms(severity, params))
    return HoldReason::cooldown;
  return HoldReason::none;
}

// A notice is due: sent unless something holds it, then it waits.
AlertStep notify(AlertLife& life, AlertAction action, Severity severity, bool muted, Instant now,
                 const AlertParams& params) {
  const HoldReason reason = held_by(life, severity, muted, now, params);
  life.held = reason != HoldReason::none;
  if (life.held) return {AlertAction::hold, reason, life.announced};
  life.last_notified = now;
  life.notified_severity = severity;
  life.announced = true;
  return {action, HoldReason::none, true};
}

AlertStep bad(AlertLife& life, Severity severity, bool muted, Instant now,
              const AlertParams& params) {
  life.good_run = 0;
  ++life.bad_run;
  if (life.state == AlertState::firing) {
    if (life.held) return notify(life, AlertAction::notify, severity, muted, now, params);
    if (life.announced && severity > life.notified_severity)
      return notify(life, AlertAction::notify, severity, muted, now, params);
    return {AlertAction::none, HoldReason::none, life.announced};
  }
  if (life.bad_run < params.for_n) {
    life.state = AlertState::pending;
    return {};
  }
  life.state = AlertState::firing;
  life.announced = false;
  life.fires.push_back(life.evaluations);
  std::erase_if(life.fires,
                [&](std::int64_t at) { return at <= life.evaluations - params.flap_window; });
  return notify(life, AlertAction::fire, severity, muted, now, params);
}

AlertStep good(AlertLife& life, const AlertParams& params) {
  life.bad_run = 0;
  ++life.good_run;
  if (life.state == AlertState::pending) life.state = AlertState::ok;
  if (life.state != AlertState::firing || life.good_run < params.keep_n)
    return {AlertAction::none, HoldReason::none, life.announced};
  const bool announced = life.announced;
  life.state = AlertState::ok;
  life.held = false;
  life.announced = false;
  return {AlertAction::resolve, HoldReason::none, announced};
}

}  // namespace

AlertParams alert_params(std::string_view name) {
  AlertParams params;
  if (name == "ghosting" || name == "stale_plan" || name == "close_date_drift" ||
      name == "crm_disagreement")
    params.for_n = 2;  // one bad poll must not page
  if (name == "connector_stalled" || name == "reauth_required")
    params.cooldown_ms = 3'600'000;  // the same day's next outage is another one
  return params;
}

std::optional<Instant> cooldown_over(const AlertLife& life, Severity severity,
                                     const AlertParams& params) {
  if (!life.held || !life.last_notified) return std::nullopt;
  return *life.last_notified + cooldown_ms(severity, params);
}

std::string_view to_text(AlertState state) { return kStates.at(static_cast<std::size_t>(state)); }
std::string_view to_text(AlertAction action) {
  return kActions.at(static_cast<std::size_t>(action));
}
std::string_view to_text(HoldReason reason) {
  return kReasons.at(static_cast<std::size_t>(reason));
}

std::optional<AlertState> parse_alert_state(std::string_view text) {
  for (std::size_t i = 0; i < kStates.size(); ++i)
    if (kStates[i] == text) return static_cast<AlertState>(i);
  return std::nullopt;
}

AlertStep step(AlertLife& life, Band band, Severity severity, bool muted, Instant now,
               const AlertParams& params) {
  ++life.evaluations;
  switch (band) {
    case Band::bad:
      return bad(life, severity, muted, now, params);
    case Band::good:
      return good(life, params);
    case Band::between:
      break;
  }
  // Between the thresholds: pending goes back, and while firing the run of good ones starts again
  // (§11).
  life.bad_run = 0;
  life.good_run = 0;
  if (life.state == AlertState::pending) life.state = AlertState::ok;
  return {AlertAction::none, HoldReason::none, life.announced};
}

}  // namespace closemap
