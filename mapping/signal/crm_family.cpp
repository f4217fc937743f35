// close_date_drift and crm_disagreement: what the two CRMs say against the plan, and against each
// other (never merged, §3.4).
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "mapping/signal/families.h"

namespace closemap {
namespace {

__extension__ using Wide = __int128;  // minor units times basis points do not fit 64 bits

// A CRM's close date is the signature. Where the customer's date is another, as a go-live, it is
// compared with the forecast of the signature step, if there is one (docs/adr/0002).
Date signing_forecast(const SignalView& view) {
  const auto anchor = view.plan.anchors.find(view.id(view.close->milestone));
  const bool signing =
      anchor == view.plan.anchors.end() || anchor->second.basis == AnchorBasis::signature;
  if (signing) return view.close->forecast;
  for (Node node = 0; node < view.step.size(); ++node)
    if (view.step[node].active() && view.step[node].is_kind("signature"))
      return view.schedule.milestones[node].forecast;
  return view.close->forecast;
}

void add_drift(const SignalView& view, const Opportunity& opportunity, FoundSignals& found) {
  if (!opportunity.close_date || opportunity.deleted) return;
  const Date forecast = signing_forecast(view);
  const int apart = std::abs(*opportunity.close_date - forecast);
  const auto& limits = view.thresholds.close_date_drift;
  if (apart <= limits.warning_cd) return;
  Signal& signal = add_signal(found, "close_date_drift", to_text(opportunity.side),
                              apart > limits.critical_cd ? Severity::critical : Severity::warning,
                              {Role::opportunity_owner, Role::coordinator});
  signal.party = opportunity.side;
  add_input(signal, "crm_close", *opportunity.close_date);
  add_input(signal, "forecast", forecast);
  add_input(signal, "target", view.close->target);
  add_input(signal, "drift_cd", *opportunity.close_date - forecast);
  signal.value = apart;
}

void add_disagreement(FoundSignals& found, std::string_view subject, Severity severity,
                      std::string_view vendor, std::string_view partner, double distance) {
  Signal& signal = add_signal(found, "crm_disagreement", subject, severity,
                              {Role::opportunity_owner, Role::coordinator});
  add_input(signal, "vendor", vendor);
  add_input(signal, "partner", partner);
  signal.value = distance;
}

// |a - b| / larger in basis points, rounded up so that "more than 10 %" is exact; 0 when both are
// zero.
std::int64_t apart_bp(std::int64_t a, std::int64_t b) {
  constexpr Wide kBasisPoints = 10'000;
  const Wide larger =
      std::max<Wide>(a < 0 ? -static_cast<Wide>(a) : a, b < 0 ? -static_cast<Wide>(b) : b);
  if (larger == 0) return 0;
  const Wide gap = static_cast<Wide>(a) - b;
  return static_cast<std::int64_t>(((gap < 0 ? -gap : gap) * kBasisPoints + larger - 1) / larger);
}

std::int64_t basis_points(double per_cent) { return std::llround(per_cent * 100); }

std::string stage_text(const Opportunity& opportunity) {
  return opportunity.stage_raw.empty() ? std::to_string(*opportunity.stage_rank)
                                       : opportunity.stage_raw;
}

void add_disagreements(const SignalView& view, const Opportunity& vendor,
                       const Opportunity& partner, FoundSignals& found) {
  const auto& limits = view.thresholds.crm_disagreement;
  if (vendor.stage_rank && partner.stage_rank) {
    const int apart = std::abs(*vendor.stage_rank - *partner.stage_rank);
    if (apart >= limits.stage_gap)
      add_disagreement(found, "stage", Severity::warning, stage_text(vendor), stage_text(partner),
                       apart);
  }
  if (vendor.amount && partner.amount && vendor.amount->currency == partner.amount->currency) {
    const std::int64_t bp = apart_bp(vendor.amount->minor, partner.amount->minor);
    if (bp > basis_points(limits.amount_warning_pct))
      add_disagreement(
          found, "amount",
          bp > basis_points(limits.amount_critical_pct) ? Severity::critical : Severity::warning,
          to_text(*vendor.amount), to_text(*partner.amount), static_cast<double>(bp));
  }
  if (vendor.close_date && partner.close_date) {
    const int apart = std::abs(*vendor.close_date - *partner.close_date);
    if (apart > limits.date_gap_cd)
      add_disagreement(found, "close_date", Severity::warning, to_text(*vendor.close_date),
                       to_text(*partner.close_date), apart);
  }
}

}  // namespace

void add_crm_signals(const SignalView& view, FoundSignals& found) {
  if (view.thresholds.close_date_drift.enabled && view.close != nullptr)
    for (const Opportunity& opportunity : view.plan.opportunities)
      add_drift(view, opportunity, found);
  const Opportunity* vendor = view.plan.opportunity(Party::vendor);
  const Opportunity* partner = view.plan.opportunity(Party::partner);
  if (view.thresholds.crm_disagreement.enabled && vendor != nullptr && partner != nullptr &&
      !vendor->deleted && !partner->deleted)
    add_disagreements(view, *vendor, *partner, found);
}

}  // namespace closemap
