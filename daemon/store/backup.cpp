// Online backup through the one connection, believed only after it was opened and checked
// (reliability.md R20).
#include <SQLiteCpp/Backup.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "daemon/store/sqlite_store.h"

namespace closemap {
namespace {

namespace fs = std::filesystem;

std::string folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

void remove_quietly(const std::string& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-journal"}) fs::remove(path + suffix, ignored);
}

// A backup never takes the place of a file, least of all of the store itself.
Status may_be_made(const std::string& path, const std::string& store) {
  std::error_code failed;
  const auto refused = [&](const std::string& why) {
    return Error{Fault::config, "backup " + path + " was not made: " + why};
  };
  if (!fs::is_directory(folder_of(path), failed))
    return refused("there is no folder " + folder_of(path) + "; make it, or name another");
  if (fs::symlink_status(path, failed).type() != fs::file_type::not_found)
    return refused("a file of this name is there already; name another, or move it away");
  if (fs::equivalent(path + ".part", store, failed))
    return refused("its temporary name is the store's; name another");
  return ok();
}

// The file, then the folder that names it.
Status sync_path(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const int why = errno;
  if (fd >= 0) ::close(fd);
  if (synced) return ok();
  return Error{Fault::transient, "cannot sync " + path + ": " + std::strerror(why)};
}

void copy(SQLite::Database& from, const std::string& path) {
  SQLite::Database to(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  to.exec("PRAGMA locking_mode=EXCLUSIVE");
  SQLite::Backup(to, from).executeStep();
}

Status not_verified(const std::string& path, std::string_view why) {
  return Error{Fault::transient, "backup " + path + " was not made: " + std::string(why)};
}

// Opens the half-made backup with a connection of its own and runs `prove` on it; what is proven is
// synced and gets its name.
template <class F>
Status finish(const std::string& half, const std::string& path, F&& prove) {
  Status proven = prove();
  if (!proven) return not_verified(path, proven.error().what);
  if (Status synced = sync_path(half); !synced) return synced;
  std::error_code failed;
  fs::rename(half, path, failed);
  if (failed) return not_verified(path, failed.message());
  return sync_path(folder_of(path));
}

}  // namespace

Status SqliteStore::backup(const std::string& path) {
  if (Status may = may_be_made(path, options_.path); !may) return may;
  const std::string half = path + ".part";
  remove_quietly(half);
  Status done = guarded([&] {
    copy(connection_.database(), half);
    return ok();
  });
  if (done) {
    done = finish(half, path, [&]() -> Status {
      StoreOptions options;
      options.path = half;
      auto opened = open_store(options, store_migrations(), false);
      if (!opened) return std::move(opened).error();
      const Result<CheckReport> report = (*opened)->check(true);
      if (!report) return report.error();
      if (!report->clean) return Error{Fault::permanent, report->findings.front()};
      return (*opened)->write([&] {
        (*opened)->meta().set(kBackupKey, "1");
        return ok();
      });
    });
  }
  if (!done) remove_quietly(half);
  return done;
}

// An older store cannot be read by these rooms: its pages, references and row counts are compared.
Status SqliteStore::secure(int from) {
  if (!options_.vfs.empty() || options_.path == ":memory:") return ok();
  const std::string folder =
      options_.backup_dir.empty() ? folder_of(options_.path) : options_.backup_dir;
  const std::string name = fs::path(options_.path).filename().string();
  const std::string path = folder + "/" + name + ".before-migration-from-v" + std::to_string(from);
  const std::string half = path + ".part";
  SQLite::Database& database = connection_.database();
  const auto bytes = static_cast<std::uintmax_t>(
      database.execAndGet("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
          .getInt64());
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed)
    return Error{Fault::config, "store " + options_.path +
                                    " needs a backup before its migration, and the folder " +
                                    folder + " cannot be made: " + failed.message() +
                                    "; nothing was changed"};
  const fs::space_info space = fs::space(folder, failed);
  if (failed || space.available < 2 * bytes)
    return Error{Fault::transient, "store " + options_.path + " needs " +
                                       std::to_string(2 * bytes) + " free bytes in " + folder +
                                       " for its migration: free space, nothing was changed"};
  remove_quietly(half);
  copy(database, half);
  Status done = finish(half, path, [&]() -> Status {
    const char* const events = "SELECT count(*) FROM event";
    SQLite::Database fresh(half, SQLite::OPEN_READWRITE);
    fresh.exec("PRAGMA locking_mode=EXCLUSIVE");
    if (fresh.execAndGet("PRAGMA integrity_check").getString() != "ok" ||
        SQLite::Statement(fresh, "PRAGMA foreign_key_check").executeStep() ||
        fresh.execAndGet(events).getInt64() != database.execAndGet(events).getInt64())
      return Error{Fault::permanent, "it does not pass its check"};
    fresh.exec("INSERT OR REPLACE INTO meta(key, value) VALUES('" + std::string(kBackupKey) +
               "', '1')");
    return ok();
  });
  if (!done) remove_quietly(half);
  return done;
}

}  // namespace closemap
