// What the log says of a trouble that lasts.
#include "daemon/app/said_once.h"

#include <catch2/catch.hpp>

namespace closemap {
namespace {

TEST_CASE("a trouble is said once, and again when it lasts") {
  SaidOnce said;
  CHECK(said.now("disk full", 0));
  CHECK_FALSE(said.now("disk full", 5'000));
  CHECK(said.now("another", 5'000));
  CHECK_FALSE(said.now("disk full", SaidOnce::kSayAgainMs - 1));
  CHECK(said.now("disk full", SaidOnce::kSayAgainMs));
  CHECK_FALSE(said.now("disk full", SaidOnce::kSayAgainMs + 1));
}

TEST_CASE("however many troubles there are, no more than a bounded number is remembered") {
  SaidOnce said;
  for (std::size_t i = 0; i < SaidOnce::kKept; ++i) CHECK(said.now(std::to_string(i), 0));
  CHECK_FALSE(said.now("0", 1));
  CHECK(said.now("one too many", 1));
  CHECK(said.now("0", 2));
}

}  // namespace
}  // namespace closemap
