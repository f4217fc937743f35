// The ladder of an alert: who hears next when nobody acts, and when (domain.md §5, §11 "§5"). Pure:
// the store keeps an Escalation per firing alert, everything else is computed from it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/result.h"
#include "mapping/plan/plan.h"
#include "mapping/signal/send_time.h"

namespace closemap {

// L0 owner · L1 counterpart and coordinator · L2 the party's lead · L3 executive sponsors, and the
// customer's project sponsor by a draft.
inline constexpr int kLevels = 4;
Audience level_audience(int level);  // REQUIRES: 0 <= level < kLevels

// Business minutes from firing to each level, in the calendar of the L0 owner; a ladder ends where
// its list does.
struct Ladder {
  std::vector<std::int64_t> delay_bm;
  std::int64_t ack_ttl_bm = 960;  // so long an acknowledgement stops the clock
};
// critical 0 480 960 1920, warning 0 960 2400, info none: digest only.
Ladder ladder_of(Severity severity);

// A firing alert as people acted on it. Times only go forward.
struct Escalation {
  Instant fired;
  std::vector<Instant> acks;  // ascending
  std::optional<Instant> snoozed_at, snoozed_until;
  std::optional<Instant> resolved;
  std::string assignee;  // person id; empty: the step's owner
  friend bool operator==(const Escalation&, const Escalation&) = default;
};

// Whom a level reaches, and when that person may be written to.
struct Reach {
  Zone zone;
  QuietHours quiet;
  const Calendar* calendar = nullptr;  // the reader's working days. REQUIRES: not null
};

// When level k goes to this reader, or nothing when it does not. Without acts: next_send(fired +
// delay_k). An ack keeps what went before it, drops an L0 that had not gone, and re-times the rest
// to ack + ack_ttl + (delay_k - delay_1), so that they come only when the alert still fires then. A
// level that falls into a snooze goes at its end. Levels at or after the resolution do not go.
std::optional<Instant> level_at(const Ladder& ladder, const Escalation& escalation, int level,
                                const Calendar& owner_calendar, const Reach& reader,
                                Severity severity);

// The level that goes next after `now`, all of them to be asked for with the same reader rules;
// nothing when the ladder is at its end. `readers` by level, as many as the ladder has.
struct NextLevel {
  int level = 0;
  Instant at;
};
std::optional<NextLevel> next_level(const Ladder& ladder, const Escalation& escalation, Instant now,
                                    const Calendar& owner_calendar,
                                    const std::vector<Reach>& readers, Severity severity);

// What people do. An ack or snooze of a resolved alert is refused (permanent).
Status acknowledge(Escalation& escalation, Instant now);
// Until the start of `until` in the owner's zone. Refused when that is not later than now, or later
// than the step's due date or late finish: an alert does not sleep through what it warns of. The
// weekly digest still lists it.
Status snooze(Escalation& escalation, Date until, const std::optional<Date>& due,
              const std::optional<Date>& late_finish, const Zone& owner_zone, Instant now);
bool snoozed(const Escalation& escalation, Instant now);
// Re-targets L0; the clock goes on.
void assign(Escalation& escalation, std::string person);
void resolve(Escalation& escalation, Instant now);
// Who is L0: the assignee, else the step's owner; empty when the subject is no step or has none.
std::string first_reader(const Plan& plan, const Signal& signal, const Escalation& escalation);

}  // namespace closemap
