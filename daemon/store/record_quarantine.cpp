// Quarantine (records that could not be mapped) and dirty marks (records that wait for a pass).
#include "daemon/store/record_room.h"

namespace closemap {

void SqlRecordRoom::quarantine(SourceId source, std::string_view id, std::string_view reason,
                               std::string_view body, Instant now) {
  connection_.must_write();
  Source& from = at(source);
  const sql::Blob kept{body.substr(0, kQuarantineBodyMax)};
  if (sql::Run(quarantine_update_, reason, kept, now, source, id).done() > 0) return;
  sql::Run(quarantine_insert_, source, id, reason, kept, now, now).done();
  ++from.quarantined;
}

bool SqlRecordRoom::release(SourceId source, std::string_view id) {
  connection_.must_write();
  return release_if_quarantined(at(source), id);
}

bool SqlRecordRoom::release_if_quarantined(Source& source, std::string_view id) {
  if (source.quarantined == 0) return false;
  if (sql::Run(quarantine_delete_, source.id, id).done() == 0) return false;
  --source.quarantined;
  return true;
}

std::vector<QuarantineRow> SqlRecordRoom::quarantined(std::size_t limit, Row after) {
  connection_.must_be_active();
  std::vector<QuarantineRow> rows;
  for (sql::Run run(quarantine_list_, after, limit); run.next();) {
    QuarantineRow row;
    row.row = run.integer(0);
    row.source = name_of(run.integer(1));
    row.id = run.text(2);
    row.reason = run.text(3);
    row.body = run.text(4);
    row.first_seen = run.instant(5);
    row.last_seen = run.instant(6);
    row.seen = run.integer(7);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::int64_t SqlRecordRoom::quarantine_count(SourceId source) { return at(source).quarantined; }

std::int64_t SqlRecordRoom::quarantine_count() {
  connection_.must_be_active();
  load_sources();
  std::int64_t count = 0;
  for (const Source& source : sources_) count += source.quarantined;
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
