// PERT along a path and Monte Carlo over the plan.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "mapping/schedule/from_plan.h"
#include "mapping/schedule/monte_carlo.h"
#include "mapping/schedule/pert.h"
#include "tests/unit/schedule/networks.h"

using namespace closemap;

namespace {

// A (o 1, m 2, p 9) and then B of five days, due on 2026-03-13.
Network pair_of_steps() {
  Network n = empty_network();
  add(n, "A", 4);
  add(n, "B", 5);
  link(n, 0, 1);
  n.estimates = {{0, {1, 2, 9}}};
  n.anchors = {{1, day("2026-03-13")}};
  return n;
}

}  // namespace

TEST_CASE("a three-point estimate weighs its middle four times") {
  CHECK(expected_days({1, 2, 9}) == Approx(3.0));
  CHECK(variance_of({1, 2, 9}) == Approx(16.0 / 9));
  CHECK(expected_days({5, 5, 5}) == Approx(5.0));
  CHECK(variance_of({5, 5, 5}) == 0);
}

TEST_CASE(
    "a path adds up estimates, effective durations where there is none, and skips the waived") {
  Network n = pair_of_steps();
  add(n, "C", 30).disposition = Disposition::waived;
  link(n, 1, 2);
  const PertPath path = pert_path(n, solved(n), {0, 1, 2});
  CHECK(path.mu_bd == Approx(8.0));
  CHECK(path.sd_bd == Approx(4.0 / 3));
  CHECK(text(path.p50) == "2026-03-11");  // eighth working day
  CHECK(path.p80_bd == Approx(9.122162));
  CHECK(text(path.p80) == "2026-03-13");  // the tenth: days are rounded up
}

TEST_CASE("the chance of a date follows the normal distribution") {
  const Network n = pair_of_steps();
  const PertPath path = pert_path(n, solved(n), {0, 1});
  const OnTime even = on_time(n, path, day("2026-03-11"));
  CHECK(even.available_bd == 8);
  CHECK(even.z == Approx(0.0));
  CHECK(even.probability == Approx(0.5));
  const OnTime later = on_time(n, path, day("2026-03-13"));
  CHECK(later.z == Approx(1.5));
  CHECK(later.probability == Approx(0.933193));
}

TEST_CASE("a path without uncertainty is on time or it is not") {
  Network n = pair_of_steps();
  n.estimates.clear();
  const PertPath path = pert_path(n, solved(n), {0, 1});
  CHECK(path.sd_bd == 0);
  CHECK(path.p50 == path.p80);
  CHECK(on_time(n, path, day("2026-03-12")).probability == 1);  // exactly nine days
  const OnTime late = on_time(n, path, day("2026-03-11"));
  CHECK(late.probability == 0);
  CHECK(late.z == -std::numeric_limits<double>::infinity());
}

TEST_CASE("the triangular distribution spans its three points") {
  CHECK(triangular(0, {2, 3, 10}) == 2);
  CHECK(triangular(0.125, {2, 3, 10}) == Approx(3.0));
  CHECK(triangular(0.999999, {2, 3, 10}) == Approx(10.0).epsilon(0.001));
  CHECK(triangular(0.7, {4, 4, 4}) == 4);
  CHECK(triangular(0.25, {2, 2, 10}) == Approx(10 - 8 * std::sqrt(0.75)));
  CHECK(triangular(0.25, {2, 10, 10}) == Approx(6.0));
}

TEST_CASE("the seed is what plan, version and day make it") {
  // printf 'pln_1\n7\n2026-03-02' | sha256sum
  CHECK(monte_carlo_seed("pln_1", 7, day("2026-03-02")) == 0xbae882f6e6d1332dULL);
  CHECK(monte_carlo_seed("pln_1", 8, day("2026-03-02")) !=
        monte_carlo_seed("pln_1", 7, day("2026-03-02")));
}

TEST_CASE("trials that cannot vary all end on the early finish, whatever was promised") {
  Network n = pair_of_steps();
  n.estimates = {{0, {4, 4, 4}}};
  n.milestones[1].due = day("2026-04-30");  // the early run does not wait for it
  const MonteCarlo result = monte_carlo(n, n.anchors[0], 1, 50);
  CHECK(result.finishes.size() == 50);
  CHECK(text(result.finishes.front()) == "2026-03-12");
  CHECK(text(result.finishes.back()) == "2026-03-12");
  CHECK(result.on_time == 1);
  CHECK(result.criticality == std::vector<double>{1, 1});
}

TEST_CASE("complete work keeps its date and uses up its draw") {
  Network n = empty_network();
  n.status_date = day("2026-03-09");
  add(n, "A", 2).status = MilestoneStatus::complete;
  n.milestones[0].actual = day("2026-03-06");
  add(n, "B", 3);
  link(n, 0, 1);
  n.estimates = {{0, {1, 2, 30}}, {1, {1, 4, 12}}};
  n.anchors = {{1, day("2026-03-20")}};
  const MonteCarlo with = monte_carlo(n, n.anchors[0], 5, 200);
  CHECK(with.finishes.front() >= day("2026-03-09"));
  CHECK(with.finishes.back() <= day("2026-03-24"));  // twelve days from the 9th at the most
  n.estimates.erase(n.estimates.begin());
  CHECK(monte_carlo(n, n.anchors[0], 5, 200).finishes != with.finishes);
}

TEST_CASE("a risk prolongs its milestone as often as it happens") {
  Network n = pair_of_steps();
  n.estimates.clear();
  n.risks = {{"R1", 1, 0.25, 10}};  // B has no estimate: its duration grows
  const MonteCarlo result = monte_carlo(n, n.anchors[0], 42, 4000);
  CHECK(text(result.finishes.front()) == "2026-03-12");
  CHECK(text(result.finishes.back()) == "2026-03-26");
  CHECK(result.on_time == Approx(0.75).margin(0.03));
  CHECK(text(result.percentile(50)) == "2026-03-12");
  CHECK(text(result.percentile(90)) == "2026-03-26");
  n.risks[0].probability = 0;
  CHECK(monte_carlo(n, n.anchors[0], 42, 100).on_time == 1);
}

TEST_CASE("percentiles are the nearest rank") {
  MonteCarlo result;
  for (int i = 1; i <= 10; ++i) result.finishes.push_back(Date{i});
  CHECK(result.percentile(1).days == 1);
  CHECK(result.percentile(10).days == 1);
  CHECK(result.percentile(11).days == 2);
  CHECK(result.percentile(50).days == 5);
  CHECK(result.percentile(100).days == 10);
}

TEST_CASE("estimates and the risks still ahead come with the plan") {
  Plan plan;
  plan.evaluation_start = day("2026-03-02");
  plan.milestones["mst_a"].duration_bd = 2;
  plan.milestones["mst_b"].estimate3 = Estimate3{1, 2, 5};
  plan.risks["rsk_b"].milestone = "mst_b";
  plan.risks["rsk_b"].impact_bd = 10;
  plan.risks["rsk_b"].probability_bp = 3500;
  plan.risks["rsk_a"] = plan.risks["rsk_b"];
  plan.risks["rsk_a"].milestone = "mst_a";
  plan.risks["rsk_a"].state = RiskState::mitigating;
  for (const RiskState state : {RiskState::closed, RiskState::occurred}) {
    const std::string id = "rsk_" + std::string(to_text(state));
    plan.risks[id] = plan.risks["rsk_b"];
    plan.risks[id].state = state;
  }
  plan.risks["rsk_vague"].milestone = "mst_a";
  plan.risks["rsk_lost"] = plan.risks["rsk_b"];
  plan.risks["rsk_lost"].milestone = "mst_gone";
  const Network n = network_of(plan, day("2026-03-02"), [](const std::string&) { return nullptr; });
  REQUIRE(n.estimates.size() == 1);
  CHECK(n.estimates[0].milestone == 1);
  CHECK(n.estimates[0].days == Estimate3{1, 2, 5});
  REQUIRE(n.risks.size() == 2);
  CHECK(n.risks[0].id == "rsk_a");
  CHECK(n.risks[1].milestone == 1);
  CHECK(n.risks[1].probability == 0.35);
  CHECK(n.risks[1].impact_bd == 10);
}
