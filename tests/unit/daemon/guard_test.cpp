// The mass-change guard: a surprising source stops itself, not the plans (reliability.md R13, R14).
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

std::vector<PlanStatus> statuses(House& house) {
  std::vector<PlanStatus> all;
  REQUIRE(house.store().read([&]() -> Status {
    for (const StoredPlan& plan : house.store().plans().list(100)) all.push_back(plan.status);
    return ok();
  }));
  return all;
}

// Every opportunity of the vendor's, with one text in it replaced.
void rewrite(House& house, const std::string& from, const std::string& to) {
  for (auto& [id, body] : house.vendor().rows["opportunity"]) {
    const auto at = body.find(from);
    REQUIRE(at != std::string::npos);
    body.replace(at, from.size(), to);
  }
}

TEST_CASE("L12 a listing that lost most of its rows deletes nothing and says so") {
  House house;
  for (int deal = 1; deal <= 30; ++deal) house.add_deal(std::to_string(deal));
  house.poll();
  auto kept = house.vendor().rows["opportunity"].extract("V1");
  house.vendor().rows["opportunity"].clear();
  house.vendor().rows["opportunity"].insert(std::move(kept));
  house.later(kMinute);
  house.poll();
  REQUIRE(house.store().read([&]() -> Status {
    for (const StoredPlan& plan : house.store().plans().list(100))
      CHECK(plan.status == PlanStatus::proposed);
    return ok();
  }));
  REQUIRE(house.subjects("second").size() == 1);
  CHECK(house.subjects("second").front().find("29 records fewer") != std::string::npos);
}

TEST_CASE("R13 R14 a listing without any of the known rows is not believed, however few they are") {
  House house;
  house.add_deal("1");
  house.add_deal("2");
  house.poll();
  house.vendor().rows["opportunity"].clear();
  house.later(kMinute);
  house.poll();
  CHECK(statuses(house) == std::vector(2, PlanStatus::proposed));
  REQUIRE(house.subjects("second").size() == 1);
  CHECK(house.subjects("second").front().find("2 records fewer") != std::string::npos);
  REQUIRE(house.engine().believe("vendor_crm"));
  house.later(kMinute);
  house.poll();
  CHECK(statuses(house) == std::vector(2, PlanStatus::paused));
  CHECK_FALSE(house.engine().believe("nobody"));
}

TEST_CASE(
    "R14 a source whose values go missing, or whose deals all close, is stopped, not its plans") {
  struct Change {
    const char *from, *to;
  };
  const Change change =
      GENERATE(Change{"close_date", "abschluss"}, Change{"\"Proposal\"", "\"Lost\""});
  House house;
  for (int deal = 1; deal <= 12; ++deal) house.add_deal(std::to_string(deal));
  house.poll();
  const auto said = house.subjects().size();
  rewrite(house, change.from, change.to);
  for (int i = 0; i < 3; ++i) {
    house.later(10 * kMinute);
    house.poll();
  }
  CHECK(statuses(house) == std::vector(12, PlanStatus::proposed));
  CHECK(house.subjects().size() == said);
  REQUIRE(house.subjects("second").size() == 1);
  const Notice& told = house.mail("second").got.front();
  CHECK(told.subject.find("vendor_crm cannot be read") != std::string::npos);

  SECTION("put right, it is read again") {
    rewrite(house, change.to, change.from);
    for (int i = 0; i < 2; ++i) {
      house.later(10 * kMinute);
      house.poll();
    }
    REQUIRE(house.subjects("second").size() == 2);
    CHECK(house.subjects("second").back().find("can be read again") != std::string::npos);
  }
  SECTION("believed, it is taken in, once") {
    REQUIRE(house.engine().believe("vendor_crm"));
    for (int i = 0; i < 2; ++i) {
      house.later(10 * kMinute);
      house.poll();
    }
    REQUIRE(house.store().read([&]() -> Status {
      const auto event = house.store().plans().events("record/vendor_crm/opportunity/V1", 100);
      CHECK(event.size() == 2);
      return ok();
    }));
    rewrite(house, "go_live", "start");
    house.later(10 * kMinute);
    house.poll();
    CHECK(house.subjects("second").size() == 2);  // stopped, read again
    house.later(24 * 60 * kMinute);               // the same thing is told once a day at most
    house.poll();
    CHECK(house.subjects("second").size() == 3);
  }
}

TEST_CASE("R14 the operator hears once of a source of which most does not map any more") {
  House house;
  for (int deal = 1; deal <= 12; ++deal) house.add_deal(std::to_string(deal));
  house.poll();
  rewrite(house, "2026-04-24", "24. April");
  for (int i = 0; i < 3; ++i) {
    house.later(10 * kMinute);
    house.poll();
  }
  CHECK(statuses(house) == std::vector(12, PlanStatus::proposed));
  REQUIRE(house.subjects("second").size() == 1);
  CHECK(house.subjects("second").front().find("12 records of vendor_crm/opportunity do not map") !=
        std::string::npos);
}

TEST_CASE("R14 a few that do not map among many good ones are told of once, with one of them") {
  House house;
  for (int deal = 1; deal <= 60; ++deal) house.add_deal(std::to_string(deal));
  for (int deal = 61; deal <= 72; ++deal)
    house.set(house.vendor(), "opportunity", "V" + std::to_string(deal),
              R"({"name":"Broken","close_date":"not a date"})");
  for (int i = 0; i < 3; ++i) {
    house.poll();
    house.later(10 * kMinute);
  }
  REQUIRE(house.subjects("second").size() == 1);
  CHECK(house.subjects("second").front().find("12 records of vendor_crm/opportunity do not map") !=
        std::string::npos);
  const auto& lines = house.mail("second").got.front().lines;
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.front().text.find("V61: ") != std::string::npos);
}

TEST_CASE("R14 a column that is gone from an export takes nothing away and is named once") {
  House house;
  house.add_deal("1");
  auto& crm = house.partner();
  crm.columns["milestone"] = {"opportunity", "title", "owner", "status", "due", "kind", "after"};
  house.poll();
  const auto due_of = [&](const std::string& title) {
    std::optional<Date> due;
    for (const auto& [id, step] : house.only_plan().milestones)
      if (step.title == title) due = step.due;
    return due;
  };
  const auto stored = [&](const std::string& id) {
    std::string fields;
    REQUIRE(house.store().read([&]() -> Status {
      RecordRoom& records = house.store().records();
      fields = records.find(records.source("partner_crm", "milestone"), id)->fields;
      return ok();
    }));
    return fields;
  };
  crm.columns["milestone"][4] = "due by";
  for (auto& [id, body] : crm.rows["milestone"])
    body.replace(body.find("\"due\""), 5, "\"due by\"");
  auto& go_live = crm.rows["milestone"]["C1"];
  go_live.replace(go_live.find("Go live"), 7, "Launch!");
  for (int i = 0; i < 3; ++i) {
    house.later(kMinute);
    house.poll();
  }
  CHECK(stored("C1").find("2026-05-04") != std::string::npos);
  CHECK(due_of("Launch!"));  // the rest of the row was read
  REQUIRE(house.subjects("second").size() == 1);
  const std::string said = house.subjects("second").front();
  INFO(said);
  CHECK(said.find("partner_crm: milestone.csv has no column \"due\" any more") !=
        std::string::npos);
  CHECK(said.find("\"due by\"") != std::string::npos);

  SECTION("an empty cell of a column that is there again is somebody's word") {
    crm.columns["milestone"][4] = "due";
    for (auto& [id, body] : crm.rows["milestone"])
      body.replace(body.find("\"due by\""), 8, "\"due\"");
    house.later(kMinute);
    house.poll();
    CHECK(stored("C1").find("2026-05-04") != std::string::npos);
    auto& text = crm.rows["milestone"]["C1"];
    text.replace(text.find("2026-05-04"), 10, "");
    house.later(kMinute);
    house.poll();
    CHECK(stored("C1").find("due") == std::string::npos);
    REQUIRE(house.subjects("second").size() == 2);
    CHECK(house.subjects("second").back().find("all of partner_crm/milestone is read again") !=
          std::string::npos);
  }
  SECTION("another column that goes is told of, though not on the same day") {
    crm.columns["milestone"][1] = "step";
    for (auto& [id, body] : crm.rows["milestone"])
      body.replace(body.find("\"title\""), 7, "\"step\"");
    house.later(kMinute);
    house.poll();
    CHECK(house.subjects("second").size() == 1);
    house.later(24 * 60 * kMinute);
    house.poll();
    REQUIRE(house.subjects("second").size() == 2);
    CHECK(house.subjects("second").back().find("\"title\"") != std::string::npos);
  }
  SECTION("believed, it goes") {
    REQUIRE(house.engine().believe("partner_crm"));
    house.later(kMinute);
    house.poll();
    CHECK(stored("C1").find("due") == std::string::npos);
    CHECK(house.subjects("second").size() == 1);
  }
}

TEST_CASE("what a source leaves out is named to the operator once, and the rest is read") {
  House house;
  house.add_deal();
  house.partner().remarks = {"milestones-2.csv is not read: it is a symbolic link",
                             "people.csv is not read: it is a pipe"};
  for (int i = 0; i < 3; ++i) {
    house.poll();
    house.later(kMinute);
  }
  CHECK(house.only_plan().milestones.size() == 3);
  REQUIRE(house.subjects("second").size() == 1);
  const std::string said = house.subjects("second").front();
  INFO(said);
  CHECK(said.find("partner_crm: milestones-2.csv is not read") != std::string::npos);
  CHECK(said.find("people.csv") != std::string::npos);
  CHECK(house.mail("second").got.front().headline.starts_with("partner_crm: "));
  house.at("2026-03-04T09:00:00Z");
  house.poll();
  CHECK(house.subjects("second").size() == 1);
  house.partner().remarks.emplace_back("deals.csv is not read: it is a folder");
  house.later(kMinute);
  house.poll();
  REQUIRE(house.subjects("second").size() == 2);
  CHECK(house.subjects("second").back().find("deals.csv") != std::string::npos);
  house.partner().remarks.clear();
  for (int i = 0; i < 3; ++i) {
    house.later(kMinute);
    house.poll();
  }
  REQUIRE(house.subjects("second").size() == 3);
  CHECK(house.subjects("second").back().find("all of partner_crm is read again") !=
        std::string::npos);
}

TEST_CASE("R14 a map that says less of the same records is the user's own will") {
  House house;
  for (int deal = 1; deal <= 12; ++deal) house.add_deal(std::to_string(deal));
  house.poll();
  house.remap("anchor.go_live", "nowhere");
  house.later(10 * kMinute);
  house.poll();
  CHECK(house.subjects("second").empty());
  REQUIRE(house.store().read([&]() -> Status {
    CHECK(house.store().plans().events("record/vendor_crm/opportunity/V1", 100).size() == 2);
    return ok();
  }));
}

}  // namespace
}  // namespace closemap
