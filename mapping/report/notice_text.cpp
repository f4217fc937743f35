// What each signal says to its reader.
#include "mapping/report/notice_text.h"

#include <algorithm>

#include "mapping/core/text.h"
#include "mapping/report/notice_parts.h"
#include "mapping/report/notice_words.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

std::string subject_line(const Telling& telling, const std::string& what) {
  return what + " — " + telling.plan.name;
}

bool is_owner(const Telling& telling) {
  const Milestone* step = subject_step(telling);
  return step != nullptr && !telling.reader.person.empty() && step->owner == telling.reader.person;
}

std::string step_title(const Telling& telling) {
  return title_of(telling.plan, telling.signal.subject);
}

void add_owner(const Telling& telling, NoticeText& text) {
  if (const Milestone* step = subject_step(telling))
    text.lines.push_back({"Whose it is", owner_of(telling.plan, *step)});
}

std::string who_must(const Telling& telling, const std::string& you, const std::string& other) {
  if (is_owner(telling)) return "Please " + you;
  const Milestone* step = subject_step(telling);
  const std::string owner = step == nullptr ? std::string{} : name_of(telling.plan, step->owner);
  return owner.empty() ? "Please " + other : "Please see with " + owner + ": " + other;
}

NoticeText slip(const Telling& telling) {
  const int days = static_cast<int>(telling.signal.value);
  NoticeText text;
  text.subject =
      subject_line(telling, "Slip +" + counted(days, "day") + ": " + step_title(telling));
  text.headline = step_title(telling) + " slips by " + working_days(days) + ": " +
                  date_of(input(telling.signal, "due")) + " → " +
                  date_of(input(telling.signal, "forecast")) + ".";
  add_owner(telling, text);
  add_moved(telling, text.lines);
  add_customer_date(telling, text.lines);
  add_wins(telling, text.lines);
  text.ask = who_must(telling,
                      "confirm the new date in your CRM, or say what would bring the old one back.",
                      "confirm the new date, or agree what brings the old one back.");
  return text;
}

NoticeText at_risk(const Telling& telling) {
  const int days = -static_cast<int>(telling.signal.value);
  NoticeText text;
  text.subject =
      subject_line(telling, "At risk, " + counted(days, "day") + " short: " + step_title(telling));
  text.headline = step_title(telling) + " is forecast for " +
                  date_of(input(telling.signal, "forecast")) + ", " + working_days(days) +
                  (telling.signal.anchor.empty() ? " later than its deadline allows."
                                                 : " later than the customer's date allows.");
  add_owner(telling, text);
  add_customer_date(telling, text.lines);
  add_wins(telling, text.lines);
  const Absorption* wins = telling.absorption;
  const bool moves = wins != nullptr && wins->deficit_bd > 0 && !wins->single_moves.empty();
  text.ask = moves ? who_must(telling, "say which of these moves you can make.",
                              "agree which of these moves can be made.")
                   : who_must(telling, "say what would win the days back.",
                              "agree what would win the days back.");
  return text;
}

NoticeText overdue(const Telling& telling) {
  const int days = static_cast<int>(telling.signal.value);
  NoticeText text;
  text.subject = subject_line(telling, "Overdue" + (days > 0 ? " " + counted(days, "day") : "") +
                                           ": " + step_title(telling));
  text.headline = step_title(telling) + " was due on " + date_of(input(telling.signal, "due")) +
                  " and is still open" + (days > 0 ? ", " + working_days(days) + " later." : ".");
  add_owner(telling, text);
  add_moved(telling, text.lines);
  add_customer_date(telling, text.lines);
  add_wins(telling, text.lines);
  text.ask = who_must(telling, "mark it complete in your CRM, or give the date you now expect.",
                      "mark it complete, or give the date now expected.");
  return text;
}

NoticeText owner_problem(const Telling& telling) {
  const std::string& name = telling.signal.name;
  const std::string word(input(telling.signal, "owner"));
  NoticeText text;
  std::string what = "No owner";
  std::string why = " is owned by nobody";
  if (name == "team_owner") {
    what = "Owned by a team";
    why = " is owned by \"" + word + "\", which is no person";
  } else if (name == "multi_org_owner") {
    what = "More than one owner";
    why = " names more than one owner: \"" + word + "\"";
  } else if (name == "owner_inactive") {
    what = "Owner no longer active";
    why = " is owned by " + word + ", who is no longer active";
  } else if (!word.empty()) {
    why += ": \"" + word + "\" is known to no CRM";
  }
  text.subject = subject_line(telling, what + ": " + step_title(telling));
  text.headline = step_title(telling) + why + ".";
  add_owner(telling, text);
  text.ask = "Please name one person in one organisation who owns this step.";
  return text;
}

NoticeText no_dates(const Telling& telling) {
  NoticeText text;
  text.subject = subject_line(telling, "No date: " + step_title(telling));
  text.headline = step_title(telling) + " has no due date.";
  add_owner(telling, text);
  text.ask = who_must(telling, "give it a date.", "give it a date.");
  return text;
}

NoticeText drift(const Telling& telling) {
  const std::string side = telling.signal.subject;
  const int days = static_cast<int>(telling.signal.value);
  const std::string close = date_of(input(telling.signal, "crm_close"));
  const bool later = input(telling.signal, "drift_cd").starts_with('-') == false;
  NoticeText text;
  text.subject = subject_line(telling, "Close date " + calendar_days(days) +
                                           (later ? " after" : " before") + " the plan's forecast");
  text.headline = "The " + side + " CRM expects to close on " + close + "; the plan forecasts " +
                  date_of(input(telling.signal, "forecast")) + ", " + calendar_days(days) +
                  (later ? " earlier." : " later.");
  for (const Opportunity& opportunity : telling.plan.opportunities)
    if (to_text(opportunity.side) == side) {
      const std::string owner = name_of(telling.plan, opportunity.owner);
      text.lines.push_back(
          {"Whose it is", (owner.empty() ? opportunity.owner_word : owner) + " (" + side + ")"});
    }
  add_customer_date(telling, text.lines);
  add_wins(telling, text.lines);
  text.ask =
      "Please put the close date in your CRM right, or change the plan with the others if the deal "
      "has really moved.";
  return text;
}

NoticeText disagreement(const Telling& telling) {
  const std::string& subject = telling.signal.subject;
  const std::string what = subject == "close_date" ? "close date" : subject;
  std::string vendor(input(telling.signal, "vendor"));
  std::string partner(input(telling.signal, "partner"));
  if (subject == "close_date") {
    vendor = date_of(vendor);
    partner = date_of(partner);
  }
  NoticeText text;
  text.subject = subject_line(telling, "The two CRMs disagree on the " + what);
  text.headline = "Vendor and partner give a different " + what + " for this deal.";
  text.lines = {{"Vendor says", vendor}, {"Partner says", partner}};
  text.ask = "Please agree between you which is right, and correct the other CRM.";
  return text;
}

NoticeText source_deleted(const Telling& telling) {
  NoticeText text;
  const std::string connector(input(telling.signal, "connector"));
  text.subject = subject_line(telling, "Deleted at its source");
  text.headline = "Opportunity " + std::string(input(telling.signal, "record")) +
                  " was deleted in " + connector + ".";
  text.lines = {{"What closemap did", "The plan is paused and kept; its alerts rest."}};
  text.ask = "If this was a mistake, restore the record: the plan goes on where it was.";
  return text;
}

NoticeText general(const Telling& telling) {
  NoticeText text;
  text.subject = subject_line(telling, telling.signal.name);
  text.headline = "The plan needs a look: " + telling.signal.name + ".";
  for (const Input& entry : telling.signal.inputs) text.lines.push_back({entry.name, entry.text});
  text.ask = "Please look at the plan.";
  return text;
}

NoticeText words_of(const Telling& telling) {
  const std::string& name = telling.signal.name;
  if (name == "slip") return slip(telling);
  if (name == "at_risk") return at_risk(telling);
  if (name == "overdue") return overdue(telling);
  if (name == "missing_owner" || name == "team_owner" || name == "multi_org_owner" ||
      name == "owner_inactive")
    return owner_problem(telling);
  if (name == "no_dates") return no_dates(telling);
  if (name == "close_date_drift") return drift(telling);
  if (name == "crm_disagreement") return disagreement(telling);
  if (name == "source_deleted") return source_deleted(telling);
  for (const auto words_for : {step_signal_words, plan_signal_words, ops_signal_words})
    if (const SignalWords words = words_for(name)) return words(telling);
  return general(telling);
}

}  // namespace

NoticeText describe(const Plan& plan, const Network& network, const Schedule& schedule,
                    const Absorption* absorption, const Signal& signal, const Reader& reader,
                    Instant) {
  const Telling telling{plan, network, schedule, absorption, signal, reader};
  NoticeText text = words_of(telling);
  text.severity = signal.severity;
  return text;
}

bool may_be_told(const Plan& plan, const Plan& seen, const Signal& signal) {
  const auto kept_from = [](const auto& full, const auto& shown, const std::string& id) {
    return full.contains(id) && !shown.contains(id);
  };
  const auto told = [&](std::string_view part) {
    const std::string id(part);
    if (kept_from(plan.handoffs, seen.handoffs, id) ||
        kept_from(plan.success_criteria, seen.success_criteria, id) ||
        kept_from(plan.milestones, seen.milestones, id))
      return false;
    const auto step = plan.milestones.find(id);
    if (step == plan.milestones.end()) return true;
    const Milestone& full = step->second;
    const Milestone& shown = seen.milestones.at(id);
    return full.due == shown.due && full.owner_estimate == shown.owner_estimate &&
           full.owner == shown.owner && full.owner_word == shown.owner_word;
  };
  const std::vector<std::string_view> subjects = split(signal.subject, ',');
  return std::any_of(subjects.begin(), subjects.end(), told);
}

bool tells_wins(std::string_view name) {
  return name == "slip" || name == "at_risk" || name == "overdue" || name == "close_date_drift" ||
         name == "unrealistic_close";
}

namespace {

// The trouble without its size: readers may have been told of another than it ended with.
std::string trouble_of(const Telling& telling, const NoticeText& before) {
  const std::string& name = telling.signal.name;
  if (name == "slip") return "Slip: " + step_title(telling);
  if (name == "at_risk") return "At risk: " + step_title(telling);
  if (name == "overdue") return "Overdue: " + step_title(telling);
  if (name == "close_date_drift")
    return "Close date of the " + telling.signal.subject + "'s CRM and the plan's forecast";
  std::string what = before.subject;
  const std::string deal = subject_line(telling, {});
  if (what.ends_with(deal)) what.resize(what.size() - deal.size());
  return what;
}

}  // namespace

std::string settled_line(const Plan& plan, const Network& network, const Schedule& schedule,
                         const Signal& signal) {
  const Reader nobody;
  const Telling telling{plan, network, schedule, nullptr, signal, nobody};
  return "Settled: " + trouble_of(telling, words_of(telling));
}

NoticeText describe_resolved(const Plan& plan, const Network& network, const Schedule& schedule,
                             const Signal& signal, const Reader& reader, Instant) {
  const Telling telling{plan, network, schedule, nullptr, signal, reader};
  NoticeText before = words_of(telling);
  NoticeText text;
  text.subject = "Settled: " + subject_line(telling, trouble_of(telling, before));
  text.headline = "This is settled and needs nothing more from you.";
  text.lines.push_back({"It was", before.headline});
  if (const Milestone* step = subject_step(telling)) {
    if (step->status == MilestoneStatus::complete && step->actual) {
      text.lines.push_back({"Now", "Complete on " + date_of(*step->actual) + "."});
    } else if (const auto node = subject_node(telling);
               node && step->disposition == Disposition::active) {
      text.lines.push_back(
          {"Now", "Forecast " + date_of(schedule.milestones[*node].forecast) +
                      (step->due ? ", due " + date_of(*step->due) : std::string{}) + "."});
    }
  }
  add_customer_date(telling, text.lines);
  return text;
}

std::string one_line(const Plan& plan, const Network& network, const Schedule& schedule,
                     const Signal& signal) {
  const Reader nobody;
  const Telling telling{plan, network, schedule, nullptr, signal, nobody};
  std::string line = words_of(telling).headline;
  if (!line.empty() && line.back() == '.') line.pop_back();
  if (const Milestone* step = subject_step(telling)) line += " — " + owner_of(plan, *step);
  return line;
}

NoticeText describe_operator(const OperatorNote& note, Instant) {
  NoticeText text;
  text.severity = note.severity;
  text.subject = "closemap: " + note.what;
  text.headline = opening(note.what) + ".";
  if (!note.why.empty()) text.lines.push_back({"Why", note.why});
  if (!note.effect.empty()) text.lines.push_back({"Effect", opening(note.effect) + "."});
  if (note.since) text.lines.push_back({"Since", to_text(*note.since)});
  if (!note.next.empty()) text.ask = opening(note.next) + (note.next.back() == '.' ? "" : ".");
  return text;
}

std::string plain_text(const NoticeText& notice) {
  std::string text = notice.headline + "\n";
  for (const NoticeLine& line : notice.lines) text += "\n" + line.label + ": " + line.text + "\n";
  if (!notice.ask.empty()) text += "\n" + notice.ask + "\n";
  return text;
}

}  // namespace closemap
