// A first sync at work: what waits for a pass, and what one person is told of very many findings.
#include <catch2/catch.hpp>
#include <map>

#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;

Mapped deal(const std::string& name, const std::string& key, bool closed = false) {
  Mapped mapped;
  mapped.fields = R"({"key.deal":")" + key + R"(","name":")" + name + "\"}";
  mapped.digest = hash128(mapped.fields);
  mapped.keys = {link_key("key.deal", key)};
  mapped.closed = closed;
  return mapped;
}

TEST_CASE("a record waits for a pass only when another source knows its key") {
  auto opened = Store::open({":memory:", "", ""});
  REQUIRE(opened);
  Store& store = **opened;
  const Instant now{1'000};
  REQUIRE(store.write([&]() -> Status {
    RecordRoom& records = store.records();
    const SourceId vendor = records.source("vendor", "opportunity");
    const SourceId partner = records.source("partner", "opportunity");
    records.put(partner, "P0", "", deal("before", "K0"), now);
    records.put(vendor, "V0", "", deal("before", "K0"), now);
    CHECK(records.dirty(10).empty());  // nobody can be found while sources are half known
    records.set_first_sync_done(partner, now);
    CHECK(records.dirty(10).empty());
    records.set_first_sync_done(vendor, now);
    REQUIRE(records.dirty(10).size() == 1);
    CHECK(records.get(records.dirty(10).front())->id == "P0");
    records.clear_dirty(records.dirty(10));
    records.put(vendor, "V1", "", deal("one", "K1"), now);
    records.put(vendor, "V2", "", deal("two", "K1"), now);  // the same side: nobody to link with
    records.put(partner, "P9", "", deal("nine", "K9"), now);
    CHECK(records.dirty(10).empty());
    const Row met = records.put(partner, "P1", "", deal("one", "K1"), now).row;
    CHECK(records.dirty(10) == std::vector<Row>{met});
    records.put(partner, "P2", "", deal("gone", "K1", true), now);  // closed starts no plan
    CHECK(records.dirty(10) == std::vector<Row>{met});
    const Row late = records.put(vendor, "V2", "", deal("two", "K9"), now).row;
    CHECK(records.dirty(10) == std::vector<Row>{late, met});
    records.put(vendor, "V1", "", deal("changed", "K7"), now);
    CHECK(records.dirty(10) == std::vector<Row>{late, met});
    return ok();
  }));
}

TEST_CASE("of records that share a key, those of the source that has fewer wait for a pass") {
  auto opened = Store::open({":memory:", "", ""});
  REQUIRE(opened);
  Store& store = **opened;
  const Instant now{1'000};
  REQUIRE(store.write([&]() -> Status {
    RecordRoom& records = store.records();
    const SourceId vendor = records.source("vendor", "opportunity");
    const SourceId partner = records.source("partner", "opportunity");
    const SourceId accounts = records.source("partner", "account");
    std::vector<Row> waiting;
    enum Waits { waits, rests, closed };
    const auto put = [&](SourceId source, const std::string& id, const std::string& key,
                         Waits what) {
      const Row row = records.put(source, id, "", deal(id, key, what == closed), now).row;
      if (what == waits) waiting.push_back(row);
    };
    put(partner, "P1", "fewer", waits);
    put(partner, "P2", "as many", waits);
    put(partner, "P3", "as many", waits);
    put(partner, "P4", "one closed", closed);
    put(partner, "P5", "more", rests);
    put(partner, "P6", "more", rests);
    put(accounts, "A1", "no deal", rests);
    records.set_first_sync_done(partner, now);
    records.set_first_sync_done(accounts, now);
    records.clear_dirty(records.dirty(100));
    put(vendor, "V1", "fewer", rests);
    put(vendor, "V2", "fewer", rests);
    put(vendor, "V3", "as many", rests);
    put(vendor, "V4", "as many", rests);
    put(vendor, "V5", "one closed", waits);
    put(vendor, "V6", "more", waits);
    put(vendor, "V7", "more", closed);
    put(vendor, "V8", "no deal", waits);
    records.set_first_sync_done(vendor, now);
    CHECK(records.dirty(100) == waiting);
    return ok();
  }));
}

TEST_CASE("each source has its share of a key's holders, however many another one has") {
  auto opened = Store::open({":memory:", "", ""});
  REQUIRE(opened);
  Store& store = **opened;
  const Instant now{1'000};
  REQUIRE(store.write([&]() -> Status {
    RecordRoom& records = store.records();
    std::vector<SourceId> sources;
    const std::vector<std::pair<std::string, int>> sizes{
        {"one", 2}, {"crowd", 9}, {"exact", 3}, {"last", 1}};
    for (const auto& [name, size] : sizes) {
      sources.push_back(records.source(name, "opportunity"));
      for (int n = 0; n < size; ++n)
        records.put(sources.back(), std::to_string(n), "", deal("deal", "K"), now);
      records.set_first_sync_done(sources.back(), now);
    }
    const std::uint64_t key = deal("deal", "K").keys.front();
    const auto counts = [&](std::size_t limit) {
      std::map<SourceId, int> found;
      Row before = 0;
      SourceId of = 0;
      for (const KeyHolder& holder : records.holders(key, limit)) {
        CHECK((holder.source > of || (holder.source == of && holder.row > before)));
        before = holder.row;
        of = holder.source;
        ++found[holder.source];
      }
      return found;
    };
    using Counts = std::map<SourceId, int>;
    CHECK(counts(3) == Counts{{sources[0], 2}, {sources[1], 3}, {sources[2], 3}, {sources[3], 1}});
    CHECK(counts(1) == Counts{{sources[0], 1}, {sources[1], 1}, {sources[2], 1}, {sources[3], 1}});
    CHECK(counts(50) == Counts{{sources[0], 2}, {sources[1], 9}, {sources[2], 3}, {sources[3], 1}});
    CHECK(records.holders(key + 1, 3).empty());
    return ok();
  }));
}

TEST_CASE("a digest counts every finding, though it names only some") {
  House house(R"(
[[route]]
notify = ["mail"]
[[plan.template]]
use = "standard_11"
)");
  constexpr int kDeals = 9;
  for (int i = 0; i < kDeals; ++i) {
    const std::string n = std::to_string(i);
    const std::string body = R"({"name":"Rollout )" + n + R"(","account":"Northwind )" + n +
                             R"(","stage":"Proposal","close_date":"2026-12-18","deal":"K)" + n +
                             "\"}";
    house.set(house.vendor(), "opportunity", "V" + n, body);
    house.set(house.partner(), "opportunity", "P" + n, body);
  }
  house.poll();
  const auto found = house.open_alerts();
  REQUIRE(found.size() > kItemsPerMessageMax);
  int digests = 0;
  for (const Notice& notice : house.mail().got) {
    if (notice.to.email != "maria@contoso.example") continue;
    ++digests;
    CHECK(notice.kind == "digest");
    CHECK(notice.subject == "As found: " + std::to_string(found.size()) + " open points in " +
                                std::to_string(kDeals) + " deals");
    CHECK(notice.lines.back().label == "And more");
  }
  CHECK(digests == 1);
  house.poll();
  CHECK(house.open_alerts().size() == found.size());
}

TEST_CASE("plan.create = \"all\" follows an opportunity that nobody shares") {
  House house(R"(
[[route]]
notify = ["mail"]
[plan]
create = "all"
)");
  house.set(house.vendor(), "opportunity", "V1",
            R"({"name":"Alone","stage":"Proposal","close_date":"2026-12-18"})");
  house.poll();
  CHECK(house.only_plan().name == "Alone");
}

}  // namespace
}  // namespace closemap
