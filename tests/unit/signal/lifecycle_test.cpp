// Every case of vector 12, and the alert life against 12b.
#include <catch2/catch.hpp>
#include <set>

#include "mapping/signal/evaluate.h"
#include "mapping/signal/lifecycle.h"
#include "tests/support/vector_plan.h"

namespace closemap {
namespace {

using test::network_of_vector;
using test::plan_of_vector;
using test::vector_file;

TEST_CASE("every case of vector 12 gives its signals and no others") {
  const Json file = vector_file("12_signals.json");
  for (const Json& test_case : file.at("cases")) {
    if (test_case.contains("config")) continue;  // closemap_vectors reads those
    INFO(test_case.at("name").get<std::string>());
    const Json json = file.at("base").patch(test_case.at("patch"));
    const Plan plan = plan_of_vector(json);
    const Network network = network_of_vector(plan, json);
    const auto schedule = solve(network);
    REQUIRE(schedule);
    Json found = Json::array();
    for (const Signal& signal :
         evaluate(plan, network, *schedule, *parse_instant(test_case.at("now").get<std::string>()),
                  Thresholds{}))
      found.push_back({signal.name, signal.subject, to_text(signal.severity)});
    CHECK(found == test_case.at("expect"));
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

TEST_CASE("a rise bypasses the cooldown, not the flap hold") {
  const AlertParams params;
  const auto after_fires = [&](int fires) {
    AlertLife life;
    Instant now{0};
    for (int i = 0; i < fires; ++i) {
      step(life, Band::bad, Severity::warning, false, now, params);
      for (int good = 0; good < params.keep_n && i + 1 < fires; ++good)
        step(life, Band::good, Severity::warning, false, now, params);
      now = now + 1;
    }
    return step(life, Band::bad, Severity::critical, false, now, params).action;
  };
  CHECK(after_fires(1) == AlertAction::notify);
  CHECK(after_fires(params.flap_n) == AlertAction::hold);
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

TEST_CASE("a silent party, a stale plan and disagreeing CRMs must be seen twice before they fire") {
  for (const char* name : {"ghosting", "stale_plan", "close_date_drift", "crm_disagreement"})
    CHECK(alert_params(name).for_n == 2);
  CHECK(alert_params("slip").for_n == 1);
  CHECK(alert_params("slip").keep_n == 2);
}

TEST_CASE("a notice held by the cooldown says when to look again") {
  AlertLife life;
  const AlertParams params;
  CHECK_FALSE(cooldown_over(life, Severity::warning, params));
  step(life, Band::bad, Severity::warning, false, Instant{0}, params);
  CHECK_FALSE(cooldown_over(life, Severity::warning, params));
  step(life, Band::good, Severity::warning, false, Instant{1}, params);
  step(life, Band::good, Severity::warning, false, Instant{2}, params);
  const AlertStep held = step(life, Band::bad, Severity::warning, false, Instant{3}, params);
  REQUIRE(held.reason == HoldReason::cooldown);
  const auto over = cooldown_over(life, Severity::warning, params);
  REQUIRE(over);
  AlertLife early = life;
  CHECK(step(early, Band::bad, Severity::warning, false, *over - 1, params).action ==
        AlertAction::hold);
  CHECK(step(life, Band::bad, Severity::warning, false, *over, params).action ==
        AlertAction::notify);
}

}  // namespace
}  // namespace closemap
