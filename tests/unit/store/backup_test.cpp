// Backups: taken while running, known as such, never over a file.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/crash/powercut_workload.h"
#include "tests/unit/store/stores.h"

namespace closemap {
namespace {

namespace fs = std::filesystem;
using test::opened;
using test::options_in;

TEST_CASE("R20 a backup taken while running opens, and holds what was committed") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  const std::string copy = folder.path() + "/copy.db";
  const auto store = opened(options);
  REQUIRE(Workload::page(*store, 1));
  REQUIRE(store->backup(copy));
  REQUIRE(Workload::page(*store, 2));
  StoreOptions restored;
  restored.path = copy;
  const auto second = opened(restored);
  const auto found = Workload::progress(*second);
  REQUIRE(found);
  CHECK(found->pages == 1);
  CHECK(Workload::compare(*second, *found).empty());
}

TEST_CASE("R20 a backup knows that it is one, until a generation of it is begun") {
  const test::TestFolder folder;
  const auto store = opened(options_in(folder));
  REQUIRE(Workload::page(*store, 1));
  StoreOptions options;
  options.path = folder.path() + "/copy.db";
  REQUIRE(store->backup(options.path));
  CHECK_FALSE(store->is_backup());
  CHECK(store->generation() == 1);
  for (const bool fails : {true, false}) {
    const auto restored = opened(options);
    REQUIRE(restored->is_backup());
    const Status begun = restored->begin_generation([&]() -> Status {
      restored->meta().set("in the same", "transaction");
      return fails ? Status(Error{Fault::transient, "not now"}) : ok();
    });
    CHECK(static_cast<bool>(begun) == !fails);
    CHECK(restored->is_backup() == fails);
    CHECK(restored->generation() == (fails ? 1 : 2));
  }
  const auto later = opened(options);
  CHECK_FALSE(later->is_backup());
  CHECK(later->generation() == 2);
  REQUIRE(later->read([&]() -> Status {
    CHECK(later->meta().get("in the same") == "transaction");
    return ok();
  }));
}

TEST_CASE("R20 a backup never takes the place of a file, least of all of the store") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  const auto store = opened(options);
  REQUIRE(Workload::page(*store, 1));
  const std::string precious = folder.path() + "/precious.txt", link = folder.path() + "/link.db";
  std::ofstream(precious) << "mine";
  fs::create_symlink(options.path, link);
  for (const std::string& path : {options.path, precious, link, folder.path() + "/none/copy.db"}) {
    const Status done = store->backup(path);
    REQUIRE_FALSE(done);
    CHECK(done.error().fault == Fault::config);
    CHECK(done.error().what.find(path) != std::string::npos);
  }
  CHECK(fs::file_size(precious) == 4);
  REQUIRE(Workload::page(*store, 2));
  const auto found = Workload::progress(*store);
  REQUIRE(found);
  CHECK(found->pages == 2);
}

}  // namespace
}  // namespace closemap
