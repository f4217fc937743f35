// Metrics: edges that the portfolio of vector 14 does not reach.
#include <catch2/catch.hpp>
#include <limits>

#include "mapping/report/metrics.h"
#include "tests/unit/report/story.h"

namespace closemap::test {
namespace {

Deal closed_deal(const std::string& id, DealState state, bool plan, const char* created,
                 const char* closed) {
  Deal deal;
  deal.id = id;
  deal.state = state;
  deal.plan = plan;
  deal.created = day(created);
  deal.closed = day(closed);
  return deal;
}

}  // namespace

TEST_CASE("without deals every ratio is unknown, not zero") {
  const Metrics none = measure({}, day("2026-03-31"));
  CHECK_FALSE(none.adoption.value());
  CHECK_FALSE(none.win_ratio);
  CHECK_FALSE(none.cycle_with.median_days);
  CHECK_FALSE(none.within_14.value());
  CHECK_FALSE(wilson95(0, 0));
  CHECK(none.partner.size() == 3);
}

TEST_CASE("the quarter follows the fiscal year and ends today") {
  CHECK(quarter_start(day("2026-03-31"), 1) == day("2026-01-01"));
  CHECK(quarter_start(day("2026-03-31"), 2) == day("2026-02-01"));
  CHECK(quarter_start(day("2026-01-15"), 2) == day("2025-11-01"));
  CHECK(quarter_start(day("2026-01-15"), 12) == day("2025-12-01"));
  CHECK(quarter_start(day("2026-12-31"), 12) == day("2026-12-01"));
  const std::vector<Deal> deals{
      closed_deal("before", DealState::won, true, "2025-12-01", "2026-01-31"),
      closed_deal("first", DealState::won, true, "2025-12-01", "2026-02-01"),
      closed_deal("today", DealState::lost, true, "2025-12-01", "2026-03-31"),
      closed_deal("tomorrow", DealState::won, true, "2025-12-01", "2026-04-01")};
  MetricsOptions options;
  options.fiscal_year_start_month = 2;
  const Metrics metrics = measure(deals, day("2026-03-31"), options);
  CHECK(metrics.win_with.n == 1);
  CHECK(metrics.win_with.of == 2);
}

TEST_CASE("a comparison is shown to people only when both sides have ten deals") {
  std::vector<Deal> deals;
  for (int i = 0; i < 19; ++i)
    deals.push_back(
        closed_deal(std::to_string(i), DealState::won, i % 2 == 0, "2026-01-01", "2026-02-01"));
  CHECK_FALSE(measure(deals, day("2026-03-31")).comparison_shown);
  CHECK(measure(deals, day("2026-03-31")).win_ratio == 1.0);
  deals.push_back(closed_deal("x", DealState::lost, false, "2026-01-01", "2026-02-01"));
  CHECK(measure(deals, day("2026-03-31")).comparison_shown);
}

TEST_CASE("no interval leaves 0 to 1, and the share lies within it") {
  for (int n = 1; n <= 40; ++n)
    for (int k = 0; k <= n; ++k) {
      const auto interval = wilson95(k, n);
      REQUIRE(interval);
      CHECK(interval->low >= 0);
      CHECK(interval->high <= 1);
      CHECK(interval->low <= static_cast<double>(k) / n + 1e-12);
      CHECK(interval->high >= static_cast<double>(k) / n - 1e-12);
    }
}

TEST_CASE("amounts of two currencies are never added") {
  std::vector<Deal> deals(3);
  deals[0].amount = Money{100, "USD"};
  deals[1].amount = Money{200, "EUR"};
  deals[2].amount = Money{std::numeric_limits<std::int64_t>::max(), "USD"};
  const Metrics metrics = measure(deals, day("2026-03-31"));
  const Attributed& direct = metrics.partner.at(Attribution::direct);
  CHECK(direct.n == 3);
  CHECK(direct.amount_minor.at("EUR") == 200);
  CHECK(direct.amount_minor.at("USD") == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("a deal's metrics come from its plan") {
  Plan plan = story().plan;
  plan.status = PlanStatus::won;
  Opportunity vendor;
  vendor.created_on = day("2026-02-10");
  vendor.close_date = day("2026-05-06");
  vendor.stage_rank = 5;
  Opportunity partner;
  partner.side = Party::partner;
  partner.partner_intro_on = day("2026-02-01");
  plan.opportunities = {vendor, partner};
  const Deal deal = deal_of(plan);
  CHECK(deal.state == DealState::won);
  CHECK(deal.plan);
  CHECK(deal.created == day("2026-02-10"));
  CHECK(deal.closed == day("2026-05-06"));
  CHECK(deal.baseline_close == day("2026-05-04"));
  CHECK(deal.steps.size() == 22);
  const Metrics metrics = measure({deal}, day("2026-05-31"));
  REQUIRE(metrics.map_to_close.size() == 1);
  CHECK(metrics.map_to_close[0].delta_cd == 2);
  CHECK(attribution(deal.created, deal.partner_intro_on, {}) == Attribution::sourced);
  CHECK(measure_by_tier({deal}, day("2026-05-31")).count("enterprise") == 1);
}

TEST_CASE("an open deal has a plan while that is active, a closed one when it was proposed once") {
  Plan plan = story().plan;
  plan.baselined_on = day("2026-03-02");
  plan.history.activated_on = day("2026-03-09");
  const std::vector<std::pair<PlanStatus, bool>> rows{
      {PlanStatus::draft, false},  {PlanStatus::proposed, false}, {PlanStatus::active, true},
      {PlanStatus::paused, false}, {PlanStatus::won, true},       {PlanStatus::lost, true}};
  for (const auto& [status, counts] : rows) {
    plan.status = status;
    INFO(to_text(status));
    CHECK(deal_of(plan).plan == counts);
  }
  plan.baselined_on.reset();  // nobody ever proposed it
  plan.history.activated_on.reset();
  plan.status = PlanStatus::won;
  CHECK_FALSE(deal_of(plan).plan);
}

TEST_CASE("a deal whose creation no CRM tells is in no cycle time") {
  Plan plan = story().plan;
  plan.status = PlanStatus::won;
  plan.baselined_on = day("2026-03-02");
  plan.opportunities = {Opportunity{}};
  plan.opportunities.front().close_date = day("2026-05-06");
  const Metrics metrics = measure({deal_of(plan)}, day("2026-05-31"));
  CHECK(metrics.win_with.n == 1);
  CHECK(metrics.cycle_with.n == 0);
}

TEST_CASE("steps that the partner completed are what it did") {
  Plan plan;
  const auto add = [&](const std::string& id, const char* kind, const char* category,
                       Party party = Party::partner) -> Milestone& {
    Milestone& step = plan.milestones[id];
    step.kind = kind;
    step.category = category;
    step.party = party;
    step.actual = day("2026-03-02");
    return step;
  };
  add("1", "step", "discovery").actual = day("2026-03-05");
  add("2", "pilot", "technical");
  add("3", "eb_meeting", "commercial");
  add("4", "go_live", "onboarding");
  add("5", "step", "security");
  add("6", "step", "commercial");
  add("7", "step", "legal");
  add("8", "step", "security", Party::vendor);
  add("9", "step", "security").actual.reset();
  add("a", "step", "security").disposition = Disposition::waived;
  std::vector<std::string> kinds;
  for (const PartnerAction& action : partner_actions(plan)) kinds.push_back(action.kind);
  CHECK(kinds == std::vector<std::string>{"joint_discovery", "technical_evaluation",
                                          "executive_intro", "cs_engagement", "security_review",
                                          "joint_proposal"});
  CHECK(partner_actions(plan).front().on == day("2026-03-05"));
  Opportunity vendor;
  vendor.created_on = day("2026-03-03");
  plan.opportunities = {vendor};
  const Metrics metrics = measure({deal_of(plan)}, day("2026-03-31"));
  CHECK(metrics.partner.at(Attribution::influenced).n == 1);
}

// A won deal whose signature step carries the close anchor: promised for 2026-04-01, moved to
// 04-20, then with a new baseline to 05-04; closed on 05-06.
struct Closed {
  Plan plan;
  std::vector<DatedEvent> events;
  Deal deal;

  void changed(const char* at, const char* type, const std::string& payload) {
    events.push_back({{type, type == std::string("anchor.changed") ? "s" : "", "", payload},
                      *parse_instant(at)});
  }
  void moved(const char* at, const char* from, const char* to) {
    const auto anchor = [](const char* date) {
      return std::string(R"({"basis":"signature","date":")") + date + R"(","source":"customer"})";
    };
    changed(at, "anchor.changed",
            std::string(R"({"from":)") + (from == nullptr ? "null" : anchor(from)) + R"(,"to":)" +
                anchor(to) + "}");
  }
  Closed() {
    plan.status = PlanStatus::won;
    plan.baselined_on = day("2026-04-10");
    plan.milestones["s"].kind = "signature";
    plan.milestones["s"].baseline = day("2026-05-04");
    plan.anchors["s"] = {day("2026-05-04"), AnchorBasis::signature, Party::customer};
    Opportunity vendor;
    vendor.close_date = day("2026-05-06");
    plan.opportunities = {vendor};
    deal = deal_of(plan);
  }
  void date() { date_close(deal, plan, events); }
};

TEST_CASE("baseline 0 is the close anchor's date when the plan was first proposed") {
  Closed one;
  one.changed("2026-02-02T09:00:00Z", "plan.created", R"({"status":"draft"})");
  one.moved("2026-02-03T09:00:00Z", nullptr, "2026-03-20");
  one.changed("2026-02-04T09:00:00Z", "plan.proposed", R"({"from":"draft","to":"proposed"})");
  one.moved("2026-02-04T09:00:00Z", "2026-03-20", "2026-04-01");  // the same change set
  one.moved("2026-03-12T09:00:00Z", "2026-04-01", "2026-04-20");
  one.changed("2026-04-10T09:00:00Z", "plan.reopened", R"({"from":"paused","to":"proposed"})");
  one.moved("2026-04-10T09:00:00Z", "2026-04-20", "2026-05-04");
  CHECK(one.deal.baseline_close == day("2026-05-04"));
  one.date();
  CHECK(one.deal.baseline_close == day("2026-04-01"));
  CHECK(one.deal.close_30_days_out == day("2026-04-20"));
  const Metrics metrics = measure({one.deal}, day("2026-05-31"));
  REQUIRE(metrics.map_to_close.size() == 1);
  CHECK(metrics.map_to_close[0].delta_cd == 35);
  CHECK(metrics.map_to_close[0].delta_30_cd == 16);
  CHECK(metrics.within_14.of == 1);
  CHECK(metrics.within_14_of_30_out.n == 0);
}

TEST_CASE("a plan that was proposed as it came to be has its baseline from then") {
  Closed one;
  one.changed("2026-02-02T09:00:00Z", "plan.created", R"({"status":"proposed"})");
  one.moved("2026-04-07T09:00:00Z", "2026-04-20", "2026-05-04");
  one.date();
  CHECK(one.deal.baseline_close == day("2026-04-20"));
}

TEST_CASE("the anchor of 30 days before the close is that of the day's end, in the plan's zone") {
  for (const auto& [at, stood] : std::vector<std::pair<const char*, const char*>>{
           {"2026-04-06T21:59:59Z", "2026-05-04"}, {"2026-04-06T22:00:00Z", "2026-04-20"}}) {
    Closed one;
    one.plan.timezone = "Europe/Berlin";
    one.changed("2026-02-02T09:00:00Z", "plan.created", R"({"status":"proposed"})");
    one.moved(at, "2026-04-20", "2026-05-04");
    one.date();
    INFO(at);
    CHECK(one.deal.close_30_days_out == day(stood));
  }
  Closed still;
  still.changed("2026-02-02T09:00:00Z", "plan.created", R"({"status":"proposed"})");
  still.date();
  CHECK(still.deal.close_30_days_out == day("2026-05-04"));
  Closed young;
  young.changed("2026-04-20T09:00:00Z", "plan.created", R"({"status":"proposed"})");
  young.date();
  CHECK_FALSE(young.deal.close_30_days_out);
}

TEST_CASE("events that know of no baseline leave what the step carries") {
  Closed one;
  one.moved("2026-04-10T09:00:00Z", "2026-04-20", "2026-05-04");
  one.date();
  CHECK(one.deal.baseline_close == day("2026-05-04"));
}

TEST_CASE("cycle times are compared by the won deals of each side") {
  std::vector<Deal> deals;
  for (int i = 0; i < 20; ++i)
    deals.push_back(closed_deal(std::to_string(i), i == 0 ? DealState::lost : DealState::won,
                                i % 2 == 0, "2026-01-01", "2026-02-01"));
  CHECK(measure(deals, day("2026-03-31")).comparison_shown);
  CHECK_FALSE(measure(deals, day("2026-03-31")).cycle_comparison_shown);
  deals[0].state = DealState::won;
  CHECK(measure(deals, day("2026-03-31")).cycle_comparison_shown);
}

TEST_CASE("only a partner's documented action of a known kind influences") {
  const Date created = day("2026-02-01");
  CHECK(attribution(created, {}, {{"golf", day("2026-02-03"), Party::partner}}) ==
        Attribution::direct);
  CHECK(attribution(created, {}, {{"security_review", day("2026-02-03"), Party::vendor}}) ==
        Attribution::direct);
  CHECK(attribution(created, {}, {{"security_review", day("2026-02-03"), Party::partner}}) ==
        Attribution::influenced);
}

}  // namespace closemap::test
