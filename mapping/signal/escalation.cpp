// The ladder's arithmetic.
#include "mapping/signal/escalation.h"

#include <algorithm>
#include <cassert>

namespace closemap {
namespace {

Error refused(std::string what) { return Error{Fault::permanent, std::move(what)}; }

// When the level's time has come, before the reader's own hours; nothing when an ack dropped it.
std::optional<Instant> reached(const Ladder& ladder, const Escalation& escalation, int level,
                               const Calendar& owner_calendar, const auto& sendable) {
  const std::int64_t delay = ladder.delay_bm[static_cast<std::size_t>(level)];
  Instant at = sendable(owner_calendar.add_business_minutes(escalation.fired, delay));
  for (const Instant ack : escalation.acks) {
    if (at < ack) break;
    if (level == 0) return std::nullopt;  // the ack is the answer it would have asked for
    at = sendable(
        owner_calendar.add_business_minutes(ack, ladder.ack_ttl_bm + delay - ladder.delay_bm[1]));
  }
  return at;
}

}  // namespace

Audience level_audience(int level) {
  assert(level >= 0 && level < kLevels);
  switch (level) {
    case 0:
      return {Role::owner};
    case 1:
      return {Role::counterpart_lead, Role::coordinator};
    case 2:
      return {Role::party_lead};
    default:
      return {Role::executive_sponsors, Role::customer_sponsor};
  }
}

Ladder ladder_of(Severity severity) {
  Ladder ladder;
  if (severity == Severity::critical) ladder.delay_bm = {0, 480, 960, 1920};
  if (severity == Severity::warning) ladder.delay_bm = {0, 960, 2400};
  return ladder;
}

std::optional<Instant> level_at(const Ladder& ladder, const Escalation& escalation, int level,
                                const Calendar& owner_calendar, const Reach& reader,
                                Severity severity) {
  assert(level >= 0 && reader.calendar != nullptr);
  if (level >= std::ssize(ladder.delay_bm)) return std::nullopt;
  const auto sendable = [&](Instant t) {
    return next_send(t, reader.zone, reader.quiet, *reader.calendar, severity);
  };
  std::optional<Instant> at = reached(ladder, escalation, level, owner_calendar, sendable);
  if (!at) return std::nullopt;
  if (escalation.snoozed_until && *at >= *escalation.snoozed_at && *at < *escalation.snoozed_until)
    at = sendable(*escalation.snoozed_until);
  if (escalation.resolved && *at >= *escalation.resolved) return std::nullopt;
  return at;
}

std::optional<NextLevel> next_level(const Ladder& ladder, const Escalation& escalation, Instant now,
                                    const Calendar& owner_calendar,
                                    const std::vector<Reach>& readers, Severity severity) {
  assert(readers.size() == ladder.delay_bm.size());
  std::optional<NextLevel> next;
  for (int level = 0; level < std::ssize(readers); ++level) {
    const auto at = level_at(ladder, escalation, level, owner_calendar,
                             readers[static_cast<std::size_t>(level)], severity);
    if (at && *at > now && (!next || *at < next->at)) next = NextLevel{level, *at};
  }
  return next;
}

Status acknowledge(Escalation& escalation, Instant now) {
  if (escalation.resolved) return refused("the alert is resolved; nothing is left to acknowledge");
  if (escalation.acks.empty() || escalation.acks.back() < now) escalation.acks.push_back(now);
  return ok();
}

Status snooze(Escalation& escalation, Date until, const std::optional<Date>& due,
              const std::optional<Date>& late_finish, const Zone& owner_zone, Instant now) {
  if (escalation.resolved) return refused("the alert is resolved; nothing is left to snooze");
  const Instant end = owner_zone.at(until, 0);
  if (end <= now) return refused("snooze until " + to_text(until) + " is not in the future");
  for (const auto& [name, limit] : {std::pair("due", due), std::pair("late finish", late_finish)})
    if (limit && until > *limit)
      return refused("snooze until " + to_text(until) + " is after the step's " + name + " date " +
                     to_text(*limit) + "; choose that day or an earlier one");
  escalation.snoozed_at = now;
  escalation.snoozed_until = end;
  return ok();
}

bool snoozed(const Escalation& escalation, Instant now) {
  return escalation.snoozed_until && now >= *escalation.snoozed_at &&
         now < *escalation.snoozed_until;
}

void assign(Escalation& escalation, std::string person) { escalation.assignee = std::move(person); }

void resolve(Escalation& escalation, Instant now) {
  if (!escalation.resolved) escalation.resolved = now;
}

std::string first_reader(const Plan& plan, const Signal& signal, const Escalation& escalation) {
  if (!escalation.assignee.empty()) return escalation.assignee;
  const auto step = plan.milestones.find(signal.subject);
  return step == plan.milestones.end() ? std::string{} : step->second.owner;
}

}  // namespace closemap
