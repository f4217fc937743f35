// The store when its disk fails or the power goes at any single operation (L07, reliability.md R1,
// R2, R18).
#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tests/crash/powercut_workload.h"
#include "tests/support/crash_vfs.h"

namespace closemap {
namespace {

StoreOptions options_on(const CrashDisk& disk) {
  StoreOptions options;
  options.path = "closemap.db";
  options.vfs = disk.vfs_name();
  return options;
}

std::unique_ptr<Store> opened(const StoreOptions& options) {
  auto store = Store::open(options);
  REQUIRE(store);
  return *std::move(store);
}

// Two pages and a pass, then one more page and pass with `harm` armed before them.
template <class Harm>
Workload::Progress work(CrashDisk& disk, const StoreOptions& options, Harm&& harm) {
  std::unique_ptr<Store> store = opened(options);
  REQUIRE(Workload::page(*store, 1));
  REQUIRE(Workload::pass(*store, 1));
  harm(disk);
  Workload::Progress acknowledged{1, 1};
  if (Workload::page(*store, 2)) acknowledged.pages = 2;
  if (acknowledged.pages == 2 && Workload::pass(*store, 2)) acknowledged.passes = 2;
  return acknowledged;
}

void check_whole(const StoreOptions& options, const Workload::Progress& acknowledged) {
  const std::unique_ptr<Store> store = opened(options);
  const auto found = Workload::progress(*store);
  REQUIRE(found);
  CHECK(found->pages >= acknowledged.pages);
  CHECK(found->passes >= acknowledged.passes);
  const std::vector<std::string> wrong = Workload::compare(*store, *found);
  for (const std::string& what : wrong) FAIL_CHECK(what);
}

TEST_CASE("L07 the power goes in every single write and sync: cursor, records, outbox agree") {
  for (const DiskOp kind : {DiskOp::write, DiskOp::sync}) {
    bool reached = true;
    for (std::uint64_t n = 0; reached; ++n) {
      CrashDisk disk("closemap-cut");
      const StoreOptions options = options_on(disk);
      const auto acknowledged =
          work(disk, options, [&](CrashDisk& broken) { broken.cut_power(kind, n); });
      reached = !disk.powered();
      INFO((kind == DiskOp::write ? "write " : "sync ") << n);
      disk.restore_power(n + 1);
      check_whole(options, acknowledged);
      REQUIRE(n < 10'000);
    }
  }
}

TEST_CASE("L07 a full or failing disk at every operation loses nothing and heals by itself") {
  for (const int code : {SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC}) {
    const DiskOp kind = code == SQLITE_IOERR_FSYNC ? DiskOp::sync : DiskOp::write;
    bool reached = true;
    for (std::uint64_t n = 0; reached; ++n) {
      CrashDisk disk("closemap-full");
      const StoreOptions options = options_on(disk);
      const auto acknowledged =
          work(disk, options, [&](CrashDisk& broken) { broken.fail(kind, n, code, true); });
      reached = disk.failed();
      disk.heal();
      INFO("code " << code << " at operation " << n);
      check_whole(options, acknowledged);
      REQUIRE(n < 10'000);
    }
  }
}

TEST_CASE("L07 a page that fails half way leaves the cursor where it was") {
  StoreOptions options;
  options.path = ":memory:";
  const std::unique_ptr<Store> store = opened(options);
  REQUIRE(Workload::page(*store, 1));
  const Status failed = store->write([&]() -> Status {
    RecordRoom& records = store->records();
    const SourceId source = records.source("crm", "opportunity");
    records.set_cursor(source, "", "map-2", Instant{1});
    records.remove(source, "006-7", Instant{1});
    return Error{Fault::transient, "the connection broke", 0};
  });
  REQUIRE_FALSE(failed);
  const auto found = Workload::progress(*store);
  REQUIRE(found);
  CHECK(found->pages == 1);
  CHECK(Workload::compare(*store, *found).empty());
}

}  // namespace
}  // namespace closemap
