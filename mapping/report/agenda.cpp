// Putting the agenda together.
#include "mapping/report/agenda.h"

#include <algorithm>
#include <array>

#include "mapping/plan/view.h"
#include "mapping/report/agenda_parts.h"
#include "mapping/report/safe_text.h"
#include "mapping/report/words.h"
#include "mapping/signal/evaluate.h"

namespace closemap {
namespace {

// Signals about the plan the customer shares. What is not listed is the sellers' own.
constexpr std::array<std::string_view, 19> kCustomersToo{"at_risk",
                                                         "criterion_not_testable",
                                                         "eb_meeting_unscheduled",
                                                         "handoff_stalled",
                                                         "missing_owner",
                                                         "multi_org_owner",
                                                         "no_dates",
                                                         "no_success_criteria",
                                                         "overdue",
                                                         "procurement_surprise",
                                                         "repeated_slip",
                                                         "review_missed",
                                                         "scope_creep",
                                                         "slip",
                                                         "stale_plan",
                                                         "team_owner",
                                                         "unrealistic_close",
                                                         "unsigned_party",
                                                         "near_critical"};

void add_section(Agenda& agenda, std::string title, int from, int to, std::vector<AgendaItem> items,
                 const std::string& when_empty) {
  if (items.empty()) items.push_back({when_empty, "", "", {}, ""});
  agenda.sections.push_back({std::move(title), from, to, std::move(items)});
}

void write_items(std::string& text, const std::vector<AgendaItem>& items) {
  for (const AgendaItem& item : items) {
    text += "* " + plain_line(item.text);
    if (!item.who.empty()) text += " — " + plain_line(item.who);
    text += "\n";
    for (const std::string& line : item.details) text += "    " + plain_line(line) + "\n";
    if (!item.ask.empty()) text += "    Ask: " + plain_line(item.ask) + "\n";
  }
}

}  // namespace

const Milestone* Review::step(const std::string& id) const {
  const auto found = seen.milestones.find(id);
  return found == seen.milestones.end() ? nullptr : &found->second;
}

bool may_hear(const Signal& signal, std::optional<Party> reader) {
  if (!reader) return true;
  if (is_ops(signal.name)) return false;
  return *reader != Party::customer ||
         std::find(kCustomersToo.begin(), kCustomersToo.end(), signal.name) != kCustomersToo.end();
}

Agenda agenda(const AgendaInput& input, std::optional<Party> reader) {
  const Plan seen = view(input.plan, reader);
  const Review review{input, seen, reader, input.network.status_date};
  constexpr std::array<int, 4> kMinutes{0, 5, 11, 15};
  Agenda out;
  out.plan_id = seen.id;
  out.plan_name = seen.name;
  out.since = input.last_review;
  add_section(out, "What moved", kMinutes[0], kMinutes[1], what_moved(review),
              input.last_review ? "Nothing moved since " + date_of(*input.last_review) + "."
                                : "Nothing moved.");
  add_section(out, "What's stuck", kMinutes[1], kMinutes[2], what_is_stuck(review),
              "Nothing is stuck.");
  add_section(out, "What needs escalation", kMinutes[2], kMinutes[3], what_needs_escalation(review),
              "Nothing needs escalation.");
  out.headline = where_it_stands(review);
  out.prompts = {"Which steps are complete?", "Is any step at risk?", "What do you need from me?",
                 "Are there new stakeholders or requirements?"};
  return out;
}

std::string agenda_text(const Agenda& agenda) {
  std::string text = "Review, 15 minutes: " + plain_line(agenda.plan_name) + "\n";
  for (const AgendaSection& section : agenda.sections) {
    text += "\n" + std::to_string(section.from_minute) + "–" + std::to_string(section.to_minute) +
            " min  " + section.title + "\n";
    write_items(text, section.items);
  }
  text += "\nWhere it stands\n";
  write_items(text, agenda.headline);
  text += "\nQuestions for everybody\n";
  for (const std::string& prompt : agenda.prompts) text += "* " + prompt + "\n";
  return text;
}

}  // namespace closemap
