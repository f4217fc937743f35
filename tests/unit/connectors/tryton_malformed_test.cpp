// Ten thousand pages that are not what Tryton sends: none crashes, each has a reason, the good rows
// all come in after them.
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "mapping/core/random.h"
#include "tryton_fake.h"

namespace closemap::test {
namespace {

constexpr const char* kModel = "sale.opportunity";
constexpr const char* kStream = "opportunity";
constexpr int kRows = 25;

// A page of three rows in Tryton's envelope.
std::string good_page(const Json& id) {
  Json rows = Json::array();
  for (int n = 1; n <= 3; ++n)
    rows.push_back({{"id", n},
                    {"rec_name", "Deal " + std::to_string(n)},
                    {"create_date", tryton_time(n)},
                    {"write_date", nullptr},
                    {"amount", {{"__class__", "Decimal"}, {"decimal", "12.50"}}}});
  return Json{{"id", id}, {"result", rows}}.dump();
}

std::string broken(std::string text, SplitMix64& random) {
  const auto at = [&] { return static_cast<std::size_t>(random.below(text.size())); };
  switch (random.below(10)) {
    case 0:
      text.resize(at());
      break;
    case 1:
      text[at()] = static_cast<char>(random.below(256));
      break;
    case 2:
      text.erase(at(), 1 + random.below(40));
      break;
    case 3:
      text.insert(at(), std::string(1 + random.below(300), "[{"[random.below(2)]));
      break;
    case 4:
      text = "<html><body>502 Bad Gateway</body></html>";
      break;
    case 5:
      text = Json{{"result", text}}.dump();
      break;
    case 6:
      text.insert(at(), "\xff\xfe");
      break;
    case 7:
      text = random.below(2) == 0 ? "null" : "[]";
      break;
    case 8:
      for (std::uint64_t n = 1 + random.below(6); n > 0; --n)
        text[at()] = "{}[]\",:\\0e-"[random.below(11)];
      break;
    default:
      text = std::string(1 + random.below(300), static_cast<char>(random.below(256)));
  }
  return text;
}

TEST_CASE(
    "ten thousand malformed pages: each is an error with a reason or rows, and nothing is lost") {
  FakeTryton server;
  for (int id = 1; id <= kRows; ++id) server.add(kModel, id, tryton_time(id), nullptr);
  Rig rig(server, {{"page_size", "100"}});
  REQUIRE(ids(rig.pass(kStream)).size() == kRows);  // logged in, and the cursor stands
  SplitMix64 random(20261125);
  std::map<Fault, int> faults;
  int pages = 0, served = 0;
  server.instead = [&](const Json& request) -> std::string {
    if (request.at("method") != "model." + std::string(kModel) + ".search_read") return {};
    ++served;
    return broken(good_page(request.at("id")), random);
  };
  while (served < 10'000) {
    rig.cursor.clear();
    const auto page = rig.read(kStream);
    if (page) {
      ++pages;  // what was broken left a page that can be read, row by row
      for (const Record& record : page->records)
        CHECK((!record.id.empty() || !record.error.empty()));
      continue;
    }
    CHECK_FALSE(page.error().what.empty());
    CHECK(page.error().fault != Fault::bug);
    ++faults[page.error().fault];
  }
  int failed = 0;
  for (const auto& [fault, count] : faults) failed += count;
  CHECK(failed >= 5'000);
  CHECK(failed + pages <= served);
  server.instead = nullptr;
  rig.cursor.clear();
  CHECK(ids(rig.pass(kStream)).size() == kRows);
}

}  // namespace
}  // namespace closemap::test
