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
#include "mapping/plan/history.h"
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
  // Open: it has an active plan, which is the state of that name (§1.5: all three have signed; the
  // word means the same in I11, I12 and I18). A draft and a plan that is proposed or paused do not
  // count. Closed: it had a plan that was proposed, for that is when baseline 0 was taken.
  bool plan = false;
  std::optional<Date> created;  // in the vendor's CRM
  std::optional<Date> closed, partner_intro_on;
  std::optional<Date> baseline_close;     // the close anchor's date at baseline 0
  std::optional<Date> close_30_days_out;  // the same anchor 30 days before the close
  std::vector<PartnerAction> partner_actions;
  std::vector<DealStep> steps;
};

bool under_way(PlanStatus status);  // proposed or active: signals run in it (§1.5)

// What a plan tells of its deal. `closed` is the vendor's close date of a plan that is won or lost.
// Without its events: baseline_close is what the close anchor's step carries as its baseline,
// close_30_days_out unset.
Deal deal_of(const Plan& plan);
// What the partner did, from the steps it completed: dated by their actual dates, in the order of
// the plan's map; the kind by the step's kind or category.
std::vector<PartnerAction> partner_actions(const Plan& plan);

// Whether a plan's event says something of where the close anchor stood.
bool tells_of_close(std::string_view event_type);
// baseline_close and close_30_days_out as the plan's events tell them; a change set is looked at as
// a whole, a day at its end in the plan's zone. `events`: all of the plan that tells_of_close(),
// oldest first. Where they know of no baseline, that stays; of a plan that is younger than the 30
// days, or a deal that is not closed, the anchor of then is unset.
void date_close(Deal& deal, const Plan& plan, const std::vector<DatedEvent>& events);

struct MetricsOptions {
  std::int64_t adoption_min_minor = 5'000'000;  // as NeedLimits::arr_minor
  int adoption_rank_min = 2;                    // past demo
  int fiscal_year_start_month = 1;
  int shown_from = 10;  // a comparison is shown to people when both sides have so many deals
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
  int deals = 0, open = 0;
  Share adoption, on_time;
  Share win_with, win_without;
  CycleTime cycle_with, cycle_without;
  std::optional<double> win_ratio, cycle_reduction;
  // Whether people are shown win_ratio, and cycle_reduction: each by the deals of its own two
  // sides.
  bool comparison_shown = false, cycle_comparison_shown = false;
  std::vector<MapToClose> map_to_close;  // won deals with a plan, in the order given
  Share within_14, within_14_of_30_out;  // of those that have the date it is counted from
  std::optional<double> median_abs;
  std::vector<SlippingStep> steps_that_slip;  // most days first, ties by key
  std::map<Attribution, Attributed> partner;  // open deals; all three keys
};

// Counts deals one by one, and keeps of a deal what a median or a list needs, not the deal: a CRM
// may know a million.
class Portfolio {
 public:
  explicit Portfolio(Date today, const MetricsOptions& options = {});
  void add(const Deal& deal);
  Metrics metrics() const;

 private:
  void compare(const Deal& deal);
  void add_map_to_close(const Deal& deal);

  Date today_, quarter_;
  MetricsOptions options_;
  Metrics so_far_;  // counts alone; what follows from them is worked out by metrics()
  std::map<std::string, SlippingStep> by_key_;
  std::vector<double> days_with_, days_without_;
};

Metrics measure(const std::vector<Deal>& deals, Date today, const MetricsOptions& options = {});
// The same per tier, so that like is compared with like.
std::map<std::string, Metrics> measure_by_tier(const std::vector<Deal>& deals, Date today,
                                               const MetricsOptions& options = {});

// A deal whose creation nobody knows is not sourced; what a partner did for it came after.
Attribution attribution(std::optional<Date> created, std::optional<Date> partner_intro_on,
                        const std::vector<PartnerAction>& actions);
// First day of the fiscal quarter that contains `day`. REQUIRES: start_month 1..12.
Date quarter_start(Date day, int start_month);
std::optional<double> median(std::vector<double> values);

}  // namespace closemap
