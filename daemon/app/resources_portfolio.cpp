// How the portfolio is doing, and what each forecast rests on (domain.md §6.2, §6.3).
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "daemon/app/resources_parts.h"
#include "daemon/sync/wiring.h"
#include "mapping/core/decimal.h"
#include "mapping/core/streams.h"
#include "mapping/reconcile/observed_fields.h"
#include "mapping/report/evidence.h"
#include "mapping/report/metrics.h"

namespace closemap::resources {
namespace {

constexpr int kDecimals = 6;
constexpr std::size_t kRecordsPerRead = 500;  // of one transaction

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

Json steps_json(const Metrics& metrics) {
  Json steps = Json::array();
  for (const SlippingStep& step : metrics.steps_that_slip)
    steps.push_back({{"key", step.key},
                     {"n", step.n},
                     {"slipped", step.slipped},
                     {"slip_days", step.slip_days},
                     {"mean_slip_days", rounded(step.mean_slip_days, kDecimals)}});
  return steps;
}

Json partner_json(const Metrics& metrics) {
  Json partner = Json::object();
  for (const auto& [kind, sum] : metrics.partner)
    partner[std::string(to_text(kind))] = {
        {"n", sum.n},
        {"of", metrics.open},
        {"share", number_or_null(Share{sum.n, metrics.open}.value())},
        {"amount_minor", sum.amount_minor}};
  return partner;
}

Json map_to_close_json(const Metrics& metrics) {
  Json deals = Json::array();
  for (const MapToClose& deal : metrics.map_to_close)
    if (deals.size() < kListMax)
      deals.push_back({{"id", deal.id},
                       {"days", deal.delta_cd},
                       {"days_of_30_out", value_or_null(deal.delta_30_cd)}});
  return {{"within_14", share_json(metrics.within_14)},
          {"within_14_of_30_days_out", share_json(metrics.within_14_of_30_out)},
          {"median_abs_days", number_or_null(metrics.median_abs)},
          {"deals", std::move(deals)}};
}

Json comparison_json(const Metrics& metrics) {
  return {{"win_with_plan", share_json(metrics.win_with)},
          {"win_without_plan", share_json(metrics.win_without)},
          {"win_ratio", number_or_null(metrics.win_ratio)},
          {"comparison_shown", metrics.comparison_shown},
          {"cycle_days_with_plan", number_or_null(metrics.cycle_with.median_days)},
          {"cycle_deals_with_plan", metrics.cycle_with.n},
          {"cycle_days_without_plan", number_or_null(metrics.cycle_without.median_days)},
          {"cycle_deals_without_plan", metrics.cycle_without.n},
          {"cycle_reduction", number_or_null(metrics.cycle_reduction)},
          {"cycle_comparison_shown", metrics.cycle_comparison_shown}};
}

Json metrics_json(const Metrics& metrics) {
  Json out = comparison_json(metrics);
  out["adoption"] = share_json(metrics.adoption);
  out["on_time"] = share_json(metrics.on_time);
  out["within_14_days_of_baseline"] = number_or_null(metrics.within_14.value());
  out["map_to_close"] = map_to_close_json(metrics);
  out["steps_that_slip"] = steps_json(metrics);
  out["partner"] = partner_json(metrics);
  return out;
}

// The whole portfolio, and each tier of it: like is compared with like (§6.3, selection bias).
class Tally {
 public:
  Tally(Date today, const MetricsOptions& options)
      : today_(today), options_(options), all_(today, options) {}

  void add(const Deal& deal) {
    all_.add(deal);
    tiers_.try_emplace(deal.tier, today_, options_).first->second.add(deal);
  }
  Metrics all() const { return all_.metrics(); }
  Json tiers() const {
    Json out = Json::object();
    for (const auto& [tier, portfolio] : tiers_) out[tier] = comparison_json(portfolio.metrics());
    return out;
  }

 private:
  Date today_;
  MetricsOptions options_;
  Portfolio all_;
  std::map<std::string, Portfolio> tiers_;
};

// By the canonical stage rank (§1.5); a CRM without one may say how a deal ended.
DealState state_of(const ObservedFields& fields) {
  constexpr int kRankWon = 5;
  constexpr int kRankLost = -1;
  const auto rank = int_at(fields, "stage_rank");
  const std::string ended = text_or(fields, "closed");
  if (rank == kRankWon) return DealState::won;
  if (rank == kRankLost) return DealState::lost;
  if (ended == "won") return DealState::won;
  return ended == "lost" ? DealState::lost : DealState::open;
}

// A deal of which there is no plan. Its tier is that of the plan it would get.
Deal deal_of(const StoredRecord& record, const Settings& settings) {
  const ObservedFields fields(record.fields);
  Deal deal;
  deal.id = record.id;
  deal.state = state_of(fields);
  if (const auto rank = int_at(fields, "stage_rank")) deal.stage_rank = static_cast<int>(*rank);
  deal.amount = money_at(fields, "amount");
  deal.created = date_at(fields, "created_on");
  if (deal.state != DealState::open) deal.closed = date_at(fields, "close_date");
  const PlanTemplate* would_use = template_for(settings, deal.amount);
  deal.tier = would_use == nullptr ? std::string(kNoTier) : would_use->tier;
  return deal;
}

// The vendor's live opportunities that no plan uses, of one of its connectors.
Status add_without_plan(Core& core, const std::string& connector, Tally& tally) {
  std::string after;
  bool more = true;
  while (more) {
    const Status read = core.store().read([&]() -> Status {
      RecordRoom& records = core.store().records();
      const auto source = records.known_source(connector, kOpportunityStream);
      more = false;
      if (!source) return ok();
      const std::vector<StoredRecord> some = records.live(*source, kRecordsPerRead, after);
      for (const StoredRecord& record : some)
        if (core.store().plans().plans_using(record.row).empty())
          tally.add(deal_of(record, core.settings()));
      if (some.size() < kRecordsPerRead) return ok();
      after = some.back().id;
      more = true;
      return ok();
    });
    if (!read) return read;
  }
  return ok();
}

Status add_all_without_plan(Core& core, Tally& tally) {
  for (const ConnectorSettings& connector : core.settings().connectors) {
    if (connector.party != Party::vendor) continue;
    const Status added = add_without_plan(core, connector.name, tally);
    if (!added) return added;
  }
  return ok();
}

// The deal of a plan. Its events are read only where a metric asks for them: of a won deal.
Result<Deal> deal_of(Core& core, const Plan& plan) {
  Deal deal = closemap::deal_of(plan);
  if (deal.state != DealState::won || !deal.plan) return deal;
  std::vector<DatedEvent> events;
  const Status read = each_event(core, plan.id, [&](const StoredEvent& event) {
    if (tells_of_close(event.type))
      events.push_back({{event.type, event.subject, event.actor, event.payload}, event.at});
  });
  if (!read) return read.error();
  date_close(deal, plan, events);
  return deal;
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
  Status read = each_plan(core, [&](const StoredPlan& plan) { ids.push_back(plan.id); });
  if (!read) return error_reply(read.error());
  MetricsOptions options;
  options.fiscal_year_start_month = core.settings().vendor.fiscal_year_start_month;
  const Date today = core.settings().zone.local_date(core.now());
  Tally tally(today, options);
  Json plans = Json::array();
  for (const std::string& id : ids) {
    const auto found = core.plan(id);
    if (!found) return plan_error(found.error());
    const auto deal = deal_of(core, found->plan);
    if (!deal) return error_reply(deal.error());
    tally.add(*deal);
    if (watched(found->plan.status) && plans.size() < kListMax)
      plans.push_back(evidence_json(core, *found));
  }
  read = add_all_without_plan(core, tally);
  if (!read) return error_reply(read.error());
  const Metrics metrics = tally.all();
  return json_reply({{"as_of", to_text(today)},
                     {"deals", metrics.deals},
                     {"deals_with_plan", ids.size()},
                     {"metrics", metrics_json(metrics)},
                     {"by_tier", tally.tiers()},
                     {"plans", std::move(plans)}});
}

}  // namespace closemap::resources
