// Vector 12: which signals are true of a plan, a base with a JSON Patch for each case.
#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <type_traits>

#include "mapping/schedule/slip.h"
#include "mapping/signal/evaluate.h"
#include "tests/support/vector_plan.h"
#include "tests/vectors/networks.h"
#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

constexpr double kMinorPerMajor = 100;  // of the vectors' amounts, which are dollars
constexpr double kPerCent = 100;

struct Config {
  Thresholds thresholds;
  test::VectorDefaults plan;
};

// The limit a vector's word names, times what its unit needs; null target: the word is unknown.
struct Limit {
  int* whole = nullptr;
  double* number = nullptr;
  double times = 1;
};

Limit limit_of(Config& config, const std::string& word) {
  Thresholds& t = config.thresholds;
  const std::map<std::string, Limit> limits{
      {"slip_min_bd", {&t.slip.min_bd}},
      {"slip_major_bd", {&t.slip.warning_bd}},
      {"repeat_window_cd", {&t.repeated_slip.window_cd}},
      {"repeat_min_each_bd", {&t.repeated_slip.each_bd}},
      {"repeat_milestone", {&t.repeated_slip.milestone_count}},
      {"repeat_plan", {&t.repeated_slip.plan_count}},
      {"overdue_critical_bd", {&t.overdue.critical_bd}},
      {"near_critical_bd", {&t.near_critical.slack_bd}},
      {"handoff_accept_bh", {&config.plan.accept_within_bh}},
      {"handoff_critical_bh", {&t.handoff_stalled.critical_bh}},
      {"ghost_horizon_cd", {&t.ghosting.horizon_cd}},
      {"stale_cd", {&t.stale_plan.warning_cd}},
      {"review_grace_bd", {&t.review_missed.grace_bd}},
      {"scope_warn_count", {&t.scope_creep.warning_count}},
      {"scope_window_cd", {&t.scope_creep.window_cd}},
      {"eb_lead_bd", {&t.eb_meeting_unscheduled.lead_bd}},
      {"procurement_horizon_cd", {&t.procurement_surprise.horizon_cd}},
      {"customer_share_min", {nullptr, &t.one_sided_plan.customer_share_min}},
      {"late_stage_rank", {&t.plan_too_late.warning_rank}},
      {"proposal_stage_rank", {&t.plan_too_late.info_rank}},
      {"small_amount_minor", {nullptr, &t.over_planned_small_deal.amount, 1 / kMinorPerMajor}},
      {"small_stakeholders", {&t.over_planned_small_deal.stakeholders}},
      {"quarter_end_bd", {&t.quarter_end_close.window_bd}},
      {"fiscal_start_month", {&config.plan.fiscal_year_start_month}},
      {"ratio_critical", {nullptr, &t.unrealistic_close.critical_ratio}},
      {"unsigned_grace_bd", {&t.unsigned_party.grace_bd}},
      {"criteria_next_bd", {&t.criteria_met_no_next_step.next_bd}},
      {"criteria_grace_bd", {&t.criteria_met_no_next_step.grace_bd}},
      {"drift_warn_cd", {&t.close_date_drift.warning_cd}},
      {"drift_crit_cd", {&t.close_date_drift.critical_cd}},
      {"stage_gap", {&t.crm_disagreement.stage_gap}},
      {"amount_warn", {nullptr, &t.crm_disagreement.amount_warning_pct, kPerCent}},
      {"amount_crit", {nullptr, &t.crm_disagreement.amount_critical_pct, kPerCent}},
      {"date_gap_cd", {&t.crm_disagreement.date_gap_cd}},
      {"partner_owner_grace_bd", {&t.partner_wont_commit.grace_bd}},
      {"pilot_max_bd", {&t.pilot_purgatory.max_bd}},
      {"pilot_stretch", {nullptr, &t.pilot_purgatory.stretch}},
      {"pilot_extensions", {&t.pilot_purgatory.extensions}}};
  const auto found = limits.find(word);
  return found == limits.end() ? Limit{} : found->second;
}

int* silence_limit(Thresholds::Ghosting& limits, const std::string& party) {
  if (party == "customer") return &limits.customer_bd;
  if (party == "partner") return &limits.partner_bd;
  return party == "vendor" ? &limits.vendor_bd : nullptr;
}

void set_word(Config& config, const std::string& word, const Json& value) {
  if (word == "ghost_bd") {
    for (const auto& [party, days] : value.items()) {
      int* limit = silence_limit(config.thresholds.ghosting, party);
      if (limit == nullptr) throw std::runtime_error("unknown party " + party + " in ghost_bd");
      *limit = whole<int>(days);
    }
  } else if (word == "near_critical") {
    config.thresholds.near_critical.enabled = value.get<bool>();
  } else if (const Limit limit = limit_of(config, word); limit.whole != nullptr) {
    *limit.whole = whole<int>(value);
  } else if (limit.number != nullptr) {
    *limit.number = value.get<double>() * limit.times;
  } else {
    throw std::runtime_error("unknown word " + word + " in config");
  }
}

Json word_json(Config& config, const std::string& word, const Json& like) {
  if (word == "ghost_bd") {
    Json out = Json::object();
    for (const auto& [party, days] : like.items())
      if (const int* limit = silence_limit(config.thresholds.ghosting, party)) out[party] = *limit;
    return out;
  }
  if (word == "near_critical") return config.thresholds.near_critical.enabled;
  const Limit limit = limit_of(config, word);
  if (limit.whole != nullptr) return *limit.whole;
  return limit.number != nullptr ? Json(*limit.number / limit.times) : Json(nullptr);
}

// The reference's defaults are ours.
void check_defaults(Checks& checks, const Json& one, const Json&) {
  Config config;
  for (const auto& [word, value] : one.items())
    checks.same(word, value, word_json(config, word, value));
}

Json signals_json(const std::vector<Signal>& found) {
  Json list = Json::array();
  for (const Signal& signal : found)
    list.push_back({signal.name, signal.subject, to_text(signal.severity)});
  return list;
}

Json roots_json(const Network& network, const Schedule& schedule) {
  const auto late = [&](Node node) {
    const NetworkMilestone& m = network.milestones[node];
    return network.calendars[m.calendar].wd(*m.due, schedule.milestones[node].forecast);
  };
  Json roots = Json::array();
  for (const SlipRoot& root : slip_roots(network, schedule)) {
    Json impacted = Json::array();
    for (const Node node : root.impacted) impacted.push_back({network.names[node].id, late(node)});
    roots.push_back({{"root", network.names[root.root].id},
                     {"slip_bd", late(root.root)},
                     {"impacted", impacted}});
  }
  return roots;
}

Json base_of(const Json& file) {
  if (const Json* base = find(file, "base")) return *base;
  return public_file("12_signals.json").at("base");
}

Config config_of(const Json& file, const Json* own) {
  Config config;
  for (const Json* words : {find(file, "defaults"), own})
    if (words != nullptr)
      for (const auto& [word, value] : words->items()) set_word(config, word, value);
  return config;
}

Instant now_of(Fields& f, const Json& plan) {
  if (const Json* at = f.maybe("now")) {
    const auto now = parse_instant(at->get<std::string>());
    if (!now) throw std::runtime_error(now.error().what);
    return *now;
  }
  constexpr int kNoon = 12 * 60;
  const auto zone = Zone::find(text_or(plan, "tz", "UTC"));
  if (!zone) throw std::runtime_error(zone.error().what);
  return zone->at(*test::day(plan, "status_date"), kNoon);
}

void check_case(Checks& checks, const Json& one, const Json& file) {
  Fields f(checks, "case", one);
  const Json* own = f.maybe("plan");
  Json json = own != nullptr ? *own : base_of(file);
  if (const Json* patch = f.maybe("patch")) json = json.patch(*patch);
  if (!json.contains("close_anchor")) json["close_anchor"] = nullptr;  // removed: there is none
  const Config config = config_of(file, f.maybe("config"));
  const Plan plan = test::plan_of_vector(json, config.plan);
  const Network network = test::network_of_vector(plan, json);
  const Schedule schedule = solved(network);
  const auto found = evaluate(plan, network, schedule, now_of(f, json), config.thresholds,
                              test::calendars_of_vector(json));
  Json expected = f.at("expect");
  std::sort(expected.begin(), expected.end());
  checks.same("expect", expected, signals_json(found));
  if (const Json* roots = f.maybe("expect_slip_roots"))
    checks.same("expect_slip_roots", *roots, roots_json(network, schedule));
  f.ignore("name");
  f.finish();
}

// The story of vector 03 after its slip: every root listed is one, and none is missing.
void check_story(Checks& checks, const Json& one, const Json& file) {
  const Json plan = public_file("03_seed_story22.json").at("slip").at("plan");
  const Network network = read_plan(checks, plan);
  const Json roots = roots_json(network, solved(network));
  const auto same = std::find_if(roots.begin(), roots.end(), [&](const Json& root) {
    return root.at("root") == one.at("root");
  });
  if (same == roots.end()) return checks.fail("root", "is none");
  checks.same("", one, *same);
  if (const Json* all = find(file, "story22_slip_roots"))
    checks.same("count", all->size(), roots.size());
}

}  // namespace

Shape signal_shape() {
  return {{{"note", nullptr},
           {"source", nullptr},
           {"base", nullptr},
           {"defaults", check_defaults},
           {"cases", check_case},
           {"story22_slip_roots", check_story}}};
}

}  // namespace closemap::vectors
