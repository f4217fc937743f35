// Delivering the outbox.
#include "daemon/alert/delivery.h"

#include <algorithm>

#include "daemon/alert/message.h"
#include "mapping/core/digest.h"

namespace closemap {
namespace {

constexpr std::size_t kUnknownRowsMax = 1'000;
constexpr std::size_t kHeldRowsMax = 1'000;
constexpr int kDoublingsMax = 12;
constexpr int kUnknownSendsMax = 3;  // class C: so often a receiver that leaves it open gets it
constexpr int kRestDoublingsMax = 4;
constexpr std::int64_t kLookBackMs = 60'000;  // class B: a receiver's clock may run behind ours

std::vector<std::string> notifier_names(const Settings& settings) {
  std::vector<std::string> names;
  for (const ConnectorSettings& connector : settings.connectors) names.push_back(connector.name);
  return names;
}

template <typename T>
void keep(Result<T> outcome, DeliveryResult& result) {
  if (outcome) {
    result.receipt = *std::move(outcome);
  } else {
    result.error = std::move(outcome).error();
  }
}

}  // namespace

std::int64_t retry_delay_ms(int attempt, std::int64_t retry_after_ms, SplitMix64& random) {
  const int doublings = std::clamp(attempt, 0, kDoublingsMax);
  const std::int64_t ceiling = std::min(kRetryCapMs, kRetryBaseMs << doublings);
  const auto spread = static_cast<std::uint64_t>(ceiling - kRetryBaseMs + 1);
  const std::int64_t jittered = kRetryBaseMs + static_cast<std::int64_t>(random.below(spread));
  return std::max(jittered, std::min(std::max<std::int64_t>(retry_after_ms, 0), kRetryAfterCapMs));
}

std::vector<DeliveryResult> carry_out(Notifier& notifier, const std::vector<DeliveryJob>& jobs,
                                      const std::function<bool()>& go_on) {
  std::vector<DeliveryResult> results;
  bool well = true;
  for (const DeliveryJob& job : jobs) {
    const bool first = results.empty();
    DeliveryResult& result = results.emplace_back(DeliveryResult{job.row, job.look_up, {}, {}});
    if (!well || !(first || go_on())) continue;
    if (job.look_up) {
      keep(notifier.find(job.notice, job.since), result);
    } else {
      keep(notifier.notify(job.notice), result);
    }
    well = !result.error;
  }
  return results;
}

Delivery::Delivery(Doors doors) : doors_(std::move(doors)) {}

Status Delivery::recover() {
  busy_.clear();
  return doors_.store.read([&]() -> Status {
    for (const OutboxRow& row :
         doors_.store.outbox().in_state(OutboxState::sending, kUnknownRowsMax))
      doors_.log("notice " + row.key.substr(0, 12) + " to " + row.notifier +
                 " was under way when the daemon stopped");
    return ok();
  });
}

std::string Delivery::thread_of(const OutboxRow& row) {
  if (row.plan == 0) return {};
  return doors_.store.outbox().thread_ref(row.plan, row.recipient, row.notifier);
}

std::optional<DeliveryJob> Delivery::begin(OutboxRow row, Instant now) {
  auto message = message_of(row.payload);
  if (!message) {
    give_up(row, message.error().what, now);
    return std::nullopt;
  }
  row.state = OutboxState::sending;
  row.error.clear();  // set again when the receiver leaves it open; a crash does not
  row.sending_at = now;
  ++row.attempt;
  doors_.store.outbox().update(row);
  busy_[row.notifier].insert(row.row);
  return DeliveryJob{row.row, row.plan, row.notifier, notice_of(row, *message, thread_of(row)),
                     false,   {}};
}

// How long a row of unknown outcome rests, from its sending on: longer each time.
std::int64_t Delivery::rest_of(const OutboxRow& row) const {
  return doors_.settings.notify.quarantine_ms << std::clamp(row.attempt - 1, 0, kRestDoublingsMax);
}

// It may have arrived, and is not sent again by itself.
void Delivery::park(OutboxRow& row, Instant now) {
  row.state = OutboxState::uncertain;
  row.error = "it may have arrived; closemap outbox retry sends it again";
  doors_.store.outbox().update(row);
  if (row.kind != "operator")
    doors_.outbox.tell_operator(
        {Severity::warning,
         "nobody knows whether a notice to " +
             (row.recipient.empty() ? row.notifier : row.recipient) + " arrived",
         row.notifier + " took it and did not answer, " + std::to_string(row.attempt) + " times",
         "it is not sent again by itself",
         "see closemap outbox; closemap outbox retry " + std::to_string(row.row) +
             " sends it again",
         std::nullopt},
        "uncertain/" + row.key, now);
}

bool Delivery::in_flight(const OutboxRow& row) const {
  const auto busy = busy_.find(row.notifier);
  return busy != busy_.end() && busy->second.contains(row.row);
}

// Rows of unknown outcome whose quarantine has passed.
std::optional<DeliveryJob> Delivery::resolve_unknown(const std::string& name, Notifier& notifier,
                                                     Instant now) {
  for (OutboxRow& row : doors_.store.outbox().in_state(OutboxState::sending, kUnknownRowsMax)) {
    if (row.notifier != name || in_flight(row)) continue;
    const ReceiverClass receiver = notifier.receiver_class();
    const Instant since = row.sending_at.value_or(row.created);
    if (receiver != ReceiverClass::idempotent && now - since < rest_of(row)) continue;
    if (receiver == ReceiverClass::searchable) {
      const auto message = message_of(row.payload);
      if (!message) {
        give_up(row, "its payload is unreadable", now);
        continue;
      }
      busy_[name].insert(row.row);
      return DeliveryJob{row.row, row.plan,
                         name,    notice_of(row, *message, thread_of(row)),
                         true,    since - kLookBackMs};
    }
    if (receiver == ReceiverClass::opaque) {
      const bool receiver_is_silent = !row.error.empty() && row.attempt >= kUnknownSendsMax;
      if (doors_.settings.notify.on_ambiguous == "at_most_once" || receiver_is_silent) {
        park(row, now);
        continue;
      }
      row.maybe_dup = true;
    }
    return begin(row, now);
  }
  return std::nullopt;
}

// The next that is due; not one of a plan of which `before` has one: it may continue its thread,
// whose reference is not known yet.
std::optional<DeliveryJob> Delivery::take_due(const std::string& name, Instant now,
                                              const std::vector<DeliveryJob>& before) {
  while (auto row = doors_.store.outbox().first_due(name, now, !hold_digests_)) {
    const bool continues =
        row->plan != 0 && std::any_of(before.begin(), before.end(), [&](const DeliveryJob& job) {
          return job.plan == row->plan;
        });
    if (continues) return std::nullopt;
    if (auto job = begin(*std::move(row), now)) return job;  // else it is given up: due no more
  }
  return std::nullopt;
}

std::vector<DeliveryJob> Delivery::take_for(const std::string& name, Notifier& notifier,
                                            Instant now) {
  const bool idempotent = notifier.receiver_class() == ReceiverClass::idempotent;
  std::vector<DeliveryJob> jobs;
  while (jobs.size() < (idempotent ? kNoticesAtOnce : 1)) {
    auto job = resolve_unknown(name, notifier, now);
    if (!job) job = take_due(name, now, jobs);
    if (!job) break;
    jobs.push_back(*std::move(job));
  }
  return jobs;
}

// What the body decides holds together with what it writes, or not at all.
Status Delivery::transact(const std::function<void()>& body) {
  const auto busy = busy_;
  const auto resting = resting_until_;
  const auto trouble = trouble_;
  Status done = doors_.store.write([&]() -> Status {
    body();
    return ok();
  });
  if (done) {
    finished_.clear();
  } else {
    busy_ = busy;
    resting_until_ = resting;
    trouble_ = trouble;
  }
  return done;
}

Result<std::vector<std::vector<DeliveryJob>>> Delivery::take(Instant now) {
  std::vector<std::vector<DeliveryJob>> taken;
  const Status done = transact([&] {
    for (const DeliveryResult& result : finished_) record(result, now);
    for (const std::string& name : notifier_names(doors_.settings)) {
      if (busy_.contains(name)) continue;
      if (const auto rest = resting_until_.find(name);
          rest != resting_until_.end() && now < rest->second)
        continue;
      Notifier* notifier = doors_.notifiers(name);
      if (notifier == nullptr) continue;
      if (auto jobs = take_for(name, *notifier, now); !jobs.empty())
        taken.push_back(std::move(jobs));
    }
  });
  if (!done) return Error(done.error()).within("record deliveries, take notices from the outbox");
  return taken;
}

Status Delivery::record(Instant now) {
  if (finished_.empty()) return ok();
  const Status done = transact([&] {
    for (const DeliveryResult& result : finished_) record(result, now);
  });
  if (!done) return Error(done.error()).within("record deliveries");
  return ok();
}

Result<std::optional<Instant>> Delivery::next(Instant now) {
  if (!finished_.empty()) return std::optional(now);
  std::optional<Instant> soonest;
  const auto sooner = [&](Instant at) { soonest = soonest ? std::min(*soonest, at) : at; };
  const Status done = doors_.store.read([&]() -> Status {
    for (const std::string& name : notifier_names(doors_.settings)) {
      if (busy_.contains(name) || doors_.notifiers(name) == nullptr) continue;
      const auto rest = resting_until_.find(name);
      const Instant from = rest == resting_until_.end() ? now : std::max(now, rest->second);
      if (const auto at = doors_.store.outbox().next_due(name)) sooner(std::max(*at, from));
    }
    for (const OutboxRow& row :
         doors_.store.outbox().in_state(OutboxState::sending, kUnknownRowsMax)) {
      if (busy_.contains(row.notifier)) continue;
      sooner(std::max(now, row.sending_at.value_or(now) + rest_of(row)));
    }
    return ok();
  });
  if (!done) return Error(done.error()).within("look into the outbox");
  return soonest;
}

// The next notifier of the route takes over what this one refused for good (L23).
void Delivery::pass_on(const OutboxRow& row, Instant now) {
  auto message = message_of(row.payload);
  if (!message || message->alternatives.empty()) return;
  OutboxRow other = row;
  other.row = 0;
  other.notifier = message->alternatives.front();
  other.key = to_hex(sha256(row.key + "\n" + other.notifier));
  if (!doors_.store.outbox().claim_item(other.key)) return;
  message->alternatives.erase(message->alternatives.begin());
  other.payload = to_payload(*message);
  other.state = OutboxState::pending;
  other.attempt = 0;
  other.created = now;
  other.not_before = now;
  other.sending_at.reset();
  other.done_at.reset();
  other.error.clear();
  other.remote_ref.clear();
  other.maybe_dup = false;
  doors_.store.outbox().insert(other);
}

void Delivery::give_up(OutboxRow& row, const std::string& why, Instant now) {
  row.state = OutboxState::dead;
  row.error = why;
  row.done_at = now;
  doors_.store.outbox().update(row);
  pass_on(row, now);
  if (row.kind != "operator")
    doors_.outbox.tell_operator(
        {Severity::warning,
         "a notice to " + (row.recipient.empty() ? row.notifier : row.recipient) +
             " could not be delivered over " + row.notifier,
         why, "",
         "see closemap outbox; closemap outbox retry " + std::to_string(row.row) +
             " sends it again",
         std::nullopt},
        "dead/" + row.key, now);
}

// One failure may be one person's mailbox: only what goes there waits, in its order. The next
// that fails tells that it is the receiver.
void Delivery::hold_recipient(const OutboxRow& refused) {
  OutboxRoom& outbox = doors_.store.outbox();
  for (OutboxRow& row : outbox.in_state(OutboxState::pending, kHeldRowsMax)) {
    if (row.notifier != refused.notifier || row.recipient != refused.recipient) continue;
    if (row.not_before >= refused.not_before) continue;
    row.not_before = refused.not_before;
    outbox.update(row);
  }
}

void Delivery::settle(OutboxRow& row, const Error& error, ReceiverClass receiver, bool personal,
                      Instant now) {
  row.error = error.what;
  const bool unknown = error.fault == Fault::ambiguous;
  if (unknown && receiver != ReceiverClass::idempotent) {
    doors_.store.outbox().update(
        row);  // stays `sending`: resolve_unknown looks into it after the quarantine
    return;
  }
  const bool whole_receiver = error.fault == Fault::auth || error.fault == Fault::config ||
                              error.fault == Fault::rate_limited ||
                              error.fault == Fault::transient || unknown;
  if (!whole_receiver || now - row.created > kDeliveryGiveUpMs) {
    give_up(row, error.what, now);
    return;
  }
  const int failures = ++trouble_[row.notifier];
  const std::int64_t delay =
      retry_delay_ms(std::max(row.attempt, failures), error.retry_after_ms, doors_.random);
  row.state = OutboxState::pending;
  row.not_before = now + delay;
  if (personal && failures == 1 && error.fault == Fault::transient) {
    hold_recipient(row);
  } else {
    resting_until_[row.notifier] = now + delay;
  }
  if (error.fault == Fault::rate_limited) --row.attempt;  // waiting one's turn is no failure
  doors_.store.outbox().update(row);
  constexpr int kTellAfter = 3;
  if ((error.fault == Fault::auth || error.fault == Fault::config || failures == kTellAfter) &&
      row.kind != "operator")
    doors_.outbox.tell_operator({Severity::warning, "notices over " + row.notifier + " are waiting",
                                 error.what, "nothing is lost: they are sent when it answers again",
                                 "run closemap connectors check " + row.notifier, now},
                                "notifier/" + row.notifier + "/" + std::to_string(row.created.ms),
                                now);
}

void Delivery::record(const DeliveryResult& result, Instant now) {
  for (auto& [name, rows] : busy_) rows.erase(result.row);
  std::erase_if(busy_, [](const auto& entry) { return entry.second.empty(); });
  auto row = doors_.store.outbox().get(result.row);
  if (!row) {
    doors_.log("outbox row " + std::to_string(result.row) +
               " is gone; what became of its notice is not recorded");
    return;
  }
  const std::string& name = row->notifier;
  if (result.receipt) {
    row->state = OutboxState::sent;
    row->done_at = now;
    row->remote_ref = result.receipt->remote_ref;
    row->error.clear();
    doors_.store.outbox().update(*row);
    trouble_.erase(name);
    resting_until_.erase(name);
    return;
  }
  if (result.look_up && now - row->created > kDeliveryGiveUpMs)
    return give_up(*row, result.error ? result.error->what : "it never arrived", now);
  if (!result.error) {  // looked up, not there: the earlier attempt never arrived; or not tried
    if (!result.look_up) --row->attempt;
    row->state = OutboxState::pending;
    row->not_before = now;
    doors_.store.outbox().update(*row);
    return;
  }
  if (result.look_up) {  // the look-up failed: still unknown, rest once more
    row->error = result.error->what;
    doors_.store.outbox().update(*row);
    const std::int64_t retry_after = result.error->retry_after_ms;
    resting_until_[name] = now + retry_delay_ms(++trouble_[name], retry_after, doors_.random);
    return;
  }
  Notifier* notifier = doors_.notifiers(name);
  settle(*row, *result.error,
         notifier == nullptr ? ReceiverClass::opaque : notifier->receiver_class(),
         notifier != nullptr && notifier->personal(), now);
}

}  // namespace closemap
