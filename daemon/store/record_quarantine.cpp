// Quarantine (records that could not be mapped, or have no place yet) and dirty marks (records that
// wait for a pass).
#include "daemon/store/record_room.h"

namespace closemap {

void SqlRecordRoom::quarantine(SourceId source, std::string_view id, std::string_view reason,
                               std::string_view body, Instant now) {
  connection_.must_write();
  Source& from = at(source);
  place_if_unplaced(from, id);  // what it named does not matter while it cannot be read
  const sql::Blob kept{body.substr(0, kQuarantineBodyMax)};
  if (sql::Run(quarantine_update_, reason, kept, now, source, id).done() > 0) return;
  sql::Run(quarantine_insert_, source, id, reason, kept, now, now, 0).done();
  ++from.quarantined;
}

bool SqlRecordRoom::release(SourceId source, std::string_view id) {
  connection_.must_write();
  return release_if_quarantined(at(source), id);
}

bool SqlRecordRoom::release_if_quarantined(Source& source, std::string_view id) {
  if (source.quarantined == 0) return false;
  if (sql::Run(quarantine_delete_, source.id, id, 0).done() == 0) return false;
  --source.quarantined;
  return true;
}

bool SqlRecordRoom::set_unplaced(SourceId source, std::string_view id, std::string_view reason,
                                 std::string_view fields, Instant now) {
  connection_.must_write();
  Source& from = at(source);
  const sql::Blob kept{fields.substr(0, kQuarantineBodyMax)};
  bool known = false;
  {
    sql::Run run(unplaced_reason_, source, id);
    known = run.next();
    if (known && (run.integer(0) == 0 || run.view(1) == reason)) return false;
  }
  if (known) {
    sql::Run(quarantine_update_, reason, kept, now, source, id).done();
    return true;
  }
  sql::Run(quarantine_insert_, source, id, reason, kept, now, now, 1).done();
  ++from.unplaced;
  return true;
}

bool SqlRecordRoom::set_placed(SourceId source, std::string_view id) {
  connection_.must_write();
  return place_if_unplaced(at(source), id);
}

bool SqlRecordRoom::place_if_unplaced(Source& source, std::string_view id) {
  if (source.unplaced == 0) return false;
  if (sql::Run(quarantine_delete_, source.id, id, 1).done() == 0) return false;
  --source.unplaced;
  return true;
}

std::vector<QuarantineRow> SqlRecordRoom::quarantined(std::size_t limit, Row after) {
  return rows_of(quarantine_list_, limit, after);
}

std::vector<QuarantineRow> SqlRecordRoom::unplaced(std::size_t limit, Row after) {
  return rows_of(unplaced_list_, limit, after);
}

std::vector<QuarantineRow> SqlRecordRoom::rows_of(sql::Query& list, std::size_t limit, Row after) {
  connection_.must_be_active();
  std::vector<QuarantineRow> rows;
  for (sql::Run run(list, after, limit); run.next();) {
    QuarantineRow row;
    row.row = run.integer(0);
    row.source = name_of(run.integer(1));
    row.id = run.text(2);
    row.reason = run.text(3);
    row.body = run.text(4);
    row.first_seen = run.instant(5);
    row.last_seen = run.instant(6);
    row.seen = run.integer(7);
    row.unplaced = run.integer(8) != 0;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::int64_t SqlRecordRoom::quarantine_count(SourceId source) { return at(source).quarantined; }

std::optional<UnfitRecord> SqlRecordRoom::any_unfit(SourceId source) {
  if (at(source).quarantined == 0) return std::nullopt;
  sql::Run run(unfit_, source);
  return run.next() ? std::optional(UnfitRecord{run.text(0), run.text(1)}) : std::nullopt;
}

std::int64_t SqlRecordRoom::quarantine_count() {
  connection_.must_be_active();
  load_sources();
  std::int64_t count = 0;
  for (const Source& source : sources_) count += source.quarantined + source.unplaced;
  return count;
}

std::int64_t SqlRecordRoom::unplaced_count() {
  connection_.must_be_active();
  load_sources();
  std::int64_t count = 0;
  for (const Source& source : sources_) count += source.unplaced;
  return count;
}

void SqlRecordRoom::mark_dirty(Row record) {
  connection_.must_write();
  sql::Run(dirty_insert_, record).done();
}

std::vector<Row> SqlRecordRoom::dirty(std::size_t limit) {
  connection_.must_be_active();
  std::vector<Row> rows;
  for (sql::Run run(dirty_list_, limit); run.next();) rows.push_back(run.integer(0));
  return rows;
}

void SqlRecordRoom::clear_dirty(std::span<const Row> records) {
  connection_.must_write();
  for (const Row record : records) sql::Run(dirty_delete_, record).done();
}

bool SqlRecordRoom::any_dirty() {
  connection_.must_be_active();
  return sql::Run(dirty_any_).next();
}

}  // namespace closemap
