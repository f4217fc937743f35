// Sums along a path, and the normal distribution they are held against (domain.md §2.10).
#include "mapping/schedule/pert.h"
#include "mapping/core/decimal.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace closemap {
namespace {

constexpr double kZ80 = 0.8416212335729143;  // standard normal quantile of 80 %
constexpr int kDecimals = 6;
constexpr double kDaysMax = Calendar::kDayMax;

const Estimate3* estimate_of(const Network& network, Node node) {
  const auto found = std::lower_bound(
      network.estimates.begin(), network.estimates.end(), node,
      [](const NetworkEstimate& estimate, Node wanted) { return estimate.milestone < wanted; });
  const bool there = found != network.estimates.end() && found->milestone == node;
  return there ? &found->days : nullptr;
}

const Calendar& calendar_at_end(const Network& network, const std::vector<Node>& path) {
  return network.calendars[network.milestones[path.back()].calendar];
}

Date date_of(const Network& network, const std::vector<Node>& path, double days) {
  const double whole = std::ceil(rounded(days, kDecimals));
  const auto n = static_cast<int>(std::clamp(whole, 0.0, kDaysMax));
  return calendar_at_end(network, path).add(network.plan_start - 1, n);
}

}  // namespace

double expected_days(const Estimate3& days) { return (days.o + 4 * days.m + days.p) / 6; }

double variance_of(const Estimate3& days) {
  const double sixth = (days.p - days.o) / 6;
  return sixth * sixth;
}

PertPath pert_path(const Network& network, const Schedule& schedule, std::vector<Node> path) {
  assert(!path.empty());
  PertPath out;
  double variance = 0;
  for (const Node node : path) {
    if (network.milestones[node].disposition != Disposition::active) continue;
    if (const Estimate3* days = estimate_of(network, node)) {
      out.mu_bd += expected_days(*days);
      variance += variance_of(*days);
    } else {
      out.mu_bd += schedule.milestones[node].duration_bd;
    }
  }
  out.sd_bd = std::sqrt(variance);
  out.p80_bd = out.mu_bd + kZ80 * out.sd_bd;
  out.p50 = date_of(network, path, out.mu_bd);
  out.p80 = date_of(network, path, out.p80_bd);
  out.path = std::move(path);
  return out;
}

OnTime on_time(const Network& network, const PertPath& path, Date target) {
  OnTime out;
  out.available_bd = calendar_at_end(network, path.path).wd(network.status_date - 1, target);
  const double spare = out.available_bd - path.mu_bd;
  if (path.sd_bd > 0)
    out.z = spare / path.sd_bd;
  else
    out.z = (spare < 0 ? -1 : 1) * std::numeric_limits<double>::infinity();
  out.probability = std::erfc(-out.z / std::sqrt(2.0)) / 2;
  return out;
}

}  // namespace closemap
