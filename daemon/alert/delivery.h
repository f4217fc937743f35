// Delivery: outbox rows to notifiers, attempt by attempt, with what "once" means per receiver class
// (reliability.md §1.2).
//
//   pending --take--> sending (committed) --worker--> finished: sent | pending again | uncertain |
//   dead, committed with what is taken next
// A row found in `sending` after a crash, or whose attempt ended ambiguous, rests until the
// quarantine has passed; then class A is sent again with the same key, class B is looked up, class
// C is sent again marked "possible repeat" or parked as uncertain.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "connectors/api/connector.h"
#include "daemon/alert/outbox_writer.h"
#include "daemon/store/store.h"
#include "mapping/core/random.h"

namespace closemap {

inline constexpr std::int64_t kRetryBaseMs = 2'000;
inline constexpr std::int64_t kRetryCapMs = 15 * 60'000;
inline constexpr std::int64_t kRetryAfterCapMs = 3'600'000;
inline constexpr std::int64_t kDeliveryGiveUpMs =
    7LL * 86'400'000;  // then dead letter, and the operator hears

// Full jitter: uniform in [base, min(cap, base * 2^attempt)]; a Retry-After is a lower bound.
std::int64_t retry_delay_ms(int attempt, std::int64_t retry_after_ms, SplitMix64& random);

struct DeliveryJob {
  Row row = 0;
  std::string notifier;
  Notice notice;
  bool look_up = false;  // class B: ask whether an earlier attempt arrived
  Instant since;         // look up from here
};
struct DeliveryResult {
  Row row = 0;
  bool look_up = false;
  std::optional<Receipt> receipt;  // sent, or found
  std::optional<Error> error;      // neither: looked up and not there
};
// The worker's half: blocks on the notifier, touches nothing else.
DeliveryResult carry_out(Notifier& notifier, const DeliveryJob& job);

// Thread rule: the core thread.
class Delivery {
 public:
  struct Doors {
    Store& store;
    const Settings& settings;
    SplitMix64& random;
    OutboxWriter& outbox;
    NotifierLookup notifiers;
    std::function<void(const std::string& line)> log;
  };
  explicit Delivery(Doors doors);

  // At start: every row still `sending` belongs to an attempt nobody can vouch for.
  Status recover();
  // At most one job per notifier that has none in flight; each is committed as `sending` before it
  // is returned, and what finished since the last time is recorded in the same transaction. After
  // an error it is all still to do.
  Result<std::vector<DeliveryJob>> take(Instant now);
  void finished(DeliveryResult result) { finished_.push_back(std::move(result)); }
  // Records what finished and takes nothing.
  Status record(Instant now);
  // When take() can next return something; nothing while all notifiers are busy or nothing waits.
  Result<std::optional<Instant>> next(Instant now);
  bool in_flight() const { return !busy_.empty(); }
  // Digests wait until a first sync has been worked off, so that each person gets one.
  void hold_digests(bool hold) { hold_digests_ = hold; }

 private:
  Status transact(const std::function<void()>& body);
  void record(const DeliveryResult& result, Instant now);
  std::optional<DeliveryJob> take_for(const std::string& name, Notifier& notifier, Instant now);
  std::optional<DeliveryJob> resolve_unknown(const std::string& name, Notifier& notifier,
                                             Instant now);
  std::string thread_of(const OutboxRow& row);
  std::optional<DeliveryJob> begin(OutboxRow row, Instant now);
  std::int64_t rest_of(const OutboxRow& row) const;
  void park(OutboxRow& row, Instant now);
  void settle(OutboxRow& row, const Error& error, ReceiverClass receiver, Instant now);
  void give_up(OutboxRow& row, const std::string& why, Instant now);
  void pass_on(const OutboxRow& row, Instant now);

  Doors doors_;
  std::map<std::string, Row> busy_;       // notifier -> row in flight, until its result is recorded
  std::vector<DeliveryResult> finished_;  // not recorded yet
  std::map<std::string, Instant>
      resting_until_;  // notifier -> Retry-After or trouble with the whole receiver
  std::map<std::string, int> trouble_;  // failures in a row per notifier
  bool hold_digests_ = false;
};

}  // namespace closemap
