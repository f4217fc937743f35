// Sources and their cursors: one row a stream, known in memory between transactions.
#include <algorithm>

#include "daemon/store/record_room.h"

namespace closemap {

void SqlRecordRoom::forget() {
  sorted_key_insert_.drop();
  sources_known_ = false;
  sources_.clear();
}

void SqlRecordRoom::load_sources() {
  if (sources_known_) return;
  sources_.clear();
  for (sql::Run run(sources_query_); run.next();) {
    Source source;
    source.id = run.integer(0);
    source.connector = run.text(1);
    source.stream = run.text(2);
    source.live = run.integer(3);
    source.cursor = run.text(4);
    source.fingerprint = run.text(5);
    source.first_sync_done = !run.null(6);
    source.opportunities = source.stream == kOpportunityStream;
    if (source.id != static_cast<SourceId>(sources_.size()) + 1)
      throw sql::Malformed("sources are not numbered in order");
    sources_.push_back(std::move(source));
  }
  for (sql::Run run(quarantined_per_source_); run.next();) {
    const auto index = static_cast<std::size_t>(run.integer(0) - 1);
    if (index >= sources_.size()) throw sql::Malformed("quarantine of an unknown source");
    sources_[index].quarantined = run.integer(1);
    sources_[index].unplaced = run.integer(2);
  }
  sources_known_ = true;
}

SqlRecordRoom::Source& SqlRecordRoom::at(SourceId source) {
  connection_.must_be_active();
  load_sources();
  const auto index = static_cast<std::size_t>(source - 1);
  assert(index < sources_.size() && "a source that was never interned");
  return sources_[index];
}

std::optional<SourceId> SqlRecordRoom::known_source(std::string_view connector,
                                                    std::string_view stream) {
  connection_.must_be_active();
  load_sources();
  for (const Source& source : sources_) {
    if (source.connector == connector && source.stream == stream) return source.id;
  }
  return std::nullopt;
}

SourceId SqlRecordRoom::source(std::string_view connector, std::string_view stream) {
  if (const auto known = known_source(connector, stream)) return *known;
  connection_.must_write();
  Source fresh;
  fresh.id = static_cast<SourceId>(sources_.size()) + 1;
  fresh.connector = connector;
  fresh.stream = stream;
  fresh.opportunities = stream == kOpportunityStream;
  fresh.keys_wait = true;
  sql::Run(source_insert_, fresh.id, fresh.connector, fresh.stream).done();
  sources_.push_back(fresh);
  return fresh.id;
}

SourceName SqlRecordRoom::name_of(SourceId source) {
  const Source& known = at(source);
  return SourceName{known.connector, known.stream};
}

std::int64_t SqlRecordRoom::live_count(SourceId source) { return at(source).live; }

bool SqlRecordRoom::any_live(std::string_view stream) {
  connection_.must_be_active();
  load_sources();
  return std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) {
    return source.live > 0 && source.stream == stream;
  });
}

void SqlRecordRoom::move_live(Source& source, int by) {
  source.live += by;
  source.live_moved = true;
}

void SqlRecordRoom::flush() {
  for (Source& source : sources_) {
    if (!source.live_moved) continue;
    sql::Run(live_update_, source.live, source.id).done();
    source.live_moved = false;
  }
}

std::string SqlRecordRoom::cursor(SourceId source) { return at(source).cursor; }
std::string SqlRecordRoom::map_fingerprint(SourceId source) { return at(source).fingerprint; }

void SqlRecordRoom::set_cursor(SourceId source, std::string_view cursor,
                               std::string_view fingerprint, Instant now) {
  connection_.must_write();
  Source& known = at(source);
  const std::string next = cursor.empty() ? known.cursor : std::string(cursor);
  if (next == known.cursor && fingerprint == known.fingerprint) return;
  sql::Run(cursor_update_, next, fingerprint, now, source).done();
  known.cursor = next;
  known.fingerprint = fingerprint;
}

void SqlRecordRoom::clear_cursor(SourceId source) {
  connection_.must_write();
  Source& known = at(source);
  if (known.cursor.empty() && known.fingerprint.empty()) return;
  sql::Run(cursor_clear_, source).done();
  known.cursor.clear();
  known.fingerprint.clear();
}

bool SqlRecordRoom::first_sync_done(SourceId source) { return at(source).first_sync_done; }

void SqlRecordRoom::set_first_sync_done(SourceId source, Instant now) {
  connection_.must_write();
  Source& known = at(source);
  if (known.first_sync_done) return;
  index_keys(known);
  sql::Run(first_sync_update_, now, source).done();
  known.first_sync_done = true;
}

}  // namespace closemap
