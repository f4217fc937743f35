// Vectors 02, 03, 04, 06: plans with expected schedules, movements and absorptions.
#include <algorithm>
#include <stdexcept>

#include "mapping/schedule/slip.h"
#include "tests/vectors/networks.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

void check_pair(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "case", one);
  check_plan(checks, f.at("plan"), f.at("expect"));
  f.ignore("name");
  f.finish();
}

bool same_milestones(const Network& a, const Network& b) {
  return std::equal(a.names.begin(), a.names.end(), b.names.begin(), b.names.end(),
                    [](const auto& x, const auto& y) { return x.id == y.id; });
}

// What the plan looked like before it slipped: the file's baseline, else the plan without
// estimates.
Network before_slip(Checks& checks, const Network& slipped, const Json& file) {
  const Json* baseline = find(file, "baseline");
  const Json fallback = baseline == nullptr ? public_file("03_seed_story22.json") : Json();
  Network network =
      read_plan(checks, (baseline == nullptr ? fallback.at("baseline") : *baseline).at("plan"));
  if (same_milestones(network, slipped)) return network;
  network = slipped;
  for (NetworkMilestone& m : network.milestones) m.owner_estimate.reset();
  return network;
}

void check_slip(Checks& checks, const Json& one, const Json& file) {
  Fields f(checks, "slip", one);
  check_plan(checks, f.at("plan"), f.at("expect"));
  if (const Json* expected = f.maybe("moved")) {
    const Network network = read_plan(checks, f.at("plan"));
    const Schedule before = solved(before_slip(checks, network, file));
    Json got = Json::object();
    for (const Moved& m : moved(network, before, solved(network)))
      got[network.names[m.milestone].id] = {
          {"before", json_of(m.from)}, {"after", json_of(m.to)}, {"delta_bd", m.delta_bd}};
    checks.same("moved", *expected, got);
    checks.same("moved (count)", expected->size(), got.size());
  }
  f.ignore("name");
  f.finish();
}

const NetworkAnchor& anchor_at(const Network& network, const std::string& id) {
  for (const NetworkAnchor& anchor : network.anchors)
    if (network.names[anchor.milestone].id == id) return anchor;
  throw std::runtime_error("the plan has no anchor at \"" + id + "\"");
}

// null: nobody slipped.
std::optional<Party> party_in(const Json& word) {
  if (word.is_null()) return {};
  if (const auto party = parse_party(word.get<std::string>())) return party;
  throw std::runtime_error("slipped_party: unknown word " + dump_json(word));
}

void check_absorption(Checks& checks, const Json& one, const Json& file) {
  Fields f(checks, "absorb", one);
  const Json* own = f.maybe("plan");
  const Json* slip = find(file, "slip");
  const Json fallback =
      own == nullptr && slip == nullptr ? public_file("03_seed_story22.json") : Json();
  const Json& plan = own != nullptr    ? *own
                     : slip != nullptr ? slip->at("plan")
                                       : fallback.at("slip").at("plan");
  const Network network = read_plan(checks, plan);
  NetworkAnchor anchor = network.anchors.at(0);
  if (const Json* id = f.maybe("anchor")) anchor = anchor_at(network, id->get<std::string>());
  const Node root = slip_root(network, solved(network), anchor.milestone);
  std::optional<Party> slipped = network.milestones[root].party;
  if (const Json* party = f.maybe("slipped_party")) slipped = party_in(*party);
  checks.same("expect", f.at("expect"), absorption_json(network, absorb(network, anchor, slipped)));
  f.ignore("name");
  f.finish();
}

// 06 holds plan and expect side by side; "plan_cases" pairs with "expect_cases" or holds both in
// each entry.
void check_single(Checks& checks, const Json& one, const Json& file) {
  if (one.contains("plan")) return check_pair(checks, one, file);
  if (const Json* plan = find(file, "plan"); plan != nullptr && *plan == one)
    return check_plan(checks, one, file.at("expect"));
  const Json& plans = file.at("plan_cases");
  const auto at =
      static_cast<std::size_t>(std::find(plans.begin(), plans.end(), one) - plans.begin());
  check_plan(checks, one, file.at("expect_cases").at(at));
}

}  // namespace

void check_plan(Checks& checks, const Json& plan, const Json& expect) {
  const Network network = read_plan(checks, plan);
  checks.same("", expect, schedule_json(network, solved(network)));
}

Shape plan_cases_shape() { return {{{"source", nullptr}, {"cases", check_pair}}}; }

Shape story_shape() {
  return {{{"source", nullptr},
           {"baseline", check_pair},
           {"slip", check_slip},
           {"absorb", check_absorption},
           {"recovered", check_pair},
           {"variant_two_moves", check_absorption}}};
}

Shape single_plan_shape() {
  return {{{"source", nullptr}, {"plan", check_single}, {"expect", nullptr}}};
}

}  // namespace closemap::vectors
