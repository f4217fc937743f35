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
#include <set>
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
// A receiver of class A is handed that many notices at once: one commit for all of them, and after
// a crash each is sent again with its key. Others get one at a time, so that at most one is unsure.
inline constexpr std::size_t kNoticesAtOnce = 64;
inline constexpr std::int64_t kNoticesAtOnceMs = 2'000;  // what is not tried by then is handed back

// Full jitter: uniform in [base, min(cap, base * 2^attempt)]; a Retry-After is a lower bound.
std::int64_t retry_delay_ms(int attempt, std::int64_t retry_after_ms, SplitMix64& random);

struct DeliveryJob {
  Row row = 0;
  Row plan = 0;
  std::string notifier;
  Notice notice;
  bool look_up = false;  // class B: ask whether an earlier attempt arrived
  Instant since;         // look up from here
};
struct DeliveryResult {
  Row row = 0;
  bool look_up = false;
  std::optional<Receipt> receipt;  // sent, or found
  std::optional<Error> error;      // neither: looked up and not there, or not tried
};
// The worker's half: blocks on the notifier, touches nothing else. One after the other, the first
// in any case; after one that failed, or when `go_on` says no, the rest is not tried. A result for
// each. REQUIRES: all of that notifier.
std::vector<DeliveryResult> carry_out(Notifier& notifier, const std::vector<DeliveryJob>& jobs,
                                      const std::function<bool()>& go_on);

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
  // What each notifier that has nothing in flight is to send next, a list for each; all is
  // committed as `sending` before it is returned, and what finished since the last time is recorded
  // in the same transaction. After an error it is all still to do.
  Result<std::vector<std::vector<DeliveryJob>>> take(Instant now);
  // REQUIRES: all of a list that was taken.
  void finished(const std::vector<DeliveryResult>& results) {
    finished_.insert(finished_.end(), results.begin(), results.end());
  }
  // Records what finished and takes nothing.
  Status record(Instant now);
  // When take() can next return something; nothing while all notifiers are busy or nothing waits.
  Result<std::optional<Instant>> next(Instant now);
  bool in_flight() const { return !busy_.empty(); }
  // The wall clock was set by so much: a receiver rests as long as it was to rest. The rows are
  // move_waits()'s.
  void clock_set(std::int64_t by_ms) {
    for (auto& [name, until] : resting_until_) until = until + by_ms;
  }
  // Digests wait until a first sync has been worked off, so that each person gets one.
  void hold_digests(bool hold) { hold_digests_ = hold; }

 private:
  Status transact(const std::function<void()>& body);
  void record(const DeliveryResult& result, Instant now);
  std::vector<DeliveryJob> take_for(const std::string& name, Notifier& notifier, Instant now);
  std::optional<DeliveryJob> take_due(const std::string& name, Instant now,
                                      const std::vector<DeliveryJob>& before);
  std::optional<DeliveryJob> resolve_unknown(const std::string& name, Notifier& notifier,
                                             Instant now);
  std::string thread_of(const OutboxRow& row);
  std::optional<DeliveryJob> begin(OutboxRow row, Instant now);
  bool in_flight(const OutboxRow& row) const;
  std::int64_t rest_of(const OutboxRow& row) const;
  void park(OutboxRow& row, Instant now);
  void hold_recipient(const OutboxRow& refused);
  void settle(OutboxRow& row, const Error& error, ReceiverClass receiver, bool personal,
              Instant now);
  void give_up(OutboxRow& row, const std::string& why, Instant now);
  void pass_on(const OutboxRow& row, Instant now);

  Doors doors_;
  std::map<std::string, std::set<Row>> busy_;  // notifier -> in flight, until it is recorded
  std::vector<DeliveryResult> finished_;       // not recorded yet
  std::map<std::string, Instant>
      resting_until_;  // notifier -> Retry-After or trouble with the whole receiver
  std::map<std::string, int> trouble_;  // failures in a row per notifier
  bool hold_digests_ = false;
};

}  // namespace closemap
