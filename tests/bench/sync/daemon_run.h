// The real daemon in this process: store on disk, engine, worker threads, http layer; and the
// writer alone, which commits the same pages from memory.
#pragma once

#include <memory>
#include <string>

#include "mapping/core/date.h"
#include "tests/bench/sync/child.h"

namespace closemap::bench {

struct Place {
  std::string folder;  // holds closemap.db
  std::string origin;  // of the server
  std::int64_t vendor_deals = 0;
  Date today;
};

// First sync of both portals into a fresh store, until every plan is made and nothing waits.
// Figures: records, cpu_s, wall_s, rss_mb, plans, milestones (of all plans), alerts, notices,
// events.
Result<Figures> first_sync(const Place& place);

// The same pages through ingest() alone. Figures: records, cpu_s, wall_s.
Result<Figures> writer_alone(const Place& place);

// A daemon that starts on the store of a first sync, then `rounds` times: one deal without a plan
// changed and polled, a quiet poll, one deal with a plan changed, 100 over the whole store changed
// at one instant, a quiet poll that reads these 100 again. Figures: for each of changed_1, quiet,
// changed_1_planned, changed_100, quiet_overlap_100 the median NAME_ms (CPU), NAME_bytes and
// NAME_requests; quiet_bytes_max, rss_mb.
Result<Figures> incremental(const Place& place, int rounds);

}  // namespace closemap::bench
