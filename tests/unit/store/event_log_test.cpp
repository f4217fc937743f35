// Events: written together, read at once, and chained.
#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "mapping/core/streams.h"
#include "tests/crash/powercut_workload.h"
#include "tests/unit/store/stores.h"

namespace closemap {
namespace {

using test::in_memory;
using test::mapped;
using test::opened;
using test::options_in;

TEST_CASE("events that wait to be written together are read, counted and checked all the same") {
  const auto store = in_memory();
  REQUIRE(store->write([&] {
    RecordRoom& records = store->records();
    const SourceId source = records.source("crm", kOpportunityStream);
    for (int i = 0; i < 20; ++i)  // more than go into one statement
      records.put(source, std::to_string(i), "v", mapped("{}"), Instant{1});
    CHECK(store->plans().events("", 100, 0).size() == 20);
    return ok();
  }));
  CHECK_FALSE(store->write([&]() -> Status {
    RecordRoom& records = store->records();
    const SourceId source = records.source("crm", kOpportunityStream);
    for (int i = 20; i < 25; ++i)
      records.put(source, std::to_string(i), "v", mapped("{}"), Instant{1});
    return Error{Fault::transient, "no", 0};
  }));
  const auto report = store->check(true);
  REQUIRE(report);
  CHECK(report->findings == std::vector<std::string>{});
  CHECK(report->events == 20);
}

TEST_CASE("R19 a changed event is found by the chain") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  {
    const auto store = opened(options);
    for (int page = 1; page <= 3; ++page) REQUIRE(Workload::page(*store, page));
    const auto report = store->check(true);
    REQUIRE(report);
    CHECK(report->clean);
    CHECK(report->events > 20);
  }
  {
    SQLite::Database database(options.path, SQLite::OPEN_READWRITE);
    REQUIRE(database.exec("UPDATE event SET payload = payload || ' ' WHERE seq = 5") == 1);
  }
  const auto store = Store::open(options);
  if (!store) return;  // refused at once: found as well
  const auto report = (*store)->check(true);
  REQUIRE(report);
  CHECK_FALSE(report->clean);
}

}  // namespace
}  // namespace closemap
