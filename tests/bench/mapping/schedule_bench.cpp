// closemap_bench_schedule: full solve, one slip, Monte Carlo, absorption (performance.md G11, issue
// 4). "per_milestone" is the figure of G11; the naive version runs beside it.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "mapping/schedule/absorb.h"
#include "mapping/schedule/live_schedule.h"
#include "mapping/schedule/monte_carlo.h"
#include "mapping/schedule/ordered_graph.h"
#include "mapping/schedule/solve.h"
#include "tests/bench/mapping/bench_plans.h"
#include "tests/bench/mapping/naive_schedule.h"

namespace closemap::bench {
namespace {

constexpr std::size_t kMany = 1'000'000;  // more than any cache holds
constexpr std::size_t kWarm = 5'000;      // near the core, solved over and over
constexpr std::size_t kFew = 50'000;  // of the naive version, whose figure does not depend on it
constexpr std::uint64_t kSeed = 7;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "schedule_bench: %s\n", what);
  std::abort();
}

// What an iteration over `milestones` takes for each: "58.1ns".
void per_milestone(benchmark::State& state, std::size_t milestones) {
  state.counters["per_milestone"] = benchmark::Counter(
      static_cast<double>(milestones),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

// A plan with the graph that was made of it once, as whoever solves it again and again keeps it.
struct PreparedPlan {
  explicit PreparedPlan(Network plan)
      : network(std::move(plan)), graph(*OrderedGraph::of(network)) {}
  Network network;
  OrderedGraph graph;
};

void full_solve(benchmark::State& state, Calendars calendars, std::size_t milestones) {
  std::vector<PreparedPlan> plans;
  for (Network& plan : random_plans(milestones, calendars)) plans.emplace_back(std::move(plan));
  Schedule out;
  for (auto _ : state)
    for (const PreparedPlan& plan : plans) {
      solve_into(plan.network, plan.graph, out);
      benchmark::DoNotOptimize(out.milestones.data());
    }
  per_milestone(state, milestones);
}

// From nothing but the network: what whoever solves a plan once pays.
void order_and_solve(benchmark::State& state, Calendars calendars, std::size_t milestones) {
  const std::vector<Network> plans = random_plans(milestones, calendars);
  Schedule out;
  for (auto _ : state)
    for (const Network& plan : plans) {
      require(static_cast<bool>(solve_into(plan, out)), "a random plan has a cycle");
      benchmark::DoNotOptimize(out.milestones.data());
    }
  per_milestone(state, milestones);
}

void full_solve_naive(benchmark::State& state, Calendars calendars) {
  const std::vector<Network> plans = random_plans(kFew, calendars);
  std::vector<NaivePlan> naive(plans.begin(), plans.end());
  for (std::size_t i = 0; i < plans.size(); ++i)
    require(naive[i].solve() == solve(plans[i])->anchors[0].forecast, "the naive dates differ");
  for (auto _ : state)
    for (NaivePlan& plan : naive) benchmark::DoNotOptimize(plan.solve());
  per_milestone(state, kFew);
}

// The owner of a step in the first third says a new date, every time another one.
Node slipping(const Network& plan) { return static_cast<Node>(plan.milestones.size() / 3); }
Date said(const Network& plan, int round) { return plan.status_date + 10 + round % 7; }

Network plan_of(benchmark::State& state) {
  SplitMix64 random(kSeed);
  return random_plan(static_cast<std::size_t>(state.range(0)), Calendars::mixed, random);
}

void one_slip_solved_whole(benchmark::State& state) {
  Network plan = plan_of(state);
  Schedule out;
  int round = 0;
  for (auto _ : state) {
    plan.milestones[slipping(plan)].owner_estimate = said(plan, ++round);
    require(static_cast<bool>(solve_into(plan, out)), "a random plan has a cycle");
    benchmark::DoNotOptimize(out.milestones.data());
  }
}

void one_slip_solved_again(benchmark::State& state) {
  PreparedPlan plan(plan_of(state));
  Schedule out;
  int round = 0;
  for (auto _ : state) {
    plan.network.milestones[slipping(plan.network)].owner_estimate = said(plan.network, ++round);
    solve_into(plan.network, plan.graph, out);
    benchmark::DoNotOptimize(out.milestones.data());
  }
}

void one_slip_live(benchmark::State& state) {
  const std::unique_ptr<LiveSchedule> live = *LiveSchedule::of(plan_of(state));
  const Node node = slipping(live->network());
  NetworkMilestone changed = live->network().milestones[node];
  int round = 0;
  for (auto _ : state) {
    changed.owner_estimate = said(live->network(), ++round);
    benchmark::DoNotOptimize(live->change(node, changed));
  }
}

void one_slip_naive(benchmark::State& state) {
  const Network network = plan_of(state);
  NaivePlan plan(network);
  const std::string id = network.names[slipping(network)].id;
  int round = 0;
  for (auto _ : state) {
    plan.estimate(id, said(network, ++round));
    benchmark::DoNotOptimize(plan.solve());
  }
}

void monte_carlo_of_eleven(benchmark::State& state) {
  const Network plan = plan_of_eleven();
  for (auto _ : state) benchmark::DoNotOptimize(monte_carlo(plan, plan.anchors[0], 42).on_time);
}

void absorb_random(benchmark::State& state) {
  Network plan = plan_of(state);
  for (NetworkEdge& edge : plan.edges)
    if (edge.succ % 4 == 0) edge.hardness = Hardness::discretionary;
  plan.anchors[0].date = plan.anchors[0].date - 30;
  for (auto _ : state)
    benchmark::DoNotOptimize(absorb(plan, plan.anchors[0], {}).forecast_after.days);
}

BENCHMARK_CAPTURE(full_solve, weekdays_cold, Calendars::weekdays, kMany)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(full_solve, mixed_calendars_cold, Calendars::mixed, kMany)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(full_solve, weekdays_warm, Calendars::weekdays, kWarm);
BENCHMARK_CAPTURE(full_solve, mixed_calendars_warm, Calendars::mixed, kWarm);
BENCHMARK_CAPTURE(order_and_solve, weekdays_cold, Calendars::weekdays, kMany)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(order_and_solve, mixed_calendars_cold, Calendars::mixed, kMany)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(order_and_solve, weekdays_warm, Calendars::weekdays, kWarm);
BENCHMARK_CAPTURE(order_and_solve, mixed_calendars_warm, Calendars::mixed, kWarm);
BENCHMARK_CAPTURE(full_solve_naive, mixed_calendars, Calendars::mixed)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(one_slip_solved_whole)->Arg(10)->Arg(100)->Arg(200)->Arg(1000);
BENCHMARK(one_slip_solved_again)->Arg(10)->Arg(100)->Arg(200)->Arg(1000);
BENCHMARK(one_slip_live)->Arg(10)->Arg(100)->Arg(200)->Arg(1000);
BENCHMARK(one_slip_naive)->Arg(10)->Arg(1000);
BENCHMARK(monte_carlo_of_eleven)->Unit(benchmark::kMillisecond);
BENCHMARK(absorb_random)->Arg(22)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace closemap::bench
