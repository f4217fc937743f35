// The whole path on one thread: what people hear, and what they do not hear.
#include <algorithm>
#include <catch2/catch.hpp>

#include "mapping/plan/document.h"
#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

const char* const kPilotLater =
    R"({"opportunity":"P1","title":"Pilot","owner":"priya@fabrikam.example","status":"in progress","due":"2026-03-27","kind":"pilot"})";

TEST_CASE("a healthy deal becomes a proposed plan and nobody hears anything") {
  House house;
  house.add_deal();
  house.poll();
  const Plan plan = house.only_plan();
  CHECK(plan.status == PlanStatus::proposed);
  CHECK(plan.milestones.size() == 3);
  CHECK(plan.dependencies.size() == 2);
  CHECK(plan.party(Party::customer).name == "Northwind 1");
  CHECK(house.subjects().empty());
  CHECK(house.subjects("second").empty());
}

TEST_CASE("a due date quietly pushed in the export is a slip its owner hears once") {
  House house;
  house.add_deal();
  house.poll();
  house.later(5 * kMinute);
  house.set(house.partner(), "milestone", "A1", kPilotLater);
  house.poll();
  int to_owner = 0;
  for (const Notice& notice : house.mail().got) {
    if (notice.to.email != "priya@fabrikam.example") continue;
    ++to_owner;
    CHECK(notice.subject == "Slip +5 days: Pilot — Rollout 1");
    bool names_customer_date = false;
    for (const NoticeLine& line : notice.lines)
      names_customer_date =
          names_customer_date || (line.label == "Customer's date" &&
                                  line.text.find("Mon 2026-05-11") != std::string::npos);
    CHECK(names_customer_date);
  }
  CHECK(to_owner == 1);
  const Plan plan = house.only_plan();
  const Milestone& pilot = plan.milestones.at(plan.milestone_order.front());
  CHECK(to_text(*pilot.due) == "2026-03-20");  // the promise does not move by itself
  CHECK(to_text(*pilot.owner_estimate) == "2026-03-27");
  const auto before = house.mail().got.size();
  for (int i = 0; i < 3; ++i) {
    house.later(5 * kMinute);
    house.poll();
  }
  house.restart();
  house.poll();
  CHECK(house.mail().got.size() == before);
}

TEST_CASE("I19 the slip of a step that a party is not shown is told to others than that party") {
  House house;
  house.add_deal();
  house.poll();
  REQUIRE(house.store().write([&]() -> Status {
    StoredPlan stored = *house.store().plans().get(house.store().plans().list(1).front().row);
    Plan plan = *plan_from_text(stored.document);
    plan.visibility["/milestones/" + plan.milestone_order.front()] = {Party::vendor};
    house.store().plans().update(stored, pack_document(plan_to_text(plan)));
    return ok();
  }));
  house.later(5 * kMinute);
  house.set(house.partner(), "milestone", "A1", kPilotLater);
  house.poll();
  int to_vendor = 0;
  for (const Notice& notice : house.mail().got) {
    if (notice.subject.find("Slip +5 days") == std::string::npos) continue;
    CHECK(notice.to.email.ends_with("@contoso.example"));
    ++to_vendor;
  }
  CHECK(to_vendor > 0);
}

TEST_CASE("a slip that is taken back is settled once, in the same place") {
  House house;
  house.add_deal();
  house.poll();
  house.set(house.partner(), "milestone", "A1", kPilotLater);
  house.later(kMinute);
  house.poll();
  house.mail().got.clear();
  house.add_deal();
  for (int i = 0; i < 4; ++i) {
    house.later(5 * kMinute);
    house.poll();
  }
  int settled = 0;
  for (const Notice& notice : house.mail().got) {
    CHECK(notice.kind == "resolved");
    settled += notice.to.email == "priya@fabrikam.example" ? 1 : 0;
  }
  CHECK(settled == 1);
  // at_risk keeps its hysteresis: with no day to spare it neither confirms nor clears, and nobody
  // was told of it.
  for (const AlertRow& alert : house.open_alerts()) {
    CHECK(alert.signal == "at_risk");
    CHECK_FALSE(alert.notified);
  }
}

TEST_CASE("an alert that wants two looks fires at the second poll, after a restart as well") {
  const bool again = GENERATE(false, true);
  House house;
  house.add_deal();
  house.poll();
  house.later(5 * kMinute);
  house.set(
      house.vendor(), "opportunity", "V1",
      R"({"name":"Rollout 1","account":"Northwind 1","domain":"northwind1.example","stage":"Proposal","close_date":"2026-09-24","deal":"K1","owner":"jonas@contoso.example","go_live":"2026-05-04"})");
  house.poll();
  CHECK(house.subjects().empty());
  REQUIRE(house.open_alerts().size() == 2);  // the two CRMs disagree, too
  for (const AlertRow& alert : house.open_alerts()) CHECK(alert.state == "pending");
  house.later(5 * kMinute);
  if (again) house.restart();
  house.poll();
  for (const AlertRow& alert : house.open_alerts()) CHECK(alert.state == "firing");
  CHECK(house.subjects().size() == 2);  // Jonas and Maria
}

TEST_CASE("accepting the forecast moves the promise and ends the slip") {
  House house;
  house.add_deal();
  house.poll();
  house.set(house.partner(), "milestone", "A1", kPilotLater);
  house.later(kMinute);
  house.poll();
  const std::string id = house.only_plan().id;
  REQUIRE(house.engine().edit(id, {PlanEdit::Kind::accept_forecast, "maria@contoso.example", ""}));
  const Plan plan = house.only_plan();
  CHECK(to_text(*plan.milestones.at(plan.milestone_order.front()).due) == "2026-03-27");
  house.later(kMinute);
  house.poll();
  CHECK(house.only_plan().milestones.at(plan.milestone_order.front()).owner_estimate ==
        std::nullopt);
}

TEST_CASE("L24 what is already wrong at the first sync comes as one digest per person") {
  House house("", "2026-04-02T09:00:00Z");  // pilots are two weeks overdue
  for (int deal = 0; deal < 20; ++deal) house.add_deal(std::to_string(deal));
  house.poll();
  std::map<std::string, int> per_person;
  for (const Notice& notice : house.mail().got) {
    CHECK(notice.kind == "digest");
    ++per_person[notice.to.email];
  }
  CHECK_FALSE(per_person.empty());
  for (const auto& [person, count] : per_person) {
    INFO(person);
    CHECK(count == 1);
  }
  const auto before = house.mail().got.size();
  house.later(kMinute);
  house.poll();
  CHECK(house.mail().got.size() == before);
}

TEST_CASE("a digest that is too long counts what it does not name") {
  House house("", "2026-04-02T09:00:00Z");  // pilots are two weeks overdue
  constexpr int kDeals = 60;                // an overdue step each, and its slip
  for (int deal = 0; deal < kDeals; ++deal) house.add_deal(std::to_string(deal));
  house.poll();
  for (const Notice& notice : house.mail().got) {
    if (notice.to.email != "priya@fabrikam.example") continue;
    INFO(notice.subject);
    CHECK(notice.subject == "As found: 120 open points in 60 deals");
    REQUIRE_FALSE(notice.lines.empty());
    CHECK(notice.lines.back().label == "And more");
  }
  CHECK(std::count_if(house.mail().got.begin(), house.mail().got.end(), [](const Notice& notice) {
          return notice.to.email == "priya@fabrikam.example";
        }) == 1);
}

TEST_CASE("L16 a source that cannot be read freezes its alerts, and the operator hears once") {
  House house;
  house.add_deal();
  house.poll();
  house.partner().failing = Error{Fault::transient, "http 503", 0};
  house.at("2026-03-25T09:00:00Z");  // the pilot's date passes while nobody can look
  for (int i = 0; i < 6; ++i) {
    house.later(30 * kMinute);
    house.poll();
  }
  CHECK(house.subjects().empty());
  CHECK(house.subjects("second") ==
        std::vector<std::string>{
            "ops@contoso.example: closemap: connector partner_crm cannot be read"});
  house.partner().failing.reset();
  for (int i = 0; i < 2; ++i) {
    house.later(30 * kMinute);
    house.poll();
  }
  CHECK(house.subjects("second").size() == 2);  // and that it is back
  CHECK_FALSE(house.subjects().empty());        // now the overdue pilot is told
}

TEST_CASE("L16 what changed while the other CRM was away is told as soon as it is back") {
  House house;
  house.add_deal();
  house.poll();
  house.vendor().failing = Error{Fault::transient, "connection refused", 0};
  house.later(kMinute);
  house.poll();
  house.set(house.partner(), "milestone", "A1", kPilotLater);
  house.later(kMinute);
  house.poll();
  CHECK(house.subjects().empty());  // half the picture
  SECTION("in the same run of the daemon") {}
  SECTION("the daemon having been restarted meanwhile") {
    house.restart();
    house.poll();
    CHECK(house.subjects().empty());
  }
  house.vendor().failing.reset();
  house.later(kMinute);
  house.poll();
  const std::vector<std::string> subjects = house.subjects();
  CHECK(std::count(subjects.begin(), subjects.end(),
                   "priya@fabrikam.example: Slip +5 days: Pilot — Rollout 1") == 1);
}

TEST_CASE("L12 a deleted deal becomes a tombstone and a paused plan, not an alert storm") {
  House house;
  for (int deal = 1; deal <= 20; ++deal) house.add_deal(std::to_string(deal));
  house.poll();
  house.vendor().rows["opportunity"].erase("V7");
  house.later(kMinute);
  house.poll();
  CHECK(house.subjects().empty());
  REQUIRE(house.subjects("second").size() == 1);
  int paused = 0;
  REQUIRE(house.store().read([&]() -> Status {
    for (const StoredPlan& plan : house.store().plans().list(100))
      paused += plan.status == PlanStatus::paused ? 1 : 0;
    return ok();
  }));
  CHECK(paused == 1);
  house.add_deal("7");
  house.later(kMinute);
  house.poll();
  REQUIRE(house.store().read([&]() -> Status {
    for (const StoredPlan& plan : house.store().plans().list(100))
      CHECK(plan.status == PlanStatus::proposed);
    return ok();
  }));
}

TEST_CASE("L05 three edits of one close date are three events") {
  House house;
  house.add_deal();
  house.poll();
  for (const char* date : {"2026-04-25", "2026-04-26", "2026-04-27"}) {
    std::string body = house.vendor().rows["opportunity"]["V1"];
    const auto at = body.find("\"close_date\":\"") + 14;
    body.replace(at, 10, date);
    house.set(house.vendor(), "opportunity", "V1", body);
    house.later(kMinute);
    house.poll();
  }
  REQUIRE(house.store().read([&]() -> Status {
    const auto events = house.store().plans().events("record/vendor_crm/opportunity/V1", 100);
    CHECK(events.size() == 4);  // as first seen, and three changes
    return ok();
  }));
}

TEST_CASE("a quiet poll writes nothing") {
  House house;
  house.add_deal();
  house.poll();
  house.later(kMinute);
  house.poll();
  const auto figure = [&] {
    const auto report = house.store().check(true);
    REQUIRE(report);
    CHECK(report->clean);
    return report->events;
  };
  const auto before = figure();
  house.later(kMinute);
  house.poll();
  CHECK(figure() == before);
}

TEST_CASE("a record that does not map waits in quarantine and the rest goes on") {
  House house;
  house.add_deal();
  house.set(house.vendor(), "opportunity", "V9", R"({"name":"Broken","close_date":"not a date"})");
  house.poll();
  CHECK(house.only_plan().status == PlanStatus::proposed);
  const auto waiting = [&] {
    std::int64_t count = 0;
    REQUIRE(house.store().read([&]() -> Status {
      count = house.store().records().quarantine_count();
      return ok();
    }));
    return count;
  };
  CHECK(waiting() == 1);
  house.set(house.vendor(), "opportunity", "V9", R"({"name":"Mended","close_date":"2026-06-01"})");
  house.later(kMinute);
  house.poll();
  CHECK(waiting() == 0);
}

TEST_CASE("what a step says that nobody can mean goes to quarantine, and what was known stays") {
  const char* const said =
      GENERATE(R"("status":"Abgeschlossen")", R"("status":"in progress","days":-3)",
               R"("status":"in progress","days":999999)");
  House house;
  house.add_deal();
  house.poll();
  const Plan before = house.only_plan();
  house.later(kMinute);
  house.set(house.partner(), "milestone", "A1",
            R"({"opportunity":"P1","title":"Other","due":"2026-09-20","kind":"pilot",)" +
                std::string(said) + "}");
  house.poll();
  CHECK(house.only_plan().milestones == before.milestones);
  CHECK(house.subjects().empty());
  REQUIRE(house.store().read([&]() -> Status {
    const auto rows = house.store().records().quarantined(10);
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().id == "A1");
    return ok();
  }));
}

TEST_CASE("a step's kind and category are words of the plan, or are left as they were") {
  House house;
  house.add_deal();
  house.set(
      house.partner(), "milestone", "A1",
      R"({"opportunity":"P1","title":"Pilot","owner":"priya@fabrikam.example","status":"In Progress","due":"2026-03-20","kind":"EB meeting"})");
  house.set(
      house.partner(), "milestone", "D1",
      R"({"opportunity":"P1","title":"Kick","owner":"priya@fabrikam.example","due":"2026-03-20","kind":"stepp"})");
  house.poll();
  std::map<std::string, std::string> kinds;
  for (const auto& [id, milestone] : house.only_plan().milestones)
    kinds[milestone.title] = milestone.kind;
  CHECK(kinds.at("Pilot") == "eb_meeting");
  CHECK(kinds.at("Kick") == "step");
}

TEST_CASE(
    "a deal with no steps of its own gets the template, worked back from the customer's date") {
  House house(R"(
[[plan.template]]
use = "mid_market"
[[route]]
notify = ["mail"]
[notify]
quiet = "none"
group_wait = "0s"
)");
  house.add_deal();
  house.partner().rows["milestone"].clear();
  house.poll();
  const Plan plan = house.only_plan();
  CHECK(plan.template_used == "mid_market");
  CHECK(plan.milestones.size() == 7);
  REQUIRE(plan.anchors.size() == 1);
  CHECK(to_text(plan.anchors.begin()->second.date) == "2026-05-04");
}

TEST_CASE("without a shared key the same account only proposes, and a person decides") {
  House house;
  house.add_deal();
  std::string body = house.partner().rows["opportunity"]["P1"];
  body.replace(body.find("\"K1\""), 4, "\"K9\"");
  house.set(house.partner(), "opportunity", "P1", body);
  house.poll();
  std::vector<StoredLink> proposed;
  REQUIRE(house.store().read([&]() -> Status {
    CHECK(house.store().plans().count() == 0);
    proposed = house.store().links().list(LinkState::proposed, 10);
    return ok();
  }));
  REQUIRE(proposed.size() == 1);
  REQUIRE(house.engine().confirm_link(proposed.front().row, "maria@contoso.example"));
  CHECK(house.only_plan().status == PlanStatus::proposed);
}

TEST_CASE("a pair that a person put back to review is linked by a person alone") {
  House house;
  house.add_deal();
  house.poll();
  const auto links = [&](LinkState state) {
    std::vector<StoredLink> found;
    REQUIRE(house.store().read([&]() -> Status {
      found = house.store().links().list(state, 10);
      return ok();
    }));
    return found;
  };
  REQUIRE(links(LinkState::linked).size() == 1);
  const Row link = links(LinkState::linked).front().row;
  const auto told_again = [&](const std::string& stage) {
    for (auto* crm : {&house.vendor(), &house.partner()})
      for (auto& [id, body] : crm->rows["opportunity"]) {
        const auto at = body.find("\"stage\":\"") + 9;
        body.replace(at, body.find('"', at) - at, stage);
      }
    house.later(10 * test::kMinute);
    house.poll();
  };
  REQUIRE(house.engine().undo_link(link, "closemap"));  // a person may be called so, too
  const auto partners_steps = [](const Plan& plan) {
    return std::count_if(plan.milestones.begin(), plan.milestones.end(), [](const auto& each) {
      return each.second.disposition == Disposition::active;
    });
  };
  CHECK(partners_steps(house.only_plan()) == 0);
  told_again("Negotiation");
  CHECK(links(LinkState::linked).empty());
  REQUIRE(links(LinkState::proposed).size() == 1);
  CHECK(house.only_plan().opportunities.size() == 1);
  REQUIRE(house.engine().confirm_link(link, "maria@contoso.example"));
  CHECK(partners_steps(house.only_plan()) == 3);
  REQUIRE(house.engine().reject_link(link, "maria@contoso.example"));
  told_again("Proposal");
  CHECK(links(LinkState::linked).empty());
  CHECK(links(LinkState::proposed).empty());
}

TEST_CASE("what can no longer be decided is not asked: another deal of the account was confirmed") {
  House house;
  house.add_deal();
  std::string body = house.partner().rows["opportunity"]["P1"];
  body.replace(body.find("\"K1\""), 4, "\"K9\"");
  house.set(house.partner(), "opportunity", "P1", body);
  body.replace(body.find("\"K9\""), 4, "\"K8\"");
  house.set(house.partner(), "opportunity", "P2", body);
  house.poll();
  const auto proposed = [&] {
    std::vector<StoredLink> links;
    REQUIRE(house.store().read([&]() -> Status {
      links = house.store().links().list(LinkState::proposed, 10);
      return ok();
    }));
    return links;
  };
  REQUIRE(proposed().size() == 2);
  const Row chosen = proposed().front().row;
  REQUIRE(house.engine().confirm_link(chosen, "maria@contoso.example"));
  CHECK(proposed().empty());
  REQUIRE(house.engine().undo_link(chosen, "maria@contoso.example"));
  CHECK_FALSE(proposed().empty());
}

}  // namespace
}  // namespace closemap
