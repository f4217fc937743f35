// A disk in memory behind SQLite whose power can go and whose operations can fail (reliability.md
// R1, R18).
//
// Writes are buffered until the file is synced. When the power goes, every unsynced write is kept,
// dropped, torn at 512-byte sectors or garbled, by a seed. Model: bytes outside of a write are
// never harmed (POWERSAFE_OVERWRITE, as SQLite assumes of real disks); a file's name is durable
// after its first sync, a removal after a synced one. One connection, one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mapping/core/random.h"

struct sqlite3_vfs;

namespace closemap {

enum class DiskOp { write, sync, read, open, remove };
inline constexpr int kDiskOps = 5;

class CrashDisk {
 public:
  explicit CrashDisk(std::string vfs_name);  // registers the VFS
  ~CrashDisk();                              // REQUIRES: every store on it is closed
  CrashDisk(const CrashDisk&) = delete;
  CrashDisk& operator=(const CrashDisk&) = delete;

  const std::string& vfs_name() const { return vfs_name_; }

  // The power goes in the n-th operation of this kind from now (0: the next). Everything fails
  // from then on.
  void cut_power(DiskOp kind, std::uint64_t n);
  bool powered() const { return powered_; }
  // What was not durable settles by the seed; the disk works again. REQUIRES: all files closed.
  void restore_power(std::uint64_t seed);

  // The n-th operation of this kind from now fails with an SQLite code; `lasting`: so do all after
  // it, until heal().
  void fail(DiskOp kind, std::uint64_t n, int code, bool lasting);
  bool failed() const { return failed_; }
  void heal();

  std::uint64_t count(DiskOp kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  void clear();  // an empty disk

  // For the VFS functions only.
  struct Change {
    std::int64_t offset = 0;
    std::string bytes;       // written there
    bool truncates = false;  // to `offset` bytes instead
  };
  struct File {
    std::string live, durable;
    std::vector<Change> pending;
    bool named = false;  // the name survives a power cut
  };
  int step(DiskOp kind);  // SQLite code of the operation about to happen
  std::map<std::string, std::shared_ptr<File>> files;
  std::map<std::string, std::shared_ptr<File>> removed;  // may come back
  SplitMix64 random{1};

 private:
  static void apply(std::string& content, const Change& change);
  static void settle(File& file, SplitMix64& random);

  std::string vfs_name_;
  std::unique_ptr<sqlite3_vfs> vfs_;
  std::uint64_t counts_[kDiskOps] = {};
  struct Armed {
    bool on = false, lasting = false;
    DiskOp kind = DiskOp::write;
    std::uint64_t left = 0;
    int code = 0;  // 0: the power goes
  } armed_;
  bool powered_ = true, failed_ = false;
};

}  // namespace closemap
