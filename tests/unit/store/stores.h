// Stores for tests: on disk with a folder for backups, or in memory; and records to put into them.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/store/store.h"
#include "tests/support/daemon_process.h"

namespace closemap::test {

inline StoreOptions options_in(const TestFolder& folder) {
  StoreOptions options;
  options.path = folder.path() + "/closemap.db";
  options.backup_dir = folder.path() + "/backup";
  std::filesystem::create_directories(options.backup_dir);
  return options;
}

inline std::unique_ptr<Store> opened(const StoreOptions& options) {
  auto store = Store::open(options);
  REQUIRE(store);
  return *std::move(store);
}

inline std::unique_ptr<Store> in_memory() {
  StoreOptions options;
  options.path = ":memory:";
  return opened(options);
}

inline Mapped mapped(const std::string& fields, std::vector<std::uint64_t> keys = {}) {
  Mapped out;
  out.fields = fields;
  out.digest = hash128(fields);
  out.keys = std::move(keys);
  return out;
}

}  // namespace closemap::test
