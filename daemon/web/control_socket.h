// The listening end of the control socket: a file of mode 0660 that members of its group may use
// (T22).
#pragma once

#include <string>

#include "mapping/core/result.h"

namespace closemap {

// Owns the listening descriptor and the socket's file. The file is removed with the object, unless
// somebody has put another one in its place.
class ControlSocket {
 public:
  ControlSocket() = default;
  ControlSocket(ControlSocket&& other) noexcept;
  ControlSocket& operator=(ControlSocket&& other) noexcept;
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;
  ~ControlSocket();

  // A file nobody listens on is replaced. Error transient: another process listens there; config:
  // the path is too long, is something else than a socket, or its folder is not writable.
  static Result<ControlSocket> listen(const std::string& path);

  int descriptor() const { return descriptor_; }
  const std::string& path() const { return path_; }
  void close();

 private:
  std::string path_;
  int descriptor_ = -1;
  unsigned long device_ = 0, inode_ = 0;  // of the file we made
};

}  // namespace closemap
