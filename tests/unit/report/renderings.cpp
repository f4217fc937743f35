// One party's texts, one after the other.
#include "tests/unit/report/renderings.h"

#include <optional>

#include "mapping/plan/document.h"
#include "mapping/plan/view.h"
#include "mapping/report/agenda.h"
#include "mapping/report/calendar_feed.h"
#include "mapping/report/notice_text.h"
#include "mapping/report/one_page.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/signal/evaluate.h"
#include "tests/unit/plan/sample_plan.h"

namespace closemap::test {

std::vector<std::pair<std::string, std::string>> renderings(const Plan& plan, Party party) {
  std::vector<std::pair<std::string, std::string>> texts;
  const Plan seen = view(plan, party);
  const CalendarLookup none = [](const std::string&) -> const Calendar* { return nullptr; };
  const SequenceOf unchanged = [](const std::string&) { return 0; };
  const Network network = network_of(plan, *parse_date("2026-03-10"), none);
  const Schedule schedule = *solve(network);
  const std::vector<Signal> signals = evaluate(plan, network, schedule, kNow, {}, none);
  const OnePage page = one_page(seen, network, schedule, {.reader = party, .now = kNow});
  texts.emplace_back("markdown", one_page_markdown(page));
  texts.emplace_back("html", one_page_html(page));
  texts.emplace_back("document", plan_to_text(seen));
  texts.emplace_back("calendar", calendar_text(feed_of(seen, "fabrikam.com", kNow, unchanged)));
  for (const auto& [id, person] : seen.people)
    texts.emplace_back("calendar of " + id,
                       calendar_text(feed_of_person(seen, id, "fabrikam.com", kNow, unchanged)));
  AgendaInput input{plan, network, schedule, signals, {}, {}, {}};
  input.now = kNow;
  for (const Signal& signal : signals) input.alerts.push_back({signal, 2, false, {}});
  for (const PlanEvent& event : diff_events(nullptr, plan, "anna@example.com"))
    input.events.push_back({event, kNow});
  texts.emplace_back("agenda", agenda_text(agenda(input, party)));
  std::optional<Absorption> wins;
  if (const ScheduledAnchor* close = close_dates(plan, network, schedule);
      close != nullptr && close->forecast_gap_bd > 0)
    wins = absorb(network, {close->milestone, close->target}, Party::vendor);
  for (const Signal& signal : signals) {
    if (!may_hear(signal, party) || !may_be_told(plan, seen, signal)) continue;
    const std::string of = " of " + signal.name + " " + signal.subject;
    texts.emplace_back(
        "notice" + of,
        plain_text(describe(seen, network, schedule, wins ? &*wins : nullptr, signal, {}, kNow)));
    texts.emplace_back("all-clear" + of,
                       plain_text(describe_resolved(seen, network, schedule, signal, {}, kNow)));
    texts.emplace_back("line" + of, one_line(seen, network, schedule, signal));
  }
  return texts;
}

}  // namespace closemap::test
