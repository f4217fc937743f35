// Need, evidence category and its facts from a real plan.
#include <catch2/catch.hpp>

#include "mapping/plan/view.h"
#include "mapping/report/evidence.h"
#include "mapping/report/need.h"
#include "tests/unit/report/story.h"

namespace closemap::test {
namespace {

EvidenceFacts facts_of(const Story& story, const std::vector<Signal>& signals = {}) {
  return closemap::facts_of(story.plan, story.network, story.schedule, signals);
}

// The story before the slip: everything E6 asks for.
Story ready_to_commit() {
  Story told = story();
  told.plan.milestones["M09"].owner_estimate.reset();
  told.plan.signoffs[2].state = SignOffState::signed_;
  told.plan.gates["gat_1"].state = GateState::approved;
  return solved(told.plan, day("2026-03-31"), told.now);
}

bool lacks(const EvidenceFacts& facts, std::string_view condition) {
  for (const std::string_view missing : missing_for_commit(facts))
    if (missing == condition) return true;
  return false;
}

}  // namespace

TEST_CASE("need compares major units, whatever the currency's decimals") {
  CHECK(worth_at_least(Money{5'000'000, "USD"}, 5'000'000));
  CHECK_FALSE(worth_at_least(Money{4'999'999, "EUR"}, 5'000'000));
  CHECK(worth_at_least(Money{50'000, "JPY"}, 5'000'000));
  CHECK_FALSE(worth_at_least(Money{49'999, "JPY"}, 5'000'000));
  CHECK_FALSE(worth_at_least(Money{5'000'000, "BHD"}, 5'000'000));
  CHECK(worth_at_least(Money{50'000'000, "BHD"}, 5'000'000));
  CHECK_FALSE(worth_at_least(Money{50'000'000, "nonsense"}, 5'000'000));
}

TEST_CASE("a transactional purchase gets no plan even when another exclusion holds") {
  NeedFacts facts;
  facts.buyer_stakeholders = 4;
  facts.transactional = true;
  facts.renewal = true;
  const Need need = plan_needed(facts);
  CHECK(need.decision == NeedDecision::none);
  CHECK(need.exclusions.size() == 2);
}

TEST_CASE("every word of need has a sentence") {
  NeedFacts facts;
  facts.buyer_stakeholders = 2;
  facts.arr = Money{5'000'000, "USD"};
  facts.partner_existing_relationship = facts.marketplace = facts.partner_sourced = true;
  facts.expected_cycle_days = 61;
  const Need need = plan_needed(facts);
  REQUIRE(need.need.size() == 6);
  for (const std::string_view word : need.need) CHECK_FALSE(need_sentence(word).empty());
  CHECK(need_sentence("nonsense").empty());
}

TEST_CASE("a plan tells its own need") {
  const NeedFacts facts = need_facts_of(story().plan);
  CHECK(facts.buyer_stakeholders == 4);
  CHECK(facts.expected_cycle_days == 63);
  CHECK(facts.partner_existing_relationship);
  CHECK(plan_needed(facts).decision == NeedDecision::co_sell_plan);
}

TEST_CASE("a plan that meets every condition is committed") {
  const EvidenceFacts facts = facts_of(ready_to_commit());
  CHECK(missing_for_commit(facts).empty());
  CHECK(judge(facts).category == Category::committed);
  CHECK(crm_forecast_category(Category::committed) == "Commit");
}

TEST_CASE("the slipped story is best case and lists each missing condition with its steps") {
  const Story told = story();
  Signal critical;
  critical.name = "at_risk";
  critical.subject = "M18";
  critical.severity = Severity::critical;
  const EvidenceFacts facts = facts_of(told, {critical});
  const Verdict verdict = judge(facts);
  CHECK(verdict.category == Category::best_case);
  CHECK(verdict.missing ==
        std::vector<std::string_view>{"customer_signed_current_version", "economic_buyer_access",
                                      "forecast_not_after_target", "no_critical_signal_on_path"});
  const std::vector<Coaching> lines = coach(told.plan, facts);
  REQUIRE(lines.size() == 4);
  CHECK(lines[3].what ==
        "Something critical is open on the way to the close: at_risk of \"Procurement sign-off\".");
}

TEST_CASE("coaching names nothing that its reader does not see") {
  Story told = story();
  told.plan.gates["gat_2"] = {"legal", "", "", GateState::open, true, {}};
  told.plan.milestones["M18"].owner.clear();
  told.plan.visibility["/milestones/M18"] = {Party::vendor};
  told.plan.visibility["/gates/gat_2"] = {Party::vendor};
  told = solved(told.plan, told.network.status_date, told.now);
  Signal critical;
  critical.name = "at_risk";
  critical.subject = "M18";
  critical.severity = Severity::critical;
  const EvidenceFacts facts = facts_of(told, {critical});
  const auto said_to = [&](Party reader) {
    std::string all;
    for (const Coaching& line : coach(view(told.plan, reader), facts)) all += line.what;
    return all;
  };
  const std::string vendor = said_to(Party::vendor);
  CHECK(vendor.find("at_risk of \"Procurement sign-off\"") != std::string::npos);
  CHECK(vendor.find("legal") != std::string::npos);
  const std::string partner = said_to(Party::partner);
  CHECK(partner.find("Procurement sign-off") == std::string::npos);
  CHECK(partner.find("at_risk") == std::string::npos);
  CHECK(partner.find("legal") == std::string::npos);
  CHECK(partner.find("Something critical is open") != std::string::npos);
}

TEST_CASE("a named approver of any gate is a path to an approval (E2)") {
  Story told = ready_to_commit();
  for (auto& [id, step] : told.plan.milestones)
    if (step.party == Party::customer) step.due.reset(), step.actual.reset();
  for (auto& [id, gate] : told.plan.gates) gate.required = false;
  CHECK(facts_of(told).gates_named == 0);
  CHECK(judge(facts_of(told)).rule != "E2");
  for (auto& [id, gate] : told.plan.gates) gate.approver.clear();
  CHECK(judge(facts_of(told)).rule == "E2");
}

TEST_CASE("a critical signal off the driving path does not hold a commit back") {
  Signal critical;
  critical.subject = "M16";
  critical.severity = Severity::critical;
  CHECK_FALSE(facts_of(ready_to_commit(), {critical}).critical_on_path);
  critical.subject = "M18";
  CHECK(facts_of(ready_to_commit(), {critical}).critical_on_path);
}

TEST_CASE("facts follow the plan, one condition at a time") {
  const auto after = [](void (*change)(Plan&)) {
    Story told = ready_to_commit();
    change(told.plan);
    return facts_of(solved(told.plan, day("2026-03-31"), told.now));
  };
  CHECK(lacks(after([](Plan& p) { p.signoffs[1].state = SignOffState::stale; }), "partner_signed"));
  CHECK(lacks(after([](Plan& p) { p.milestones["M18"].owner.clear(); }), "close_path_owned_dated"));
  CHECK(lacks(after([](Plan& p) { p.people["joerg"].kind = PersonKind::team; }),
              "close_path_owned_dated"));
  CHECK_FALSE(
      lacks(after([](Plan& p) { p.milestones["M14"].owner.clear(); }), "close_path_owned_dated"));
  CHECK(lacks(after([](Plan& p) { p.success_criteria.clear(); }), "success_criteria"));
  CHECK(lacks(after([](Plan& p) { p.gates["gat_2"].approver.clear(); }), "approval_path"));
  CHECK_FALSE(lacks(after([](Plan& p) {
                      p.gates["gat_2"].approver.clear();
                      p.gates["gat_2"].required = false;
                    }),
                    "approval_path"));
  CHECK(lacks(after([](Plan& p) { p.compelling_event->source = Party::vendor; }),
              "customer_compelling_event"));
  CHECK(lacks(after([](Plan& p) { p.economics->agreed_by = {Party::vendor}; }),
              "economic_split_agreed"));
  CHECK(lacks(after([](Plan& p) { p.anchors.clear(); }), "forecast_not_after_target"));
  CHECK(judge(after([](Plan& p) { p.history.last_activity[2] = day("2026-03-03"); })).rule == "E3");
  CHECK(judge(after([](Plan& p) { p.history.last_activity[2] = day("2026-03-04"); })).rule == "E6");
  CHECK(judge(after([](Plan& p) { p.status = PlanStatus::won; })).rule == "E0");
  CHECK(judge(after([](Plan& p) { p.signoffs[2].state = SignOffState::declined; })).rule == "E5");
}

TEST_CASE("the P80 rule holds a commit back only when it is asked for") {
  EvidenceFacts facts = facts_of(ready_to_commit());
  facts.p80 = day("2026-05-08");
  CHECK(judge(facts).category == Category::committed);
  facts.period_end = day("2026-05-07");
  CHECK(judge(facts).missing == std::vector<std::string_view>{"p80_within_period"});
  facts.period_end = day("2026-05-08");
  CHECK(judge(facts).category == Category::committed);
}

TEST_CASE("every condition can be said to a person") {
  EvidenceFacts nothing;
  nothing.stale = nothing.critical_on_path = true;
  nothing.gates_required = 1;
  const Plan plan;
  const std::vector<Coaching> lines = coach(plan, nothing);
  CHECK(lines.size() == 14);  // the 13 of E6 and E2's own
  for (const Coaching& line : lines) {
    CHECK(line.what.back() == '.');
    CHECK_FALSE(line.next.empty());
  }
}

}  // namespace closemap::test
