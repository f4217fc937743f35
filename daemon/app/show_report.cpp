// The weekly agenda and the portfolio report as a person reads them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/app/show.h"
#include "daemon/app/table.h"
#include "mapping/core/text.h"
#include "mapping/report/metrics.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

constexpr std::string_view kNothing = "nothing to count yet";
// What domain.md §6.3 [S 003] asks for.
constexpr std::string_view kAdoptionTarget = "over 60 %, month by month";
constexpr std::string_view kOnTimeTarget = "over 70 %, week by week";
constexpr std::string_view kWinTarget = "1.5 to 2 times";
constexpr std::string_view kCycleTarget = "20 to 30 %";
constexpr std::string_view kCloseTarget = "within 2 weeks";
constexpr std::string_view kNoCause =
    "  Association, not cause: plans are made for deals that already go well.\n";

double number(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_number() ? value->get<double>() : 0;
}

bool known(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_number();
}

bool yes(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

// What a share is a share of.
std::int64_t whole(const Json& metrics, std::string_view key) {
  const Json* share = find(metrics, key);
  return share == nullptr ? 0 : int_or(*share, "of", 0);
}

// "2 of 3 (67 %)"; `range` stands behind the percentage.
std::string part_of(const Json& metrics, std::string_view key, const std::string& range = {}) {
  if (whole(metrics, key) == 0) return std::string(kNothing);
  const Json& share = *find(metrics, key);
  return fmt::format("{} of {} ({}{})", int_or(share, "n", 0), int_or(share, "of", 0),
                     percent(number(share, "share")), range);
}

// The same with its Wilson interval: "3 of 4 (75 %, likely 30 to 95 %)".
std::string likely(const Json& metrics, std::string_view key) {
  if (whole(metrics, key) == 0) return std::string(kNothing);
  const Json& share = *find(metrics, key);
  return part_of(metrics, key,
                 fmt::format(", likely {:.0f} to {}", 100 * number(share, "low"),
                             percent(number(share, "high"))));
}

std::string days(const Json& metrics, std::string_view key, std::string_view deals) {
  if (!known(metrics, key)) return std::string(kNothing);
  return fmt::format("{:g} days (median of {})", number(metrics, key), int_or(metrics, deals, 0));
}

void line(std::string& out, std::string_view label, std::string_view text,
          std::string_view target = {}) {
  out += fmt::format("  {:<44}{}", label, text);
  if (!target.empty()) out += fmt::format("; target: {}", target);
  out += "\n";
}

// A comparison is worked out always, and shown where both sides have deals enough (§6.3).
// `fewer`: how many the smaller side has.
std::string compared(const Json& metrics, std::string_view key, std::int64_t fewer, bool shown,
                     const std::string& as_text) {
  if (fewer == 0) return std::string(kNothing);
  if (!shown)
    return fmt::format("not compared: fewer than {} deals on one side",
                       MetricsOptions().shown_from);
  return known(metrics, key) ? as_text : "not compared: there is nothing to divide by";
}

std::string win_ratio(const Json& metrics) {
  return compared(metrics, "win_ratio",
                  std::min(whole(metrics, "win_with_plan"), whole(metrics, "win_without_plan")),
                  yes(metrics, "comparison_shown"),
                  fmt::format("{:.1f} times as often", number(metrics, "win_ratio")));
}

std::string cycle_reduction(const Json& metrics) {
  const double reduction = number(metrics, "cycle_reduction");
  return compared(metrics, "cycle_reduction",
                  std::min(int_or(metrics, "cycle_deals_with_plan", 0),
                           int_or(metrics, "cycle_deals_without_plan", 0)),
                  yes(metrics, "cycle_comparison_shown"),
                  percent(std::abs(reduction)) + (reduction < 0 ? " slower" : " faster"));
}

bool any_comparison(const Json& metrics) {
  return yes(metrics, "comparison_shown") || yes(metrics, "cycle_comparison_shown");
}

// Tiers that can be compared; nothing where all deals are of one.
std::string tier_lines(const Json& reply) {
  const Json* tiers = find(reply, "by_tier");
  if (tiers == nullptr || tiers->size() < 2) return {};
  std::string out;
  for (const auto& [tier, metrics] : tiers->items())
    if (any_comparison(metrics))
      line(out, "  of these " + printable(tier),
           "won: " + win_ratio(metrics) + "; won deals: " + cycle_reduction(metrics));
  return out;
}

std::string plan_lines(const Json& metrics) {
  std::string out = "Plans\n";
  line(out, "deals past demo with an active plan", part_of(metrics, "adoption"), kAdoptionTarget);
  line(out, "steps done by their baseline", part_of(metrics, "on_time"), kOnTimeTarget);
  return out;
}

std::string closed_lines(const Json& reply, const Json& metrics) {
  std::string out = "\nDeals closed this quarter\n";
  line(out, "won, of closed with a plan", likely(metrics, "win_with_plan"));
  line(out, "won, of closed without a plan", likely(metrics, "win_without_plan"));
  line(out, "won with a plan, against without", win_ratio(metrics), kWinTarget);
  line(out, "from creation to won, with a plan",
       days(metrics, "cycle_days_with_plan", "cycle_deals_with_plan"));
  line(out, "from creation to won, without a plan",
       days(metrics, "cycle_days_without_plan", "cycle_deals_without_plan"));
  line(out, "won deals with a plan, against without", cycle_reduction(metrics),
       fmt::format("{} faster", kCycleTarget));
  const std::string tiers = tier_lines(reply);
  out += tiers;
  if (!tiers.empty() || any_comparison(metrics)) out += kNoCause;
  return out;
}

std::string map_to_close_lines(const Json& metrics) {
  const Json* distances = find(metrics, "map_to_close");
  const Json none = Json::object();
  const Json& of = distances == nullptr ? none : *distances;
  std::string out = "\nWon deals, closed within 14 days of\n";
  line(out, "the date that was agreed first", part_of(of, "within_14"), kCloseTarget);
  line(out, "the date of 30 days before the close", part_of(of, "within_14_of_30_days_out"),
       kCloseTarget);
  return out;
}

std::string amounts(const Json& kind) {
  std::string out;
  const Json* by_currency = find(kind, "amount_minor");
  if (by_currency == nullptr || !by_currency->is_object()) return out;
  for (const auto& [currency, minor] : by_currency->items())
    out += ", " + money_text({int_or(*by_currency, currency, 0), printable(currency)});
  return out;
}

std::string partner_lines(const Json& metrics) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kKinds{
      {{"partner_sourced", "brought in by the partner"},
       {"partner_influenced", "influenced by what the partner did"},
       {"direct", "direct"}}};
  std::string out = "\nOpen deals, by the partner's part\n";
  const Json* partner = find(metrics, "partner");
  for (const auto& [key, label] : kKinds) {
    const Json* kind = partner == nullptr ? nullptr : find(*partner, key);
    line(out, label,
         kind == nullptr ? std::string(kNothing) : part_of(*partner, key) + amounts(*kind));
  }
  return out;
}

std::string slip_lines(const Json& metrics) {
  std::string out;
  const Json* steps = find(metrics, "steps_that_slip");
  if (steps == nullptr) return out;
  for (const Json& step : *steps)
    if (int_or(step, "slip_days", 0) > 0)
      line(out, printable(text_or(step, "key")),
           fmt::format("{} of {} slipped, {} days in all, {:.1f} a step",
                       int_or(step, "slipped", 0), int_or(step, "n", 0),
                       int_or(step, "slip_days", 0), number(step, "mean_slip_days")));
  return out;
}

std::string plans_table(const Json& reply) {
  const Json* plans = find(reply, "plans");
  if (plans == nullptr || plans->empty()) return "  no plan is under way\n";
  Table table({"plan", "deal", "evidence", "CRM category", "missing for commit"});
  for (const Json& plan : *plans) {
    const Json* coaching = find(plan, "coaching");
    table.add({text_or(plan, "id"), shorten(printable(text_or(plan, "name")), 34),
               text_or(plan, "category"), text_or(plan, "crm_forecast_category"),
               std::to_string(coaching == nullptr ? 0 : coaching->size())});
  }
  return table.text();
}

}  // namespace

std::string show_agendas(const Json& reply) {
  const Json* agendas = find(reply, "agendas");
  if (agendas == nullptr || agendas->empty()) return "no plan is under way\n";
  std::string out;
  for (const Json& agenda : *agendas) {
    if (!out.empty()) out += "\n";
    out += text_or(agenda, "text");  // agenda_text() has made every value printable
  }
  return out;
}

std::string show_report(const Json& reply) {
  std::string out =
      fmt::format("As of {}: {}, {} with a plan\n\n", text_or(reply, "as_of"),
                  counted(int_or(reply, "deals", 0), "deal"), int_or(reply, "deals_with_plan", 0));
  if (const Json* metrics = find(reply, "metrics")) {
    out += plan_lines(*metrics) + closed_lines(reply, *metrics) + map_to_close_lines(*metrics) +
           partner_lines(*metrics);
    const std::string slips = slip_lines(*metrics);
    out += "\nSteps that slip most\n" + (slips.empty() ? fmt::format("  {}\n", kNothing) : slips);
  }
  return out + "\nWhat each forecast rests on\n" + plans_table(reply);
}

}  // namespace closemap
