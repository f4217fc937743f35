// Troubles of our own work as alerts: one notice, one all-clear, over restarts (domain.md §4, last
// row; §4.1).
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "daemon/alert/work_alerts.h"
#include "daemon/app/resources.h"
#include "mapping/core/json.h"
#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

constexpr std::int64_t kOneDay = 24 * 60 * kMinute;
const std::string kRoutes = R"(
[[route]]
notify = ["mail"]
[notify]
quiet = "none"
group_wait = "0s"
)";

void poll(House& house, int times, std::int64_t apart = 10 * kMinute) {
  for (int i = 0; i < times; ++i) {
    house.later(apart);
    house.poll();
  }
}

// What the operator heard, without the address.
std::vector<std::string> heard(House& house) {
  std::vector<std::string> all;
  for (const Notice& notice : house.mail("second").got) all.push_back(notice.subject);
  return all;
}

std::vector<AlertRow> own_board(House& house) {
  std::vector<AlertRow> board;
  REQUIRE(house.store().read([&]() -> Status {
    board = house.store().alerts().of_plan(kOwnBoard);
    return ok();
  }));
  return board;
}

std::string state_of(House& house, const std::string& signal) {
  for (const AlertRow& alert : own_board(house))
    if (alert.signal == signal) return alert.state;
  return "none";
}

Json asked(House& house, const std::string& path) {
  const auto reply = serve(house.engine(), {"GET", path, {}, {}});
  INFO(reply.body);
  REQUIRE(reply.status == 200);
  return *parse_json(reply.body);
}

// The partner's deal carries another key: the account alone only proposes.
void only_proposes(House& house, const std::string& deal) {
  house.add_deal(deal);
  std::string& body = house.partner().rows["opportunity"]["P" + deal];
  const std::string key = "\"K" + deal + "\"";
  body.replace(body.find(key), key.size(), "\"other " + deal + "\"");
}

TEST_CASE("a healthy house has no board of its own and its polls step nothing") {
  House house;
  house.add_deal();
  house.poll();
  poll(house, 3);
  CHECK(own_board(house).empty());
  CHECK(heard(house).empty());
}

TEST_CASE("a source that stands still is told once, also over a restart, and so is its return") {
  House house;
  house.add_deal();
  house.poll();
  house.partner().failing = Error{Fault::transient, "http 503", 0};
  poll(house, 2);
  CHECK(heard(house).empty());
  poll(house, 1);
  const std::vector<std::string> told{"closemap: connector partner_crm cannot be read"};
  CHECK(heard(house) == told);
  CHECK(state_of(house, "connector_stalled") == "firing");
  house.restart();
  poll(house, 5);
  CHECK(heard(house) == told);
  house.partner().failing.reset();
  poll(house, 1);
  CHECK(heard(house) == told);  // one good look is no all-clear
  house.restart();
  poll(house, 1);
  REQUIRE(heard(house).size() == 2);
  CHECK(heard(house).back() == "closemap: connector partner_crm can be read again");
  CHECK(state_of(house, "connector_stalled") == "resolved");
  poll(house, 3);
  CHECK(heard(house).size() == 2);
  house.partner().failing = Error{Fault::transient, "http 503", 0};
  poll(house, 3);
  CHECK(heard(house).size() == 3);  // the same day's next outage is another one
}

TEST_CASE("refused credentials are their own trouble, told at once") {
  House house;
  house.add_deal();
  house.poll();
  house.vendor().failing = Error{Fault::auth, "401 token expired", 0};
  poll(house, 1);
  CHECK(heard(house) == std::vector<std::string>{
                            "closemap: connector vendor_crm cannot be read: its credentials are "
                            "refused"});
  CHECK(state_of(house, "reauth_required") == "firing");
  CHECK(state_of(house, "connector_stalled") == "none");
  house.vendor().failing.reset();
  poll(house, 2);
  CHECK(heard(house).back() == "closemap: connector vendor_crm can be read again");
}

TEST_CASE("what is switched off is told to nobody") {
  House house(kRoutes + "[signal.connector_stalled]\nenabled = false\n");
  house.add_deal();
  house.poll();
  house.partner().failing = Error{Fault::transient, "http 503", 0};
  poll(house, 6);
  CHECK(heard(house).empty());
  CHECK(own_board(house).empty());
}

TEST_CASE("records in quarantine are one alert of their connector, over when none is left") {
  House house;
  house.add_deal();
  house.poll();
  for (const char* id : {"V8", "V9"})
    house.set(house.vendor(), "opportunity", id, R"({"name":"Broken","close_date":"soon"})");
  poll(house, 3);
  CHECK(heard(house) ==
        std::vector<std::string>{"closemap: 2 records of vendor_crm/opportunity do not map"});
  house.set(house.vendor(), "opportunity", "V7", R"({"name":"Broken","close_date":"soon"})");
  house.vendor().rows["opportunity"].erase("V8");
  poll(house, 1, kOneDay + 1);
  CHECK(heard(house).size() == 1);  // the same trouble
  house.restart();
  poll(house, 1);
  CHECK(heard(house).size() == 1);
  house.vendor().rows["opportunity"].erase("V7");
  house.set(house.vendor(), "opportunity", "V9", R"({"name":"Mended","close_date":"2026-06-01"})");
  poll(house, 3);
  REQUIRE(heard(house).size() == 2);
  CHECK(heard(house).back() == "closemap: all records of vendor_crm fit the field map again");
}

TEST_CASE("a first sync with many proposals tells the operator once, with how many") {
  House house;
  for (int deal = 1; deal <= 12; ++deal) only_proposes(house, std::to_string(deal));
  house.poll();
  poll(house, 2);
  CHECK(heard(house) == std::vector<std::string>{
                            "closemap: 12 pairs of records may be one deal each; a person has to "
                            "decide"});
  std::vector<StoredLink> waiting;
  REQUIRE(house.store().read([&]() -> Status {
    waiting = house.store().links().list(LinkState::proposed, 100);
    CHECK(house.store().links().waiting_count() == static_cast<std::int64_t>(waiting.size()));
    return ok();
  }));
  REQUIRE(waiting.size() == 12);
  for (const StoredLink& link : waiting)
    REQUIRE(house.engine().reject_link(link.row, "maria@contoso.example"));
  poll(house, 2);
  REQUIRE(heard(house).size() == 2);
  CHECK(heard(house).back() == "closemap: no pair of records waits for a person any more");
}

TEST_CASE("a trouble that is over before its notice left is told to nobody") {
  House house;
  house.add_deal();
  house.poll();
  house.mail("second").answers.assign(50, Error{Fault::rate_limited, "later", 3'600'000});
  house.vendor().failing = Error{Fault::auth, "401", 0};  // tried: it may have arrived
  poll(house, 1);
  house.partner().failing = Error{Fault::auth, "401", 0};  // waits behind it
  poll(house, 1);
  house.partner().failing.reset();
  poll(house, 2);
  house.mail("second").answers.clear();
  poll(house, 3, 2 * 60 * kMinute);
  CHECK(heard(house) ==
        std::vector<std::string>{
            "closemap: connector vendor_crm cannot be read: its credentials are refused"});
}

TEST_CASE("the alerts list and explain our own work without a plan") {
  House house;
  house.add_deal();
  house.poll();
  house.vendor().failing = Error{Fault::auth, "401 token expired", 0};
  poll(house, 1);
  const Json list = asked(house, "/v1/alerts");
  REQUIRE(list.at("alerts").size() == 1);
  const Json& alert = list.at("alerts").front();
  CHECK(alert.at("plan").is_null());
  CHECK(alert.at("sentence") == "Connector vendor_crm cannot be read: its credentials are refused");
  const Json whole = asked(house, "/v1/alerts/" + alert.at("id").get<std::string>());
  CHECK(whole.at("dedupe_key") == "closemap/daemon/reauth_required/vendor_crm");
  REQUIRE(whole.at("notices").size() == 1);
  CHECK(whole.at("notices").front().at("kind") == "operator");
  const auto report = house.store().check(true);
  REQUIRE(report);
  CHECK(report->clean);
}

TEST_CASE("the trouble of a source that is gone from the configuration ends in silence") {
  House house;
  house.add_deal();
  house.poll();
  REQUIRE(house.store().write([&]() -> Status {
    AlertRow alert;
    alert.id = "alr_1";
    alert.signal = "connector_stalled";
    alert.subject = "old_crm";
    alert.severity = "warning";
    alert.state = "firing";
    alert.life = R"({"announced":true,"state":"firing"})";
    house.store().alerts().save(kOwnBoard, std::vector{alert});
    return ok();
  }));
  house.restart();
  poll(house, 2);
  CHECK(state_of(house, "connector_stalled") == "resolved");
  CHECK(heard(house).empty());
}

TEST_CASE("L13 a confirmed link of two deals that each have a plan is a duplicate, told once") {
  House house(kRoutes + "[plan]\ncreate = \"all\"\n");
  only_proposes(house, "1");
  house.poll();
  std::vector<StoredLink> waiting;
  std::vector<StoredPlan> plans;
  REQUIRE(house.store().read([&]() -> Status {
    waiting = house.store().links().list(LinkState::proposed, 10);
    plans = house.store().plans().list(10);
    return ok();
  }));
  REQUIRE(waiting.size() == 1);
  REQUIRE(plans.size() == 2);
  house.mail("second").got.clear();
  REQUIRE(house.engine().confirm_link(waiting.front().row, "maria@contoso.example"));
  poll(house, 3);
  const auto told = [&] {
    std::vector<std::string> all;
    for (const std::string& subject : heard(house))
      if (subject.find("Two plans for one deal") != std::string::npos) all.push_back(subject);
    return all;
  };
  REQUIRE(told().size() == 1);
  // The one that goes on is the vendor's; the other is paused.
  std::string other;
  REQUIRE(house.store().read([&]() -> Status {
    for (const StoredPlan& plan : house.store().plans().list(10))
      if (plan.vendor_record == 0) other = plan.id;
    return ok();
  }));
  const auto paused =
      house.engine().edit(other, {PlanEdit::Kind::pause, "maria@contoso.example", "a duplicate"});
  if (!paused) {
    // A draft cannot be paused: the link is undone instead.
    REQUIRE(house.engine().undo_link(waiting.front().row, "maria@contoso.example"));
  }
  poll(house, 3, kOneDay);
  REQUIRE(told().size() == 2);
  CHECK(told().back().find("Settled") != std::string::npos);
}

TEST_CASE("a review that has its date and is not held is told, and holding it sets the next") {
  House house("", "2026-03-02T09:00:00Z");
  house.add_deal();
  house.poll();
  const std::string id = house.only_plan().id;
  const auto edit = [&](PlanEdit::Kind kind, const std::string& when) {
    PlanEdit change;
    change.kind = kind;
    change.by = "maria@contoso.example";
    change.when = when;
    return house.engine().edit(id, change);
  };
  const auto missed = [&] {
    const auto subjects = house.subjects();
    return std::count_if(subjects.begin(), subjects.end(), [](const std::string& subject) {
      return subject.find("Review not held") != std::string::npos;
    });
  };
  CHECK_FALSE(house.only_plan().next_review_at);
  CHECK_FALSE(edit(PlanEdit::Kind::next_review, "next week"));
  REQUIRE(edit(PlanEdit::Kind::next_review, "2026-03-04T14:00"));
  CHECK(to_text(*house.only_plan().next_review_at) == "2026-03-04T14:00:00Z");
  house.at("2026-03-05T09:00:00Z");
  house.poll();
  CHECK(missed() == 0);  // one working day of grace
  house.at("2026-03-06T09:00:00Z");
  house.poll();
  house.deliver();
  CHECK(missed() > 0);
  REQUIRE(edit(PlanEdit::Kind::review_held, ""));
  CHECK(to_text(*house.only_plan().next_review_at) == "2026-03-11T14:00:00Z");
  CHECK(house.only_plan().history.last_review == *parse_date("2026-03-06"));
  REQUIRE(house.store().read([&]() -> Status {
    const auto events = house.store().plans().events("plan/" + id, 1'000);
    CHECK(std::any_of(events.begin(), events.end(),
                      [](const StoredEvent& event) { return event.type == "review.held"; }));
    return ok();
  }));
  for (const AlertRow& alert : house.open_alerts())
    if (alert.signal == "review_missed") CHECK(alert.recheck);
}

}  // namespace
}  // namespace closemap
