// What a step says and the plan cannot take: left out with a reason, the rest of the step kept.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/reconcile/resolve.h"
#include "tests/unit/reconcile/resolved_deal.h"

namespace closemap {

using namespace test;

namespace {

// "record: why" of everything that was left out.
std::vector<std::string> left_out(Deal& deal) {
  std::vector<Unplaced> unplaced;
  deal.plan(&unplaced);
  std::vector<std::string> lines;
  for (const Unplaced& each : unplaced) lines.push_back(each.ref.record + ": " + each.why);
  return lines;
}

}  // namespace

TEST_CASE("a step that ends on a day to come is under way until then, and that is said") {
  Deal deal;  // today is 2026-03-02
  deal.step("1", {{"status", "Done"}, {"actual", "2026-03-05"}});
  deal.step("2", {{"status", "Done"}, {"actual", "2026-03-03"}});  // may be today elsewhere
  deal.step("3", {{"actual", "2026-03-09"}});
  deal.step("4", {{"status", "pending"}, {"actual", "2026-03-09"}});  // nobody says it is done
  CHECK(left_out(deal) ==
        std::vector<std::string>{
            "1: actual is 2026-03-05, a day to come: the step counts as in progress until then",
            "3: actual is 2026-03-09, a day to come: the step counts as in progress until then"});
  deal.input().now = *parse_instant("2026-03-09T12:00:00Z");
  CHECK(left_out(deal).empty());
  CHECK(titled(deal.plan(), "Step 3").status == MilestoneStatus::complete);
}

TEST_CASE("a step that waits for itself says so, and for the others it waits") {
  Deal deal;
  deal.step("1");
  deal.step("2", {{"after", "2;1"}});
  CHECK(left_out(deal) == std::vector<std::string>{"2: after names the step itself"});
  CHECK(edges(deal.plan()) == std::vector<std::string>{"Step 1>Step 2"});
}

TEST_CASE("a kind or a category nobody knows is named with the nearest one; the step is taken") {
  Deal deal;
  deal.step("1", {{"kind", "signatur"}, {"category", "Legal"}, {"due", "2026-04-06"}});
  deal.step("2", {{"kind", "EB meeting"}, {"category", "wishes\n"}});
  deal.step("3", {{"kind_raw", "Bespoke"}});  // a word that the map's lookup does not know
  const auto lines = left_out(deal);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] ==
        "1: kind \"signatur\" is none of step, meeting, eb_meeting, pilot, conversion_decision, "
        "gate, signature, go_live, kickoff (did you mean signature?): name it in a lookup of the "
        "map");
  CHECK(lines[1].starts_with("2: category \"wishes\\u{a}\" is none of discovery, "));
  CHECK(lines[1].find("did you mean") == std::string::npos);
  CHECK(lines[2].starts_with("3: kind \"Bespoke\" is none of step, "));
  const Plan plan = deal.plan();
  CHECK(titled(plan, "Step 1").kind == "step");
  CHECK(titled(plan, "Step 1").category == "legal");
  CHECK(titled(plan, "Step 1").due == date_on("2026-04-06"));
  CHECK(titled(plan, "Step 2").kind == "eb_meeting");
}

TEST_CASE("a status that the map's lookup has no word for is named, and what was known stays") {
  Deal deal;
  deal.step("1", {{"status_raw", "Erledigt"}});
  deal.step("2", {{"status_raw", "In progress"}});  // one of ours needs no lookup
  deal.step("3", {{"status_raw", "Erledigt"}, {"actual", "2026-02-27"}});  // the day says it
  const auto lines = left_out(deal);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] ==
        "1: status \"Erledigt\" is none of pending, in_progress, complete, blocked: name it in a "
        "lookup of the map");
  CHECK(lines[1].starts_with("3: status \"Erledigt\" is none of "));
  const Plan plan = deal.plan();
  CHECK(titled(plan, "Step 1").status == MilestoneStatus::pending);
  CHECK(titled(plan, "Step 2").status == MilestoneStatus::in_progress);
  CHECK(titled(plan, "Step 3").status == MilestoneStatus::complete);
  deal.forget_steps();
  deal.step("2", {{"status_raw", "Erledigt"}});
  CHECK(titled(deal.next(plan), "Step 2").status == MilestoneStatus::in_progress);
}

TEST_CASE("one entry holds everything that a step says in vain") {
  Deal deal;
  deal.step("1", {{"status", "Done"},
                  {"actual", "2026-03-05"},
                  {"kind", "gat"},
                  {"after", "1"},
                  {"handoff_to", "nobody"}});
  const auto lines = left_out(deal);
  REQUIRE(lines.size() == 1);
  for (const char* part : {"kind \"gat\"", "; actual is 2026-03-05",
                           "; after names the step itself", "; handoff_to names \"nobody\""})
    CHECK(lines[0].find(part) != std::string::npos);
}

}  // namespace closemap
