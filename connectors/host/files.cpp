// Safe reading of a folder.
#include "connectors/host/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "mapping/core/text.h"

namespace closemap {
namespace {

// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  int release() {
    const int value = value_;
    value_ = -1;
    return value;
  }

 private:
  int value_;
};

std::string reason(int error) {
  return std::strerror(error);
}  // NOLINT(concurrency-mt-unsafe): glibc's is safe

// Beneath the folder, no links on the way, never waiting on a FIFO or device.
int open_beneath(int folder, const std::string& name) {
  open_how how{};
  how.flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how));
}

std::int64_t modified_ns(const struct stat& info) {
  constexpr std::int64_t kNsPerSecond = 1'000'000'000;
  return info.st_mtim.tv_sec * kNsPerSecond + info.st_mtim.tv_nsec;
}

FileInfo info_of(const std::string& name, const struct stat& info, Instant now) {
  constexpr std::int64_t kNsPerMs = 1'000'000;
  FileInfo file{name, info.st_size, modified_ns(info), info.st_ino, false};
  file.stable = std::llabs(now.ms - file.modified_ns / kNsPerMs) >= kFileStableMs;
  return file;
}

// Why an entry may not be read; null: it may. A file with a second name may lie outside the folder.
const char* objection(const struct stat& info) {
  if (S_ISLNK(info.st_mode)) return "is a symbolic link";
  if (S_ISDIR(info.st_mode)) return "is a folder";
  if (S_ISFIFO(info.st_mode)) return "is a pipe";
  if (!S_ISREG(info.st_mode)) return "is no regular file";
  return info.st_nlink > 1 ? "is a hard link: it has another name elsewhere" : nullptr;
}

bool plain_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

Result<std::string> read_all(int descriptor, std::int64_t size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{Fault::transient, "cannot be read: " + reason(errno), 0};
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace

FolderFiles::FolderFiles(std::string folder, std::function<Instant()> now)
    : folder_(std::move(folder)), now_(std::move(now)) {}

Result<int> FolderFiles::open_folder() const {
  if (folder_.empty()) return Error{Fault::config, "no folder is configured; set path", 0};
  const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return Error{Fault::transient,
                 "folder " + printable(folder_) + " cannot be opened: " + reason(errno), 0};
  return folder;
}

Result<std::vector<FileInfo>> FolderFiles::list() {
  auto opened = open_folder();
  if (!opened) return std::move(opened).error();
  DIR* handle = ::fdopendir(*opened);
  if (handle == nullptr) {
    ::close(*opened);
    return Error{Fault::transient,
                 "folder " + printable(folder_) + " cannot be listed: " + reason(errno), 0};
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(handle, &::closedir);
  std::vector<FileInfo> files;
  left_out_.clear();
  const Instant now = now_();
  for (const dirent* entry = ::readdir(folder.get()); entry != nullptr;
       entry = ::readdir(folder.get())) {  // NOLINT: own stream
    const std::string name = entry->d_name;
    struct stat info {};
    if (!plain_name(name) ||
        ::fstatat(::dirfd(folder.get()), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
      continue;
    if (const char* why = objection(info); why != nullptr) {
      if (left_out_.size() < kFilesPerFolderMax) left_out_.push_back({name, why});
      continue;
    }
    if (files.size() == kFilesPerFolderMax)
      return Error{Fault::permanent,
                   "folder holds more than " + std::to_string(kFilesPerFolderMax) +
                       " files; move old ones away",
                   0};
    files.push_back(info_of(name, info, now));
  }
  std::sort(files.begin(), files.end(),
            [](const FileInfo& a, const FileInfo& b) { return a.name < b.name; });
  std::sort(left_out_.begin(), left_out_.end(),
            [](const LeftOut& a, const LeftOut& b) { return a.name < b.name; });
  return files;
}

Result<std::string> FolderFiles::read(const FileInfo& file) {
  const std::string shown = printable(shorten(file.name, 80));
  if (!plain_name(file.name))
    return Error{Fault::permanent, "\"" + shown + "\" is no plain file name", 0};
  auto opened = open_folder();
  if (!opened) return std::move(opened).error();
  const Descriptor folder(*opened);
  const Descriptor descriptor(open_beneath(folder.get(), file.name));
  if (descriptor.get() < 0) {
    const Fault fault = errno == ENOENT || errno == EACCES ? Fault::transient : Fault::permanent;
    return Error{fault, shown + " cannot be opened: " + reason(errno), 0};
  }
  struct stat before {};
  if (::fstat(descriptor.get(), &before) != 0)
    return Error{Fault::permanent, shown + " is no regular file", 0};
  if (const char* why = objection(before); why != nullptr)
    return Error{Fault::permanent, shown + " " + why, 0};
  if (before.st_size > kFileBytesMax)
    return Error{
        Fault::permanent,
        shown + " is larger than " + std::to_string(kFileBytesMax >> 20) + " MiB; split the export",
        0};
  if (before.st_ino != file.inode || before.st_size != file.size ||
      modified_ns(before) != file.modified_ns)
    return Error{Fault::transient, shown + " changed since it was listed", 0};
  auto bytes = read_all(descriptor.get(), before.st_size);
  if (!bytes) return std::move(bytes).error().within(shown);
  struct stat after {};
  if (::fstat(descriptor.get(), &after) != 0 || after.st_size != before.st_size ||
      modified_ns(after) != modified_ns(before) ||
      bytes->size() != static_cast<std::size_t>(before.st_size))
    return Error{Fault::transient, shown + " changed while it was read", 0};
  return bytes;
}

}  // namespace closemap
