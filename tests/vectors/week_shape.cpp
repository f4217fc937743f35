// Vector 05: week-range templates, forward and worked back.
#include <stdexcept>

#include "mapping/schedule/week_template.h"
#include "tests/vectors/networks.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

constexpr Node kSlippedStep = 2;  // "slip_step3_5bd"
constexpr int kSlipBd = 5;

std::vector<WeekStep> steps_of(const Json& instantiated) {
  std::vector<WeekStep> steps;
  for (const Json& m : instantiated.at("milestones"))
    steps.push_back({m.at("id").get<std::string>(), m.at("title").get<std::string>(),
                     whole<int>(m.at("week_from")), whole<int>(m.at("week_to"))});
  return steps;
}

Json due_json(const Network& network) {
  Json out = Json::object();
  for (Node node = 0; node < network.milestones.size(); ++node)
    out[network.names[node].id] = json_of(network.milestones[node].due);
  return out;
}

Json forecast_json(const Network& network) {
  const Schedule schedule = solved(network);
  Json out = Json::object();
  for (Node node = 0; node < network.milestones.size(); ++node)
    out[network.names[node].id] = json_of(schedule.milestones[node].forecast);
  return out;
}

Json structure_json(const Network& network) {
  Json milestones = Json::object();
  for (Node node = 0; node < network.milestones.size(); ++node)
    milestones[network.names[node].id] = {{"title", network.names[node].title},
                                          {"dur", json_of(network.milestones[node].duration_bd)}};
  Json edges = Json::object();
  for (const NetworkEdge& e : network.edges)
    edges[network.names[e.pred].id + " to " + network.names[e.succ].id] = {
        {"lag", e.lag.n},
        {"in_bd", e.lag.unit == LagUnit::bd},
        {"discretionary", e.hardness == Hardness::discretionary}};
  return {{"plan_start", json_of(network.plan_start)},
          {"status_date", json_of(network.status_date)},
          {"milestones", milestones},
          {"dependencies", edges}};
}

void check_forward(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "case", one);
  const Json& instantiated = f.at("instantiated");
  const Network expected = read_plan(checks, instantiated);
  const Date start = f.date("start");
  Network network =
      from_weeks(steps_of(instantiated), start, expected.status_date, expected.calendars.at(0));
  checks.same("instantiated", structure_json(expected), structure_json(network));
  checks.same("instantiated (edges)", expected.edges.size(), network.edges.size());
  checks.same("expect_due", f.at("expect_due"), due_json(network));
  checks.same("forecast", f.at("expect_due"), forecast_json(network));

  const Node signature = node_named(network, f.text("signature_step"));
  const Date signed_on = *network.milestones[signature].due;
  checks.same("signature_bd_from_start", f.at("signature_bd_from_start"),
              network.calendars[0].wd(start - 1, signed_on));
  checks.same("signature_cd_from_start", f.at("signature_cd_from_start"), signed_on - (start - 1));

  NetworkMilestone& slipped = network.milestones.at(kSlippedStep);
  slipped.owner_estimate = network.calendars[0].add(*slipped.due, kSlipBd);
  checks.same("slip_step3_5bd_expect_forecast", f.at("slip_step3_5bd_expect_forecast"),
              forecast_json(network));
  f.ignore("template");
  f.ignore("name");
  f.finish();
}

const Json* template_named(const Json& file, const std::string& name) {
  for (const char* key : {"cases", "cases_cases"}) {
    const Json* cases = find(file, key);
    if (cases == nullptr) continue;
    for (const Json& one : *cases)
      if (text_or(one, "template") == name) return find(one, "instantiated");
  }
  return nullptr;
}

void check_backward(Checks& checks, const Json& one, const Json& file) {
  Fields f(checks, "backward", one);
  const std::string name = f.text("template");
  const Json fallback = public_file("05_week_templates.json");
  const Json* instantiated = template_named(file, name);
  if (instantiated == nullptr) instantiated = template_named(fallback, name);
  if (instantiated == nullptr) throw std::runtime_error("unknown template " + name);
  std::string signature_id = f.text_or("signature_step", "");
  if (signature_id.empty())
    for (const Json& other : fallback.at("cases"))
      if (other.at("template") == name) signature_id = other.at("signature_step");
  const Network own = read_plan(checks, *instantiated);
  const Network network =
      from_weeks_back(steps_of(*instantiated), node_named(own, signature_id),
                      f.date("signature_target"), own.status_date, own.calendars.at(0));
  checks.same("expect_due", f.at("expect_due"), due_json(network));
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape week_shape() {
  return {{{"source", nullptr},
           {"rule", nullptr},
           {"cases", check_forward},
           {"backward", check_backward}}};
}

}  // namespace closemap::vectors
