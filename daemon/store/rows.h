// The rows the rest of the daemon sees: domain words, no SQL (design.md §5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/digest.h"
#include "mapping/core/instant.h"
#include "mapping/plan/plan.h"
#include "mapping/record/observation.h"

namespace closemap {

using Row = std::int64_t;       // a table's integer key; 0 = none
using SourceId = std::int64_t;  // one stream of one connector, interned

struct SourceName {
  std::string connector, stream;
};

// ---- records
// -----------------------------------------------------------------------------------------------------
struct StoredRecord {
  Row row = 0;
  SourceId source = 0;
  std::string id, version, fields;  // CRM id; source's stamp; canonical JSON of Mapped::fields
  std::int64_t revision = 0;        // 1 on first sight, +1 per change: the record's event sequence
  Instant changed_at;               // when we learnt of the last change
  bool deleted = false;
  bool closed = false;
};
struct KeyHolder {  // a live record that has a linking key
  SourceId source = 0;
  Row row = 0;
};
enum class PutOutcome { unchanged, inserted, updated, revived };
struct Put {
  Row row = 0;
  PutOutcome outcome = PutOutcome::unchanged;
  bool lost = false;  // updated: a field it had is gone, or it is closed now
};
struct QuarantineRow {
  Row row = 0;
  SourceName source;
  std::string id, reason, body;  // body at most 64 KiB, as it came
  Instant first_seen, last_seen;
  std::int64_t seen = 1;  // how often it came again
  bool unplaced = false;  // read, and live: waits for what it names
};

struct UnfitRecord {  // in quarantine, because it could not be read
  std::string id, reason;
};

// ---- plans and events
// --------------------------------------------------------------------------------------------
struct StoredPlan {
  Row row = 0;
  std::string id, name, document;  // TypeID; plan document JSON
  int version = 1;
  PlanStatus status = PlanStatus::draft;
  Row vendor_record = 0, partner_record = 0;
  std::optional<Instant> next_eval;  // when a signal can change without an event (domain.md §4)
  Instant created_at, updated_at;
  std::string summary;  // small JSON for `plan list`: anchor, forecast, gap, open alerts; never
                        // read back as input
};
// A plan document as the store keeps it.
struct PackedDocument {
  Hash128 digest;  // of the text
  std::string bytes;
};
// Packing is most of what keeping a document costs, and needs no store: any thread.
PackedDocument pack_document(std::string_view text);

struct StoredEvent {
  std::int64_t seq = 0;  // global order
  std::string stream;    // "plan/<id>", "record/<connector>/<stream>/<id>", "connector/<name>"
  std::int64_t stream_seq = 0;
  std::string type, subject, actor, payload;
  Instant at;
};
enum class LinkState { proposed, linked, rejected };
struct StoredLink {
  Row row = 0;
  Row vendor_record = 0, partner_record = 0;
  LinkState state = LinkState::proposed;
  // "deterministic:deal_registration_id", "probabilistic"; "manual": a person's, whatever the
  // state.
  std::string method;
  std::string decided_by;  // e-mail or "closemap"
  std::string why;         // sentence for the reviewer
  Instant at;
};

// ---- alerts and outbox
// -------------------------------------------------------------------------------------------
struct AlertRow {
  std::string id;                                // alr_…
  Row plan = 0;                                  // 0: about our own work
  std::string signal, subject, severity, state;  // state: pending firing resolved
  std::string life;                              // JSON of the lifecycle counters (domain.md §4.1)
  std::string inputs;                            // JSON object: what explains it
  int transitions = 0;    // bumped by every notified state change: part of the notification key
  bool recheck = false;   // pending, held, or firing while it looks good: re-evaluated after each
                          // poll (domain.md §4)
  bool as_found = false;  // was already wrong at the first sync
  bool notified = false;  // something was sent for this episode
  std::optional<Instant> fired_at, resolved_at;
  std::vector<std::string> told;  // person ids whom this episode was written to; of our own work
                                  // "operator" for each notice
};
enum class OutboxState { pending, sending, sent, uncertain, dead, suppressed };
std::string_view to_text(OutboxState state);
struct OutboxRow {
  Row row = 0;
  std::string key;        // idempotency key of the message, unique for ever
  std::string notifier;   // connector name
  std::string recipient;  // e-mail, lower case
  Row plan = 0;           // 0: digest or operator notice
  std::string kind;       // alert resolved digest operator
  std::string severity;
  std::string payload;  // JSON of the notice (items while it is pending)
  OutboxState state = OutboxState::pending;
  int attempt = 0;
  Instant created, not_before;
  std::optional<Instant> sending_at, done_at;
  std::string remote_ref, error;
  bool maybe_dup = false;
  std::int64_t generation = 0;
};

}  // namespace closemap
