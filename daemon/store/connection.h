// The one database connection and what all rooms share about it (design.md §5).
#pragma once

#include <cassert>
#include <string>

#include "daemon/store/sql.h"
#include "daemon/store/store.h"

namespace closemap {

class Connection {
 public:
  // Opens the file; throws SQLite::Exception. EXCLUSIVE comes before the first access, so that no
  // shared-memory file is made and no other process gets in (reliability.md §0 item 1). Writes
  // nothing into the file: call make_durable() once it is known to be ours.
  explicit Connection(const StoreOptions& options);
  void make_durable();  // write-ahead log, every commit synced

  SQLite::Database& database() { return database_; }
  const std::string& path() const { return path_; }

  // Room calls outside of Store::read and Store::write are our bug.
  void must_be_active() const { assert(active && "a room is used outside read() and write()"); }
  void must_write() const { assert(writing && "a room writes outside write()"); }
  bool active = false, writing = false;

 private:
  std::string path_;
  bool unsafe_;
  SQLite::Database database_;
};

inline constexpr int kApplicationId = 0x636c6d70;  // "clmp" in the file's header
inline constexpr int kWalPagesMax = 4000;          // 32 MiB of log before a checkpoint

}  // namespace closemap
