// bind, chmod, listen: a socket that is bound but does not listen yet refuses, so nobody gets in
// before its mode is set.
#include "daemon/web/control_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace closemap {
namespace {

constexpr mode_t kSocketMode = 0660;
constexpr int kBacklog = 128;

std::string reason(int error) { return std::generic_category().message(error); }

Error config_error(const std::string& path, const std::string& what) {
  return {Fault::config, "control socket " + path + ": " + what};
}

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return config_error(path, "the path must have 1 to " +
                                  std::to_string(sizeof address.sun_path - 1) +
                                  " bytes; choose a shorter control_socket");
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);  // NOLINT: what the socket calls take
}

int new_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

// Removes a socket file nobody listens on.
Status clear_the_way(const std::string& path, const sockaddr_un& address) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return ok();
    return config_error(path, reason(errno));
  }
  if (!S_ISSOCK(found.st_mode))
    return config_error(path, "there is a file that is no socket; move it away");
  const int probe = new_socket();
  if (probe < 0) return Error{Fault::transient, "control socket: " + reason(errno)};
  const bool answered = ::connect(probe, generic(address), sizeof address) == 0;
  const int error = errno;
  ::close(probe);
  if (answered || error == EAGAIN)
    return Error{Fault::transient,
                 "control socket " + path + ": another closemap listens there; stop it first"};
  if (error != ECONNREFUSED && error != ENOENT) return config_error(path, reason(error));
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return config_error(path, reason(errno));
  return ok();
}

}  // namespace

ControlSocket::ControlSocket(ControlSocket&& other) noexcept { *this = std::move(other); }

ControlSocket& ControlSocket::operator=(ControlSocket&& other) noexcept {
  if (this == &other) return *this;
  close();
  path_ = std::exchange(other.path_, {});
  descriptor_ = std::exchange(other.descriptor_, -1);
  device_ = other.device_;
  inode_ = other.inode_;
  return *this;
}

ControlSocket::~ControlSocket() { close(); }

Result<ControlSocket> ControlSocket::listen(const std::string& path) {
  auto address = address_of(path);
  if (!address) return std::move(address).error();
  if (Status clear = clear_the_way(path, *address); !clear) return std::move(clear).error();
  ControlSocket made;
  made.descriptor_ = new_socket();
  if (made.descriptor_ < 0) return Error{Fault::transient, "control socket: " + reason(errno)};
  if (::bind(made.descriptor_, generic(*address), sizeof *address) != 0)
    return config_error(path, reason(errno));
  made.path_ = path;
  struct stat file {};
  if (::lstat(path.c_str(), &file) != 0) return config_error(path, reason(errno));
  made.device_ = file.st_dev;
  made.inode_ = file.st_ino;
  if (::chmod(path.c_str(), kSocketMode) != 0) return config_error(path, reason(errno));
  if (::listen(made.descriptor_, kBacklog) != 0) return config_error(path, reason(errno));
  return made;
}

void ControlSocket::close() {
  if (descriptor_ < 0) return;
  ::close(std::exchange(descriptor_, -1));
  struct stat file {};
  if (!path_.empty() && ::lstat(path_.c_str(), &file) == 0 && file.st_dev == device_ &&
      file.st_ino == inode_)
    ::unlink(path_.c_str());
}

}  // namespace closemap
