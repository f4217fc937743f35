// The store's promises one by one: nothing written twice, nothing opened twice, nothing newer or
// foreign touched.
#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "daemon/store/sqlite_store.h"
#include "mapping/core/streams.h"
#include "mapping/plan/document.h"
#include "tests/crash/powercut_workload.h"
#include "tests/support/daemon_process.h"
#include "tests/unit/store/stores.h"

namespace closemap {
namespace {

namespace fs = std::filesystem;
using test::in_memory;
using test::opened;
using test::options_in;

Mapped mapped(const std::string& fields, std::vector<std::uint64_t> keys = {}) {
  Mapped out;
  out.fields = fields;
  out.digest = hash128(fields);
  out.keys = std::move(keys);
  return out;
}

TEST_CASE("an unchanged record is one look-up: no event, no new revision, nothing dirty") {
  const auto store = in_memory();
  REQUIRE(store->write([&] {
    RecordRoom& records = store->records();
    const SourceId source = records.source("crm", kOpportunityStream);
    const Mapped first = mapped(R"({"name":"A"})", {link_key("deal", "7")});
    CHECK(records.put(source, "1", "v1", first, Instant{1}).outcome == PutOutcome::inserted);
    const std::vector<Row> dirty = records.dirty(10);
    records.clear_dirty(dirty);
    CHECK(records.put(source, "1", "v2", first, Instant{2}).outcome == PutOutcome::unchanged);
    CHECK_FALSE(records.any_dirty());
    CHECK(records.find(source, "1")->revision == 1);
    CHECK(records.put(source, "1", "v3", mapped(R"({"name":"B"})"), Instant{3}).outcome ==
          PutOutcome::updated);
    CHECK(records.find(source, "1")->revision == 2);
    CHECK(records.with_key(link_key("deal", "7"), 5).empty());  // the key went with the change
    CHECK(records.remove(source, "1", Instant{4}));
    CHECK_FALSE(records.remove(source, "1", Instant{5}));
    CHECK(records.live_count(source) == 0);
    CHECK(records.put(source, "1", "v4", mapped(R"({"name":"B"})"), Instant{6}).outcome ==
          PutOutcome::revived);
    CHECK(records.live_count(source) == 1);
    return ok();
  }));
}

Mapped keyed(const std::string& fields, bool closed = false) {
  Mapped out = mapped(fields, {link_key("deal", "7")});
  out.closed = closed;
  return out;
}

TEST_CASE("a first sync's keys are in the index when it is done, whatever happened meanwhile") {
  const auto store = in_memory();
  const std::uint64_t key = link_key("deal", "7");
  const auto put = [&](const char* connector, const char* id, const Mapped& record) {
    RecordRoom& records = store->records();
    return records.put(records.source(connector, kOpportunityStream), id, "v", record, Instant{1})
        .outcome;
  };
  const auto finish = [&](const char* connector) {
    REQUIRE(store->write([&] {
      RecordRoom& records = store->records();
      records.set_first_sync_done(records.source(connector, kOpportunityStream), Instant{2});
      return ok();
    }));
  };
  const auto holders = [&] {
    std::size_t count = 0;
    REQUIRE(store->read([&] {
      count = store->records().with_key(key, 10).size();
      return ok();
    }));
    return count;
  };
  REQUIRE(store->write([&] {
    CHECK(put("a", "1", keyed("{}")) == PutOutcome::inserted);
    CHECK(put("a", "1", keyed("{}")) == PutOutcome::unchanged);  // a page that repeats a record
    return ok();
  }));
  SECTION("nothing") {
    finish("a");
    CHECK(holders() == 1);
  }
  SECTION("a page was rolled back") {
    CHECK_FALSE(store->write([&]() -> Status {
      CHECK(put("a", "2", keyed("{}")) == PutOutcome::inserted);
      return Error{Fault::transient, "no", 0};
    }));
    finish("a");
    CHECK(holders() == 1);
  }
  SECTION("a record was deleted") {
    REQUIRE(store->write([&] {
      RecordRoom& records = store->records();
      CHECK(records.remove(records.source("a", kOpportunityStream), "1", Instant{2}));
      return ok();
    }));
    finish("a");
    CHECK(holders() == 0);
  }
  SECTION("a closed record was opened again: it meets its counterpart") {
    finish("a");
    REQUIRE(store->write([&] {
      CHECK(put("b", "1", keyed("{}", true)) == PutOutcome::inserted);
      CHECK(put("b", "1", keyed(R"({"x":1})")) == PutOutcome::updated);
      store->records().clear_dirty(store->records().dirty(10));
      return ok();
    }));
    finish("b");
    REQUIRE(store->write([&] {
      CHECK(store->records().any_dirty());
      return ok();
    }));
    CHECK(holders() == 2);
  }
  const auto report = store->check(true);
  REQUIRE(report);
  CHECK(report->findings == std::vector<std::string>{});
}

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

TEST_CASE("L22 an item is claimed once, for ever, whatever became of its message") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  {
    const auto store = opened(options);
    REQUIRE(store->write([&] {
      CHECK(store->outbox().claim_item("k"));
      CHECK_FALSE(store->outbox().claim_item("k"));
      return ok();
    }));
  }
  const auto store = opened(options);
  REQUIRE(store->write([&] {
    CHECK_FALSE(store->outbox().claim_item("k"));
    return ok();
  }));
}

TEST_CASE("R16 a second process is refused and told who holds the store") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  const auto first = opened(options);
  const auto second = Store::open(options);
  REQUIRE_FALSE(second);
  CHECK(second.error().fault == Fault::transient);
  CHECK(second.error().what.find(std::to_string(::getpid())) != std::string::npos);
}

TEST_CASE("an alert is due however many digests are held in front of it") {
  const auto store = in_memory();
  REQUIRE(store->write([&]() -> Status {
    OutboxRoom& outbox = store->outbox();
    const auto add = [&](const std::string& key, const std::string& kind, Instant not_before,
                         const std::string& notifier = "mail") {
      OutboxRow row;
      row.key = key;
      row.notifier = notifier;
      row.kind = kind;
      row.severity = "warning";
      row.not_before = not_before;
      row.payload = "{}";
      outbox.insert(row);
    };
    add("later", "alert", Instant{9});
    add("elsewhere", "alert", Instant{1}, "slack");
    for (int i = 0; i < 100; ++i) add("digest " + std::to_string(i), "digest", Instant{1});
    add("alert", "alert", Instant{2});
    add("behind it", "alert", Instant{1});
    CHECK(outbox.first_due("mail", Instant{2}, false)->key == "alert");
    CHECK(outbox.first_due("mail", Instant{2}, true)->key == "digest 0");
    CHECK(outbox.first_due("mail", Instant{9}, false)->key == "later");
    CHECK_FALSE(outbox.first_due("mail", Instant{0}, true));
    CHECK_FALSE(outbox.first_due("webhook", Instant{9}, true));
    return ok();
  }));
}

TEST_CASE("a person's messages of a day are those that count, by when they go") {
  auto store = in_memory();
  REQUIRE(store->write([&]() -> Status {
    OutboxRoom& outbox = store->outbox();
    int made = 0;
    const auto put = [&](const char* severity, const char* kind, OutboxState state,
                         std::int64_t not_before, std::optional<Instant> done) {
      OutboxRow row;
      row.key = std::to_string(++made);
      row.notifier = "mail";
      row.recipient = "a@x.example";
      row.kind = kind;
      row.severity = severity;
      row.state = state;
      row.created = Instant{50};
      row.not_before = Instant{not_before};
      row.done_at = done;
      outbox.insert(row);
    };
    put("warning", "alert", OutboxState::pending, 100, {});
    CHECK(outbox.sent_since("a@x.example", Instant{100}) == 1);  // by when it is to go
    CHECK(outbox.sent_since("a@x.example", Instant{101}) == 0);
    CHECK(outbox.sent_since("b@x.example", Instant{100}) == 0);
    put("warning", "resolved", OutboxState::sent, 60, Instant{110});
    CHECK(outbox.sent_since("a@x.example", Instant{101}) == 1);  // by when it went
    put("critical", "alert", OutboxState::sent, 60, Instant{110});
    put("warning", "digest", OutboxState::sent, 60, Instant{110});
    put("warning", "operator", OutboxState::sent, 60, Instant{110});
    put("warning", "alert", OutboxState::suppressed, 110, {});
    put("warning", "alert", OutboxState::dead, 60, Instant{110});  // another notifier's row tells
    CHECK(outbox.sent_since("a@x.example", Instant{101}) == 1);
    put("info", "alert", OutboxState::uncertain, 110, {});
    CHECK(outbox.sent_since("a@x.example", Instant{101}) == 2);
    return ok();
  }));
}

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

TEST_CASE("R20 a backup taken while running opens, and holds what was committed") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  const std::string copy = folder.path() + "/copy.db";
  const auto store = opened(options);
  REQUIRE(Workload::page(*store, 1));
  REQUIRE(store->backup(copy));
  REQUIRE(Workload::page(*store, 2));
  StoreOptions restored;
  restored.path = copy;
  const auto second = opened(restored);
  const auto found = Workload::progress(*second);
  REQUIRE(found);
  CHECK(found->pages == 1);
  CHECK(Workload::compare(*second, *found).empty());
}

TEST_CASE("R20 a backup knows that it is one, until a generation of it is begun") {
  const test::TestFolder folder;
  const auto store = opened(options_in(folder));
  REQUIRE(Workload::page(*store, 1));
  StoreOptions options;
  options.path = folder.path() + "/copy.db";
  REQUIRE(store->backup(options.path));
  CHECK_FALSE(store->is_backup());
  CHECK(store->generation() == 1);
  for (const bool fails : {true, false}) {
    const auto restored = opened(options);
    REQUIRE(restored->is_backup());
    const Status begun = restored->begin_generation([&]() -> Status {
      restored->meta().set("in the same", "transaction");
      return fails ? Status(Error{Fault::transient, "not now"}) : ok();
    });
    CHECK(static_cast<bool>(begun) == !fails);
    CHECK(restored->is_backup() == fails);
    CHECK(restored->generation() == (fails ? 1 : 2));
  }
  const auto later = opened(options);
  CHECK_FALSE(later->is_backup());
  CHECK(later->generation() == 2);
  REQUIRE(later->read([&]() -> Status {
    CHECK(later->meta().get("in the same") == "transaction");
    return ok();
  }));
}

TEST_CASE("R20 a backup never takes the place of a file, least of all of the store") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  const auto store = opened(options);
  REQUIRE(Workload::page(*store, 1));
  const std::string precious = folder.path() + "/precious.txt", link = folder.path() + "/link.db";
  std::ofstream(precious) << "mine";
  fs::create_symlink(options.path, link);
  for (const std::string& path : {options.path, precious, link, folder.path() + "/none/copy.db"}) {
    const Status done = store->backup(path);
    REQUIRE_FALSE(done);
    CHECK(done.error().fault == Fault::config);
    CHECK(done.error().what.find(path) != std::string::npos);
  }
  CHECK(fs::file_size(precious) == 4);
  REQUIRE(Workload::page(*store, 2));
  const auto found = Workload::progress(*store);
  REQUIRE(found);
  CHECK(found->pages == 2);
}

TEST_CASE("R21 a migration makes the folder of its backup where there is none") {
  const test::TestFolder folder;
  StoreOptions options = options_in(folder);
  REQUIRE(open_store(options, store_migrations().first(1), true));
  fs::remove_all(options.backup_dir);
  REQUIRE(Store::open(options));
  CHECK(fs::exists(options.backup_dir + "/closemap.db.before-migration-from-v1"));
}

TEST_CASE("a body that wrote nothing leaves the file as it was") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  const auto store = opened(options);
  REQUIRE(Workload::page(*store, 1));
  REQUIRE(store->checkpoint());
  const auto wal = options.path + "-wal";
  REQUIRE(store->write([&] {
    RecordRoom& records = store->records();
    static_cast<void>(records.find(records.source("crm", kOpportunityStream), "006-7"));
    return ok();
  }));
  CHECK((!fs::exists(wal) || fs::file_size(wal) == 0));
}

}  // namespace
}  // namespace closemap
