// Vector 08: the generator, the triangular distribution, PERT along a path, Monte Carlo.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "mapping/core/decimal.h"
#include "mapping/core/random.h"
#include "mapping/schedule/monte_carlo.h"
#include "mapping/schedule/pert.h"
#include "tests/vectors/networks.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

constexpr const char* kPublic = "08_pert_montecarlo.json";

constexpr int kDecimals = 6;

// Bit for bit, where Checks::same would forgive the last digits.
void same_double(Checks& checks, const std::string& field, double expected, double got) {
  if (expected != got)
    checks.fail(field, "expected " + dump_json(Json(expected)) + ", got " + dump_json(Json(got)));
}

Estimate3 estimate_in(Fields& f) {
  return {f.at("o").get<double>(), f.at("m").get<double>(), f.at("p").get<double>()};
}

void check_rng(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "rng", one);
  checks.same("name", "SplitMix64", f.at("name"));
  const auto seed = f.at("seed").get<std::uint64_t>();
  if (const Json* words = f.maybe("first_u64_hex")) {
    SplitMix64 random(seed);
    Json got = Json::array();
    for (std::size_t i = 0; i < words->size(); ++i) {
      char text[32];
      std::snprintf(text, sizeof text, "0x%016llx", static_cast<unsigned long long>(random.next()));
      got.push_back(text);
    }
    checks.same("first_u64_hex", *words, got);
  }
  if (const Json* shares = f.maybe("first_u01")) {
    SplitMix64 random(seed);
    for (const Json& share : *shares)
      same_double(checks, "first_u01", share.get<double>(), random.uniform());
  }
  f.finish();
}

void check_triangular(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "tri_inverse_cdf", one);
  const Estimate3 days{f.at("a").get<double>(), f.at("m").get<double>(), f.at("b").get<double>()};
  const double x = triangular(f.at("u").get<double>(), days);
  same_double(checks, "x", f.at("x").get<double>(), x);
  f.finish();
}

void check_pert_row(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "pert_rows", one);
  f.ignore("id");
  const Estimate3 days = estimate_in(f);
  checks.same("te", f.at("te"), rounded(expected_days(days), kDecimals));
  checks.same("var", f.at("var"), rounded(variance_of(days), kDecimals));
  f.finish();
}

// ---- the plan a path belongs to ----

bool holds_path(const Network& network, const Json& path) {
  return std::all_of(path.begin(), path.end(), [&](const Json& id) {
    return network.node_of(id.get<std::string>()).has_value();
  });
}

// Plans of a file's Monte Carlo cases: a path is given without one of its own.
std::vector<Network> plans_in(Checks& checks, const Json& file) {
  std::vector<Network> out;
  for (const char* key : {"monte_carlo", "monte_carlo_cases"}) {
    const Json* list = find(file, key);
    if (list == nullptr) continue;
    for (const Json& entry : *list)
      for (const Json& one : entry.is_array() ? entry : Json::array({entry}))
        if (one.contains("plan")) out.push_back(read_plan(checks, one.at("plan")));
  }
  return out;
}

void set_estimate(Network& network, Node node, const Estimate3& days) {
  std::vector<NetworkEstimate>& all = network.estimates;
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const NetworkEstimate& one) { return one.milestone >= node; });
  if (at != all.end() && at->milestone == node)
    at->days = days;
  else
    all.insert(at, {node, days});
}

// Estimates of a file's rows stand in for those of the plan.
void take_rows(Network& network, const Json& rows) {
  for (const Json& row : rows) {
    if (row.is_array()) {
      take_rows(network, row);
      continue;
    }
    if (const auto node = network.node_of(row.at("id").get<std::string>()))
      set_estimate(
          network, *node,
          {row.at("o").get<double>(), row.at("m").get<double>(), row.at("p").get<double>()});
  }
}

Network plan_of_path(Checks& checks, const Json* own, const Json& path, const Json& file) {
  if (own != nullptr) return read_plan(checks, *own);
  for (const Json& source : {file, public_file(kPublic)})
    for (Network& network : plans_in(checks, source)) {
      if (!holds_path(network, path)) continue;
      for (const char* key : {"pert_rows", "pert_rows_cases"})
        if (const Json* rows = find(source, key)) take_rows(network, *rows);
      return std::move(network);
    }
  throw std::runtime_error("no plan holds this path");
}

void check_target(Checks& checks, const Json& one, const Network& network, const PertPath& path) {
  Fields f(checks, "targets", one);
  const OnTime chance = on_time(network, path, f.date("target"));
  checks.same("available_bd", f.at("available_bd"), chance.available_bd);
  checks.same("z", f.at("z"),
              std::isfinite(chance.z) ? Json(rounded(chance.z, kDecimals)) : Json(nullptr));
  checks.same("p", f.at("p"), rounded(chance.probability, kDecimals));
  f.finish();
}

void check_pert_path(Checks& checks, const Json& one, const Json& file) {
  Fields f(checks, "pert_path", one);
  const Json& ids = f.at("path");
  const Network network = plan_of_path(checks, f.maybe("plan"), ids, file);
  std::vector<Node> nodes;
  for (const Json& id : ids) nodes.push_back(node_named(network, id.get<std::string>()));
  const Schedule schedule = solved(network);
  for (const ScheduledAnchor& anchor : schedule.anchors)
    if (anchor.milestone == nodes.back())
      checks.same("path", ids, ids_json(network, anchor.driving_path));
  const PertPath path = pert_path(network, schedule, nodes);
  checks.same("mu_bd", f.at("mu_bd"), rounded(path.mu_bd, kDecimals));
  checks.same("sd_bd", f.at("sd_bd"), rounded(path.sd_bd, kDecimals));
  checks.same("p50_date", f.at("p50_date"), json_of(path.p50));
  checks.same("p80_bd", f.at("p80_bd"), rounded(path.p80_bd, kDecimals));
  checks.same("p80_date", f.at("p80_date"), json_of(path.p80));
  if (const Json* targets = f.maybe("targets"))
    for (const Json& target : *targets) check_target(checks, target, network, path);
  f.ignore("name");
  f.finish();
}

// ---- Monte Carlo ----

Json monte_carlo_json(const Network& network, const MonteCarlo& result) {
  Json critical = Json::object();
  for (Node node = 0; node < result.criticality.size(); ++node)
    critical[network.names[node].id] = rounded(result.criticality[node], kDecimals);
  return {{"n", result.finishes.size()},
          {"seed", result.seed},
          {"p10", json_of(result.percentile(10))},
          {"p50", json_of(result.percentile(50))},
          {"p80", json_of(result.percentile(80))},
          {"p90", json_of(result.percentile(90))},
          {"min", json_of(result.finishes.front())},
          {"max", json_of(result.finishes.back())},
          {"p_on_or_before_target", rounded(result.on_time, kDecimals)},
          {"criticality_index", critical}};
}

void check_monte_carlo(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "monte_carlo", one);
  const Network network = read_plan(checks, f.at("plan"));
  const Node node = node_named(network, f.text("anchor"));
  const NetworkAnchor* anchor = nullptr;
  for (const NetworkAnchor& other : network.anchors)
    if (other.milestone == node) anchor = &other;
  if (anchor == nullptr) throw std::runtime_error("the plan has no such anchor");
  const Json& expect = f.at("expect");
  const auto seed = expect.at("seed").get<std::uint64_t>();
  const int trials = whole<int>(expect.at("n"));
  checks.same("expect", expect,
              monte_carlo_json(network, monte_carlo(network, *anchor, seed, trials)));
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape uncertainty_shape() {
  return {{{"source", nullptr},
           {"rng", check_rng},
           {"tri_inverse_cdf", check_triangular},
           {"pert_rows", check_pert_row},
           {"pert_path", check_pert_path},
           {"monte_carlo", check_monte_carlo}}};
}

}  // namespace closemap::vectors
