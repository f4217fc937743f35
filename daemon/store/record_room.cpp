// Records: upsert by digest, tombstones, link keys; the hot path of a sync (performance.md).
#include "daemon/store/record_room.h"

namespace closemap {
namespace {

std::int64_t flags_of(bool deleted, bool closed) {
  return (deleted ? kDeleted : 0) | (closed ? kClosed : 0);
}

}  // namespace

SqlRecordRoom::SqlRecordRoom(Connection& connection, EventLog& events)
    : connection_(connection),
      events_(events),
      look_up_(connection.database(),
               "SELECT id, flags, digest FROM raw_record WHERE source = ? AND ext_id = ?"),
      insert_(
          connection.database(),
          "INSERT INTO raw_record(source, flags, revision, changed_at, digest, ext_id, version, "
          "keys, fields) VALUES(?, ?, 1, ?, ?, ?, ?, ?, ?) ON CONFLICT(source, ext_id) DO NOTHING"),
      current_(connection.database(),
               "SELECT revision, keys, fields, flags FROM raw_record WHERE id = ?"),
      change_(connection.database(),
              "UPDATE raw_record SET flags = ?, revision = ?, changed_at = ?, digest = ?, "
              "version = ?, keys = ?, fields = ? WHERE id = ?"),
      delete_(connection.database(),
              "UPDATE raw_record SET flags = flags | 1, revision = ?, changed_at = ? WHERE id = ?"),
      get_(connection.database(),
           "SELECT id, source, ext_id, version, fields, revision, changed_at, flags "
           "FROM raw_record WHERE id = ?"),
      find_(connection.database(),
            "SELECT id, source, ext_id, version, fields, revision, changed_at, flags "
            "FROM raw_record WHERE source = ? AND ext_id = ?"),
      live_after_(connection.database(),
                  "SELECT id, source, ext_id, version, fields, revision, changed_at, flags "
                  "FROM raw_record WHERE source = ? AND ext_id > ? AND flags & 1 = 0 "
                  "ORDER BY ext_id LIMIT ?"),
      sorted_key_insert_(connection.database(), "record_key(key, source, record)", 3),
      key_insert_(connection.database(),
                  "INSERT INTO record_key(key, source, record) VALUES(?, ?, ?)"),
      key_delete_(connection.database(),
                  "DELETE FROM record_key WHERE key = ? AND source = ? AND record = ?"),
      with_key_(connection.database(),
                "SELECT record FROM record_key WHERE key = ? ORDER BY source, record LIMIT ?"),
      holders_(connection.database(),
               "SELECT source, record FROM record_key WHERE key = ? AND source >= ? "
               "ORDER BY source, record LIMIT ?"),
      // Two ranges of the index, however many records of the source itself lie between them.
      elsewhere_(connection.database(),
                 "SELECT source, record FROM record_key WHERE key = ?1 AND source < ?2 UNION ALL "
                 "SELECT source, record FROM record_key WHERE key = ?1 AND source > ?2 LIMIT ?3"),
      next_elsewhere_(connection.database(),
                      "SELECT key FROM record_key WHERE key >= ?1 AND source <> ?2 ORDER BY key "
                      "LIMIT 1"),
      all_keys_(connection.database(),
                "SELECT id, flags, keys FROM raw_record WHERE +source = ? AND flags & 1 = 0 AND "
                "length(keys) > 0"),
      used_(connection.database(), "SELECT 1 FROM plan_source WHERE record = ? LIMIT 1"),
      flags_(connection.database(), "SELECT flags FROM raw_record WHERE id = ?"),
      sources_query_(connection.database(),
                     "SELECT source, connector, stream, live, cursor, fingerprint, first_sync_at "
                     "FROM cursor ORDER BY source"),
      quarantined_per_source_(connection.database(),
                              "SELECT source, sum(unplaced = 0), sum(unplaced = 1) FROM "
                              "quarantine GROUP BY source"),
      source_insert_(connection.database(),
                     "INSERT INTO cursor(source, connector, stream) VALUES(?, ?, ?)"),
      live_update_(connection.database(), "UPDATE cursor SET live = ? WHERE source = ?"),
      cursor_update_(
          connection.database(),
          "UPDATE cursor SET cursor = ?, fingerprint = ?, moved_at = ? WHERE source = ?"),
      cursor_clear_(connection.database(),
                    "UPDATE cursor SET cursor = '', fingerprint = '', moved_at = NULL "
                    "WHERE source = ?"),
      first_sync_update_(connection.database(),
                         "UPDATE cursor SET first_sync_at = ? WHERE source = ?"),
      row_of_(connection.database(), "SELECT id FROM raw_record WHERE source = ? AND ext_id = ?"),
      ids_of_(connection.database(),
              "SELECT id, ext_id FROM raw_record WHERE source = ? ORDER BY ext_id"),
      live_(connection.database(), "SELECT 1 FROM raw_record WHERE id = ? AND flags & 1 = 0"),
      quarantine_update_(connection.database(),
                         "UPDATE quarantine SET reason = ?, body = ?, last_seen = ?, "
                         "seen = seen + 1 WHERE source = ? AND ext_id = ?"),
      quarantine_insert_(connection.database(),
                         "INSERT INTO quarantine(source, ext_id, reason, body, first_seen, "
                         "last_seen, unplaced, seen) VALUES(?, ?, ?, ?, ?, ?, ?, 1)"),
      quarantine_delete_(connection.database(),
                         "DELETE FROM quarantine WHERE source = ? AND ext_id = ? AND "
                         "unplaced = ?"),
      quarantine_list_(connection.database(),
                       "SELECT id, source, ext_id, reason, body, first_seen, last_seen, seen, "
                       "unplaced FROM quarantine WHERE id > ? ORDER BY id LIMIT ?"),
      unfit_(connection.database(),
             "SELECT ext_id, reason FROM quarantine WHERE source = ? AND unplaced = 0 "
             "ORDER BY ext_id LIMIT 1"),
      unplaced_reason_(connection.database(),
                       "SELECT unplaced, reason FROM quarantine WHERE source = ? AND ext_id = ?"),
      unplaced_list_(connection.database(),
                     "SELECT id, source, ext_id, reason, body, first_seen, last_seen, seen, "
                     "unplaced FROM quarantine WHERE unplaced = 1 AND id > ? ORDER BY id LIMIT ?"),
      dirty_insert_(connection.database(), "INSERT OR IGNORE INTO dirty(record) VALUES(?)"),
      dirty_list_(connection.database(), "SELECT record FROM dirty ORDER BY record LIMIT ?"),
      dirty_delete_(connection.database(), "DELETE FROM dirty WHERE record = ?"),
      dirty_any_(connection.database(), "SELECT 1 FROM dirty LIMIT 1") {}

SqlRecordRoom::Found SqlRecordRoom::look_up(SourceId source, std::string_view id,
                                            const Hash128& digest) {
  sql::Run run(look_up_, source, id);
  if (!run.next()) return Found{};
  return Found{run.integer(0), (run.integer(1) & kDeleted) != 0,
               sql::same_digest(run.view(2), digest)};
}

Put SqlRecordRoom::put(SourceId source, std::string_view id, std::string_view version,
                       const Mapped& mapped, Instant now, const Keep& keep) {
  connection_.must_write();
  Source& from = at(source);
  // A record that was bad and is again what is stored is good, though nothing changed.
  release_if_quarantined(from, id);
  // In a first sync all is new but what a page repeats.
  if (!from.first_sync_done)
    if (const Row row = insert(from, id, version, mapped, now); row != 0)
      return Put{row, PutOutcome::inserted};
  const Found found = look_up(source, id, mapped.digest);
  if (found.row == 0) return Put{insert(from, id, version, mapped, now), PutOutcome::inserted};
  if (found.same && !found.deleted) return Put{found.row, PutOutcome::unchanged};
  if (!keep || found.deleted) return change(from, found, version, mapped, now);
  Mapped fresh = mapped;
  keep(fields_of(found.row), fresh);
  if (look_up(source, id, fresh.digest).same) return Put{found.row, PutOutcome::unchanged};
  return change(from, found, version, fresh, now);
}

std::string SqlRecordRoom::fields_of(Row row) {
  sql::Run run(current_, row);
  run.next();
  return run.text(2);
}

// 0 when the source has a record of this id.
Row SqlRecordRoom::insert(Source& source, std::string_view id, std::string_view version,
                          const Mapped& mapped, Instant now) {
  keys_ = key_bytes(mapped.keys);
  const sql::DigestBytes digest(mapped.digest);
  const int added = sql::Run(insert_, source.id, flags_of(false, mapped.closed), now, digest.blob(),
                             id, version, sql::Blob{keys_}, mapped.fields)
                        .done();
  if (added == 0) return 0;
  const Row row = connection_.database().getLastInsertRowid();
  events_.append(
      NewEvent{stream_of(StreamKind::record, row), 1, kObservationIngested, "", "", "", now});
  if (source.first_sync_done)
    move_keys(source, row, {}, keys_);
  else
    keep_for_later(source, row, keys_, source.opportunities && !mapped.closed);
  move_live(source, +1);
  if (!source.opportunities || meets_others(source, mapped, keys_))
    sql::Run(dirty_insert_, row).done();
  return row;
}

Put SqlRecordRoom::change(Source& source, const Found& found, std::string_view version,
                          const Mapped& mapped, Instant now) {
  std::int64_t revision = 0;
  std::string keys_before;
  PreviousValues previous;
  bool closes = false;
  {
    sql::Run run(current_, found.row);
    run.next();
    revision = run.integer(0) + 1;
    keys_before = run.text(1);
    previous = previous_values(run.view(2), mapped.fields);
    closes = mapped.closed && (run.integer(3) & flags_of(false, true)) == 0;
  }
  keys_ = key_bytes(mapped.keys);
  const sql::DigestBytes digest(mapped.digest);
  sql::Run(change_, flags_of(false, mapped.closed), revision, now, digest.blob(), version,
           sql::Blob{keys_}, mapped.fields, found.row)
      .done();
  events_.append(NewEvent{stream_of(StreamKind::record, found.row), revision, kObservationIngested,
                          "", "", previous.json, now});
  if (!source.first_sync_done) lose_waiting(source);
  move_keys(source, found.row, found.deleted ? std::string_view() : keys_before, keys_);
  if (found.deleted) move_live(source, +1);
  if (!source.opportunities || used_by_plan(found.row) || meets_others(source, mapped, keys_))
    sql::Run(dirty_insert_, found.row).done();
  if (found.deleted) return Put{found.row, PutOutcome::revived};
  return Put{found.row, PutOutcome::updated, closes || previous.lost};
}

bool SqlRecordRoom::remove(SourceId source, std::string_view id, Instant now) {
  connection_.must_write();
  Source& from = at(source);
  release_if_quarantined(from, id);
  place_if_unplaced(from, id);
  const Found found = look_up(source, id, Hash128{});
  if (found.row == 0 || found.deleted) return false;
  std::int64_t revision = 0;
  std::string keys;
  {
    sql::Run run(current_, found.row);
    run.next();
    revision = run.integer(0) + 1;
    keys = run.text(1);
  }
  sql::Run(delete_, revision, now, found.row).done();
  events_.append(NewEvent{stream_of(StreamKind::record, found.row), revision, kObservationDeleted,
                          "", "", "", now});
  move_keys(from, found.row, keys, {});
  move_live(from, -1);
  sql::Run(dirty_insert_, found.row).done();
  return true;
}

bool SqlRecordRoom::used_by_plan(Row row) { return sql::Run(used_, row).next(); }

bool SqlRecordRoom::closed(Row row) {
  sql::Run run(flags_, row);
  return run.next() && (run.integer(0) & kClosed) != 0;
}

StoredRecord SqlRecordRoom::read(sql::Run& run) {
  StoredRecord record;
  record.row = run.integer(0);
  record.source = run.integer(1);
  record.id = run.text(2);
  record.version = run.text(3);
  record.fields = run.text(4);
  record.revision = run.integer(5);
  record.changed_at = run.instant(6);
  record.deleted = (run.integer(7) & kDeleted) != 0;
  record.closed = (run.integer(7) & kClosed) != 0;
  return record;
}

std::optional<StoredRecord> SqlRecordRoom::get(Row row) {
  connection_.must_be_active();
  sql::Run run(get_, row);
  return run.next() ? std::optional(read(run)) : std::nullopt;
}

std::optional<StoredRecord> SqlRecordRoom::find(SourceId source, std::string_view id) {
  connection_.must_be_active();
  sql::Run run(find_, source, id);
  return run.next() ? std::optional(read(run)) : std::nullopt;
}

std::vector<StoredRecord> SqlRecordRoom::live(SourceId source, std::size_t limit,
                                              std::string_view after) {
  connection_.must_be_active();
  std::vector<StoredRecord> records;
  for (sql::Run run(live_after_, source, after, limit); run.next();) records.push_back(read(run));
  return records;
}

}  // namespace closemap
