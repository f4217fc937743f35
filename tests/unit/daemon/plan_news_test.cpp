// What a round changed in plans, line by line.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

void type_in(House& house, const std::string& row, const std::string& from, const std::string& to) {
  auto& body = house.partner().rows["milestone"][row];
  body.replace(body.find(from), from.size(), to);
  house.later(kMinute);
  house.poll();
}

TEST_CASE("a round says which plans it made, moved, paused and closed, and is silent else") {
  House house;
  std::size_t heard = 0;
  const auto said = [&heard](House& in) {  // since the last time
    std::vector<std::string> sentences;
    for (const auto& news = in.engine().plan_news(); heard < news.size(); ++heard)
      sentences.push_back(sentence_of(news[heard]));
    return sentences;
  };
  house.add_deal();
  house.poll();
  const std::string id = house.only_plan().id;
  CHECK(said(house) == std::vector<std::string>{"Rollout 1: created, proposed (" + id + ")"});
  house.later(kMinute);
  house.poll();
  CHECK(said(house).empty());

  type_in(house, "C1", "2026-05-04", "2026-05-18");
  CHECK(said(house) == std::vector<std::string>{
                           "Rollout 1: \"Go live\" moved 2026-05-04 → 2026-05-18",
                           "Rollout 1: forecast of the customer's date 2026-05-04 → 2026-05-18"});

  house.vendor().rows["opportunity"]["V1"].replace(
      house.vendor().rows["opportunity"]["V1"].find("2026-05-04"), 10, "2026-05-20");
  house.later(kMinute);
  house.poll();
  CHECK(said(house) == std::vector<std::string>{"Rollout 1: the customer's date for \"Go live\" "
                                                "moved 2026-05-04 → 2026-05-20"});

  type_in(house, "A1", "in progress", "done");
  CHECK(said(house).at(0) == "Rollout 1: \"Pilot\" done on 2026-03-02");

  const std::string kept = house.vendor().rows["opportunity"]["V1"];
  house.add_deal("2");
  house.vendor().rows["opportunity"].erase("V1");
  house.later(kMinute);
  house.poll();
  const auto paused = said(house);
  REQUIRE(paused.size() == 2);
  CHECK(
      (paused[0] + paused[1]).find("Rollout 1: paused: an opportunity was deleted at its source") !=
      std::string::npos);
  house.vendor().rows["opportunity"]["V1"] = kept;
  house.later(kMinute);
  house.poll();
  CHECK(said(house) == std::vector<std::string>{"Rollout 1: goes on as proposed"});

  for (auto* crm : {&house.vendor(), &house.partner()})
    for (auto& [row, body] : crm->rows["opportunity"])
      if (row.ends_with('1')) body.replace(body.find("Proposal"), 8, "Won");
  house.later(kMinute);
  house.poll();
  CHECK(said(house) == std::vector<std::string>{"Rollout 1: closed, won"});
}

}  // namespace
}  // namespace closemap
