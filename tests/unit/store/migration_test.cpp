// Stores of other versions: an older one is brought over after a copy, a newer or foreign one is
// refused untouched.
#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "daemon/store/sqlite_store.h"
#include "mapping/plan/document.h"
#include "tests/unit/store/stores.h"

namespace closemap {
namespace {

namespace fs = std::filesystem;
using test::opened;
using test::options_in;

TEST_CASE("R21 a newer store and another program's file are refused untouched") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  SECTION("newer") {
    opened(options).reset();
    {
      SQLite::Database database(options.path, SQLite::OPEN_READWRITE);
      database.exec("PRAGMA user_version=" + std::to_string(kStoreVersion + 1));
    }
    const auto refused = Store::open(options);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::config);
    CHECK(refused.error().what.find(std::to_string(kStoreVersion + 1)) != std::string::npos);
  }
  SECTION("foreign") {
    {
      SQLite::Database database(options.path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      database.exec("CREATE TABLE theirs(x)");
    }
    const auto refused = Store::open(options);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::config);
    SQLite::Database database(options.path, SQLite::OPEN_READONLY);
    CHECK(database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 1);
  }
}

TEST_CASE("R21 a store of version 1 keeps its alerts and what waits for a pass") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  REQUIRE(open_store(options, store_migrations().first(1), true));
  {
    SQLite::Database database(options.path, SQLite::OPEN_READWRITE);
    database.exec(R"(INSERT INTO alert VALUES
      (3, 'alr_a', 7, 'slip', 'M1', 'critical', 'firing', 2, 1, 0, 1, 1000, NULL, '{}', '{"value":1}'),
      (4, 'alr_d', 7, 'stale_plan', 'plan', 'info', 'pending', 0, 0, 1, 0, NULL, NULL, '{}', '{}'),
      (8, 'alr_b', 8, 'overdue', 'M2', 'info', 'resolved', 1, 0, 0, 0, 500, 600, '{}', '{}'),
      (9, 'alr_c', 8, 'overdue', 'M2', 'warning', 'resolved', 3, 0, 0, 0, 1000, 2000, '{}', ''))");
    database.exec("INSERT INTO dirty VALUES(1, 12), (2, 5)");
  }
  const auto store = opened(options);
  StoreOptions secured = options;
  secured.path = options.backup_dir + "/closemap.db.before-migration-from-v1";
  REQUIRE(fs::exists(secured.path));
  CHECK(opened(secured)->is_backup());
  REQUIRE(store->write([&]() -> Status {
    AlertRoom& alerts = store->alerts();
    CHECK(alerts.list(false, 10).size() == 3);
    const auto slip = alerts.get("alr_a");
    REQUIRE(slip);
    CHECK(slip->plan == 7);
    CHECK(slip->severity == "critical");
    CHECK(slip->state == "firing");
    CHECK(slip->transitions == 2);
    CHECK((slip->recheck && !slip->as_found && slip->notified));
    CHECK(slip->fired_at == Instant{1000});
    CHECK(slip->inputs == R"({"value":1})");
    const auto stale = alerts.get("alr_d");
    REQUIRE(stale);
    CHECK(stale->severity == "info");
    CHECK(stale->state == "pending");
    CHECK((!stale->recheck && stale->as_found && !stale->notified));
    const auto late = alerts.get("alr_c");
    REQUIRE(late);
    CHECK(late->severity == "warning");
    CHECK(late->state == "resolved");
    CHECK(late->resolved_at == Instant{2000});
    CHECK(late->inputs.empty());
    CHECK(alerts.of_plan(7).size() == 2);
    CHECK(alerts.of_plan(8).size() == 1);  // of an earlier episode nothing is asked any more
    CHECK(alerts.open_count() == 2);
    CHECK(alerts.plans_to_recheck(10, 0) == std::vector<Row>{7});
    CHECK(store->records().dirty(10) == std::vector<Row>{5, 12});
    return ok();
  }));
}

TEST_CASE("R21 a store of version 2 keeps its plans") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  REQUIRE(open_store(options, store_migrations().first(2), true));
  Plan plan;
  plan.id = "pln_a";
  const std::string document = plan_to_text(plan);
  {
    SQLite::Database database(options.path, SQLite::OPEN_READWRITE);
    database.exec(
        "INSERT INTO plan VALUES(4, 'pln_a', '', 1, 'draft', NULL, NULL, NULL, 0, 0, '{}')");
    SQLite::Statement insert(database, "INSERT INTO plan_document VALUES(4, ?, ?)");
    const sql::DigestBytes digest(hash128(document));
    insert.bind(1, digest.blob().bytes.data(), static_cast<int>(digest.blob().bytes.size()));
    insert.bind(2, document);
    insert.exec();
  }
  const auto store = opened(options);
  CHECK(fs::exists(options.backup_dir + "/closemap.db.before-migration-from-v2"));
  REQUIRE(store->write([&]() -> Status {
    const auto kept = store->plans().get(4);
    REQUIRE(kept);
    CHECK(kept->document == document);
    return ok();
  }));
  const auto report = store->check(true);
  REQUIRE(report);
  CHECK(report->findings.empty());
}

TEST_CASE("R21 a migration makes the folder of its backup where there is none") {
  const test::TestFolder folder;
  StoreOptions options = options_in(folder);
  REQUIRE(open_store(options, store_migrations().first(1), true));
  fs::remove_all(options.backup_dir);
  REQUIRE(Store::open(options));
  CHECK(fs::exists(options.backup_dir + "/closemap.db.before-migration-from-v1"));
}

}  // namespace
}  // namespace closemap
