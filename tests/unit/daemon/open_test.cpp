// A store that somebody else holds for a moment.
#include <catch2/catch.hpp>
#include <future>

#include "daemon/app/run.h"
#include "tests/support/daemon_process.h"

namespace closemap {
namespace {

TEST_CASE("R16 a daemon that starts while a command reads the store waits for it") {
  const test::TestFolder folder;
  StoreOptions options;
  options.path = folder.path() + "/closemap.db";
  auto command = Store::open(options);
  REQUIRE(command);
  const auto refused = open_when_free(options, 0);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fault == Fault::transient);
  constexpr std::int64_t kEndsWithTheCommand = 60'000;
  auto daemon =
      std::async(std::launch::async, [&] { return open_when_free(options, kEndsWithTheCommand); });
  command->reset();
  CHECK(daemon.get());
}

}  // namespace
}  // namespace closemap
