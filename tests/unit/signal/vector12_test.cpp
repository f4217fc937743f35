// The signals of this slice against every case of vector 12, and the alert life against 12b.
#include <catch2/catch.hpp>
#include <set>

#include "mapping/schedule/slip.h"
#include "mapping/signal/evaluate.h"
#include "mapping/signal/lifecycle.h"
#include "tests/unit/signal/vector_plan.h"

namespace closemap {
namespace {

using test::network_of_vector;
using test::plan_of_vector;
using test::vector_file;

const std::set<std::string> kOurs{"slip",          "at_risk",          "overdue",
                                  "missing_owner", "team_owner",       "multi_org_owner",
                                  "no_dates",      "close_date_drift", "crm_disagreement"};

std::set<std::string> expected_of(const Json& test_case) {
  std::set<std::string> expected;
  for (const Json& line : test_case.at("expect"))
    if (kOurs.count(line.at(0).get<std::string>()) > 0)
      expected.insert(line.at(0).get<std::string>() + " " + line.at(1).get<std::string>() + " " +
                      line.at(2).get<std::string>());
  return expected;
}

// The instant of a case: noon of its status date in the plan's zone, unless the case says when it
// is.
Instant now_of(const Json& plan, const Json& test_case) {
  for (const Json* source : {&test_case, &plan})
    if (const auto at = text_at(*source, "now")) return *parse_instant(*at);
  const auto zone = Zone::find(text_or(plan, "tz", "UTC"));
  return zone->at(*test::day(plan, "status_date"), 12 * 60);
}

TEST_CASE("every case of vector 12 gives the signals of these families and no others") {
  const Json file = vector_file("12_signals.json");
  for (const Json& test_case : file.at("cases")) {
    Json json = file.at("base");
    if (const Json* patch = find(test_case, "patch")) json = json.patch(*patch);
    const Plan plan = plan_of_vector(json);
    const Network network = network_of_vector(plan, json);
    const auto schedule = solve(network);
    INFO(test_case.at("name").get<std::string>());
    REQUIRE(schedule);
    std::set<std::string> found;
    for (const Signal& signal :
         evaluate(plan, network, *schedule, now_of(json, test_case), Thresholds{}))
      found.insert(signal.name + " " + signal.subject + " " +
                   std::string(to_text(signal.severity)));
    CHECK(found == expected_of(test_case));
    if (const Json* roots = find(test_case, "expect_slip_roots")) {
      Json seen = Json::array();
      for (const SlipRoot& root : slip_roots(network, *schedule)) {
        const auto late = [&](Node node) {
          return network.calendars[network.milestones[node].calendar].wd(
              *network.milestones[node].due, schedule->milestones[node].forecast);
        };
        Json impacted = Json::array();
        for (const Node node : root.impacted)
          impacted.push_back({network.milestones[node].id, late(node)});
        seen.push_back({{"root", network.milestones[root.root].id},
                        {"slip_bd", late(root.root)},
                        {"impacted", impacted}});
      }
      CHECK(seen == *roots);
    }
  }
}

TEST_CASE("L24 the life of an alert follows vector 12b step by step") {
  const Json file = vector_file("12b_alert_lifecycle.json");
  const Json& given = file.at("params");
  constexpr std::int64_t kDay = 86'400'000;
  AlertParams params;
  params.for_n = given.at("for_n");
  params.keep_n = given.at("keep_n");
  params.cooldown_ms = params.cooldown_critical_ms =
      given.at("cooldown").get<std::int64_t>() * kDay;
  params.flap_n = given.at("flap_n");
  params.flap_window = given.at("flap_window");
  AlertLife life;
  for (const Json& line : file.at("trace")) {
    const int value = line.at("value");
    const Band band = value < given.at("fire_below").get<int>()  ? Band::bad
                      : value >= given.at("clear_at").get<int>() ? Band::good
                                                                 : Band::between;
    const AlertStep done = step(life, band, Severity::critical, false,
                                Instant{line.at("t").get<std::int64_t>() * kDay}, params);
    INFO("t = " << line.at("t"));
    CHECK(to_text(life.state) == line.at("state").get<std::string>());
    Json action;
    if (done.action == AlertAction::fire || done.action == AlertAction::notify) action = "notify";
    if (done.action == AlertAction::hold) action = std::string(to_text(done.reason));
    if (done.action == AlertAction::resolve) action = "resolve";
    CHECK(action == line.at("action"));
  }
}

TEST_CASE("a root slip mutes what follows from it and nothing else") {
  Signal root, follows, other;
  root.name = follows.name = other.name = "slip";
  root.subject = "M1";
  follows.subject = "M2";
  follows.root = false;
  follows.caused_by = "M1";
  other.subject = "M9";
  const std::vector<Signal> all{root, follows, other};
  CHECK_FALSE(inhibited(root, all));
  CHECK(inhibited(follows, all));
  CHECK_FALSE(inhibited(other, all));
  CHECK_FALSE(inhibited(follows, {follows, other}));
}

TEST_CASE("a muted alert is held and told as soon as nothing mutes it") {
  AlertLife life;
  const AlertParams params;
  CHECK(step(life, Band::bad, Severity::warning, true, Instant{0}, params).action ==
        AlertAction::hold);
  CHECK(step(life, Band::bad, Severity::warning, true, Instant{1}, params).action ==
        AlertAction::hold);
  CHECK(step(life, Band::bad, Severity::warning, false, Instant{2}, params).action ==
        AlertAction::notify);
}

TEST_CASE("L24 only a severity that rises is told again, and resolve is told once") {
  AlertLife life;
  const AlertParams params;
  CHECK(step(life, Band::bad, Severity::info, false, Instant{0}, params).action ==
        AlertAction::fire);
  CHECK(step(life, Band::bad, Severity::info, false, Instant{1}, params).action ==
        AlertAction::none);
  CHECK(step(life, Band::bad, Severity::critical, false, Instant{2}, params).action ==
        AlertAction::notify);
  CHECK(step(life, Band::bad, Severity::warning, false, Instant{3}, params).action ==
        AlertAction::none);
  CHECK(step(life, Band::good, Severity::info, false, Instant{4}, params).action ==
        AlertAction::none);
  const AlertStep resolved = step(life, Band::good, Severity::info, false, Instant{5}, params);
  CHECK(resolved.action == AlertAction::resolve);
  CHECK(resolved.announced);
  CHECK(step(life, Band::good, Severity::info, false, Instant{6}, params).action ==
        AlertAction::none);
}

TEST_CASE("L20 a step is overdue at its owner's local midnight, not the server's") {
  Plan plan;
  plan.id = "pln_x";
  plan.status = PlanStatus::proposed;
  plan.timezone = "UTC";
  plan.created_on = *parse_date("2026-03-02");
  const auto due_for = [&](const std::string& zone) {
    Person person;
    person.name = person.email = zone;
    person.timezone = zone;
    plan.people["per_" + zone] = person;
    Milestone step;
    step.owner = "per_" + zone;
    step.title = zone;
    step.due = *parse_date("2026-03-31");
    plan.milestones[zone] = step;
    plan.milestone_order.push_back(zone);
  };
  for (const char* zone : {"Pacific/Auckland", "UTC", "America/Los_Angeles"}) due_for(zone);
  const auto overdue_at = [&](const char* text) {
    const Instant now = *parse_instant(text);
    static const Calendar weekdays;
    const Network network =
        network_of(plan, Zone{}.local_date(now), [](const std::string&) { return &weekdays; });
    std::set<std::string> found;
    for (const Signal& signal : evaluate(plan, network, *solve(network), now, Thresholds{}))
      if (signal.name == "overdue") found.insert(signal.subject);
    return found;
  };
  using Set = std::set<std::string>;
  CHECK(overdue_at("2026-03-31T10:59:59Z") == Set{});
  CHECK(overdue_at("2026-03-31T11:00:00Z") == Set{"Pacific/Auckland"});
  CHECK(overdue_at("2026-04-01T00:00:00Z") == Set{"Pacific/Auckland", "UTC"});
  CHECK(overdue_at("2026-04-01T07:00:00Z") ==
        Set{"Pacific/Auckland", "UTC", "America/Los_Angeles"});
  CHECK(next_evaluation(plan, *parse_instant("2026-03-31T10:00:00Z")) ==
        *parse_instant("2026-03-31T11:00:00Z"));
}

}  // namespace
}  // namespace closemap
