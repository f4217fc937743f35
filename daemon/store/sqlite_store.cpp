// Opening, transactions, checkpoints.
#include "daemon/store/sqlite_store.h"

#include <new>

namespace closemap {
namespace {

bool on_disk(const StoreOptions& options) {
  return options.vfs.empty() && options.path != ":memory:";
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  auto store = open_store(options, store_migrations(), on_disk(options));
  if (!store) return std::move(store).error();
  return std::unique_ptr<Store>(std::move(*store));
}

Result<std::unique_ptr<SqliteStore>> open_store(const StoreOptions& options,
                                                std::span<const Migration> migrations,
                                                bool locked) {
  LockFile lock;
  if (locked) {
    auto taken = LockFile::take(options.path);
    if (!taken) return std::move(taken).error();
    lock = std::move(*taken);
  }
  try {
    auto store = std::make_unique<SqliteStore>(options, std::move(lock));
    if (Status prepared = store->prepare(migrations); !prepared) return std::move(prepared).error();
    return store;
  } catch (const SQLite::Exception& exception) {
    return sql::to_error(exception, options.path);
  } catch (const sql::Malformed& problem) {
    return sql::corrupt_error(options.path, problem.what());
  }
}

SqliteStore::SqliteStore(const StoreOptions& options, LockFile lock)
    : options_(options),
      lock_(std::move(lock)),
      connection_(options),
      events_(connection_),
      records_(connection_, events_),
      links_(connection_),
      plans_(connection_, events_, records_),
      alerts_(connection_),
      outbox_(connection_),
      meta_(connection_),
      begin_(connection_.database(), "BEGIN IMMEDIATE"),
      commit_(connection_.database(), "COMMIT") {}

Status SqliteStore::prepare(std::span<const Migration> migrations) {
  if (Status known = recognise(connection_, migrations); !known) return known;
  connection_.make_durable();
  const auto secured = [this](int from) { return secure(from); };
  if (Status migrated = migrate(connection_, migrations, secured); !migrated) return migrated;
  const std::vector<std::string> broken = events_.verify(false);
  if (!broken.empty()) return sql::corrupt_error(options_.path, broken.front());
  return read([this] {
    generation_ = std::stoll(meta_.get(kGenerationKey).value_or("1"));
    is_backup_ = !meta_.get(kBackupKey).value_or("").empty();
    return ok();
  });
}

Status SqliteStore::guarded(const std::function<Status()>& body) {
  assert(!connection_.active && "read() or write() inside another");
  struct Inside {
    Connection& connection;
    explicit Inside(Connection& c) : connection(c) { connection.active = true; }
    ~Inside() { connection.active = connection.writing = false; }
  } inside(connection_);
  try {
    return body();
  } catch (const SQLite::Exception& exception) {
    return sql::to_error(exception, options_.path);
  } catch (const sql::Malformed& problem) {
    return sql::corrupt_error(options_.path, problem.what());
  } catch (const std::bad_alloc&) {
    return Error{Fault::transient, "store " + options_.path + ": out of memory"};
  }
}

Status SqliteStore::read(const std::function<Status()>& body) { return guarded(body); }

Status SqliteStore::write(const std::function<Status()>& body) {
  return guarded([&]() -> Status {
    struct Undo {
      SqliteStore& store;
      bool committed = false;
      ~Undo() {
        if (!committed) store.rollback();
      }
    };
    sql::Run(begin_).done();
    Undo undo{*this};
    connection_.writing = true;
    Status done = body();
    if (!done) return done;
    events_.flush();
    records_.flush();
    sql::Run(commit_).done();
    undo.committed = true;
    return done;
  });
}

// After some failures SQLite has rolled back by itself; then ROLLBACK has nothing to do.
void SqliteStore::rollback() {
  connection_.database().tryExec("ROLLBACK");
  events_.forget();
  records_.forget();
}

Status SqliteStore::begin_generation(const std::function<Status()>& body) {
  const std::int64_t next = generation_ + 1;
  Status done = write([&] {
    meta_.set(kGenerationKey, std::to_string(next));
    meta_.set(kBackupKey, "");
    return body();
  });
  if (!done) return done;
  generation_ = next;
  is_backup_ = false;
  return done;
}

Status SqliteStore::checkpoint() {
  return guarded([&]() -> Status {
    SQLite::Statement statement(connection_.database(), "PRAGMA wal_checkpoint(TRUNCATE)");
    if (statement.executeStep() && statement.getColumn(0).getInt() != 0)
      return Error{Fault::transient, "store " + options_.path + ": checkpoint is blocked"};
    return ok();
  });
}

}  // namespace closemap
