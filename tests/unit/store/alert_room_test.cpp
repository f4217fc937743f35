// The alerts of a plan: one packed row.
#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "mapping/plan/document.h"
#include "tests/unit/store/stores.h"

namespace closemap {
namespace {

using test::in_memory;
using test::opened;
using test::options_in;

AlertRow alert_of(int number, Row plan, std::string state) {
  AlertRow row;
  row.id = "alr_" + std::to_string(number);
  row.plan = plan;
  row.signal = "slip";
  row.subject = "mst_" + std::to_string(number);
  row.severity = number % 2 == 0 ? "critical" : "info";
  row.state = std::move(state);
  row.life = "{}";
  row.inputs = R"({"value":)" + std::to_string(number) + "}";
  return row;
}

TEST_CASE("alerts read back as they were saved") {
  const auto store = in_memory();
  REQUIRE(store->write([&] {
    AlertRoom& alerts = store->alerts();
    CHECK(alerts.of_plan(7).empty());
    AlertRow full = alert_of(10, 7, "firing");
    full.transitions = 3;
    full.recheck = full.as_found = full.notified = true;
    full.fired_at = Instant{5};
    full.resolved_at = Instant{6};
    full.subject = "a \"step\" of Zo\u00eb";
    full.inputs = R"({"inputs":[["due","\"2026-01-05\""]],"value":-9.5})";
    AlertRow bare = alert_of(11, 7, "pending");
    bare.life.clear();
    bare.inputs.clear();
    alerts.save(7, std::array{full, bare});
    const auto of_plan = alerts.of_plan(7);
    REQUIRE(of_plan.size() == 2);
    CHECK(of_plan[0].id == "alr_10");
    CHECK(of_plan[0].plan == 7);
    CHECK(of_plan[0].signal == "slip");
    CHECK(of_plan[0].subject == full.subject);
    CHECK(of_plan[0].severity == "critical");
    CHECK(of_plan[0].state == "firing");
    CHECK(of_plan[0].transitions == 3);
    CHECK(of_plan[0].life == "{}");
    CHECK(of_plan[0].inputs == full.inputs);
    CHECK((of_plan[0].recheck && of_plan[0].as_found && of_plan[0].notified));
    CHECK((of_plan[0].fired_at == Instant{5} && of_plan[0].resolved_at == Instant{6}));
    CHECK(of_plan[1].state == "pending");
    CHECK((of_plan[1].life.empty() && of_plan[1].inputs.empty()));
    CHECK_FALSE((of_plan[1].recheck || of_plan[1].as_found || of_plan[1].notified));
    CHECK_FALSE((of_plan[1].fired_at || of_plan[1].resolved_at));
    return ok();
  }));
}

TEST_CASE("alerts are found, listed and counted over all plans") {
  const auto store = in_memory();
  REQUIRE(store->write([&] {
    AlertRoom& alerts = store->alerts();
    CHECK(alerts.open_count() == 0);
    for (int number = 10; number < 60; number += 2) {
      AlertRow first = alert_of(number, number, number % 3 == 0 ? "resolved" : "firing");
      first.recheck = number % 4 == 0;
      alerts.save(number, std::array{first, alert_of(number + 1, number, "pending")});
    }
    CHECK(alerts.open_count() == 50 - 8);
    const auto one = alerts.get("alr_31");
    REQUIRE(one);
    CHECK(one->plan == 30);
    CHECK(one->inputs == R"({"value":31})");
    CHECK_FALSE(alerts.get("alr_99"));
    CHECK(alerts.plans_to_recheck(3, 13) == std::vector<Row>{16, 20, 24});
    CHECK(alerts.list(true, 3).at(2).id == "alr_57");  // 59, 58 firing
    CHECK(alerts.list(true, 6).at(4).id == "alr_55");  // 54 is resolved
    CHECK(alerts.list(true, 6).at(5).id == "alr_53");
    CHECK(alerts.list(false, 6).at(5).id == "alr_54");
    CHECK(alerts.list(false, 1000).size() == 50);
    // What is saved is all there is.
    alerts.save(16, std::array{alert_of(16, 16, "resolved")});
    CHECK(alerts.get("alr_16")->state == "resolved");
    CHECK_FALSE(alerts.get("alr_17"));
    CHECK(alerts.plans_to_recheck(1, 13) == std::vector<Row>{20});
    CHECK(alerts.open_count() == 50 - 8 - 2);
    return ok();
  }));
}

TEST_CASE("R19 alerts that cannot be read are found") {
  const test::TestFolder folder;
  const StoreOptions options = options_in(folder);
  {
    const auto store = opened(options);
    StoredPlan plan;
    plan.id = "pln_a";
    REQUIRE(store->write([&] {
      plan.row = store->plans().insert(plan, pack_document(plan_to_text(Plan{})));
      store->alerts().save(plan.row, std::array{alert_of(1, plan.row, "firing")});
      return ok();
    }));
  }
  {
    SQLite::Database database(options.path, SQLite::OPEN_READWRITE);
    database.exec("UPDATE alert_board SET alerts = x'0A0000000102'");
    database.exec("INSERT INTO alert_board VALUES(77, 0, 0, x'0200000020') ");
  }
  const auto report = opened(options)->check(false);
  REQUIRE(report);
  CHECK_FALSE(report->clean);
  const auto finds = [&](const std::string& text) {
    return std::any_of(
        report->findings.begin(), report->findings.end(),
        [&](const std::string& finding) { return finding.find(text) != std::string::npos; });
  };
  CHECK(finds("the alerts of plan 1 cannot be read"));
  CHECK(finds("no plan belongs to the alerts of 77"));
}

}  // namespace
}  // namespace closemap
