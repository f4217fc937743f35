// Random plans, always the same ones.
#include "tests/bench/mapping/bench_plans.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdio>

namespace closemap::bench {
namespace {

constexpr std::uint64_t kSeed = 20260302;
constexpr std::int32_t kStart = 20514;  // 2026-03-02
constexpr std::size_t kSizeMin = 10, kSizeMax = 1000;

int within(SplitMix64& random, int from, int to) {
  return from + static_cast<int>(random.below(static_cast<std::uint64_t>(to - from + 1)));
}

// Sunday to Thursday, and Monday to Friday with a year's holidays and two worked Saturdays.
const std::vector<Calendar>& mixed_calendars() {
  static const std::vector<Calendar> all = [] {
    CalendarSpec gulf = weekdays_calendar("gulf");
    gulf.week[4].clear();
    gulf.week[6] = {{540, 1020}};
    CalendarSpec busy = weekdays_calendar("busy");
    for (int day = 0; day < 3650; day += 23) busy.holidays.push_back(Date{kStart + day});
    busy.extra_working_days = {Date{kStart + 5}, Date{kStart + 12}};
    return std::vector<Calendar>{Calendar(), *Calendar::compile(gulf), *Calendar::compile(busy)};
  }();
  return all;
}

std::string id_of(std::size_t number) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "mst_%06zu", number);
  return {text.data(), static_cast<std::size_t>(length)};
}

void add_edges(Network& plan, Node node, SplitMix64& random) {
  const int preds = node == 0 ? 0 : within(random, 1, 2);
  for (int i = 0; i < preds; ++i) {
    const int back = within(random, 1, std::min<int>(static_cast<int>(node), 5));
    NetworkEdge edge{node - static_cast<Node>(back), node, {}, {}, Hardness::mandatory};
    if (within(random, 1, 5) == 1) edge.lag = {within(random, -2, 5), LagUnit::bd};
    plan.edges.push_back(edge);
  }
}

}  // namespace

Network random_plan(std::size_t milestones, Calendars calendars, SplitMix64& random) {
  Network plan;
  plan.plan_start = Date{kStart};
  plan.status_date = Date{kStart + 14};
  plan.calendars =
      calendars == Calendars::mixed ? mixed_calendars() : std::vector<Calendar>{Calendar()};
  const int last_calendar = static_cast<int>(plan.calendars.size()) - 1;
  for (Node node = 0; node < milestones; ++node) {
    NetworkMilestone& m = plan.add(id_of(node));
    m.duration_bd = within(random, 1, 5);
    m.calendar = static_cast<std::uint32_t>(within(random, 0, last_calendar));
    if (within(random, 1, 3) == 1) m.due = plan.plan_start + static_cast<int>(node) * 4;
    m.baseline = plan.plan_start + static_cast<int>(node) * 3;
    add_edges(plan, node, random);
  }
  plan.anchors = {
      {static_cast<Node>(milestones - 1), plan.plan_start + static_cast<int>(milestones) * 4}};
  return plan;
}

std::vector<Network> random_plans(std::size_t milestones, Calendars calendars) {
  SplitMix64 random(kSeed);
  std::vector<Network> plans;
  for (std::size_t left = milestones; left > 0;) {
    const std::size_t size =
        std::min(left, kSizeMin + static_cast<std::size_t>(random.below(kSizeMax - kSizeMin + 1)));
    plans.push_back(random_plan(size, calendars, random));
    left -= size;
  }
  return plans;
}

Network plan_of_eleven() {
  struct Step {
    int days;
    std::vector<Node> after;
    Estimate3 estimate;
  };
  const std::vector<Step> steps{
      {2, {}, {1, 2, 4}},      {3, {0}, {2, 3, 6}},  {2, {1}, {1, 2, 5}},    {10, {2}, {8, 10, 18}},
      {3, {0, 3}, {2, 3, 7}},  {3, {4}, {2, 3, 10}}, {10, {5}, {7, 10, 21}}, {5, {5}, {3, 5, 10}},
      {5, {6, 7}, {3, 5, 12}}, {2, {8}, {1, 2, 6}},  {3, {9}, {2, 3, 5}}};
  Network plan;
  plan.plan_start = plan.status_date = Date{kStart};
  plan.calendars.emplace_back();
  for (Node node = 0; node < steps.size(); ++node) {
    NetworkMilestone& m = plan.add(id_of(node + 1));
    m.duration_bd = steps[node].days;
    plan.estimates.push_back({node, steps[node].estimate});
    for (const Node pred : steps[node].after)
      plan.edges.push_back({pred, node, {}, {}, Hardness::mandatory});
  }
  plan.anchors = {{9, *parse_date("2026-05-08")}};
  return plan;
}

}  // namespace closemap::bench
