// The core's half of a poll: one page becomes one transaction of records, quarantine, listing and
// cursor (design.md §3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/store/store.h"
#include "daemon/sync/pull.h"

namespace closemap {

// The mass-change guard (R14): of the records a source has, more than this share and more than this
// many. A listing that lacks them deletes nothing; a page that takes values from them or closes
// them is not taken in; a page of which so many do not map is told of.
inline constexpr std::int64_t kMassChangePercent = 20;
inline constexpr std::int64_t kMassChangeMin = 10;
inline constexpr std::int64_t kAllGoneMin = 2;  // a listing without any of so many is not believed

// A column that records had a value from, and that the header of their table lacks now.
struct LostColumn {
  std::string table, column, near;  // near: a column that may be the same under another name
  int records = 0;                  // what was known of so many was kept
};

struct IngestReport {
  int records = 0, inserted = 0, updated = 0, unchanged = 0, deleted = 0, quarantined = 0;
  bool guard_tripped = false;
  std::int64_t would_delete = 0;  // when the guard tripped
  std::int64_t would_lose = 0;    // of a page that was not taken in
  bool mostly_unmapped = false;   // the guard's share of the records is in quarantine now
  std::int64_t unfit = 0;         // records of the stream in quarantine because they do not map
  std::optional<UnfitRecord> unfit_example;
  std::vector<LostColumn> lost_columns;
  bool listed = false;        // a whole listing ended with this page
  bool counted = false;       // the source said how many there are
  std::int64_t mismatch = 0;  // records the source counts beyond ours; not 0: a sweep explains it
  bool wrote() const { return inserted + updated + deleted + quarantined > 0; }
};

// `every_opportunity`: each new or changed opportunity waits for a pass, linked or not (plan.create
// = "all"). `believe`: without the mass-change guard; `new_map`: values may go, since the map says
// other things of the same records now. REQUIRES: pages of one poll in the order they were read.
// Error leaves store and cursor as they were.
struct IngestHow {
  bool every_opportunity = false;
  bool believe = false;
  bool new_map = false;
};
Result<IngestReport> ingest(Store& store, const std::string& connector, const PulledPage& pulled,
                            Instant now, IngestHow how = {});

}  // namespace closemap
