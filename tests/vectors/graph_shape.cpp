// Vector 07: cycles, topological order, and a plan of edge cases.
#include <stdexcept>

#include "tests/vectors/networks.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

void check_cycles(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "cycles", one);
  Json plan{{"plan_start", "2026-03-02"}, {"status_date", "2026-03-02"}};
  plan["milestones"] = Json::array();
  for (const Json& id : f.at("ids")) plan["milestones"].push_back({{"id", id}, {"dur", 1}});
  plan["dependencies"] = Json::array();
  for (const Json& edge : f.at("edges")) {
    if (edge.size() != 2)
      throw std::runtime_error("the edge " + dump_json(edge) + " is no pair of ids");
    plan["dependencies"].push_back({{"pred", edge.at(0)}, {"succ", edge.at(1)}});
  }
  const Network network = read_plan(checks, plan);
  Json cycles = Json::array();
  for (const Cycle& cycle : find_cycles(network))
    cycles.push_back({{"members", ids_json(network, cycle.members)},
                      {"witness", ids_json(network, cycle.witness)}});
  checks.same("expect_cycles", f.at("expect_cycles"), cycles);
  const Result<Schedule> schedule = solve(network);
  const Json order = schedule ? ids_json(network, schedule->order) : Json(nullptr);
  const Json* expected = f.maybe("expect_topo");
  checks.same("expect_topo", expected == nullptr ? Json(nullptr) : *expected, order);
  f.ignore("name");
  f.finish();
}

void check_derived(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "derived", one);
  check_plan(checks, f.at("plan"), f.at("expect"));
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape graph_shape() {
  return {{{"source", nullptr}, {"cycles", check_cycles}, {"derived", check_derived}}};
}

}  // namespace closemap::vectors
