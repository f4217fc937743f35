// The store as a whole: nothing opened twice, nothing written for nothing.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "mapping/core/streams.h"
#include "tests/crash/powercut_workload.h"
#include "tests/unit/store/stores.h"

namespace closemap {
namespace {

namespace fs = std::filesystem;
using test::opened;
using test::options_in;

TEST_CASE("R16 a second process is refused and told who holds the store") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  const auto first = opened(options);
  const auto second = Store::open(options);
  REQUIRE_FALSE(second);
  CHECK(second.error().fault == Fault::transient);
  CHECK(second.error().what.find(std::to_string(::getpid())) != std::string::npos);
}

TEST_CASE("a body that wrote nothing leaves the file as it was") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  const auto store = opened(options);
  REQUIRE(Workload::page(*store, 1));
  REQUIRE(store->checkpoint());
  const auto wal = options.path + "-wal";
  REQUIRE(store->write([&] {
    RecordRoom& records = store->records();
    static_cast<void>(records.find(records.source("crm", kOpportunityStream), "006-7"));
    return ok();
  }));
  CHECK((!fs::exists(wal) || fs::file_size(wal) == 0));
}

}  // namespace
}  // namespace closemap
