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
  CHECK_FALSE(none.within_14);
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
