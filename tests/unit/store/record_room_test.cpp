// Records: nothing written twice, and found by their keys.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "mapping/core/streams.h"
#include "tests/unit/store/stores.h"

namespace closemap {
namespace {

using test::in_memory;
using test::mapped;

TEST_CASE("an unchanged record is one look-up: no event, no new revision, nothing dirty") {
  const auto store = in_memory();
  REQUIRE(store->write([&] {
    RecordRoom& records = store->records();
    const SourceId source = records.source("crm", kOpportunityStream);
    const Mapped first = mapped(R"({"name":"A"})", {link_key("deal", "7")});
    CHECK(records.put(source, "1", "v1", first, Instant{1}).outcome == PutOutcome::inserted);
    const std::vector<Row> dirty = records.dirty(10);
    records.clear_dirty(dirty);
    CHECK(records.put(source, "1", "v2", first, Instant{2}).outcome == PutOutcome::unchanged);
    CHECK_FALSE(records.any_dirty());
    CHECK(records.find(source, "1")->revision == 1);
    CHECK(records.put(source, "1", "v3", mapped(R"({"name":"B"})"), Instant{3}).outcome ==
          PutOutcome::updated);
    CHECK(records.find(source, "1")->revision == 2);
    CHECK(records.with_key(link_key("deal", "7"), 5).empty());  // the key went with the change
    CHECK(records.remove(source, "1", Instant{4}));
    CHECK_FALSE(records.remove(source, "1", Instant{5}));
    CHECK(records.live_count(source) == 0);
    CHECK(records.put(source, "1", "v4", mapped(R"({"name":"B"})"), Instant{6}).outcome ==
          PutOutcome::revived);
    CHECK(records.live_count(source) == 1);
    return ok();
  }));
}

TEST_CASE("live records of one source are listed by id, a part at a time") {
  const auto store = in_memory();
  REQUIRE(store->write([&] {
    RecordRoom& records = store->records();
    const SourceId crm = records.source("crm", kOpportunityStream);
    const SourceId other = records.source("other", kOpportunityStream);
    for (const char* id : {"10", "9", "2", "gone"})
      records.put(crm, id, "v", mapped(R"({"name":"A"})"), Instant{1});
    records.put(other, "1", "v", mapped(R"({"name":"B"})"), Instant{1});
    records.remove(crm, "gone", Instant{2});
    const auto ids = [&](std::size_t limit, std::string_view after) {
      std::vector<std::string> all;
      for (const StoredRecord& record : records.live(crm, limit, after)) {
        CHECK(record.source == crm);
        CHECK(record.fields == R"({"name":"A"})");
        all.push_back(record.id);
      }
      return all;
    };
    CHECK(ids(2, "") == std::vector<std::string>{"10", "2"});
    CHECK(ids(2, "2") == std::vector<std::string>{"9"});
    CHECK(ids(2, "9").empty());
    return ok();
  }));
}

Mapped keyed(const std::string& fields, bool closed = false) {
  Mapped out = mapped(fields, {link_key("deal", "7")});
  out.closed = closed;
  return out;
}

TEST_CASE("a first sync's keys are in the index when it is done, whatever happened meanwhile") {
  const auto store = in_memory();
  const std::uint64_t key = link_key("deal", "7");
  const auto put = [&](const char* connector, const char* id, const Mapped& record) {
    RecordRoom& records = store->records();
    return records.put(records.source(connector, kOpportunityStream), id, "v", record, Instant{1})
        .outcome;
  };
  const auto finish = [&](const char* connector) {
    REQUIRE(store->write([&] {
      RecordRoom& records = store->records();
      records.set_first_sync_done(records.source(connector, kOpportunityStream), Instant{2});
      return ok();
    }));
  };
  const auto holders = [&] {
    std::size_t count = 0;
    REQUIRE(store->read([&] {
      count = store->records().with_key(key, 10).size();
      return ok();
    }));
    return count;
  };
  REQUIRE(store->write([&] {
    CHECK(put("a", "1", keyed("{}")) == PutOutcome::inserted);
    CHECK(put("a", "1", keyed("{}")) == PutOutcome::unchanged);  // a page that repeats a record
    return ok();
  }));
  SECTION("nothing") {
    finish("a");
    CHECK(holders() == 1);
  }
  SECTION("a page was rolled back") {
    CHECK_FALSE(store->write([&]() -> Status {
      CHECK(put("a", "2", keyed("{}")) == PutOutcome::inserted);
      return Error{Fault::transient, "no", 0};
    }));
    finish("a");
    CHECK(holders() == 1);
  }
  SECTION("a record was deleted") {
    REQUIRE(store->write([&] {
      RecordRoom& records = store->records();
      CHECK(records.remove(records.source("a", kOpportunityStream), "1", Instant{2}));
      return ok();
    }));
    finish("a");
    CHECK(holders() == 0);
  }
  SECTION("a closed record was opened again: it meets its counterpart") {
    finish("a");
    REQUIRE(store->write([&] {
      CHECK(put("b", "1", keyed("{}", true)) == PutOutcome::inserted);
      CHECK(put("b", "1", keyed(R"({"x":1})")) == PutOutcome::updated);
      store->records().clear_dirty(store->records().dirty(10));
      return ok();
    }));
    finish("b");
    REQUIRE(store->write([&] {
      CHECK(store->records().any_dirty());
      return ok();
    }));
    CHECK(holders() == 2);
  }
  const auto report = store->check(true);
  REQUIRE(report);
  CHECK(report->findings == std::vector<std::string>{});
}

}  // namespace
}  // namespace closemap
