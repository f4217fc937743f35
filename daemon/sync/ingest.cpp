// One page into the store.
#include "daemon/sync/ingest.h"

#include <algorithm>

#include "mapping/reconcile/deal_record.h"

namespace closemap {
namespace {

constexpr std::size_t kDeletesPerQuery = 1'000;

bool too_many(std::int64_t changed, std::int64_t known) {
  return changed > kMassChangeMin && changed * 100 > known * kMassChangePercent;
}

void note_lost(const std::string& table, const LackingColumns& lacking,
               const std::vector<std::size_t>& missed, IngestReport& report) {
  for (const std::size_t at : missed) {
    const LackingColumn& column = lacking.columns[at];
    const auto known = std::find_if(report.lost_columns.begin(), report.lost_columns.end(),
                                    [&](const LostColumn& lost) {
                                      return lost.table == table && lost.column == column.column;
                                    });
    if (known != report.lost_columns.end())
      ++known->records;
    else
      report.lost_columns.push_back({table, column.column, column.near, 1});
  }
}

// Returns how many lost a value, or closed.
std::int64_t put_records(RecordRoom& records, SourceId source, const PulledPage& pulled,
                         Instant now, const IngestHow& how, IngestReport& report) {
  std::int64_t lost = 0;
  const bool listing = pulled.page.listing;
  const bool any_quarantined = records.quarantine_count(source) > 0;
  for (std::size_t i = 0; i < pulled.records.size(); ++i) {
    const Record& record = pulled.page.records[i];
    const MappedRecord& mapped = pulled.records[i];
    const auto table = static_cast<std::size_t>(record.table);
    const LackingColumns* lacking =
        how.believe || record.table == kNoTable || pulled.lacking[table].columns.empty()
            ? nullptr
            : &pulled.lacking[table];
    ++report.records;
    if (listing && !record.id.empty()) records.listed(source, record.id);
    if (!mapped.error.empty()) {
      const std::string id = record.id.empty() ? "unreadable:" + std::to_string(hash64(record.body))
                                               : std::string(record.id);
      records.quarantine(source, id, mapped.error, record.body, now);
      ++report.quarantined;
      if (lacking != nullptr)
        if (const auto known = records.find(source, record.id); known && !known->deleted)
          note_lost(pulled.page.tables[table].name, *lacking, lacking->missed_by(known->fields),
                    report);
      continue;
    }
    if (mapped.named_only) continue;
    if (record.deleted) {
      report.deleted += records.remove(source, record.id, now) ? 1 : 0;
      continue;
    }
    RecordRoom::Keep keep;
    if (lacking != nullptr)
      keep = [&](std::string_view before, Mapped& fresh) {
        note_lost(pulled.page.tables[table].name, *lacking,
                  lacking->keep(before, fresh, how.new_map), report);
        if (pulled.stream == kOpportunityStream) add_account_keys(fresh.fields, fresh.keys);
      };
    const Put put = records.put(source, record.id, record.version, mapped.mapped, now, keep);
    lost += put.lost ? 1 : 0;
    if (how.every_opportunity && put.outcome != PutOutcome::unchanged) records.mark_dirty(put.row);
    switch (put.outcome) {
      case PutOutcome::unchanged:
        ++report.unchanged;
        if (any_quarantined) records.release(source, record.id);  // it maps again
        break;
      case PutOutcome::inserted:
        ++report.inserted;
        break;
      case PutOutcome::updated:
      case PutOutcome::revived:
        ++report.updated;
        break;
    }
  }
  return lost;
}

constexpr std::size_t kQuarantineLooked = 10'000;

// A broken row that is gone from its source needs no mending any more.
void release_gone(RecordRoom& records, SourceId source) {
  const SourceName name = records.name_of(source);
  for (const QuarantineRow& row : records.quarantined(kQuarantineLooked))
    if (row.source.connector == name.connector && row.source.stream == name.stream &&
        !records.was_listed(source, row.id))
      records.release(source, row.id);
}

// What a complete listing does not name was deleted, unless that would be too much to believe.
void finish_listing(RecordRoom& records, SourceId source, Instant now, bool believe,
                    IngestReport& report) {
  const std::int64_t missing = records.missing_count(source);
  const std::int64_t live = records.live_count(source);
  const bool all_gone = missing == live && missing >= kAllGoneMin;
  if (!believe && (all_gone || too_many(missing, live))) {
    report.guard_tripped = true;
    report.would_delete = missing;
  } else {
    for (auto gone = records.missing(source, kDeletesPerQuery); !gone.empty();
         gone = records.missing(source, kDeletesPerQuery)) {
      int removed = 0;
      for (const std::string& id : gone) removed += records.remove(source, id, now) ? 1 : 0;
      report.deleted += removed;
      if (removed == 0) break;
    }
  }
  records.end_listing(source);
}

}  // namespace

Result<IngestReport> ingest(Store& store, const std::string& connector, const PulledPage& pulled,
                            Instant now, IngestHow how) {
  IngestReport report;
  const Page& page = pulled.page;
  const Status done = store.write([&]() -> Status {
    RecordRoom& records = store.records();
    const SourceId source = records.source(connector, pulled.stream);
    if (page.listing && page.listing_begins) records.begin_listing(source);
    const std::int64_t known = records.live_count(source);
    const std::int64_t lost = put_records(records, source, pulled, now, how, report);
    if (!how.believe && !how.new_map && too_many(lost, known)) {
      report.would_lose = lost;
      return Error{Fault::permanent, "a page that changes too much at once"};  // rolls back
    }
    report.mostly_unmapped =
        too_many(report.quarantined, std::max<std::int64_t>(known, report.records));
    if (page.listing && page.listing_ends && records.quarantine_count(source) > 0)
      release_gone(records, source);
    if (page.listing && page.listing_ends && page.listing_partial) records.end_listing(source);
    report.listed = page.listing && page.listing_ends && !page.listing_partial;
    if (report.listed) finish_listing(records, source, now, how.believe, report);
    // Mid-listing the cursor stays: after a crash the listing starts again, or it would look like
    // deletions.
    const bool mid_listing = page.listing && !page.listing_ends;
    if (!mid_listing && (records.cursor(source) != page.cursor ||
                         records.map_fingerprint(source) != pulled.fingerprint))
      records.set_cursor(source, page.cursor, pulled.fingerprint, now);
    if (!page.more && !records.first_sync_done(source)) records.set_first_sync_done(source, now);
    report.unfit = records.quarantine_count(source);
    report.unfit_example = records.any_unfit(source);
    report.counted = !page.more && !page.listing && page.remote_total >= 0;
    if (report.counted)
      report.mismatch = page.remote_total - records.live_count(source) - report.unfit;
    return ok();
  });
  if (report.would_lose > 0) {
    IngestReport refused;
    refused.would_lose = report.would_lose;
    return refused;
  }
  if (!done) return Error(done.error()).within("store page of " + connector + "/" + pulled.stream);
  return report;
}

}  // namespace closemap
