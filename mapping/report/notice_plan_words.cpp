// Words of signals about the plan as a whole, a party, or the close; and of the operator's ones.
#include <array>

#include "mapping/core/text.h"
#include "mapping/report/notice_words.h"
#include "mapping/report/words.h"

namespace closemap {
namespace {

NoticeText ghosting(const Telling& telling) {
  const std::string who = party_of(telling);
  const std::string quiet = said_working_days(telling, "silent_bd");
  NoticeText text =
      notice_of(telling, "Silent: " + who,
                party_first(telling) + " has not been heard of" + if_said(" for ", quiet, "") +
                    if_said(", since ", said_date(telling, "last_heard"), "") + ".");
  const std::string step = said(telling, "step");
  if (!step.empty())
    text.lines.push_back({"What waits", title_of(telling.plan, step) +
                                            if_said(", due ", said_date(telling, "due"), "")});
  add_customer_date(telling, text.lines);
  text.ask =
      telling.signal.subject == "customer"
          ? "Please ask the champion directly, in person or by phone, how the project stands."
          : "Please call the person who leads it there; do not wait for the review.";
  return text;
}

NoticeText stale_plan(const Telling& telling) {
  NoticeText text = notice_of(
      telling, "Nobody touches the plan",
      "Nothing has been done or updated" + if_said(" for ", said_days(telling, "quiet_cd"), "") +
          if_said(", since ", said_date(telling, "last_activity"), "") + ", by anybody.");
  text.ask = "Please hold the review and bring the plan up to date, or say that the deal rests.";
  return text;
}

NoticeText review_missed(const Telling& telling) {
  NoticeText text = notice_of(
      telling, "Review not held",
      "The review" + if_said(" planned for ", said_date(telling, "planned"), "") + " was not held" +
          if_said("; the last one was on ", said_date(telling, "last_review"), "") + ".");
  text.ask = "Please hold it, or set the next date.";
  return text;
}

NoticeText one_sided_plan(const Telling& telling) {
  const std::string who = party_of(telling);
  const std::string owned = said(telling, "owned");
  const std::string all = said(telling, "steps");
  std::string headline = party_first(telling) + " owns ";
  if (owned.empty() || all.empty())
    headline += "too little of the plan";
  else
    headline += (owned == "0" ? "none" : owned) + " of the " + all + " steps";
  NoticeText text = notice_of(telling, "One-sided: " + who, headline + ".");
  text.ask = "Please ask " + who + " which steps are theirs, and put them in the plan.";
  return text;
}

NoticeText no_success_criteria(const Telling& telling) {
  NoticeText text =
      notice_of(telling, "No success criteria",
                "The plan does not say what has to be proven for the customer to buy.");
  text.ask = "Please agree them with the customer before the evaluation goes on.";
  return text;
}

NoticeText criterion_not_testable(const Telling& telling) {
  std::string criterion = said(telling, "criterion");
  const auto found = telling.plan.success_criteria.find(telling.signal.subject);
  if (criterion.empty() && found != telling.plan.success_criteria.end())
    criterion = found->second.text;
  criterion =
      criterion.empty() ? "A success criterion" : "\"" + shorten(criterion, kTitleCharsMax) + "\"";
  const bool no_check = said(telling, "lacks") == "validation";
  NoticeText text =
      notice_of(telling, "Criterion cannot be tested",
                criterion + (no_check ? " does not say how it is checked."
                                      : " cannot be answered with passed or failed."));
  text.ask = "Please agree with the customer how it is measured and who says that it passed.";
  return text;
}

NoticeText criteria_met(const Telling& telling) {
  const std::string lacks = said(telling, "lacks");
  NoticeText text =
      notice_of(telling, "Criteria met, nothing follows",
                "All success criteria have passed" +
                    if_said(", the last on ", said_date(telling, "passed_on"), "") +
                    (lacks == "agreement" ? ", and nothing says what was to happen then."
                                          : ", and no commercial step follows."));
  if (lacks == "step")
    text.lines.push_back({"What is missing", "A dated step towards the contract."});
  if (lacks == "agreement")
    text.lines.push_back({"What is missing", "What was agreed to happen once they are met."});
  text.ask = "Please agree the next step and its date with the customer now.";
  return text;
}

NoticeText plan_too_late(const Telling& telling) {
  const bool negotiating = telling.signal.severity != Severity::info;
  NoticeText text = notice_of(telling, "Plan came late",
                              std::string("This plan was begun when the deal was already ") +
                                  (negotiating ? "being negotiated." : "at the proposal."));
  text.ask = negotiating ? "Please use the closing checklist; a full plan no longer helps."
                         : "Please walk the customer through it now; later is too late.";
  return text;
}

NoticeText over_planned(const Telling& telling) {
  NoticeText text =
      notice_of(telling, "More plan than deal",
                "A deal of this size" + if_said(" (", said(telling, "amount"), ")") +
                    " with at most one decision-maker needs no plan of three parties.");
  text.ask = "Please consider an e-mail thread with the next steps instead.";
  return text;
}

NoticeText quarter_end(const Telling& telling) {
  NoticeText text = notice_of(telling, "Date is the vendor's quarter end",
                              "The close" + if_said(" on ", said_date(telling, "target"), "") +
                                  " falls on the end of the vendor's quarter" +
                                  if_said(" (", said_date(telling, "quarter_end"), ")") +
                                  ", and no date of the customer's stands behind it.");
  text.ask = "Please ask the customer which date is theirs, and what happens if it is missed.";
  return text;
}

NoticeText no_economic_split(const Telling& telling) {
  NoticeText text =
      notice_of(telling, "No economic split",
                "The plan is active and nothing says who recognises which revenue and "
                "who pays whom.");
  text.ask = "Please agree it between vendor and partner now, before it costs the deal.";
  return text;
}

NoticeText unsigned_party(const Telling& telling) {
  const std::string who = party_of(telling);
  const std::string state = said(telling, "state");
  std::string what = " has not signed the plan";
  if (state == "stale") what = " signed an earlier version of the plan, not the one that stands";
  if (state == "declined") what = " declined to sign the plan";
  NoticeText text = notice_of(
      telling, "Not signed: " + who,
      party_first(telling) + what +
          if_said("; it has been active for ", said_working_days(telling, "since_bd"), "") + ".");
  text.ask =
      "Please walk them through the plan, change what they ask for, and ask for the signature.";
  return text;
}

NoticeText partner_wont_commit(const Telling& telling) {
  const std::string who = party_of(telling);
  NoticeText text =
      notice_of(telling, "Partner does not commit",
                party_first(telling) + " was invited" +
                    if_said(" on ", said_date(telling, "invited_on"), "") +
                    " and has named no person with a date" +
                    if_said(" in ", said_working_days(telling, "since_bd"), "") + ".");
  text.ask =
      "Please decide with the partner: which steps do they take, or do we go on without them?";
  return text;
}

// Operators: what it is about stands in the inputs, listed as they are.
NoticeText ops(const Telling& telling, const std::string& what, const std::string& headline,
               const std::string& ask) {
  NoticeText text = notice_of(telling, what, headline);
  for (const Input& entry : telling.signal.inputs)
    text.lines.push_back({capitalised(entry.name), entry.text});
  text.ask = ask;
  return text;
}

NoticeText sync_oscillation(const Telling& telling) {
  return ops(telling, "Two systems keep changing each other",
             "A field goes back and forth between two values; closemap has stopped writing it.",
             "Please find the workflow in the CRM that changes it back.");
}
NoticeText duplicate_plan(const Telling& telling) {
  const std::string other = said(telling, "other plan");
  return ops(telling, "Two plans for one deal",
             "Its records are linked as one deal, and another plan still follows one of them: " +
                 if_said("", shorten(other, kTitleCharsMax), ", ") + telling.signal.subject + ".",
             "Please pause the plan that does not go on (closemap plan edit " +
                 telling.signal.subject + " --pause REASON), or undo the link.");
}
NoticeText currency_unknown(const Telling& telling) {
  return ops(telling, "Amount without a currency",
             "The currency of an amount is not known, so the two CRMs cannot be compared.",
             "Please set the currency in the CRM or in the field map.");
}

struct Entry {
  std::string_view name;
  SignalWords words;
};
constexpr std::array<Entry, 13> kPlanWords{{{"ghosting", ghosting},
                                            {"stale_plan", stale_plan},
                                            {"review_missed", review_missed},
                                            {"one_sided_plan", one_sided_plan},
                                            {"no_success_criteria", no_success_criteria},
                                            {"criterion_not_testable", criterion_not_testable},
                                            {"criteria_met_no_next_step", criteria_met},
                                            {"plan_too_late", plan_too_late},
                                            {"over_planned_small_deal", over_planned},
                                            {"quarter_end_close", quarter_end},
                                            {"no_economic_split", no_economic_split},
                                            {"unsigned_party", unsigned_party},
                                            {"partner_wont_commit", partner_wont_commit}}};
constexpr std::array<Entry, 3> kOpsWords{{{"sync_oscillation", sync_oscillation},
                                          {"duplicate_plan", duplicate_plan},
                                          {"currency_unknown", currency_unknown}}};

}  // namespace

SignalWords plan_signal_words(std::string_view name) {
  for (const Entry& entry : kPlanWords)
    if (entry.name == name) return entry.words;
  return nullptr;
}

SignalWords ops_signal_words(std::string_view name) {
  for (const Entry& entry : kOpsWords)
    if (entry.name == name) return entry.words;
  return nullptr;
}

}  // namespace closemap
