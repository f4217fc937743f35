// How the portfolio is doing, and what each forecast rests on (domain.md §6.2, §6.3).
#include <nlohmann/json.hpp>

#include "daemon/app/resources_parts.h"
#include "daemon/sync/wiring.h"
#include "mapping/core/decimal.h"
#include "mapping/report/evidence.h"
#include "mapping/report/metrics.h"

namespace closemap::resources {
namespace {

constexpr int kDecimals = 6;

Json share_json(const Share& share) {
  const auto interval = wilson95(share.n, share.of);
  return {{"n", share.n},
          {"of", share.of},
          {"share", share.value() ? Json(rounded(*share.value(), kDecimals)) : Json()},
          {"low", interval ? Json(rounded(interval->low, kDecimals)) : Json()},
          {"high", interval ? Json(rounded(interval->high, kDecimals)) : Json()}};
}

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(rounded(*value, kDecimals)) : Json();
}

Json metrics_json(const Metrics& metrics) {
  Json steps = Json::array();
  for (const SlippingStep& step : metrics.steps_that_slip)
    steps.push_back({{"key", step.key},
                     {"n", step.n},
                     {"slipped", step.slipped},
                     {"slip_days", step.slip_days},
                     {"mean_slip_days", rounded(step.mean_slip_days, kDecimals)}});
  Json partner = Json::object();
  for (const auto& [kind, sum] : metrics.partner)
    partner[std::string(to_text(kind))] = {{"n", sum.n}, {"amount_minor", sum.amount_minor}};
  return {{"adoption", share_json(metrics.adoption)},
          {"on_time", share_json(metrics.on_time)},
          {"win_with_plan", share_json(metrics.win_with)},
          {"win_without_plan", share_json(metrics.win_without)},
          {"win_ratio", number_or_null(metrics.win_ratio)},
          {"comparison_shown", metrics.comparison_shown},
          {"cycle_days_with_plan", number_or_null(metrics.cycle_with.median_days)},
          {"cycle_days_without_plan", number_or_null(metrics.cycle_without.median_days)},
          {"within_14_days_of_baseline", number_or_null(metrics.within_14)},
          {"steps_that_slip", std::move(steps)},
          {"partner", std::move(partner)}};
}

Json evidence_json(Core& core, const PlanInView& found) {
  const auto signals = evaluate(found.plan, found.network, found.schedule, core.now(),
                                thresholds_of(core.settings()), calendars_of(core.settings()));
  const EvidenceFacts facts = facts_of(found.plan, found.network, found.schedule, signals);
  const Verdict verdict = judge(facts);
  Json coaching = Json::array();
  for (const Coaching& one : coach(found.plan, facts))
    coaching.push_back({{"condition", one.condition}, {"what", one.what}, {"next", one.next}});
  return {{"id", found.plan.id},
          {"name", found.plan.name},
          {"status", to_text(found.plan.status)},
          {"category", to_text(verdict.category)},
          {"crm_forecast_category", crm_forecast_category(verdict.category)},
          {"rule", verdict.rule},
          {"missing", verdict.missing},
          {"coaching", std::move(coaching)},
          {"customer_date", customer_date(found)}};
}

}  // namespace

ControlReply portfolio_report(Core& core) {
  std::vector<std::string> ids;
  const Status read = each_plan(core, [&](const StoredPlan& plan) { ids.push_back(plan.id); });
  if (!read) return error_reply(read.error());
  std::vector<Deal> deals;
  Json plans = Json::array();
  for (const std::string& id : ids) {
    const auto found = core.plan(id);
    if (!found) return plan_error(found.error());
    deals.push_back(deal_of(found->plan));
    if (watched(found->plan.status) && plans.size() < kListMax)
      plans.push_back(evidence_json(core, *found));
  }
  MetricsOptions options;
  options.fiscal_year_start_month = core.settings().vendor.fiscal_year_start_month;
  const Date today = core.settings().zone.local_date(core.now());
  return json_reply({{"as_of", to_text(today)},
                     {"deals", deals.size()},
                     {"metrics", metrics_json(measure(deals, today, options))},
                     {"plans", std::move(plans)}});
}

}  // namespace closemap::resources
