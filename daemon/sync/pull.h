// The worker's half of a poll: read pages from a source and map their records; no store, no plans
// (design.md §3).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "connectors/api/connector.h"
#include "mapping/record/field_map.h"

namespace closemap {

inline constexpr int kPagesPerPollMax = 10'000;  // beyond: the source loops (R13)

// Pages that a source offers more after are joined until they hold this many records or bytes: a
// commit costs an fsync, however little is in it (performance.md, advice 6). Pages of a listing are
// committed as they come.
inline constexpr std::size_t kRecordsPerCommit = 1'000;
inline constexpr std::size_t kBytesPerCommit = 2 * 1024 * 1024;

// One record after the field map; parallel to Page::records.
struct MappedRecord {
  Mapped mapped;
  std::string error;        // not empty: quarantine with this reason
  bool named_only = false;  // a listing's bare id
};
struct PulledPage {
  std::string stream, fingerprint;
  Page page;  // owns ids, versions and the bodies that did not map; may be several joined
  std::vector<MappedRecord> records;
  std::size_t bytes = 0;                // of the bodies
  std::vector<LackingColumns> lacking;  // parallel to Page::tables
};

// What a poll reads, one stream after the other.
struct StreamPull {
  std::string stream, cursor;
  bool sweep = false;
  const FieldMap* map = nullptr;
};

// Reads every stream to its end, handing over the pages in order; `take` returns false to stop (a
// commit failed or the daemon stops). Before an error is returned, all that was read is handed
// over. Cursors never go back: a source that repeats a cursor with `more` is an error (L04).
// Blocks.
Status pull_streams(Source& source, const std::vector<StreamPull>& streams,
                    const std::function<bool(PulledPage)>& take);

}  // namespace closemap
