// What it costs to find the signals of a plan of 22 steps (goal: 5 µs), beside a naive version that
// reads the plan's document and looks zones up by name.
#include <benchmark/benchmark.h>

#include "mapping/plan/document.h"
#include "mapping/schedule/solve.h"
#include "mapping/signal/evaluate.h"
#include "tests/support/vector_plan.h"

namespace closemap {
namespace {

// The story of vector 03 with what vector 12 says about a healthy plan, and ids as long as real
// ones.
struct Story {
  Plan plan;
  Network network;
  Schedule schedule;
  Instant now;
};

std::string real_id(const std::string& id) { return "mst_01h455vb4pex5vsknk084sn0" + id; }

void own(Plan& plan) {
  for (auto& [id, step] : plan.milestones) {
    Person person;
    person.name = "Priya Nair";
    person.party = step.party;
    person.timezone = "America/New_York";
    step.owner = "per_01h455vb4pex5vsknk084sn00" + std::to_string(static_cast<int>(step.party));
    step.category = step.title.find("rocurement") != std::string::npos ? "procurement" : "other";
    plan.people[step.owner] = person;
  }
}

Story story(bool slipped) {
  const Json file = test::vector_file("03_seed_story22.json");
  const Json& given = file.at(slipped ? "slip" : "baseline").at("plan");
  const Plan bare = test::plan_of_vector(given);
  Plan plan = test::plan_of_vector(test::vector_file("12_signals.json").at("base"));
  plan.milestones.clear();
  plan.people.clear();
  plan.dependencies = bare.dependencies;
  plan.anchors.clear();
  plan.opportunities.clear();
  plan.evaluation_start = bare.evaluation_start;
  for (const auto& [id, step] : bare.milestones) plan.milestones[real_id(id)] = step;
  for (const auto& [id, anchor] : bare.anchors) plan.anchors[real_id(id)] = anchor;
  for (Dependency& edge : plan.dependencies) {
    edge.pred = real_id(edge.pred);
    edge.succ = real_id(edge.succ);
  }
  own(plan);
  const Date today = *test::day(given, "status_date");
  for (auto& heard : plan.history.last_activity) heard = today;
  plan.next_review_at.reset();
  Story out{plan, {}, {}, Zone::find("America/New_York")->at(today, 12 * 60)};
  out.network = network_of(out.plan, today, test::calendars_of_vector(given));
  out.schedule = *solve(out.network);
  return out;
}

void evaluate_story(benchmark::State& state, bool slipped) {
  const Story given = story(slipped);
  const Thresholds thresholds;
  std::vector<Signal> found;
  for ([[maybe_unused]] auto turn : state) {
    evaluate_into(given.plan, given.network, given.schedule, given.now, thresholds, {}, found);
    benchmark::DoNotOptimize(found.data());
  }
  state.counters["signals"] = static_cast<double>(found.size());
}

// Overdue, undated and ownerless steps alone, found as a script would: a map of a map of texts.
void naive_story(benchmark::State& state) {
  const Story given = story(false);
  const Json document = to_json(given.plan);
  for ([[maybe_unused]] auto turn : state) {
    std::vector<Json> found;
    for (const auto& [id, step] : document.at("milestones").items()) {
      const std::string status = text_or(step, "status");
      if (status == "complete" || text_or(step, "disposition", "active") != "active") continue;
      const std::string owner = text_or(step, "owner");
      const Json* person = find(document.at("people"), owner);
      if (person == nullptr) found.push_back({"missing_owner", id, "warning"});
      const auto due = text_at(step, "due_date");
      if (!due) {
        found.push_back({"no_dates", id, "warning"});
        continue;
      }
      const std::string zone = person == nullptr ? "UTC" : text_or(*person, "timezone", "UTC");
      if (to_text(Zone::find(zone)->local_date(given.now)) > *due)
        found.push_back({"overdue", id, "warning"});
    }
    benchmark::DoNotOptimize(found.data());
  }
}

void next_look(benchmark::State& state) {
  const Story given = story(false);
  for ([[maybe_unused]] auto turn : state)
    benchmark::DoNotOptimize(next_evaluation(given.plan, given.now));
}

BENCHMARK_CAPTURE(evaluate_story, on_time, false);
BENCHMARK_CAPTURE(evaluate_story, slipped, true);
BENCHMARK(naive_story);
BENCHMARK(next_look);

}  // namespace
}  // namespace closemap
