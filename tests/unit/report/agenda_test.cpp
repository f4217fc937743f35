// The agenda of the weekly review.
#include <algorithm>
#include <catch2/catch.hpp>

#include "mapping/plan/event.h"
#include "mapping/report/agenda.h"
#include "mapping/signal/evaluate.h"
#include "tests/unit/report/story.h"

namespace closemap::test {
namespace {

AgendaInput input_of(const Story& story) {
  AgendaInput input{story.plan,
                    story.network,
                    story.schedule,
                    evaluate(story.plan, story.network, story.schedule, story.now, {}),
                    {},
                    {},
                    day("2026-03-24")};
  input.now = story.now;
  return input;
}

std::vector<AgendaEvent> events_between(const Plan& before, const Plan& after) {
  std::vector<AgendaEvent> out;
  for (PlanEvent& event : diff_events(&before, after, "connector:x"))
    out.push_back({std::move(event), instant("2026-03-30T10:00:00Z")});
  return out;
}

std::vector<std::string> texts(const AgendaSection& section) {
  std::vector<std::string> out;
  for (const AgendaItem& item : section.items) out.push_back(item.text);
  return out;
}

bool has(const std::vector<std::string>& texts, const std::string& part) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("a quiet week says that nothing moved") {
  const Story told = story();
  const Agenda quiet = agenda(input_of(told), std::nullopt);
  REQUIRE(quiet.sections.size() == 3);
  CHECK(texts(quiet.sections[0]) ==
        std::vector<std::string>{"Nothing moved since Tue 2026-03-24."});
  CHECK(quiet.sections[0].from_minute == 0);
  CHECK(quiet.sections[2].to_minute == 15);
  CHECK(quiet.prompts.size() == 4);
  CHECK(agenda_text(quiet).find("Nothing moved since") != std::string::npos);
}

TEST_CASE("a dependency left out because of a circle is told with the titles of its steps") {
  Story told = story();
  told.plan.contenders = {
      {"/dependencies", "closemap",
       R"({"dropped":{"pred":"M18","succ":"M07"},"why":"it would close a circle"})"}};
  const Agenda week = agenda(input_of(told), std::nullopt);
  CHECK(has(texts(week.sections[2]),
            "The dependency of Success criteria signed off by the platform lead on "
            "Procurement sign-off was left out: it would close a circle"));
  CHECK(agenda_text(week).find("dropped") == std::string::npos);
  CHECK(agenda_text(week).find("{") == std::string::npos);
}

TEST_CASE("what moved: completions with what shows them, promises, handoffs, approvals") {
  const Story told = story();
  Plan before = told.plan;
  before.milestones["M07"].status = before.milestones["M08"].status = MilestoneStatus::in_progress;
  before.milestones["M07"].actual.reset();
  before.milestones["M08"].actual.reset();
  before.milestones["M18"].due = day("2026-04-22");
  before.handoffs["hof_2"].state = HandoffState::offered;
  Story after = told;
  after.plan.milestones["M08"].evidence = {{"document", "x", "kim", {}}};
  after.plan.handoffs["hof_2"].state = HandoffState::accepted;
  AgendaInput input = input_of(after);
  input.events = events_between(before, after.plan);
  const std::vector<std::string> moved = texts(agenda(input, std::nullopt).sections[0]);
  CHECK(has(moved,
            "Success criteria signed off by the platform lead: complete on Wed 2026-03-25, "
            "by the word of Dana Ortiz"));
  CHECK(
      has(moved,
          "Business case reviewed with the CFO: complete on Mon 2026-03-30, shown by a document"));
  CHECK(
      has(moved, "Procurement sign-off: promise Wed 2026-04-22 → Thu 2026-04-23 (+1 working day)"));
  CHECK(has(moved, "Handoff of enterprise pricing approval: accepted"));
}

TEST_CASE("what moved: every kind of change has its words") {
  struct Row {
    const char* words;
    void (*edit)(Plan& after);
  };
  const Row rows[] = {
      {"Procurement sign-off: waived",
       [](Plan& p) { p.milestones["M18"].disposition = Disposition::waived; }},
      {"Procurement sign-off: removed from the plan",
       [](Plan& p) { p.milestones["M18"].disposition = Disposition::removed; }},
      {"Procurement sign-off: now owned by Dana Ortiz",
       [](Plan& p) { p.milestones["M18"].owner = "dana"; }},
      {"Procurement sign-off: pending → blocked: no budget code",
       [](Plan& p) {
         p.milestones["M18"].status = MilestoneStatus::blocked;
         p.milestones["M18"].blocked_reason = "no budget code";
       }},
      {"Procurement sign-off: its owner now expects no date → Thu 2026-04-30",
       [](Plan& p) { p.milestones["M18"].owner_estimate = day("2026-04-30"); }},
      {"Procurement sign-off: promise Thu 2026-04-23 → no date",
       [](Plan& p) { p.milestones["M18"].due.reset(); }},
      {"Security approval: approved",
       [](Plan& p) { p.gates["gat_2"].state = GateState::approved; }},
      {"The plan was paused", [](Plan& p) { p.status = PlanStatus::paused; }},
      {"Customer sign-off: declined",
       [](Plan& p) { p.signoffs[2].state = SignOffState::declined; }},
  };
  const Story told = story();
  for (const Row& row : rows) {
    Plan edited = told.plan;
    row.edit(edited);
    const Story after = solved(edited, day("2026-03-31"), told.now);
    AgendaInput input = input_of(after);
    input.events = events_between(told.plan, after.plan);
    INFO(row.words);
    CHECK(has(texts(agenda(input, std::nullopt).sections[0]), row.words));
  }
}

TEST_CASE("a reschedule that waits is put to each party, with the steps it sees") {
  Story told = story();
  told.plan.visibility["/milestones/M12"] = {Party::vendor};
  told = solved(told.plan, told.network.status_date, told.now);
  AgendaInput input = input_of(told);
  const RescheduleProposal proposal = propose_reschedule(told.network, told.schedule);
  input.proposal = &proposal;
  const auto said_to = [&](std::optional<Party> reader) {
    return agenda_text(agenda(input, reader));
  };
  const std::string all = said_to(std::nullopt);
  CHECK(all.find("The forecast proposes 3 new dates for steps of Fabrikam") != std::string::npos);
  CHECK(all.find("Order form issued: Tue 2026-04-07 → Tue 2026-04-14 (+5 working days)") !=
        std::string::npos);
  CHECK(all.find("Does Fabrikam agree?") != std::string::npos);
  const std::string partner = said_to(Party::partner);
  CHECK(partner.find("The forecast proposes 2 new dates for steps of Fabrikam") !=
        std::string::npos);
  CHECK(partner.find("Order form") == std::string::npos);
}

TEST_CASE("alerts that a slip mutes are told with it, not one by one") {
  const Story told = story();
  AgendaInput input = input_of(told);
  for (const Signal& signal : input.signals) input.alerts.push_back({signal, 0, false, {}});
  const AgendaSection raised = agenda(input, std::nullopt).sections[2];
  int slips = 0;
  for (const AgendaItem& item : raised.items)
    if (item.subject.starts_with("M") && item.ask == "Who takes it?") ++slips;
  CHECK(slips == 1);
  CHECK(agenda_text(agenda(input, std::nullopt)).find(" on other steps follow from it.") !=
        std::string::npos);
}

TEST_CASE("a closed plan is asked for no signature") {
  Story told = story();
  CHECK(has(texts(agenda(input_of(told), std::nullopt).sections[2]), "signed"));
  told.plan.status = PlanStatus::won;
  CHECK_FALSE(has(texts(agenda(input_of(told), std::nullopt).sections[2]), "signed"));
}

TEST_CASE("a CRM's change is told to its own side, never to the customer") {
  const Story told = story();
  AgendaInput input = input_of(told);
  input.events = {
      {{"opportunity.changed", "vendor", "connector:crm", R"({"stage":{"to":"x"},"record":"006"})"},
       instant("2026-03-30T10:00:00Z")}};
  const auto moved = [&](std::optional<Party> reader) {
    return has(texts(agenda(input, reader).sections[0]), "CRM of the vendor: stage changed");
  };
  CHECK(moved(std::nullopt));
  CHECK(moved(Party::vendor));
  CHECK_FALSE(moved(Party::partner));
  CHECK_FALSE(moved(Party::customer));
}

TEST_CASE("forecast changes are told once, under the step that causes them") {
  const Story told = story();
  Plan before = told.plan;
  before.milestones["M09"].owner_estimate.reset();
  const Story was = solved(before, day("2026-03-31"), told.now);
  AgendaInput input = input_of(told);
  for (Node node = 0; node < was.network.milestones.size(); ++node)
    input.forecast_before[was.network.names[node].id] = was.schedule.milestones[node].forecast;
  const AgendaSection moved = agenda(input, std::nullopt).sections[0];
  REQUIRE(moved.items.size() == 1);
  CHECK(moved.items[0].text ==
        "Enterprise pricing approval: forecast Mon 2026-04-06 → Mon 2026-04-13 (+5 working days)");
  CHECK(moved.items[0].who == "Kim Vogel (vendor)");
  CHECK(moved.items[0].details.size() == 7);
  CHECK(moved.items[0].details.back().rfind("and ", 0) == 0);
}

TEST_CASE("stuck steps stand by forecast slack, then due date, then id") {
  Story told = story();
  told.plan.milestones["M15"].status = MilestoneStatus::blocked;
  told.plan.milestones["M15"].blocked_reason = "counsel is on leave";
  told = solved(told.plan, day("2026-04-08"), instant("2026-04-08T14:00:00Z"));
  const AgendaSection stuck = agenda(input_of(told), std::nullopt).sections[1];
  std::vector<std::tuple<int, Date, std::string>> keys;
  for (const AgendaItem& item : stuck.items) {
    const Milestone& step = told.plan.milestones.at(item.subject);
    Node node = 0;
    while (told.network.names[node].id != item.subject) ++node;
    keys.emplace_back(told.schedule.milestones[node].forecast_slack_bd.value_or(9999), *step.due,
                      item.subject);
    CHECK_FALSE(item.ask.empty());
    CHECK_FALSE(item.details.empty());
  }
  CHECK(keys.size() > 5);
  CHECK(std::is_sorted(keys.begin(), keys.end()));
  const auto blocked = std::find_if(stuck.items.begin(), stuck.items.end(),
                                    [](const AgendaItem& item) { return item.subject == "M15"; });
  REQUIRE(blocked != stuck.items.end());
  CHECK(blocked->details[0] == "Blocked: counsel is on leave");
  CHECK(blocked->ask == "Who can unblock it, and by when?");
}

TEST_CASE("a step is overdue only once its day is over where its owner is") {
  Story told = story();
  told.plan.milestones["M13"].due = day("2026-03-31");
  told.plan.people["dana"].timezone = "America/Los_Angeles";
  told.plan.milestones["M09"].owner_estimate.reset();
  const auto is_stuck = [&](const char* now) {
    told.now = instant(now);
    const Story at = solved(told.plan, day("2026-03-31"), told.now);
    const AgendaSection stuck = agenda(input_of(at), std::nullopt).sections[1];
    return std::any_of(stuck.items.begin(), stuck.items.end(), [](const AgendaItem& item) {
      return item.subject == "M13" && has(item.details, "Was due on");
    });
  };
  CHECK_FALSE(is_stuck("2026-04-01T06:59:00Z"));
  CHECK(is_stuck("2026-04-01T07:00:00Z"));
}

TEST_CASE("a handoff nobody took is stuck before the steps with more room") {
  Story told = story();
  told.plan.handoffs["hof_2"].accepts_milestone = "M10";
  AgendaInput input = input_of(told);
  Signal stalled;
  stalled.name = "handoff_stalled";
  stalled.subject = "hof_2";
  input.signals.push_back(stalled);
  const AgendaSection stuck = agenda(input, std::nullopt).sections[1];
  const auto found = std::find_if(stuck.items.begin(), stuck.items.end(),
                                  [](const auto& item) { return item.subject == "hof_2"; });
  REQUIRE(found != stuck.items.end());
  CHECK(found->who == "Priya Nair (partner)");
  CHECK(found->details[0] == "Waits for it: Security questionnaire completed");
}

TEST_CASE("escalation: alerts above the owner, unacknowledged critical ones, unsigned parties") {
  const Story told = story();
  AgendaInput input = input_of(told);
  Signal slip;
  slip.name = "slip";
  slip.subject = "M09";
  slip.value = 5;
  slip.inputs = {{"due", "2026-04-06"}, {"forecast", "2026-04-13"}};
  slip.severity = Severity::warning;
  slip.audience = {Role::owner};
  const auto sections = [&](AgendaAlert alert) {
    input.alerts = {std::move(alert)};
    return texts(agenda(input, std::nullopt).sections[2]);
  };
  CHECK_FALSE(has(sections({slip, 0, false, {}}), "Enterprise pricing approval slips"));
  CHECK(has(sections({slip, 1, false, {}}), "Enterprise pricing approval slips"));
  slip.severity = Severity::critical;
  CHECK(has(sections({slip, 0, false, {}}), "Enterprise pricing approval slips"));
  CHECK_FALSE(has(sections({slip, 0, true, {}}), "Enterprise pricing approval slips"));
  CHECK(has(sections({slip, 0, true, {}}), "Northwind Logistics signed an earlier version."));
}

TEST_CASE("the headline gives the date, the odds, the evidence and the next review") {
  const Story told = story();
  const EvidenceFacts facts = facts_of(told.plan, told.network, told.schedule, {});
  AgendaInput input = input_of(told);
  input.p50 = day("2026-05-11");
  input.p80 = day("2026-05-15");
  input.evidence = &facts;
  const std::string text = agenda_text(agenda(input, std::nullopt));
  CHECK(text.find("wanted Mon 2026-05-04, forecast Mon 2026-05-11: 5 working days (7 days) late") !=
        std::string::npos);
  CHECK(text.find("four in five by Fri 2026-05-15 (P80)") != std::string::npos);
  CHECK(text.find("Evidence: best case (E7), in a CRM's words Best Case") != std::string::npos);
  CHECK(text.find("Next review: Tue 2026-04-07 10:00 (America/New_York)") != std::string::npos);
}

TEST_CASE("the customer hears nothing of the sellers' CRMs, forecast and links (T18)") {
  Story told = story();
  Plan before = told.plan;
  Opportunity vendor;
  vendor.amount = Money{1, "USD"};
  before.opportunities = {vendor};
  vendor.amount = Money{2, "USD"};
  told.plan.opportunities = {vendor};
  const EvidenceFacts facts = facts_of(told.plan, told.network, told.schedule, {});
  AgendaInput input = input_of(told);
  const std::string without = agenda_text(agenda(input, Party::customer));
  input.events = events_between(before, told.plan);
  input.evidence = &facts;
  input.link_reviews = {"Opportunity 17 and deal 4"};
  Signal drift;
  drift.name = "close_date_drift";
  drift.subject = "vendor";
  drift.severity = Severity::critical;
  input.alerts = {{drift, 2, false, {}}};
  CHECK(agenda_text(agenda(input, Party::customer)) == without);
  CHECK(agenda_text(agenda(input, Party::vendor)).find("CRM of the vendor: amount changed") !=
        std::string::npos);
  CHECK(agenda_text(agenda(input, Party::partner)).find("CRM of the vendor") == std::string::npos);
}

TEST_CASE("operators' signals are told to no party") {
  Signal deleted;
  deleted.name = "source_deleted";
  CHECK(may_hear(deleted, std::nullopt));
  for (const Party party : kParties) CHECK_FALSE(may_hear(deleted, party));
}

}  // namespace closemap::test
