// Metrics over a portfolio of deals (domain.md §6.3, §11). Comparisons are association, not cause:
// plans are built for deals that already go well. Ratios are unrounded; whoever shows one rounds
// it once, to six decimals.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/money.h"
#include "mapping/plan/plan.h"

namespace closemap {

enum class DealState { open, won, lost };
enum class Attribution { sourced, influenced, direct };
std::string_view to_text(Attribution attribution);  // "partner_sourced"

struct DealStep {
  std::string key;
  std::optional<Date> baseline, actual;
  bool waived = false;
};

// What a partner did for a deal. Kinds that count: joint_discovery technical_evaluation
// executive_intro cs_engagement security_review joint_proposal.
struct PartnerAction {
  std::string kind;
  Date on;
  Party by = Party::partner;
};

struct Deal {
  std::string id, tier;
  DealState state = DealState::open;
  std::optional<int> stage_rank;
  std::optional<Money> amount;
  bool plan = false;  // has (open: an active) plan
  Date created;
  std::optional<Date> closed, partner_intro_on;
  std::optional<Date> baseline_close;     // the close anchor's date at baseline 0
  std::optional<Date> close_30_days_out;  // the same anchor 30 days before the close
  std::vector<PartnerAction> partner_actions;
  std::vector<DealStep> steps;
};
// What a plan tells of its deal; partner_actions and close_30_days_out are not in a plan. `closed`
// is the vendor's close date of a plan that is won or lost, baseline_close the baseline of the
// close anchor's milestone.
Deal deal_of(const Plan& plan);

struct MetricsOptions {
  std::int64_t adoption_min_minor = 5'000'000;  // as NeedLimits::arr_minor
  int adoption_rank_min = 2;                    // past demo
  int fiscal_year_start_month = 1;
  int shown_from = 10;  // comparisons are shown to people when both sides have so many deals
};

struct Interval {
  double low = 0, high = 1;
};
// Wilson score interval at 95 %; nullopt when n is 0.
std::optional<Interval> wilson95(int successes, int n);

struct Share {
  int n = 0, of = 0;
  std::optional<double> value() const {
    return of == 0 ? std::nullopt : std::optional<double>(static_cast<double>(n) / of);
  }
};
struct CycleTime {
  int n = 0;
  std::optional<double> median_days;
};
struct MapToClose {
  std::string id;
  int delta_cd = 0;                // closed - baseline_close
  std::optional<int> delta_30_cd;  // against the anchor 30 days before the close
};
struct SlippingStep {
  std::string key;
  int n = 0, slipped = 0, slip_days = 0;
  double mean_slip_days = 0;
};
struct Attributed {
  int n = 0;
  std::map<std::string, std::int64_t> amount_minor;  // by currency; never added across
};

struct Metrics {
  Share adoption, on_time;
  Share win_with, win_without;
  CycleTime cycle_with, cycle_without;
  std::optional<double> win_ratio, cycle_reduction;
  bool comparison_shown = false;
  std::vector<MapToClose> map_to_close;  // won deals with a plan, in the order given
  std::optional<double> within_14, median_abs;
  std::vector<SlippingStep> steps_that_slip;  // most days first, ties by key
  std::map<Attribution, Attributed> partner;  // open deals; all three keys
};
Metrics measure(const std::vector<Deal>& deals, Date today, const MetricsOptions& options = {});
// The same per tier, so that like is compared with like.
std::map<std::string, Metrics> measure_by_tier(const std::vector<Deal>& deals, Date today,
                                               const MetricsOptions& options = {});

Attribution attribution(Date created, std::optional<Date> partner_intro_on,
                        const std::vector<PartnerAction>& actions);
// First day of the fiscal quarter that contains `day`. REQUIRES: start_month 1..12.
Date quarter_start(Date day, int start_month);
std::optional<double> median(std::vector<double> values);

}  // namespace closemap
