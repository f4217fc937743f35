// Counting over deals.
#include "mapping/report/metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "mapping/report/need.h"

namespace closemap {
namespace {

constexpr double kZ95 = 1.959963984540054;
constexpr int kWithinDays = 14;
constexpr int kIntroDaysMax = 30;  // before the deal was created
constexpr std::array<std::string_view, 6> kPartnerKinds{"joint_discovery", "technical_evaluation",
                                                        "executive_intro", "cs_engagement",
                                                        "security_review", "joint_proposal"};

std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return a > 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

void count_adoption(const Deal& deal, const MetricsOptions& options, Share& adoption) {
  if (deal.state != DealState::open || deal.stage_rank.value_or(-1) < options.adoption_rank_min ||
      !deal.amount || !worth_at_least(*deal.amount, options.adoption_min_minor))
    return;
  ++adoption.of;
  if (deal.plan) ++adoption.n;
}

// Whether a step has had its day: its baseline is over and nobody waived it.
bool due_by(const DealStep& step, Date today) {
  return !step.waived && step.baseline && *step.baseline <= today;
}

void count_steps(const Deal& deal, Date today, Share& on_time,
                 std::map<std::string, SlippingStep>& by_key) {
  for (const DealStep& step : deal.steps) {
    if (!due_by(step, today)) continue;
    ++on_time.of;
    if (step.actual && *step.actual <= *step.baseline) ++on_time.n;
    SlippingStep& slipping = by_key[step.key];
    slipping.key = step.key;
    ++slipping.n;
    const int late = std::max(0, step.actual.value_or(today) - *step.baseline);
    if (late > 0) ++slipping.slipped;
    slipping.slip_days += late;
  }
}

std::vector<SlippingStep> most_days_first(const std::map<std::string, SlippingStep>& by_key) {
  std::vector<SlippingStep> out;
  for (const auto& [key, step] : by_key) {
    out.push_back(step);
    out.back().mean_slip_days = static_cast<double>(step.slip_days) / step.n;
  }
  std::stable_sort(out.begin(), out.end(), [](const SlippingStep& a, const SlippingStep& b) {
    return a.slip_days > b.slip_days;
  });
  return out;
}

// What is worked out of the counts of both sides.
void compare_sides(const MetricsOptions& options, Metrics& out) {
  const auto with = out.win_with.value();
  const auto without = out.win_without.value();
  if (with && without && *without > 0) out.win_ratio = *with / *without;
  const auto& fast = out.cycle_with.median_days;
  const auto& slow = out.cycle_without.median_days;
  if (fast && slow && *slow != 0) out.cycle_reduction = 1 - *fast / *slow;
  out.comparison_shown =
      out.win_with.of >= options.shown_from && out.win_without.of >= options.shown_from;
  out.cycle_comparison_shown =
      out.cycle_with.n >= options.shown_from && out.cycle_without.n >= options.shown_from;
}

CycleTime cycle_time(const std::vector<double>& days) {
  return {static_cast<int>(days.size()), median(days)};
}

std::optional<double> median_distance(const std::vector<MapToClose>& deals) {
  std::vector<double> distances;
  for (const MapToClose& deal : deals) distances.push_back(std::abs(deal.delta_cd));
  return median(std::move(distances));
}

void count_within(int delta_cd, Share& share) {
  ++share.of;
  if (std::abs(delta_cd) <= kWithinDays) ++share.n;
}

void count_attribution(const Deal& deal, Metrics& out) {
  if (deal.state != DealState::open) return;
  ++out.open;
  Attributed& to =
      out.partner[attribution(deal.created, deal.partner_intro_on, deal.partner_actions)];
  ++to.n;
  if (!deal.amount) return;
  std::int64_t& sum = to.amount_minor[deal.amount->currency];
  sum = saturating_sum(sum, deal.amount->minor);
}

}  // namespace

std::string_view to_text(Attribution attribution) {
  switch (attribution) {
    case Attribution::sourced:
      return "partner_sourced";
    case Attribution::influenced:
      return "partner_influenced";
    case Attribution::direct:
      return "direct";
  }
  return "";
}

std::optional<Interval> wilson95(int successes, int n) {
  if (n <= 0) return std::nullopt;
  const double p = static_cast<double>(successes) / n;
  const double z2 = kZ95 * kZ95;
  const double denominator = 1 + z2 / n;
  const double centre = p + z2 / (2.0 * n);
  const double spread = kZ95 * std::sqrt(p * (1 - p) / n + z2 / (4.0 * n * n));
  return Interval{std::max(0.0, (centre - spread) / denominator),
                  std::min(1.0, (centre + spread) / denominator)};
}

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

Date quarter_start(Date day, int start_month) {
  constexpr int kMonths = 12;
  constexpr int kQuarter = 3;
  const Ymd ymd = to_ymd(day);
  const int into = (ymd.month - start_month + kMonths) % kMonths % kQuarter;
  const int month = ymd.month - into;
  return month >= 1 ? from_ymd({ymd.year, month, 1}) : from_ymd({ymd.year - 1, month + kMonths, 1});
}

Attribution attribution(std::optional<Date> created, std::optional<Date> partner_intro_on,
                        const std::vector<PartnerAction>& actions) {
  if (created && partner_intro_on && *created - *partner_intro_on >= 0 &&
      *created - *partner_intro_on <= kIntroDaysMax)
    return Attribution::sourced;
  const bool acted = std::any_of(actions.begin(), actions.end(), [&](const PartnerAction& action) {
    return action.by == Party::partner && (!created || action.on >= *created) &&
           std::find(kPartnerKinds.begin(), kPartnerKinds.end(), action.kind) !=
               kPartnerKinds.end();
  });
  return acted ? Attribution::influenced : Attribution::direct;
}

Portfolio::Portfolio(Date today, const MetricsOptions& options)
    : today_(today),
      quarter_(quarter_start(today, options.fiscal_year_start_month)),
      options_(options) {
  for (const Attribution each :
       {Attribution::sourced, Attribution::influenced, Attribution::direct})
    so_far_.partner[each];
}

void Portfolio::add(const Deal& deal) {
  ++so_far_.deals;
  count_adoption(deal, options_, so_far_.adoption);
  count_steps(deal, today_, so_far_.on_time, by_key_);
  count_attribution(deal, so_far_);
  compare(deal);
  add_map_to_close(deal);
}

void Portfolio::compare(const Deal& deal) {
  if (deal.state == DealState::open || !deal.closed || *deal.closed < quarter_ ||
      *deal.closed > today_)
    return;
  Share& wins = deal.plan ? so_far_.win_with : so_far_.win_without;
  ++wins.of;
  if (deal.state != DealState::won) return;
  ++wins.n;
  if (deal.created)
    (deal.plan ? days_with_ : days_without_).push_back(*deal.closed - *deal.created);
}

void Portfolio::add_map_to_close(const Deal& deal) {
  if (deal.state != DealState::won || !deal.plan || !deal.closed || !deal.baseline_close) return;
  MapToClose one{deal.id, *deal.closed - *deal.baseline_close, std::nullopt};
  count_within(one.delta_cd, so_far_.within_14);
  if (deal.close_30_days_out) {
    one.delta_30_cd = *deal.closed - *deal.close_30_days_out;
    count_within(*one.delta_30_cd, so_far_.within_14_of_30_out);
  }
  so_far_.map_to_close.push_back(std::move(one));
}

Metrics Portfolio::metrics() const {
  Metrics out = so_far_;
  out.steps_that_slip = most_days_first(by_key_);
  out.cycle_with = cycle_time(days_with_);
  out.cycle_without = cycle_time(days_without_);
  out.median_abs = median_distance(out.map_to_close);
  compare_sides(options_, out);
  return out;
}

Metrics measure(const std::vector<Deal>& deals, Date today, const MetricsOptions& options) {
  Portfolio portfolio(today, options);
  for (const Deal& deal : deals) portfolio.add(deal);
  return portfolio.metrics();
}

std::map<std::string, Metrics> measure_by_tier(const std::vector<Deal>& deals, Date today,
                                               const MetricsOptions& options) {
  std::map<std::string, std::vector<Deal>> tiers;
  for (const Deal& deal : deals) tiers[deal.tier].push_back(deal);
  std::map<std::string, Metrics> out;
  for (const auto& [tier, of_tier] : tiers) out.emplace(tier, measure(of_tier, today, options));
  return out;
}

}  // namespace closemap
