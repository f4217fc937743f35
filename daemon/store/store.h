// The store: one process, one connection, SQLite behind domain words (design.md §5, reliability.md
// R1, R2, R16-R21).
//
// Thread rule: everything here belongs to the core thread. Rooms may only be used inside
// Store::write or Store::read; what the database reports (full, busy, I/O error, corruption) leaves
// those two as an Error, never as an exception.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/rows.h"
#include "mapping/core/result.h"
#include "mapping/plan/event.h"

namespace closemap {

inline constexpr std::size_t kQuarantineBodyMax = 64 * 1024;
inline constexpr int kStoreVersion = 5;  // PRAGMA user_version of the newest migration

// Records, cursors, listings, quarantine and what still waits for a pass.
class RecordRoom {
 public:
  virtual ~RecordRoom() = default;
  virtual SourceId source(std::string_view connector, std::string_view stream) = 0;  // interns
  // Nothing when no page of it came yet.
  virtual std::optional<SourceId> known_source(std::string_view connector,
                                               std::string_view stream) = 0;
  virtual SourceName name_of(SourceId source) = 0;

  // Upsert by (source, id). Unchanged digest: one lookup, no write. A change appends one
  // "observation.ingested" event whose payload holds the previous fields that differ, refreshes the
  // link keys, releases the record from quarantine and marks it dirty when it can matter to a plan:
  // any stream but opportunity, or an open record that shares a key with another source, or one a
  // plan uses. Where every opportunity starts a plan by itself, the caller marks the others.
  // `keep`, where given, is asked before a live record changes: with the fields it has, it may put
  // some of them back into what is to be stored.
  using Keep = std::function<void(std::string_view before, Mapped& fresh)>;
  virtual Put put(SourceId source, std::string_view id, std::string_view version,
                  const Mapped& mapped, Instant now, const Keep& keep = nullptr) = 0;
  // Tombstone by id or row; false when unknown or already deleted. Appends "observation.deleted",
  // marks dirty.
  virtual bool remove(SourceId source, std::string_view id, Instant now) = 0;
  virtual std::optional<StoredRecord> get(Row row) = 0;
  virtual std::optional<StoredRecord> find(SourceId source, std::string_view id) = 0;
  virtual std::vector<Row> with_key(std::uint64_t key, std::size_t limit) = 0;  // live records only
  // The same by source, at most `limit` of each, however many another one has.
  virtual std::vector<KeyHolder> holders(std::uint64_t key, std::size_t limit) = 0;
  // Live records of one source in the order of their ids, at most `limit` of those after `after`;
  // costs what it returns and the deleted ones between.
  virtual std::vector<StoredRecord> live(SourceId source, std::size_t limit,
                                         std::string_view after = {}) = 0;
  virtual std::int64_t live_count(SourceId source) = 0;  // O(1): kept as a counter
  virtual bool any_live(std::string_view stream) = 0;    // of any source; from the same counters

  virtual std::string cursor(SourceId source) = 0;  // "" before the first page
  virtual std::string map_fingerprint(
      SourceId source) = 0;  // of the field map the cursor was made with
  virtual void set_cursor(SourceId source, std::string_view cursor, std::string_view fingerprint,
                          Instant now) = 0;
  virtual void clear_cursor(SourceId source) = 0;
  // True once a whole first pass over the stream was committed; from then on its records are found
  // by their keys, and those that share one with another source wait for a pass.
  virtual bool first_sync_done(SourceId source) = 0;
  virtual void set_first_sync_done(SourceId source, Instant now) = 0;

  // Listing: what a source says exists. `listed` notes an id (temporary table), `missing` names
  // live records not listed.
  virtual void begin_listing(SourceId source) = 0;
  virtual void listed(SourceId source, std::string_view id) = 0;
  virtual std::vector<std::string> missing(SourceId source, std::size_t limit) = 0;
  virtual std::int64_t missing_count(SourceId source) = 0;
  virtual bool was_listed(SourceId source,
                          std::string_view id) = 0;  // quarantine of what is no longer there can go
  virtual void end_listing(SourceId source) = 0;

  virtual void quarantine(SourceId source, std::string_view id, std::string_view reason,
                          std::string_view body, Instant now) = 0;
  virtual bool release(SourceId source, std::string_view id) = 0;  // fixed or gone
  virtual std::vector<QuarantineRow> quarantined(std::size_t limit, Row after = 0) = 0;
  virtual std::int64_t quarantine_count(SourceId source) = 0;  // what could not be read
  // One of those; nothing when there is none.
  virtual std::optional<UnfitRecord> any_unfit(SourceId source) = 0;
  virtual std::int64_t quarantine_count() = 0;  // all of them, unplaced ones, too

  // A live record whose deal, or a step or person it names, is unknown: it stands in the quarantine
  // as well until it has its place. True: it did not stand there for this reason already; else
  // nothing is written. One that cannot be read keeps that reason.
  virtual bool set_unplaced(SourceId source, std::string_view id, std::string_view reason,
                            std::string_view fields, Instant now) = 0;
  virtual bool set_placed(SourceId source, std::string_view id) = 0;  // false: it was
  virtual std::vector<QuarantineRow> unplaced(std::size_t limit, Row after = 0) = 0;
  virtual std::int64_t unplaced_count() = 0;  // O(1)

  virtual void mark_dirty(Row record) = 0;
  virtual std::vector<Row> dirty(std::size_t limit) = 0;  // ascending
  virtual void clear_dirty(std::span<const Row> records) = 0;
  virtual bool any_dirty() = 0;
};

class LinkRoom {
 public:
  virtual ~LinkRoom() = default;
  virtual Row save(const StoredLink& link) = 0;  // insert (row 0) or update; one row per pair
  // All that was decided of a record, whichever side it is on; at most one is linked.
  virtual std::vector<StoredLink> of_record(Row record) = 0;
  // A proposal of a record that is linked by now is nobody's question: it is listed again when that
  // link is undone.
  virtual std::vector<StoredLink> list(LinkState state, std::size_t limit) = 0;
  virtual std::int64_t waiting_count() = 0;  // proposals that list() lists
  virtual std::optional<StoredLink> get(Row row) = 0;
};

class PlanRoom {
 public:
  virtual ~PlanRoom() = default;
  // What a plan's own `document` says is not looked at: it goes in packed.
  virtual Row insert(const StoredPlan& plan, const PackedDocument& document) = 0;
  // By row; asserts version did not go back. Without a document, that stays as it is.
  virtual void update(const StoredPlan& plan) = 0;
  virtual void update(const StoredPlan& plan, const PackedDocument& document) = 0;
  virtual void set_evaluation(const StoredPlan& plan) = 0;  // its summary and next_eval alone
  virtual std::optional<StoredPlan> get(Row row) = 0;
  virtual std::optional<StoredPlan> find(std::string_view id) = 0;
  virtual std::optional<StoredPlan> of_record(Row opportunity_record) = 0;
  // Another plan that runs (draft, proposed, active) and follows one of the plan's own two records,
  // without its document.
  virtual std::optional<StoredPlan> twin(const StoredPlan& plan) = 0;
  virtual std::vector<StoredPlan> list(std::size_t limit, Row after = 0) = 0;  // without documents
  virtual std::vector<Row> due(Instant now, std::size_t limit) = 0;            // next_eval <= now
  virtual std::optional<Instant> next_due() = 0;
  virtual std::int64_t count() = 0;
  virtual std::int64_t live_count() = 0;  // draft, proposed, active, paused

  // Which records a plan was resolved from (opportunities, milestones, people, accounts): a change
  // of one re-resolves it.
  virtual void set_sources(Row plan, std::span<const Row> records) = 0;
  virtual std::vector<Row> plans_using(Row record) = 0;

  // Appends to the plan's stream; `expected` is the last stream_seq the caller saw (optimistic
  // concurrency, asserted).
  virtual void append(const StoredPlan& plan, std::span<const PlanEvent> events, Instant now) = 0;
  virtual std::vector<StoredEvent> events(std::string_view stream, std::size_t limit,
                                          std::int64_t after = 0) = 0;
};

// Plan 0: alerts about our own work.
class AlertRoom {
 public:
  virtual ~AlertRoom() = default;
  virtual std::vector<AlertRow> of_plan(Row plan) = 0;  // one per signal and subject, ever
  // All there are of the plan from now on. REQUIRES: their inputs and lives are JSON, or nothing.
  virtual void save(Row plan, std::span<const AlertRow> alerts) = 0;
  virtual std::optional<AlertRow> get(std::string_view id) = 0;  // reads all of them
  virtual std::vector<Row> plans_to_recheck(std::size_t limit, Row after) = 0;
  virtual std::vector<AlertRow> list(bool open_only, std::size_t limit) = 0;  // newest first
  virtual std::int64_t open_count() = 0;
};

class OutboxRoom {
 public:
  virtual ~OutboxRoom() = default;
  // False (and nothing written) when an item with this key was ever enqueued: nobody is told twice.
  virtual bool claim_item(std::string_view item_key) = 0;
  virtual Row insert(const OutboxRow& row) = 0;
  virtual void update(
      const OutboxRow& row) = 0;  // also logs a row in `delivery` when state or attempt changed
  virtual std::optional<OutboxRow> get(Row row) = 0;
  virtual std::optional<OutboxRow> find(std::string_view key) = 0;
  // The message that still waits for this (plan, recipient, notifier, kind), so that a new item
  // joins it (grouping).
  virtual std::optional<OutboxRow> waiting(Row plan, std::string_view recipient,
                                           std::string_view notifier, std::string_view kind) = 0;
  virtual std::vector<OutboxRow> waiting_of_plan(
      Row plan) = 0;  // pending ones: joined, re-worded or withdrawn
  // The oldest pending one whose time has come; digests may be left out.
  virtual std::optional<OutboxRow> first_due(std::string_view notifier, Instant now,
                                             bool digests) = 0;
  virtual std::optional<Instant> next_due(std::string_view notifier) = 0;
  virtual std::vector<OutboxRow> in_state(OutboxState state, std::size_t limit) = 0;
  virtual std::vector<OutboxRow> list(std::size_t limit, bool unfinished_only) = 0;
  // Messages that went to a person since then, or are to go: those that the rate cap counts.
  virtual int sent_since(std::string_view recipient, Instant since) = 0;
  virtual std::optional<OutboxRow> last_sent(Row plan, std::string_view recipient,
                                             std::string_view notifier) = 0;
  // First delivered remote_ref of a thread (plan, notifier, recipient).
  virtual std::string thread_ref(Row plan, std::string_view recipient,
                                 std::string_view notifier) = 0;
};

class MetaRoom {
 public:
  virtual ~MetaRoom() = default;
  virtual std::optional<std::string> get(std::string_view key) = 0;
  virtual void set(std::string_view key, std::string_view value) = 0;
};

struct StoreOptions {
  std::string path;        // ":memory:" for tests
  std::string vfs;         // "" = default; the power-cut test passes its own
  std::string backup_dir;  // verified backup before a migration; "" = beside the file
  int cache_kib = 12 * 1024;
  bool unsafe_synchronous_normal = false;  // only for the test that proves why FULL is needed
};

struct CheckReport {
  bool clean = true;
  std::vector<std::string>
      findings;  // integrity_check, foreign keys, chain, counters, outbox states
  std::int64_t events = 0, records = 0, plans = 0, outbox = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  // Locks the file (EXCLUSIVE), checks the tail of the event chain, migrates (backup first).
  // Errors: transient "held by another process" (exit 75), config "store is newer than this
  // program" (exit 78), permanent "corrupt" with what to do.
  static Result<std::unique_ptr<Store>> open(const StoreOptions& options);

  // One transaction: commits when `body` returns ok, rolls back otherwise. Nested calls are a bug
  // (asserted). A body that wrote nothing commits nothing: 0 bytes reach the disk.
  virtual Status write(const std::function<Status()>& body) = 0;
  virtual Status read(const std::function<Status()>& body) = 0;

  virtual RecordRoom& records() = 0;
  virtual LinkRoom& links() = 0;
  virtual PlanRoom& plans() = 0;
  virtual AlertRoom& alerts() = 0;
  virtual OutboxRoom& outbox() = 0;
  virtual MetaRoom& meta() = 0;

  // When the newest event happened; nothing in an empty store. REQUIRES: inside read or write.
  virtual std::optional<Instant> newest_event() = 0;
  virtual std::int64_t generation() const = 0;  // bumped by a restore
  // The file was made by backup(), or secured before a migration, and nobody has begun a generation
  // of it yet: what was sent since it was made is not in it (reliability.md §0 item 13). A copy
  // made by other means does not know what it is.
  virtual bool is_backup() const = 0;
  // One transaction with `body`: from then on generation() is one higher and is_backup() false.
  virtual Status begin_generation(const std::function<Status()>& body) = 0;
  virtual Result<CheckReport> check(bool whole_chain) = 0;
  // Online backup through this connection, then verified (opened, integrity, chain). Error removes
  // the half-made file.
  virtual Status backup(const std::string& path) = 0;
  virtual Status checkpoint() = 0;  // wal_checkpoint(TRUNCATE): after bulk loads and at stop
};

}  // namespace closemap
