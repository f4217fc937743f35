// Which connector types exist: built-in ones from a table CMake writes, others from .so files
// (design.md §4).
#pragma once

#include <string>
#include <vector>

#include "connectors/api/connector.h"

namespace closemap {

class Registry {
 public:
  // All built-in connectors, in name order.
  static Registry with_builtins();
  // Error (bug/config) when the ABI tag differs or the name is taken.
  Status add(const Description& description);
  // Loads every *.so directly in `directory`: file, folder and every folder above it owned by root
  // (or, in tests, by `trusted_uid`), not writable by group or others (above it a sticky one may
  // be), no symlink; opened once and loaded through /proc/self/fd; ABI tag equal, which is read
  // from the file before anything of it may run; never unloaded (T19). Each refusal is one Error;
  // the others are loaded.
  std::vector<Error> load_directory(const std::string& directory, unsigned trusted_uid = 0);

  const Description* find(std::string_view name) const;
  const std::vector<const Description*>& all() const;
  std::vector<ConnectorShape> shapes() const;

 private:
  std::vector<const Description*> descriptions_;
};

}  // namespace closemap
