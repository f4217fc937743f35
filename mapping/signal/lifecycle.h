// The life of an alert: ok, pending, firing, with hysteresis, cooldown and flap hold (domain.md
// §4.1, vector 12b).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/signal/evaluate.h"

namespace closemap {

struct AlertParams {
  int for_n = 1;                                // consecutive bad evaluations until it fires
  int keep_n = 2;                               // consecutive good evaluations until it resolves
  std::int64_t cooldown_ms = 24 * 3'600'000LL;  // between two notices of the key
  std::int64_t cooldown_critical_ms = 4 * 3'600'000LL;  // the same while critical
  int flap_n = 3, flap_window = 10;                     // fires within so many evaluations: hold
};
// Defaults per signal: for_n = 2 for ghosting, stale_plan, close_date_drift and crm_disagreement,
// else 1.
AlertParams alert_params(std::string_view signal_name);

enum class AlertState : std::uint8_t { ok, pending, firing };
std::string_view to_text(AlertState state);
std::optional<AlertState> parse_alert_state(std::string_view text);

// What the store keeps per dedupe key. A fresh key is AlertLife{}.
struct AlertLife {
  AlertState state = AlertState::ok;
  int bad_run = 0, good_run = 0;         // consecutive evaluations
  std::int64_t evaluations = 0;          // so far; the flap window counts these
  std::vector<std::int64_t> fires;       // evaluation numbers of fires within the flap window
  std::optional<Instant> last_notified;  // last notice of the key, over all episodes
  Severity notified_severity = Severity::info;  // of that notice
  bool held = false;                            // a notice waits until nothing holds it
  bool announced = false;  // something was sent in this episode: a resolve gets its note
  friend bool operator==(const AlertLife&, const AlertLife&) = default;
};

enum class AlertAction : std::uint8_t {
  none,
  fire,     // became firing, notify now
  notify,   // was firing: a held notice is free, or the severity rose; notify now
  hold,     // a notice is due but `reason` holds it; it is sent by a later step
  resolve,  // became ok; send the note only when `announced`
};
enum class HoldReason : std::uint8_t { none, inhibited, flap, cooldown };
std::string_view to_text(AlertAction action);
std::string_view to_text(
    HoldReason reason);  // "", "inhibited", "suppressed_flap", "suppressed_cooldown"

struct AlertStep {
  AlertAction action = AlertAction::none;
  HoldReason reason = HoldReason::none;
  bool announced = false;  // resolve: something had been sent in the episode that ends
  friend bool operator==(const AlertStep&, const AlertStep&) = default;
};

// One evaluation of one key. `severity` matters when bad. `muted`: inhibited() says so; a notice
// that is due is then held until it no longer is, so that muting never loses an alert. Notices
// count as sent at `now`.
AlertStep step(AlertLife& life, Band band, Severity severity, bool muted, Instant now,
               const AlertParams& params);

// When the cooldown that holds a notice is over, by the rules of step(); nothing when no notice is
// held or none was sent before.
std::optional<Instant> cooldown_over(const AlertLife& life, Severity severity,
                                     const AlertParams& params);

}  // namespace closemap
