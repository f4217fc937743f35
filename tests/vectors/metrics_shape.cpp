// Vector 14: need, evidence category, portfolio metrics, attribution.
#include <stdexcept>

#include "mapping/core/decimal.h"
#include "mapping/report/evidence.h"
#include "mapping/report/metrics.h"
#include "mapping/report/need.h"
#include "tests/vectors/shapes.h"
#include "tests/vectors/words.h"

namespace closemap::vectors {
namespace {

constexpr const char* kCurrency = "USD";  // of amounts that name none

bool yes(Fields& f, const std::string& key, bool otherwise = false) {
  const Json* value = f.maybe(key);
  if (value == nullptr) return otherwise;
  return value->is_number() ? value->get<double>() != 0 : value->get<bool>();
}

std::optional<Money> read_amount(Fields& f, const std::string& key) {
  const Json* minor = f.maybe(key);
  const std::string currency = known_currency(f.text_or("currency", kCurrency));
  if (minor == nullptr) return std::nullopt;
  return Money{whole<std::int64_t>(*minor), currency};
}

Json words(const std::vector<std::string_view>& list) {
  Json out = Json::array();
  for (const std::string_view word : list) out.push_back(word);
  return out;
}

void check_need(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "plan_needed", one);
  Fields in(checks, "facts", f.at("facts"));
  NeedFacts facts;
  facts.buyer_stakeholders = in.maybe_number("buyer_stakeholders");
  facts.arr = read_amount(in, "arr_minor");
  facts.expected_cycle_days = in.maybe_number("expected_cycle_days");
  facts.partner_existing_relationship = yes(in, "partner_existing_relationship");
  facts.revenue_share = yes(in, "revenue_share");
  facts.joint_quoting = yes(in, "joint_quoting");
  facts.marketplace = yes(in, "marketplace");
  facts.partner_sourced = yes(in, "partner_sourced");
  facts.partner_active_support = yes(in, "partner_active_support");
  facts.referral = yes(in, "referral");
  facts.partner_disengaged = yes(in, "partner_disengaged");
  facts.transactional = yes(in, "transactional");
  facts.renewal = yes(in, "renewal");
  facts.partner_materially_involved = yes(in, "partner_materially_involved");
  in.finish();
  const Need need = plan_needed(facts);
  checks.same("expect", f.at("expect"),
              {{"decision", to_text(need.decision)},
               {"need", words(need.need)},
               {"exclusions", words(need.exclusions)}});
  f.ignore("name");
  f.finish();
}

SignOffState read_customer_signed(Fields& in) {
  const std::string word = in.text_or("customer_signed", "");
  if (word.empty()) return SignOffState::pending;
  if (word == "current") return SignOffState::signed_;
  if (const auto state = parse_sign_off_state(word)) return *state;
  throw std::runtime_error("unknown customer_signed " + word);
}

void check_evidence(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "evidence", one);
  Fields in(checks, "facts", f.at("facts"));
  EvidenceFacts facts;
  facts.plan = yes(in, "plan");
  facts.closed = yes(in, "closed");
  facts.customer_owned_dated = in.maybe_number("customer_owned_dated").value_or(0);
  facts.gates_required = in.maybe_number("gates_required").value_or(0);
  facts.gates_named = in.maybe_number("gates_named").value_or(0);
  facts.customer_silent_bd = in.maybe_number("customer_silent_bd");
  facts.pilot_purgatory = parse_severity(in.text_or("pilot_purgatory", ""));
  facts.customer = read_customer_signed(in);
  facts.vendor_signed = yes(in, "vendor_signed");
  facts.partner_signed = yes(in, "partner_signed");
  facts.close_path_owned_dated = yes(in, "close_path_owned_dated");
  facts.success_criteria_testable = in.maybe_number("success_criteria_testable").value_or(0);
  facts.eb_named = yes(in, "eb_named");
  facts.eb_access = yes(in, "eb_access");
  facts.forecast_gap_bd = in.maybe_number("forecast_gap_bd");
  facts.stale = yes(in, "stale");
  facts.critical_on_path = yes(in, "critical_signal_on_path") || yes(in, "critical_on_path");
  facts.compelling_event_customer = yes(in, "compelling_event_customer");
  facts.economic_split_agreed = yes(in, "economic_split_agreed");
  in.finish();
  const Verdict verdict = judge(facts);
  checks.same("expect", f.at("expect"),
              {{"category", to_text(verdict.category)},
               {"rule", verdict.rule},
               {"missing", words(verdict.missing)}});
  f.ignore("name");
  f.finish();
}

std::vector<PartnerAction> read_actions(Checks& checks, Fields& f) {
  std::vector<PartnerAction> out;
  const Json* list = f.maybe("partner_events");
  if (list == nullptr) return out;
  for (const Json& entry : *list) {
    Fields e(checks, "partner_event", entry);
    const auto by = parse_party(e.text_or("by", "partner"));
    if (!by) throw std::runtime_error("unknown party");
    out.push_back({e.text("kind"), e.date("on"), *by});
    e.finish();
  }
  return out;
}

DealState read_state(const std::string& word) {
  if (word == "open") return DealState::open;
  if (word == "won") return DealState::won;
  if (word == "lost") return DealState::lost;
  throw std::runtime_error("unknown state " + word);
}

Deal read_deal(Checks& checks, const Json& json) {
  Fields f(checks, "deal", json);
  Deal deal;
  deal.id = f.text("id");
  deal.tier = f.text_or("tier", "");
  deal.state = read_state(f.text("state"));
  deal.stage_rank = f.maybe_number("stage_rank");
  deal.amount = read_amount(f, "amount_minor");
  deal.plan = yes(f, "plan");
  deal.created = f.date("created");
  deal.closed = f.maybe_date("closed");
  deal.partner_intro_on = f.maybe_date("partner_intro_on");
  deal.baseline_close = f.maybe_date("baseline_close");
  deal.partner_actions = read_actions(checks, f);
  if (const Json* steps = f.maybe("milestones"))
    for (const Json& entry : *steps) {
      Fields s(checks, "milestone", entry);
      deal.steps.push_back(
          {s.text("key"), s.maybe_date("baseline"), s.maybe_date("actual"), yes(s, "waived")});
      s.finish();
    }
  f.finish();
  return deal;
}

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(rounded(*value, 6)) : Json(nullptr);
}

Json wins_json(const Share& wins) {
  Json interval;
  if (const auto bounds = wilson95(wins.n, wins.of))
    interval = {rounded(bounds->low, 6), rounded(bounds->high, 6)};
  return {{"won", wins.n},
          {"closed", wins.of},
          {"value", number_or_null(wins.value())},
          {"wilson95", interval}};
}

Json share_json(const Share& share, const char* target) {
  return {{"n", share.n},
          {"of", share.of},
          {"value", number_or_null(share.value())},
          {"target", target}};
}

Json cycle_json(const CycleTime& cycle) {
  return {{"n", cycle.n}, {"median_days", number_or_null(cycle.median_days)}};
}

Json partner_json(const Metrics& metrics) {
  Json out = Json::object();
  for (const auto& [kind, each] : metrics.partner) {
    Json amount = 0;
    if (each.amount_minor.size() == 1) amount = each.amount_minor.begin()->second;
    if (each.amount_minor.size() > 1) amount = each.amount_minor;
    out[std::string(to_text(kind))] = {{"n", each.n}, {"amount_minor", amount}};
  }
  return out;
}

Json metrics_json(const Metrics& metrics) {
  Json per_deal = Json::array();
  for (const MapToClose& each : metrics.map_to_close)
    per_deal.push_back({{"id", each.id}, {"delta_cd", each.delta_cd}});
  Json steps = Json::array();
  for (const SlippingStep& each : metrics.steps_that_slip)
    steps.push_back({{"key", each.key},
                     {"n", each.n},
                     {"slipped", each.slipped},
                     {"slip_days", each.slip_days},
                     {"mean_slip_days", rounded(each.mean_slip_days, 6)}});
  return {{"adoption", share_json(metrics.adoption, ">0.60")},
          {"on_time", share_json(metrics.on_time, ">0.70")},
          {"win_with", wins_json(metrics.win_with)},
          {"win_without", wins_json(metrics.win_without)},
          {"cycle_with", cycle_json(metrics.cycle_with)},
          {"cycle_without", cycle_json(metrics.cycle_without)},
          {"win_ratio", number_or_null(metrics.win_ratio)},
          {"cycle_reduction", number_or_null(metrics.cycle_reduction)},
          {"map_to_close",
           {{"per_deal", per_deal},
            {"within_14", number_or_null(metrics.within_14.value())},
            {"median_abs", number_or_null(metrics.median_abs)}}},
          {"steps_that_slip", steps},
          {"partner", partner_json(metrics)}};
}

void check_metrics(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "metrics", one);
  std::vector<Deal> deals;
  for (const Json& json : f.at("deals")) deals.push_back(read_deal(checks, json));
  MetricsOptions options;
  options.fiscal_year_start_month = f.maybe_number("fiscal_start_month").value_or(1);
  checks.same("expect", f.at("expect"), metrics_json(measure(deals, f.date("T"), options)));
  f.ignore("name");
  f.finish();
}

void check_attribution(Checks& checks, const Json& one, const Json&) {
  Fields f(checks, "attribution", one);
  Fields in(checks, "in", f.at("in"));
  const std::vector<PartnerAction> actions = read_actions(checks, in);
  const Attribution got =
      attribution(in.date("created"), in.maybe_date("partner_intro_on"), actions);
  in.finish();
  checks.same("expect", f.at("expect"), to_text(got));
  f.ignore("name");
  f.finish();
}

}  // namespace

Shape metrics_shape() {
  return {{{"plan_needed", check_need},
           {"evidence", check_evidence},
           {"metrics", check_metrics},
           {"attribution", check_attribution}}};
}

}  // namespace closemap::vectors
