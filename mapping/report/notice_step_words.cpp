// Words of signals about steps, handoffs, meetings and pilots.
#include <algorithm>
#include <array>

#include "mapping/core/text.h"
#include "mapping/report/notice_words.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

std::string step(const Telling& telling) { return title_of(telling.plan, telling.signal.subject); }

void add_owner_line(const Telling& telling, NoticeText& text) {
  if (const Milestone* found = subject_step(telling))
    text.lines.push_back({"Whose it is", owner_of(telling.plan, *found)});
}

NoticeText repeated_slip(const Telling& telling) {
  const std::string often = if_said(" ", said(telling, "slips"), " times");
  const std::string sum = if_said(", by ", said_working_days(telling, "total_bd"), " in all");
  if (subject_step(telling) == nullptr) {
    NoticeText text =
        notice_of(telling, "Dates keep slipping",
                  "Steps of this plan have slipped" + often + " within a month" + sum + ".");
    add_customer_date(telling, text.lines);
    text.ask = "Please ask in the next review what lies behind it, and plan again together.";
    return text;
  }
  NoticeText text =
      notice_of(telling, "Slips again: " + step(telling),
                step(telling) + " has slipped" + often + " within a month" + sum + ".");
  add_owner_line(telling, text);
  add_customer_date(telling, text.lines);
  text.ask = "Please ask what keeps moving it, and what would unblock it.";
  return text;
}

NoticeText near_critical(const Telling& telling) {
  const std::string room = said_working_days(telling, "slack_bd");
  NoticeText text =
      notice_of(telling, "Little room left",
                "The plan reaches " + step(telling) +
                    (room.empty() ? " with hardly any room" : " with " + room + " to spare") +
                    if_said(" before ", said_date(telling, "target"), "") + ".");
  add_customer_date(telling, text.lines);
  text.ask = "Please watch the steps on the way to it; a slip of theirs moves the customer's date.";
  return text;
}

NoticeText unrealistic_close(const Telling& telling) {
  NoticeText text = notice_of(
      telling, "Close date out of reach",
      step(telling) + " cannot be reached" + if_said(" by ", said_date(telling, "target"), "") +
          if_said(": at the earliest ", said_date(telling, "early_finish"), "") + ".");
  const std::string need = said_working_days(telling, "required_bd");
  const std::string have = said_working_days(telling, "available_bd");
  if (!need.empty() && !have.empty())
    text.lines.push_back({"Why", "The open steps need " + need +
                                     (said(telling, "available_bd").starts_with('-')
                                          ? "; the date has passed."
                                          : "; there are " + have + ".")});
  add_wins(telling, text.lines);
  text.ask = "Please agree a later date with the customer, or which steps are shortened.";
  return text;
}

const Handoff* subject_handoff(const Telling& telling) {
  const auto found = telling.plan.handoffs.find(telling.signal.subject);
  return found == telling.plan.handoffs.end() ? nullptr : &found->second;
}

// "Priya Nair (partner)".
std::string end_of(const Telling& telling, const std::string& person, Party party) {
  const std::string name = name_of(telling.plan, person);
  return (name.empty() ? "nobody yet" : name) + " (" + std::string(to_text(party)) + ")";
}

std::string instant_words(const std::string& text) {  // "2026-03-13T14:00:00Z" -> to the minute
  const Result<Instant> at = parse_instant(text);
  if (!at) return text;
  constexpr std::size_t kMinutes = 16;
  std::string out = to_text(*at).substr(0, kMinutes);
  std::replace(out.begin(), out.end(), 'T', ' ');
  return out + " UTC";
}

NoticeText handoff_stalled(const Telling& telling) {
  const Handoff* handoff = subject_handoff(telling);
  std::string what = said(telling, "what");
  if (what.empty() && handoff != nullptr) what = handoff->what;
  if (what.empty()) what = "a handoff";
  const std::string first = handoff != nullptr && what == handoff->what
                                ? handed_over(telling.plan, *handoff)
                                : capitalised(what);
  NoticeText text = notice_of(telling, "Handoff not taken: " + shorten(what, kTitleCharsMax),
                              first + " was handed over and nobody has taken it" +
                                  if_said("; it should have been taken by ",
                                          instant_words(said(telling, "accept_by")), "") +
                                  ".");
  if (handoff != nullptr) {
    text.lines.push_back({"From", end_of(telling, handoff->from_person, handoff->from)});
    text.lines.push_back({"To", end_of(telling, handoff->to_person, handoff->to)});
    if (!handoff->accepts_milestone.empty())
      text.lines.push_back({"Waits for it", title_of(telling.plan, handoff->accepts_milestone)});
  }
  const std::string offered = instant_words(said(telling, "offered_at"));
  if (!offered.empty()) text.lines.push_back({"Offered", offered});
  text.ask = "Please take it, or say whom it should go to.";
  return text;
}

NoticeText scope_creep(const Telling& telling) {
  const std::string count = said(telling, "added");
  NoticeText text = notice_of(
      telling, "Steps added",
      (count.empty() ? std::string("Steps") : count + (count == "1" ? " step" : " steps")) +
          (count == "1" ? " was" : " were") + " added since the plan was agreed" +
          if_said(" on ", said_date(telling, "baselined_on"), "") + ".");
  std::string added;
  for (const std::string_view id : split(telling.signal.subject, ','))
    if (!id.empty() && telling.plan.milestones.count(std::string(id)) > 0)
      added += (added.empty() ? "" : "\n") + title_of(telling.plan, std::string(id));
  if (!added.empty()) text.lines.push_back({"Added", added});
  add_customer_date(telling, text.lines);
  text.ask =
      "Please agree with all three parties that they belong to the plan, and what they move.";
  return text;
}

NoticeText procurement_surprise(const Telling& telling) {
  if (telling.signal.subject == "missing") {
    NoticeText text = notice_of(telling, "No procurement step",
                                "The customer's date is near" +
                                    if_said(" (", said_days(telling, "away_cd"), " away)") +
                                    " and the plan has no step for procurement.");
    text.ask = "Please ask the customer how procurement works there, and add its steps.";
    return text;
  }
  const std::string kind = said(telling, "category");
  NoticeText text = notice_of(telling, "New requirement: " + step(telling),
                              step(telling) + if_said(", a step of ", kind, ",") +
                                  " came up after the plan was agreed" +
                                  if_said(", on ", said_date(telling, "added_on"), "") + ".");
  add_owner_line(telling, text);
  add_moved(telling, text.lines);
  add_customer_date(telling, text.lines);
  text.ask = "Please ask what else will be required, and agree the dates again.";
  return text;
}

NoticeText eb_meeting(const Telling& telling) {
  const std::string declined = said(telling, "declined");
  std::string headline = step(telling) + " has no date in anybody's calendar";
  const bool past = said(telling, "away_bd").starts_with('-');
  headline += if_said(past ? "; it was needed by " : "; it is needed by ",
                      said_date(telling, "needed_by"), "");
  if (!past) headline += if_said(", in ", said_working_days(telling, "away_bd"), "");
  headline += if_said(". It was declined ", declined, declined == "1" ? " time" : " times");
  NoticeText text = notice_of(telling, "Not booked: " + step(telling), headline + ".");
  add_owner_line(telling, text);
  text.ask = "Please book it, through the champion if the economic buyer does not answer.";
  return text;
}

NoticeText pilot_purgatory(const Telling& telling) {
  const bool begun = !said(telling, "started").empty();
  const std::string run = begun ? said_working_days(telling, "run_bd") : std::string();
  std::string headline = step(telling) + if_said(" has been running for ", run, "");
  if (run.empty()) headline += " runs";
  headline += !said(telling, "decision").empty()   ? " and leads to no decision."
              : !said(telling, "criteria").empty() ? " and nothing says when it has passed."
              : !said(telling, "overrun").empty()  ? ", longer than planned."
                                                   : " and was prolonged again.";
  NoticeText text = notice_of(telling, "Pilot without an end: " + step(telling), headline);
  std::string why;
  const auto add = [&](bool yes, const std::string& reason) {
    if (yes) why += (why.empty() ? "" : "\n") + reason;
  };
  const std::string extensions = said(telling, "extensions");
  add(!said(telling, "overrun").empty(), "It has run longer than planned.");
  add(!extensions.empty(),
      "It was prolonged " + extensions + (extensions == "1" ? " time." : " times."));
  add(!said(telling, "decision").empty(), "No dated decision follows it.");
  add(!said(telling, "criteria").empty(), "No success criteria say when it has passed.");
  if (!why.empty()) text.lines.push_back({"Why", why});
  add_owner_line(telling, text);
  text.ask = "Please agree with the customer on what day it is decided, and by which criteria.";
  return text;
}

struct Entry {
  std::string_view name;
  SignalWords words;
};
constexpr std::array<Entry, 8> kWords{{{"repeated_slip", repeated_slip},
                                       {"near_critical", near_critical},
                                       {"unrealistic_close", unrealistic_close},
                                       {"handoff_stalled", handoff_stalled},
                                       {"scope_creep", scope_creep},
                                       {"procurement_surprise", procurement_surprise},
                                       {"eb_meeting_unscheduled", eb_meeting},
                                       {"pilot_purgatory", pilot_purgatory}}};

}  // namespace

SignalWords step_signal_words(std::string_view name) {
  for (const Entry& entry : kWords)
    if (entry.name == name) return entry.words;
  return nullptr;
}

}  // namespace closemap
