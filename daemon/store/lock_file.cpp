// flock() on a file of its own: the database file is never opened by a second descriptor.
#include "daemon/store/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace closemap {
namespace {

std::string holder(int fd) {
  std::array<char, 24> text{};
  const ssize_t size = ::pread(fd, text.data(), text.size() - 1, 0);
  std::string pid;
  for (ssize_t at = 0; at < size; ++at) {
    const char c = text[static_cast<std::size_t>(at)];
    if (c < '0' || c > '9') break;
    pid.push_back(c);
  }
  return pid.empty() ? "of unknown number" : pid;
}

}  // namespace

Result<LockFile> LockFile::take(const std::string& store_path) {
  const std::string path = store_path + ".lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return Error{Fault::config, "cannot open " + path + ": " + std::strerror(errno) +
                                    "; check that the folder exists and belongs to this user"};
  LockFile lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      return Error{Fault::transient, "cannot lock " + path + ": " + std::strerror(errno)};
    return Error{Fault::transient, "store " + store_path + " is held by process " + holder(fd) +
                                       "; stop it or talk to it through its control socket"};
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0)
    return Error{Fault::transient, "cannot write " + path + ": " + std::strerror(errno)};
  return lock;
}

LockFile::LockFile(LockFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
LockFile& LockFile::operator=(LockFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
LockFile::~LockFile() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace closemap
