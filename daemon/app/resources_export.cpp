// One plan to take away: as a page, as the document, as a calendar; and what could be better about
// it.
#include <nlohmann/json.hpp>

#include "daemon/app/resources_parts.h"
#include "daemon/sync/wiring.h"
#include "mapping/core/text.h"
#include "mapping/plan/document.h"
#include "mapping/plan/view.h"
#include "mapping/report/calendar_feed.h"
#include "mapping/report/lint.h"
#include "mapping/report/one_page.h"

namespace closemap::resources {
namespace {

// How often each milestone changed: a calendar takes the entry with the highest number.
Result<std::map<std::string, int>> changes_by_milestone(Core& core, const std::string& plan_id) {
  std::map<std::string, int> changes;
  const Status read =
      each_event(core, plan_id, [&](const StoredEvent& event) { ++changes[event.subject]; });
  if (!read) return read.error();
  return changes;
}

// The person with that e-mail; "" where the reader sees none.
std::string person_of(const Plan& seen, const std::string& email) {
  for (const auto& [id, person] : seen.people)
    if (!person.email.empty() && to_lower_ascii(person.email) == to_lower_ascii(email)) return id;
  return {};
}

ControlReply feed(Core& core, const ControlRequest& request, const Plan& seen) {
  const std::string email = query_or(request, "person", "");
  const std::string person = email.empty() ? "" : person_of(seen, email);
  if (!email.empty() && person.empty())
    return error_reply(
        404, "the plan shows nobody with the e-mail \"" + printable(shorten(email, 60)) + "\"");
  const auto changes = changes_by_milestone(core, seen.id);
  if (!changes) return error_reply(changes.error());
  const SequenceOf sequence = [&](const std::string& milestone) {
    const auto found = changes->find(milestone);
    return found == changes->end() ? 0 : found->second;
  };
  constexpr std::int64_t kDayMs = 86'400'000;
  const std::string& host = core.settings().vendor.domain;
  Feed calendar = person.empty() ? feed_of(seen, host, core.now(), sequence)
                                 : feed_of_person(seen, person, host, core.now(), sequence);
  calendar.with_events = query_or(request, "all_day", "") == "1";
  calendar.review_days =
      static_cast<int>(std::max<std::int64_t>(1, core.settings().plan.review_every_ms / kDayMs));
  return {200, calendar_text(calendar), "text/calendar; charset=utf-8"};
}

}  // namespace

std::optional<std::optional<Party>> reader_of(const ControlRequest& request) {
  const std::string word = query_or(request, "party", "");
  if (word.empty()) return std::optional<Party>();
  const auto party = parse_party(word);
  if (!party) return std::nullopt;
  return party;
}

ControlReply export_plan(Core& core, const ControlRequest& request, const std::string& id) {
  const auto reader = reader_of(request);
  if (!reader) return error_reply(400, "party must be vendor, partner or customer");
  const auto found = core.plan(id);
  if (!found) return plan_error(found.error());
  const Plan seen = view(found->plan, *reader);
  const std::string format = query_or(request, "format", "md");
  if (format == "json")
    return {200, visible_json(dump_json_pretty(public_json(seen))) + "\n", "application/json"};
  if (format == "ics") return feed(core, request, seen);
  const OnePage page =
      one_page(seen, found->network, found->schedule, {.reader = *reader, .now = core.now()});
  if (format == "md") return {200, one_page_markdown(page), "text/markdown; charset=utf-8"};
  if (format == "html") return {200, one_page_html(page), "text/html; charset=utf-8"};
  return error_reply(400, "format must be md, html, json or ics");
}

ControlReply lint_plan(Core& core, const std::string& id) {
  const auto found = core.plan(id);
  if (!found) return plan_error(found.error());
  const auto signals = lint_signals(found->plan, found->network, found->schedule, core.now(),
                                    thresholds_of(core.settings()));
  Json findings = Json::array();
  for (const LintFinding& finding :
       lint(found->plan, found->network, found->schedule, signals, core.now(),
            invariant_rules(found->plan, calendars_of(core.settings()))))
    findings.push_back({{"code", finding.code},
                        {"rule", finding.rule},
                        {"where", finding.where},
                        {"what", finding.what},
                        {"next", finding.next}});
  return json_reply(
      {{"id", found->plan.id}, {"name", found->plan.name}, {"findings", std::move(findings)}});
}

}  // namespace closemap::resources
