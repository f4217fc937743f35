// Every signal of domain.md §4 says what is wrong in a sentence and asks for something, with its
// inputs and without them.
#include <catch2/catch.hpp>

#include "mapping/report/notice_text.h"
#include "tests/unit/report/story.h"

namespace closemap::test {
namespace {

struct Told {
  const char* name;
  const char* subject;
  std::vector<Input> inputs;
  const char* headline;
};

const std::vector<Told>& all() {
  static const std::vector<Told> list{
      {"repeated_slip",
       "M09",
       {{"slips", "2"}, {"total_bd", "11"}},
       "Enterprise pricing approval has slipped 2 times within a month, by 11 working days in "
       "all."},
      {"repeated_slip",
       "plan",
       {{"slips", "3"}},
       "Steps of this plan have slipped 3 times within a month."},
      {"near_critical",
       "M22",
       {{"slack_bd", "1"}, {"target", "2026-05-04"}},
       "The plan reaches Platform go-live with 1 working day to spare before Mon 2026-05-04."},
      {"unrealistic_close",
       "M22",
       {{"target", "2026-05-04"}, {"early_finish", "2026-05-11"}},
       "Platform go-live cannot be reached by Mon 2026-05-04: at the earliest Mon 2026-05-11."},
      {"handoff_stalled",
       "hof_2",
       {{"accept_by", "2026-03-31T13:00:00Z"}},
       "Enterprise pricing approval was handed over and nobody has taken it; it should have been "
       "taken by 2026-03-31 13:00 UTC."},
      {"ghosting",
       "customer",
       {{"silent_bd", "12"}, {"last_heard", "2026-03-13"}},
       "Northwind Logistics (customer) has not been heard of for 12 working days, since Fri "
       "2026-03-13."},
      {"stale_plan",
       "plan",
       {{"quiet_cd", "15"}, {"last_activity", "2026-03-16"}},
       "Nothing has been done or updated for 15 days, since Mon 2026-03-16, by anybody."},
      {"review_missed",
       "plan",
       {{"planned", "2026-03-24"}},
       "The review planned for Tue 2026-03-24 was not held."},
      {"scope_creep",
       "M20,M21",
       {{"added", "2"}, {"baselined_on", "2026-03-03"}},
       "2 steps were added since the plan was agreed on Tue 2026-03-03."},
      {"procurement_surprise",
       "M18",
       {{"category", "procurement"}, {"added_on", "2026-03-20"}},
       "Procurement sign-off, a step of procurement, came up after the plan was agreed, on Fri "
       "2026-03-20."},
      {"procurement_surprise",
       "missing",
       {{"away_cd", "24"}},
       "The customer's date is near (24 days away) and the plan has no step for procurement."},
      {"eb_meeting_unscheduled",
       "M16",
       {{"needed_by", "2026-04-09"}, {"away_bd", "7"}},
       "Budget committee approves the spend has no date in anybody's calendar; it is needed by "
       "Thu 2026-04-09, in 7 working days."},
      {"one_sided_plan",
       "partner",
       {{"owned", "0"}, {"steps", "22"}},
       "Contoso (partner) owns none of the 22 steps."},
      {"no_success_criteria",
       "plan",
       {},
       "The plan does not say what has to be proven for the customer to buy."},
      {"criterion_not_testable",
       "crt_2",
       {{"lacks", "validation"}},
       "\"Payback within 14 months\" does not say how it is checked."},
      {"criteria_met_no_next_step",
       "plan",
       {{"passed_on", "2026-03-25"}},
       "All success criteria have passed, the last on Wed 2026-03-25, and no commercial step "
       "follows."},
      {"pilot_purgatory",
       "M06",
       {{"run_bd", "25"}, {"started", "2026-02-23"}, {"overrun", "yes"}, {"decision", "none"}},
       "Technical validation in the customer sandbox has been running for 25 working days and "
       "leads to no decision."},
      {"pilot_purgatory",
       "M06",
       {{"run_bd", "0"}, {"criteria", "none"}},
       "Technical validation in the customer sandbox runs and nothing says when it has passed."},
      {"pilot_purgatory",
       "M06",
       {{"run_bd", "25"}, {"started", "2026-02-23"}, {"overrun", "yes"}},
       "Technical validation in the customer sandbox has been running for 25 working days, longer "
       "than planned."},
      {"criteria_met_no_next_step",
       "plan",
       {{"passed_on", "2026-03-25"}, {"lacks", "agreement"}},
       "All success criteria have passed, the last on Wed 2026-03-25, and nothing says what was to "
       "happen then."},
      {"plan_too_late",
       "plan",
       {},
       "This plan was begun when the deal was already being negotiated."},
      {"over_planned_small_deal",
       "plan",
       {{"amount", "15000.00 USD"}},
       "A deal of this size (15000.00 USD) with at most one decision-maker needs no plan of three "
       "parties."},
      {"quarter_end_close",
       "plan",
       {{"target", "2026-03-31"}},
       "The close on Tue 2026-03-31 falls on the end of the vendor's quarter, and no date of the "
       "customer's stands behind it."},
      {"no_economic_split",
       "plan",
       {},
       "The plan is active and nothing says who recognises which revenue and who pays whom."},
      {"unsigned_party",
       "customer",
       {{"state", "stale"}, {"since_bd", "6"}},
       "Northwind Logistics (customer) signed an earlier version of the plan, not the one that "
       "stands; it has been active for 6 working days."},
      {"partner_wont_commit",
       "partner",
       {{"invited_on", "2026-03-02"}, {"since_bd", "11"}},
       "Contoso (partner) was invited on Mon 2026-03-02 and has named no person with a date in 11 "
       "working days."},
  };
  return list;
}

constexpr const char* kOperators[] = {"sync_oscillation", "duplicate_plan", "currency_unknown",
                                      "source_deleted", "owner_inactive"};
constexpr const char* kOthers[] = {"slip",          "at_risk",          "overdue",
                                   "missing_owner", "team_owner",       "multi_org_owner",
                                   "no_dates",      "close_date_drift", "crm_disagreement"};

NoticeText told(const Story& story, const Signal& signal) {
  return describe(story.plan, story.network, story.schedule, nullptr, signal, {}, story.now);
}

Signal signal_of(const char* name, const char* subject, std::vector<Input> inputs) {
  Signal signal;
  signal.name = name;
  signal.subject = subject;
  signal.severity = Severity::warning;
  signal.inputs = std::move(inputs);
  return signal;
}

bool sentence(const std::string& text) {
  return !text.empty() && (text.back() == '.' || text.back() == '?') &&
         text.find("  ") == std::string::npos && text.find(" .") == std::string::npos &&
         text.find(" ,") == std::string::npos && text.find("..") == std::string::npos;
}

}  // namespace

TEST_CASE("each signal says in one sentence what is wrong") {
  const Story story22 = story();
  for (const Told& one : all()) {
    INFO(one.name << " of " << one.subject);
    const NoticeText text = told(story22, signal_of(one.name, one.subject, one.inputs));
    CHECK(text.headline == one.headline);
    CHECK(sentence(text.ask));
    CHECK(text.subject.find(" — Northwind x Contoso") != std::string::npos);
    CHECK(text.subject.find('\n') == std::string::npos);
  }
}

TEST_CASE("a risk names the date it breaks, and asks for moves only where there are some") {
  const Story told_of = story();
  Signal risk = signal_of("at_risk", "M18", {{"forecast", "2026-04-30"}, {"slack_bd", "-5"}});
  risk.value = -5;
  const NoticeText own = told(told_of, risk);
  CHECK(own.headline ==
        "Procurement sign-off is forecast for Thu 2026-04-30, 5 working days later than its "
        "deadline allows.");
  CHECK(own.ask.find("these moves") == std::string::npos);
  risk.anchor = "M22";
  CHECK(told(told_of, risk).headline.find("later than the customer's date allows.") !=
        std::string::npos);
  const auto booked = told(told_of, signal_of("eb_meeting_unscheduled", "M16",
                                              {{"needed_by", "2026-03-26"}, {"away_bd", "-3"}}));
  CHECK(booked.headline.find("; it was needed by Thu 2026-03-26.") != std::string::npos);
}

TEST_CASE("a sentence that begins with a name leaves it as it is written") {
  Story told_of = story();
  told_of.plan.party(Party::partner).name = "eBay";
  Handoff& handoff = told_of.plan.handoffs.at("hof_2");
  handoff.what = told_of.plan.milestones.at(handoff.trigger).title = "iPaaS review";
  const auto begins = [&](const char* name, const char* subject, const std::string& with) {
    INFO(name);
    const NoticeText text = told(told_of, signal_of(name, subject, {}));
    CHECK(text.headline.starts_with(with));
  };
  begins("ghosting", "partner", "eBay (partner) has not been heard of");
  begins("one_sided_plan", "partner", "eBay (partner) owns");
  begins("unsigned_party", "partner", "eBay (partner) has not signed");
  begins("partner_wont_commit", "partner", "eBay (partner) was invited");
  begins("handoff_stalled", "hof_2", "iPaaS review was handed over");
  begins("handoff_stalled", "gone", "A handoff was handed over");
  told_of.plan.party(Party::partner).name.clear();
  begins("ghosting", "partner", "The partner has not been heard of");

  OperatorNote note;
  for (const char* what : {"vcrm: people.csv is not read", "vcrm/person lists 3 records fewer"}) {
    note.what = what;
    CHECK(describe_operator(note, {}).headline == what + std::string("."));
  }
  note.what = "connector vcrm cannot be read";
  note.next = "closemap quarantine lists them";
  CHECK(describe_operator(note, {}).headline == "Connector vcrm cannot be read.");
  CHECK(describe_operator(note, {}).ask == "closemap quarantine lists them.");
}

TEST_CASE("a sentence stays one when its inputs are missing or nonsense") {
  const Story story22 = story();
  for (const Told& one : all()) {
    INFO(one.name << " of " << one.subject);
    CHECK(sentence(told(story22, signal_of(one.name, one.subject, {})).headline));
    std::vector<Input> nonsense = one.inputs;
    for (Input& entry : nonsense) entry.text = "x y";
    CHECK(sentence(told(story22, signal_of(one.name, one.subject, nonsense)).headline));
    CHECK(sentence(told(story22, signal_of(one.name, "gone", {})).headline));
  }
}

TEST_CASE("no signal of the table falls back to the general text") {
  const Story story22 = story();
  for (const char* name : kOperators)
    CHECK(told(story22, signal_of(name, "plan", {})).headline.find("needs a look") ==
          std::string::npos);
  for (const char* name : kOthers)
    CHECK(told(story22, signal_of(name, "M09", {})).headline.find("needs a look") ==
          std::string::npos);
  CHECK(told(story22, signal_of("unheard_of", "M09", {})).headline.find("needs a look") !=
        std::string::npos);
}

TEST_CASE("what could win days back is told by exactly the signals that say so beforehand") {
  const Story story22 = story();
  Absorption short_of_days;
  short_of_days.deficit_bd = 5;
  std::vector<Signal> signals;
  for (const Told& one : all()) signals.push_back(signal_of(one.name, one.subject, one.inputs));
  for (const char* name : kOperators) signals.push_back(signal_of(name, "plan", {}));
  for (const char* name : kOthers) signals.push_back(signal_of(name, "M09", {}));
  for (const Signal& signal : signals) {
    INFO(signal.name);
    const NoticeText with = describe(story22.plan, story22.network, story22.schedule,
                                     &short_of_days, signal, {}, story22.now);
    CHECK((with != told(story22, signal)) == tells_wins(signal.name));
  }
}

TEST_CASE("what is added after the baseline is named, what the reader does not see is not") {
  const Story story22 = story();
  const NoticeText text = told(story22, signal_of("scope_creep", "M20,gone,M21", {}));
  REQUIRE_FALSE(text.lines.empty());
  CHECK(text.lines[0].text == "Environment provisioned\nCutover rehearsal");
}

}  // namespace closemap::test
