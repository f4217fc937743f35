// The VFS functions of CrashDisk and what a power cut leaves behind.
#include "tests/support/crash_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>

namespace closemap {
namespace {

constexpr std::size_t kSector = 512;
constexpr int kPathMax = 256;

struct Handle {
  sqlite3_file base;  // first: SQLite knows only this part
  CrashDisk* disk;
  std::shared_ptr<CrashDisk::File> file;
};

Handle& handle_of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
CrashDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<CrashDisk*>(vfs->pAppData); }

int close_file(sqlite3_file* file) {
  handle_of(file).file.~shared_ptr();
  file->pMethods = nullptr;
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  Handle& handle = handle_of(file);
  if (const int code = handle.disk->step(DiskOp::read); code != SQLITE_OK) return code;
  const std::string& live = handle.file->live;
  const auto at = static_cast<std::size_t>(offset), wanted = static_cast<std::size_t>(size);
  const std::size_t there = at < live.size() ? std::min(wanted, live.size() - at) : 0;
  if (there > 0) std::memcpy(to, live.data() + at, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(to) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  Handle& handle = handle_of(file);
  const int code = handle.disk->step(DiskOp::write);
  // The write during which the power goes may reach the disk like any other.
  if (code != SQLITE_OK && handle.disk->powered()) return code;
  const auto at = static_cast<std::size_t>(offset), length = static_cast<std::size_t>(size);
  std::string& live = handle.file->live;
  if (live.size() < at + length) live.resize(at + length);
  std::memcpy(live.data() + at, from, length);
  handle.file->pending.push_back(
      CrashDisk::Change{offset, std::string(static_cast<const char*>(from), length), false});
  return code;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  Handle& handle = handle_of(file);
  if (const int code = handle.disk->step(DiskOp::write); code != SQLITE_OK) return code;
  handle.file->live.resize(static_cast<std::size_t>(size));
  handle.file->pending.push_back(CrashDisk::Change{size, {}, true});
  return SQLITE_OK;
}

int sync_file(sqlite3_file* file, int) {
  Handle& handle = handle_of(file);
  if (const int code = handle.disk->step(DiskOp::sync); code != SQLITE_OK) return code;
  handle.file->durable = handle.file->live;
  handle.file->pending.clear();
  handle.file->named = true;
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(handle_of(file).file->live.size());
  return SQLITE_OK;
}

int no_lock(sqlite3_file*, int) { return SQLITE_OK; }
int not_reserved(sqlite3_file*, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}
int no_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return static_cast<int>(kSector); }
int device(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

sqlite3_io_methods make_methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 1;
  methods.xClose = close_file;
  methods.xRead = read_file;
  methods.xWrite = write_file;
  methods.xTruncate = truncate_file;
  methods.xSync = sync_file;
  methods.xFileSize = file_size;
  methods.xLock = no_lock;
  methods.xUnlock = no_lock;
  methods.xCheckReservedLock = not_reserved;
  methods.xFileControl = no_control;
  methods.xSectorSize = sector_size;
  methods.xDeviceCharacteristics = device;
  return methods;
}
const sqlite3_io_methods kMethods = make_methods();

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  CrashDisk& disk = disk_of(vfs);
  file->pMethods = nullptr;
  if (const int code = disk.step(DiskOp::open); code != SQLITE_OK) return SQLITE_CANTOPEN;
  std::shared_ptr<CrashDisk::File> content;
  if (name == nullptr) {
    content = std::make_shared<CrashDisk::File>();
  } else if (const auto found = disk.files.find(name); found != disk.files.end()) {
    content = found->second;
  } else if ((flags & SQLITE_OPEN_CREATE) != 0) {
    content = disk.files.emplace(name, std::make_shared<CrashDisk::File>()).first->second;
    disk.removed.erase(name);
  } else {
    return SQLITE_CANTOPEN;
  }
  Handle& handle = handle_of(file);
  handle.disk = &disk;
  new (&handle.file) std::shared_ptr<CrashDisk::File>(std::move(content));
  handle.base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* name, int synced) {
  CrashDisk& disk = disk_of(vfs);
  if (disk.step(DiskOp::remove) != SQLITE_OK) return SQLITE_IOERR_DELETE;
  const auto found = disk.files.find(name);
  if (found == disk.files.end()) return SQLITE_IOERR_DELETE_NOENT;
  if (synced == 0 && found->second->named) disk.removed[name] = found->second;
  disk.files.erase(found);
  return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* there) {
  CrashDisk& disk = disk_of(vfs);
  if (!disk.powered()) return SQLITE_IOERR_ACCESS;
  const auto found = disk.files.find(name);
  // As the real one: an empty file beside the store is no journal.
  *there = found != disk.files.end() && !found->second->live.empty() ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  const std::size_t length = std::strlen(name);
  if (length + 1 > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(out, name, length + 1);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int size, char* out) {
  for (int at = 0; at < size; ++at) out[at] = static_cast<char>(disk_of(vfs).random.next());
  return size;
}
int no_sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
int fixed_time(sqlite3_vfs*, double* days) {
  *days = 2461000.5;
  return SQLITE_OK;
}
int no_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

CrashDisk::CrashDisk(std::string vfs_name)
    : vfs_name_(std::move(vfs_name)), vfs_(std::make_unique<sqlite3_vfs>()) {
  vfs_->iVersion = 1;
  vfs_->szOsFile = sizeof(Handle);
  vfs_->mxPathname = kPathMax;
  vfs_->zName = vfs_name_.c_str();
  vfs_->pAppData = this;
  vfs_->xOpen = open_file;
  vfs_->xDelete = remove_file;
  vfs_->xAccess = access_file;
  vfs_->xFullPathname = full_path;
  vfs_->xRandomness = randomness;
  vfs_->xSleep = no_sleep;
  vfs_->xCurrentTime = fixed_time;
  vfs_->xGetLastError = no_error;
  const int code = sqlite3_vfs_register(vfs_.get(), 0);
  assert(code == SQLITE_OK);
  static_cast<void>(code);
}

CrashDisk::~CrashDisk() { sqlite3_vfs_unregister(vfs_.get()); }

int CrashDisk::step(DiskOp kind) {
  if (!powered_) return SQLITE_IOERR;
  ++counts_[static_cast<std::size_t>(kind)];
  if (!armed_.on || armed_.kind != kind) return SQLITE_OK;
  if (armed_.left > 0) {
    --armed_.left;
    return SQLITE_OK;
  }
  if (armed_.code == 0) {
    powered_ = armed_.on = false;
    return SQLITE_IOERR;
  }
  failed_ = true;
  armed_.on = armed_.lasting;
  return armed_.code;
}

void CrashDisk::cut_power(DiskOp kind, std::uint64_t n) { armed_ = Armed{true, false, kind, n, 0}; }

void CrashDisk::fail(DiskOp kind, std::uint64_t n, int code, bool lasting) {
  failed_ = false;
  armed_ = Armed{true, lasting, kind, n, code};
}

void CrashDisk::heal() { armed_ = Armed{}; }

void CrashDisk::clear() {
  files.clear();
  removed.clear();
  armed_ = Armed{};
  powered_ = true;
}

void CrashDisk::apply(std::string& content, const Change& change) {
  const auto at = static_cast<std::size_t>(change.offset);
  if (change.truncates) {
    content.resize(at);
    return;
  }
  if (content.size() < at + change.bytes.size()) content.resize(at + change.bytes.size());
  std::memcpy(content.data() + at, change.bytes.data(), change.bytes.size());
}

void CrashDisk::settle(File& file, SplitMix64& random) {
  // Sometimes the disk had written all or nothing, mostly some of it, in no order.
  const std::uint64_t mood = random.below(6);
  std::string content = file.durable;
  for (const Change& change : file.pending) {
    const std::uint64_t fate = mood == 0 ? 0 : mood == 1 ? 1 : random.below(4);
    if (fate == 1) continue;  // dropped
    if (fate == 0 || change.truncates) {
      apply(content, change);
      continue;
    }
    for (std::size_t at = 0; at < change.bytes.size();) {  // torn (2) or garbled (3), by sectors
      const std::size_t place = static_cast<std::size_t>(change.offset) + at;
      const std::size_t size = std::min(kSector - place % kSector, change.bytes.size() - at);
      Change part{static_cast<std::int64_t>(place), change.bytes.substr(at, size), false};
      const bool lucky = random.below(2) == 0;
      if (fate == 3 && !lucky) {
        for (char& byte : part.bytes) byte = static_cast<char>(random.next());
      }
      if (fate == 3 || lucky) apply(content, part);
      at += size;
    }
  }
  file.live = file.durable = std::move(content);
  file.pending.clear();
  file.named = true;
}

void CrashDisk::restore_power(std::uint64_t seed) {
  SplitMix64 fate(seed);
  for (auto& [name, file] : removed) {
    if (fate.below(2) == 0) files.emplace(name, file);
  }
  removed.clear();
  for (auto at = files.begin(); at != files.end();) {
    const bool vanishes = !at->second->named && fate.below(2) == 0;
    if (!vanishes) settle(*at->second, fate);
    at = vanishes ? files.erase(at) : std::next(at);
  }
  armed_ = Armed{};
  powered_ = true;
}

}  // namespace closemap
