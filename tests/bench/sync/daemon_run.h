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
// changed and polled, one with a plan, 100 over the whole store at one instant, a quiet poll with
// these 100 as overlap. Figures (medians): changed_1_ms, changed_1_planned_ms, changed_100_ms,
// quiet_ms (CPU), quiet_bytes, requests_1, requests_100, requests_quiet, rss_mb.
Result<Figures> incremental(const Place& place, int rounds);

}  // namespace closemap::bench
