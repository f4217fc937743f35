// Records as the CRMs last gave them, and what a source needs to go on (design.md §3 rules 1, 2).
#pragma once

#include <map>

#include "daemon/store/event_log.h"

namespace closemap {

inline constexpr std::string_view kObservationIngested = "observation.ingested";
inline constexpr std::string_view kObservationDeleted = "observation.deleted";

// The implementation is spread over five files: record_room.cpp (records), record_key.cpp (link
// keys), record_source.cpp (sources and cursors), record_listing.cpp, record_quarantine.cpp
// (quarantine and dirty marks).
class SqlRecordRoom final : public RecordRoom {
 public:
  SqlRecordRoom(Connection& connection, EventLog& events);

  SourceId source(std::string_view connector, std::string_view stream) override;
  std::optional<SourceId> known_source(std::string_view connector,
                                       std::string_view stream) override;
  SourceName name_of(SourceId source) override;

  Put put(SourceId source, std::string_view id, std::string_view version, const Mapped& mapped,
          Instant now, const Keep& keep) override;
  bool remove(SourceId source, std::string_view id, Instant now) override;
  std::optional<StoredRecord> get(Row row) override;
  std::optional<StoredRecord> find(SourceId source, std::string_view id) override;
  std::vector<Row> with_key(std::uint64_t key, std::size_t limit) override;
  std::vector<KeyHolder> holders(std::uint64_t key, std::size_t limit) override;
  std::vector<StoredRecord> live(SourceId source, std::size_t limit,
                                 std::string_view after) override;
  std::int64_t live_count(SourceId source) override;
  bool any_live(std::string_view stream) override;

  std::string cursor(SourceId source) override;
  std::string map_fingerprint(SourceId source) override;
  // An empty cursor never replaces one (L07); an unchanged one is not written.
  void set_cursor(SourceId source, std::string_view cursor, std::string_view fingerprint,
                  Instant now) override;
  void clear_cursor(SourceId source) override;
  bool first_sync_done(SourceId source) override;
  void set_first_sync_done(SourceId source, Instant now) override;

  void begin_listing(SourceId source) override;
  void listed(SourceId source, std::string_view id) override;
  std::vector<std::string> missing(SourceId source, std::size_t limit) override;
  std::int64_t missing_count(SourceId source) override;
  bool was_listed(SourceId source, std::string_view id) override;
  void end_listing(SourceId source) override;

  void quarantine(SourceId source, std::string_view id, std::string_view reason,
                  std::string_view body, Instant now) override;
  bool release(SourceId source, std::string_view id) override;
  std::vector<QuarantineRow> quarantined(std::size_t limit, Row after) override;
  std::int64_t quarantine_count(SourceId source) override;
  std::optional<UnfitRecord> any_unfit(SourceId source) override;
  std::int64_t quarantine_count() override;
  bool set_unplaced(SourceId source, std::string_view id, std::string_view reason,
                    std::string_view fields, Instant now) override;
  bool set_placed(SourceId source, std::string_view id) override;
  std::vector<QuarantineRow> unplaced(std::size_t limit, Row after) override;
  std::int64_t unplaced_count() override;

  void mark_dirty(Row record) override;
  std::vector<Row> dirty(std::size_t limit) override;
  void clear_dirty(std::span<const Row> records) override;
  bool any_dirty() override;

  void flush();   // before a commit: counters that moved
  void forget();  // after a rollback: what is known of the tables is read again

 private:
  // For the index; small, since a bulk load has many.
  struct WaitingKey {
    std::int64_t key;
    std::int64_t row_and_open;
    Row row() const { return row_and_open >> 1; }
    bool open() const { return (row_and_open & 1) != 0; }  // an opportunity that may become a plan
  };
  struct Source {
    SourceId id = 0;
    std::string connector, stream, cursor, fingerprint;
    bool opportunities = false, first_sync_done = false, live_moved = false;
    std::int64_t live = 0, quarantined = 0, unplaced = 0;
    bool keys_wait = false;           // `waiting` holds the keys of all its records
    std::vector<WaitingKey> waiting;  // for the index, until its first sync is done
  };
  struct Found {
    Row row = 0;
    bool deleted = false, same = false;
  };
  // What a source listed: known records by row, unknown ids by hash. A hash that two ids share can
  // only keep a record that should have been reported as missing.
  struct Listing {
    std::vector<bool> rows;
    std::vector<std::uint64_t> unknown;
    bool sorted = true;
  };

  void load_sources();
  Source& at(SourceId source);
  void move_live(Source& source, int by);

  Found look_up(SourceId source, std::string_view id, const Hash128& digest);
  Row insert(Source& source, std::string_view id, std::string_view version, const Mapped& mapped,
             Instant now);
  Put change(Source& source, const Found& found, std::string_view version, const Mapped& mapped,
             Instant now);
  void keep_for_later(Source& source, Row row, std::string_view keys, bool open);
  static void add_waiting(std::vector<WaitingKey>& all, std::string_view keys, Row row, bool open);
  static void lose_waiting(Source& source);
  void move_keys(Source& source, Row row, std::string_view before, std::string_view after);
  void index_sorted(const Source& source, std::vector<WaitingKey>& keys, std::vector<Row>& met);
  bool met_by_fewer(const Source& source, std::int64_t key, std::size_t ours,
                    std::vector<Row>& met);
  void index_keys(Source& source);
  bool meets_others(const Source& source, const Mapped& mapped, std::string_view keys);
  bool used_by_plan(Row row);
  bool closed(Row row);
  std::string fields_of(Row row);
  StoredRecord read(sql::Run& run);
  bool release_if_quarantined(Source& source, std::string_view id);
  bool place_if_unplaced(Source& source, std::string_view id);
  std::vector<QuarantineRow> rows_of(sql::Query& list, std::size_t limit, Row after);
  template <class F>
  void each_missing(SourceId source, F&& found);

  Connection& connection_;
  EventLog& events_;
  bool sources_known_ = false;
  std::vector<Source> sources_;  // by id - 1
  std::map<SourceId, Listing> listings_;
  std::string keys_;  // bytes of one record's keys

  sql::Query look_up_, insert_, current_, change_, delete_, get_, find_, live_after_;
  sql::BulkInsert sorted_key_insert_;
  sql::Query key_insert_, key_delete_, with_key_, holders_, elsewhere_, next_elsewhere_, all_keys_,
      used_, flags_;
  sql::Query sources_query_, quarantined_per_source_, source_insert_, live_update_;
  sql::Query cursor_update_, cursor_clear_, first_sync_update_;
  sql::Query row_of_, ids_of_, live_;
  sql::Query quarantine_update_, quarantine_insert_, quarantine_delete_, quarantine_list_;
  sql::Query unfit_, unplaced_reason_, unplaced_list_;
  sql::Query dirty_insert_, dirty_list_, dirty_delete_, dirty_any_;
};

// Bits of raw_record.flags.
inline constexpr std::int64_t kDeleted = 1;
inline constexpr std::int64_t kClosed = 2;

// The keys of a record as they lie on its row, sorted, each once: so a change knows which index
// entries go without a second index.
std::string key_bytes(std::vector<std::uint64_t> keys);

// The values of `before` that differ in `after`, as a JSON object; a field that was not there is
// null. Text that is no JSON object is kept whole under "fields".
struct PreviousValues {
  std::string json;
  bool lost = false;  // a field is gone
};
PreviousValues previous_values(std::string_view before, std::string_view after);

}  // namespace closemap
