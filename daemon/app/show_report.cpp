// The weekly agenda and the portfolio report as a person reads them.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "daemon/app/show.h"
#include "daemon/app/table.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

double number(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_number() ? value->get<double>() : 0;
}

std::string percent(const Json& share) {
  const std::int64_t of = int_or(share, "of", 0);
  if (of == 0) return "nothing to count yet";
  return fmt::format("{} of {} ({:.0f} %, likely {:.0f} to {:.0f} %)", int_or(share, "n", 0), of,
                     100 * number(share, "share"), 100 * number(share, "low"),
                     100 * number(share, "high"));
}

void line(std::string& out, const std::string& label, const std::string& text) {
  out += fmt::format("  {:<38}{}\n", label, text);
}

std::string share_line(const Json& metrics, const char* key) {
  const Json* share = find(metrics, key);
  return share == nullptr ? "nothing to count yet" : percent(*share);
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
  const Json* metrics = find(reply, "metrics");
  std::string out = "As of " + text_or(reply, "as_of") + ", " +
                    std::to_string(int_or(reply, "deals", 0)) + " deals with a plan\n\n";
  if (metrics != nullptr) {
    line(out, "deals past demo with an active plan", share_line(*metrics, "adoption"));
    line(out, "steps done by their baseline", share_line(*metrics, "on_time"));
    line(out, "won, of closed with a plan", share_line(*metrics, "win_with_plan"));
    const Json* steps = find(*metrics, "steps_that_slip");
    if (steps != nullptr && !steps->empty()) {
      out += "\nSteps that slip most\n";
      for (const Json& step : *steps)
        if (int_or(step, "slip_days", 0) > 0)
          line(out, printable(text_or(step, "key")),
               fmt::format("{} of {} slipped, {} days in all", int_or(step, "slipped", 0),
                           int_or(step, "n", 0), int_or(step, "slip_days", 0)));
    }
  }
  return out + "\nWhat each forecast rests on\n" + plans_table(reply);
}

}  // namespace closemap
