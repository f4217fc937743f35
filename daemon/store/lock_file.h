// The lock beside the store: two daemons never act on one store (reliability.md R16).
#pragma once

#include <string>

#include "mapping/core/result.h"

namespace closemap {

// Holds flock() on "<store>.lock" while it lives; the file names the holder's pid and stays behind
// empty of meaning when the process ends, however it ends.
class LockFile {
 public:
  LockFile() = default;  // holds nothing
  // Transient error "store … is held by process N" when somebody else has it.
  static Result<LockFile> take(const std::string& store_path);
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&& other) noexcept;
  ~LockFile();

 private:
  explicit LockFile(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace closemap
