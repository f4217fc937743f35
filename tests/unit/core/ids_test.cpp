// TypeIDs and digests: published vectors.
#include <catch2/catch.hpp>
#include <set>

#include "mapping/core/digest.h"
#include "mapping/core/ids.h"
#include "mapping/core/random.h"
#include "tests/unit/core/read_vector.h"

using namespace closemap;

namespace {

std::string uuid_text(const Uuid& uuid) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[uuid[i] / 16];
    text += kHex[uuid[i] % 16];
  }
  return text;
}

}  // namespace

TEST_CASE("a TypeID is its UUID in base32, both ways") {
  const Result<Uuid> uuid = parse_type_id("prefix_01h455vb4pex5vsknk084sn02q", "prefix");
  REQUIRE(uuid);
  CHECK(uuid_text(*uuid) == "01890a5d-ac96-774b-bcce-b302099a8057");
  CHECK(type_id("prefix", *uuid) == "prefix_01h455vb4pex5vsknk084sn02q");
  Uuid ones;
  ones.fill(0xFF);
  CHECK(type_id("mst", ones) == "mst_7zzzzzzzzzzzzzzzzzzzzzzzzz");
  CHECK(*parse_type_id("mst_7zzzzzzzzzzzzzzzzzzzzzzzzz", "mst") == ones);
  CHECK(type_id("mst", Uuid{}) == "mst_00000000000000000000000000");
}

TEST_CASE("the TypeIDs of the shared vectors") {
  const Json file = read_vector("16_interop.json");
  for (const Json& one : file.at("typeid")) {
    INFO(one.dump());
    const std::string prefix = one.at("prefix");
    const Result<Uuid> uuid = parse_type_id(one.at("expect").get<std::string>(), prefix);
    REQUIRE(uuid);
    CHECK(uuid_text(*uuid) == one.at("uuid"));
    CHECK(type_id(prefix, *uuid) == one.at("expect"));
  }
}

TEST_CASE("what is no TypeID of the prefix is refused") {
  for (const char* bad :
       {"", "mst", "mst_", "pln_00000000000000000000000000", "mst_0000000000000000000000000",
        "mst_000000000000000000000000000", "mst_80000000000000000000000000",
        "mst_0000000000000000000000000u", "mst_0000000000000000000000000I",
        "mst_0000000000000000000000000A", "mst-00000000000000000000000000"})
    CHECK_FALSE(parse_type_id(bad, "mst"));
}

TEST_CASE("a UUIDv7 carries its instant, version and variant, and sorts by time") {
  SplitMix64 random(7);
  const Uuid a = uuid_v7(Instant{1795324066123}, random.bytes10());
  const Uuid b = uuid_v7(Instant{1795324066124}, random.bytes10());
  CHECK(uuid_text(a).substr(0, 13) == "01a201a7-394b");
  CHECK(uuid_text(a)[14] == '7');
  CHECK((a[8] & 0xC0) == 0x80);
  CHECK(type_id("evt", a) < type_id("evt", b));
}

TEST_CASE("ids of one maker ascend, however many a millisecond has") {
  IdMaker ids(7);
  std::string last;
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = ids.make("alr", Instant{1'795'324'066'123 + i / 5'000});
    CHECK(last < id);
    CHECK(parse_type_id(id, "alr"));
    last = id;
  }
  IdMaker others = ids.fork();
  CHECK(others.make("alr", Instant{1'795'324'066'126}) != last);
  CHECK(ids.fork().make("alr", Instant{1'795'324'066'127}) !=
        ids.fork().make("alr", Instant{1'795'324'066'127}));
}

TEST_CASE("SHA-256 equals its published values") {
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("the fast hash keeps its values and tells neighbours apart") {
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  std::string text;
  for (int i = 0; i < 300; ++i, text += '\0') {
    const Hash128 hash = hash128(text);
    CHECK(seen.insert({hash.lo, hash.hi}).second);  // zeros of different lengths differ
    for (std::size_t at = 0; at < text.size(); at += 7) {
      std::string other = text;
      other[at] = 1;
      const Hash128 changed = hash128(other);
      CHECK(changed.lo != hash.lo);
      CHECK(changed.hi != hash.hi);
    }
  }
  CHECK(hash64("closemap") == hash128("closemap").lo);
}
