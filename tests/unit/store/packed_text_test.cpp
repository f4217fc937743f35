// Text packed and unpacked, and bytes that are none.
#include "daemon/store/packed_text.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "daemon/store/sqlite_store.h"
#include "mapping/plan/document.h"
#include "tests/support/daemon_process.h"

namespace closemap {
namespace {

TEST_CASE("a text comes back as it was, whatever is in it") {
  std::string words;
  for (int i = 0; i < 500; ++i) words += "\"milestone\":" + std::to_string(i * 7919 % 100) + ",";
  for (const std::string& text : {std::string(), std::string("a"), std::string("\0\xff\0", 3),
                                  words, std::string(100'000, 'x')}) {
    const std::string packed = pack_text(text);
    CHECK(unpack_text(packed) == text);
  }
  CHECK(pack_text(words).size() < words.size() / 2);
  const std::string longest_seen(80'000'000, 'x');
  CHECK((unpack_text(pack_text(longest_seen)) == longest_seen));
}

TEST_CASE("bytes that were not packed are refused") {
  const std::string packed = pack_text(std::string(1'000, 'x') + "yz");
  CHECK_FALSE(unpack_text(""));
  CHECK_FALSE(unpack_text("{}"));
  CHECK_FALSE(unpack_text(R"({"schema":"closemap.plan.v1"})"));
  CHECK_FALSE(unpack_text(packed + "x"));
  for (std::size_t size = 0; size < packed.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(unpack_text(packed.substr(0, size)));
  }
  CHECK_FALSE(unpack_text("\xff\xff\xff\x7f{\"schema\":1}"));  // two gigabytes, it says
  for (const char lie : {'\x00', '\x01', '\x7f'}) {
    std::string other = packed;
    other[0] = lie;  // its length
    CHECK_FALSE(unpack_text(other));
  }
}

StoredPlan small_plan() {
  Plan plan;
  plan.id = "pln_a";
  plan.name = "Rollout";
  StoredPlan stored;
  stored.id = plan.id;
  stored.name = plan.name;
  stored.version = 1;
  stored.document = plan_to_text(plan);
  stored.summary = "{}";
  return stored;
}

TEST_CASE("R19 a document that cannot be unpacked is found, and nothing else is") {
  const test::TestFolder folder;
  StoreOptions options;
  options.path = folder.path() + "/closemap.db";
  Row row = 0;
  {
    auto store = Store::open(options);
    REQUIRE(store);
    REQUIRE((*store)->write([&] {
      row = (*store)->plans().insert(small_plan(), pack_document(small_plan().document));
      CHECK((*store)->plans().get(row)->document == small_plan().document);
      return ok();
    }));
    REQUIRE((*store)->check(true));
    CHECK((*store)->check(true)->findings.empty());
  }
  {
    SQLite::Database database(options.path, SQLite::OPEN_READWRITE);
    database.exec("UPDATE plan_document SET document = substr(document, 1, length(document) - 1)");
  }
  auto store = Store::open(options);
  REQUIRE(store);
  CHECK((*store)->check(true)->findings ==
        std::vector<std::string>{"the document of plan pln_a cannot be unpacked"});
  const Status read = (*store)->read([&] {
    static_cast<void>((*store)->plans().get(row));
    return ok();
  });
  REQUIRE_FALSE(read);
  CHECK(read.error().fault == Fault::permanent);
  CHECK(read.error().what.find("pln_a cannot be unpacked") != std::string::npos);
}

}  // namespace
}  // namespace closemap
