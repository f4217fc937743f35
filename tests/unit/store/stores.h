// Stores for tests: on disk with a folder for backups, or in memory.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <utility>

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

}  // namespace closemap::test
