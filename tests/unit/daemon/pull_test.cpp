// Reading pages: what is joined into one commit, and what is handed over when reading breaks off.
#include "daemon/sync/pull.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/unit/record/map_fixture.h"

namespace closemap {
namespace {

// Pages of `each` records with bodies of `bytes`, `pages` of them; the cursor counts them.
class CountingSource final : public Source {
 public:
  int pages = 1, each = 1, breaks_at = -1;
  std::size_t bytes = 0;
  bool listing = false;

  Status check() override { return ok(); }
  Result<Page> read(const ReadRequest& request) override {
    const int at = request.cursor.empty() ? 0 : std::stoi(std::string(request.cursor));
    if (at == breaks_at) return Error{Fault::transient, "the line is dead", 0};
    Page page;
    for (int i = 0; i < each; ++i) {
      const std::string id = std::to_string(at * each + i);
      const std::string title(bytes, 'x');
      page.records.push_back(
          {page.own(id), {}, page.own(R"({"t":")" + id + title + R"("})"), false, kNoTable, {}});
    }
    page.cursor = std::to_string(at + 1);
    page.more = at + 1 < pages;
    page.listing = listing;
    return page;
  }
};

struct Taken {
  std::size_t records;
  std::string cursor;
  bool more;
  friend bool operator==(const Taken&, const Taken&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Taken& taken) {
    return out << taken.records << " to " << taken.cursor << (taken.more ? "…" : "");
  }
};

Status pull(CountingSource& source, std::vector<Taken>& taken, std::size_t stop_after = 1'000) {
  const FieldMap map = test::compiled(test::spec_of({test::rule("name", "t")}));
  std::size_t next = 0;
  return pull_streams(source, {{"opportunity", "", false, &map}}, [&](const PulledPage& pulled) {
    REQUIRE(pulled.records.size() == pulled.page.records.size());
    for (const MappedRecord& record : pulled.records) {  // each is mapped, in order
      const std::string name = "\"name\":\"" + std::to_string(next++);
      CHECK(record.mapped.fields.find(name) != std::string::npos);
    }
    taken.push_back({pulled.records.size(), pulled.page.cursor, pulled.page.more});
    return taken.size() < stop_after;
  });
}

TEST_CASE(
    "small pages are joined until a commit is worth it, the rest comes with the last cursor") {
  CountingSource source;
  source.pages = 25;
  source.each = 100;
  std::vector<Taken> taken;
  REQUIRE(pull(source, taken));
  CHECK(taken == std::vector<Taken>{{1'000, "10", true}, {1'000, "20", true}, {500, "25", false}});
}

TEST_CASE("large records are committed sooner") {
  CountingSource source;
  source.pages = 3;
  source.each = 10;
  source.bytes = kBytesPerCommit / 10;
  std::vector<Taken> taken;
  REQUIRE(pull(source, taken));
  CHECK(taken == std::vector<Taken>{{10, "1", true}, {10, "2", true}, {10, "3", false}});
}

TEST_CASE("what was read before a source breaks off is handed over") {
  CountingSource source;
  source.pages = 25;
  source.each = 100;
  source.breaks_at = 13;
  std::vector<Taken> taken;
  const Status done = pull(source, taken);
  REQUIRE_FALSE(done);
  CHECK(done.error().what == "opportunity: the line is dead");
  CHECK(taken == std::vector<Taken>{{1'000, "10", true}, {300, "13", true}});
}

TEST_CASE("a page of a listing is committed as it came") {
  CountingSource source;
  source.pages = 2;
  source.listing = true;
  std::vector<Taken> taken;
  REQUIRE(pull(source, taken));
  CHECK(taken == std::vector<Taken>{{1, "1", true}, {1, "2", false}});
}

TEST_CASE("of what mapped, names are kept; what did not keeps its body") {
  Page page;
  page.records.push_back(
      {page.own("a"), page.own("1"), page.own(R"({"t":"good"})"), false, kNoTable, {}});
  Page next;
  next.records.push_back({next.own("b"), next.own("2"), next.own(R"({"t":)"), false, kNoTable, {}});
  class Two final : public Source {
   public:
    std::vector<Page> pages;
    Status check() override { return ok(); }
    Result<Page> read(const ReadRequest& request) override {
      return std::move(pages[request.cursor.empty() ? 0 : 1]);
    }
  } source;
  page.cursor = "1";
  page.more = true;
  next.cursor = "2";
  source.pages.push_back(std::move(page));
  source.pages.push_back(std::move(next));
  const FieldMap map = test::compiled(test::spec_of({test::rule("name", "t")}));
  int taken = 0;
  REQUIRE(pull_streams(source, {{"opportunity", "", false, &map}}, [&](const PulledPage& pulled) {
    ++taken;
    REQUIRE(pulled.page.records.size() == 2);
    const Record &a = pulled.page.records[0], &b = pulled.page.records[1];
    CHECK(a.id == "a");
    CHECK(a.version == "1");
    CHECK(a.body.empty());
    CHECK(pulled.records[0].mapped.fields.find("good") != std::string::npos);
    CHECK(b.id == "b");
    CHECK(b.body == R"({"t":)");
    CHECK_FALSE(pulled.records[1].error.empty());
    return true;
  }));
  CHECK(taken == 1);
}

TEST_CASE("nothing is read any more when a commit failed") {
  CountingSource source;
  source.pages = 100;
  source.each = 500;
  source.breaks_at = 2;
  std::vector<Taken> taken;
  REQUIRE(pull(source, taken, 1));
  CHECK(taken.size() == 1);
}

}  // namespace
}  // namespace closemap
