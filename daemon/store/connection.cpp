// Opens the connection: one process, exclusive, write-ahead log, every commit synced.
#include "daemon/store/connection.h"

#include <sqlite3.h>

namespace closemap {
namespace {

int flags() {
  // Counting every allocation takes a lock each time, and nobody reads the count. Only the first
  // use of SQLite in the process can say so; later it changes nothing.
  static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(uncounted);
  return SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;
}

}  // namespace

Connection::Connection(const StoreOptions& options)
    : path_(options.path),
      unsafe_(options.unsafe_synchronous_normal),
      database_(options.path, flags(), 0, options.vfs) {
  // A plan made for one bound value is made again for the next; ours are good for every value.
  sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  database_.exec("PRAGMA locking_mode=EXCLUSIVE");
  database_.exec("PRAGMA page_size=8192");
  database_.exec("PRAGMA temp_store=MEMORY");
  database_.exec("PRAGMA mmap_size=0");
  database_.exec("PRAGMA trusted_schema=OFF");
  database_.exec("PRAGMA cell_size_check=ON");
  database_.exec("PRAGMA cache_size=-" + std::to_string(options.cache_kib));
}

void Connection::make_durable() {
  // EXTRA while the file becomes a WAL one: its rollback journal must be gone for good (the folder
  // is synced), or it could come back after a power cut and undo everything the log holds. Found by
  // closemap_powercut.
  database_.exec("PRAGMA synchronous=EXTRA");
  const std::string journal = database_.execAndGet("PRAGMA journal_mode=WAL").getString();
  if (path_ != ":memory:" && journal != "wal")
    throw sql::Malformed("the file system cannot hold a write-ahead log");
  database_.exec(unsafe_ ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL");
  database_.exec("PRAGMA wal_autocheckpoint=" + std::to_string(kWalPagesMax));
  database_.exec("PRAGMA foreign_keys=ON");
}

}  // namespace closemap
