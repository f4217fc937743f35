// Each invariant: one plan that breaks it and one that does not.
#include "mapping/plan/invariants.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "tests/unit/plan/sample_plan.h"

using namespace closemap;
using namespace closemap::test;

namespace {

using Edit = std::function<void(Plan&)>;

Plan active_plan() {
  Plan plan = small_plan();
  plan.status = PlanStatus::active;
  add_terms(plan);
  for (SignOff& each : plan.signoffs) {
    each.state = SignOffState::signed_;
    each.plan_version = 2;
  }
  return plan;
}

const Violation* with_code(const std::vector<Violation>& found, const std::string& code) {
  const auto at = std::find_if(found.begin(), found.end(),
                               [&](const Violation& each) { return each.code == code; });
  return at == found.end() ? nullptr : &*at;
}

Milestone& pricing(Plan& plan) { return plan.milestones[kPricing]; }

}  // namespace

TEST_CASE("a sound active plan breaks nothing") {
  CHECK(check_invariants(active_plan(), kNow, {.origin = Origin::human}).empty());
}

TEST_CASE("each invariant names its code, its place and whether it refuses") {
  const std::string step = "/milestones/" + kPricing;
  const auto at = [&](const char* field) { return step + "/" + field; };
  struct Case {
    std::string code, pointer;
    bool rejects;
    Edit edit;
  };
  const std::vector<Case> cases{
      {"I01", "/coordinator", true, [](Plan& p) { p.coordinator = id("per", 77); }},
      {"I01", at("owner"), true, [](Plan& p) { pricing(p).owner = id("per", 77); }},
      {"I01", at("supporting"), true, [](Plan& p) { pricing(p).supporting = {id("per", 77)}; }},
      {"I01", at("evidence"), true,
       [](Plan& p) {
         pricing(p).evidence = {{"url", "u", id("per", 77), kNow}};
       }},
      {"I01", "/gates/" + kGate + "/approver", true,
       [](Plan& p) { p.gates[kGate].approver = id("per", 77); }},
      {"I01", "/gates/" + kGate + "/milestone", true,
       [](Plan& p) { p.gates[kGate].milestone = id("mst", 77); }},
      {"I01", "/success_criteria/" + kCriterion + "/milestone", true,
       [](Plan& p) { p.success_criteria[kCriterion].milestone = id("mst", 77); }},
      {"I01", "/risks/" + kRisk + "/owner", true,
       [](Plan& p) { p.risks[kRisk].owner = id("per", 77); }},
      {"I01", "/risks/" + kRisk + "/milestone", true,
       [](Plan& p) { p.risks[kRisk].milestone = id("mst", 77); }},
      {"I01", "/if_criteria_met/milestone", true,
       [](Plan& p) { p.if_criteria_met->milestone = id("mst", 77); }},
      {"I01", "/escalation_path/0/person", true,
       [](Plan& p) { p.escalation_path[0].person = id("per", 77); }},
      {"I01", "/handoffs/" + kHandoff + "/to/person", true,
       [](Plan& p) { p.handoffs[kHandoff].to_person = id("per", 77); }},
      {"I01", "/handoffs/" + kHandoff + "/trigger", true,
       [](Plan& p) { p.handoffs[kHandoff].trigger = id("mst", 77); }},
      {"I01", "/dependencies/0/pred", true,
       [](Plan& p) { p.dependencies[0].pred = id("mst", 77); }},
      {"I01", "/anchors/" + id("mst", 77), true,
       [](Plan& p) { p.anchors[id("mst", 77)] = p.anchors[kApproval]; }},
      {"I01", "/milestone_order", true, [](Plan& p) { p.milestone_order.pop_back(); }},
      {"I01", "/milestone_order", true, [](Plan& p) { p.milestone_order.push_back(kPricing); }},
      {"I01", "/signoffs/vendor/by", true, [](Plan& p) { p.signoffs[0].by = id("per", 77); }},
      {"I02", "/dependencies", true,
       [](Plan& p) {
         p.dependencies.push_back({kApproval, kPricing, {}, {}, {}});
       }},
      {"I02", "/dependencies", true,
       [](Plan& p) {
         p.dependencies.push_back({kPricing, kPricing, {}, {}, {}});
       }},
      {"I03", at("owner"), true, [](Plan& p) { p.people[kAnna].kind = PersonKind::team; }},
      {"I03", at("party"), true, [](Plan& p) { pricing(p).party = Party::customer; }},
      {"I03", at("owner"), true,
       [](Plan& p) {
         pricing(p).owner_parties = {"vendor", "customer"};
       }},
      {"I04", at("actual_date"), true,
       [](Plan& p) { pricing(p).status = MilestoneStatus::complete; }},
      {"I04", at("actual_date"), true, [](Plan& p) { pricing(p).actual = day("2026-03-09"); }},
      {"I04", at("actual_start_date"), true,
       [](Plan& p) {
         pricing(p).status = MilestoneStatus::complete;
         pricing(p).actual = day("2026-03-05");
         pricing(p).actual_start = day("2026-03-06");
       }},
      {"I04", at("actual_date"), true,
       [](Plan& p) {
         pricing(p).status = MilestoneStatus::complete;
         pricing(p).actual = day("2026-03-11");  // tomorrow, for the owner too
       }},
      {"I05", at("blocked_reason"), false,
       [](Plan& p) { pricing(p).status = MilestoneStatus::blocked; }},
      {"I06", "/economics/recognised_bp", true,
       [](Plan& p) { p.economics->recognised_bp["partner"] = 1999; }},
      {"I06", "/economics/payments/0/payee", true,
       [](Plan& p) { p.economics->payments[0].payee = "vendor"; }},
      {"I07", "/economics/total/currency", true,
       [](Plan& p) { p.economics->total->currency = "XAU"; }},
      {"I07", "/economics/payments/1/fixed/currency", true,
       [](Plan& p) { p.economics->payments[1].fixed->currency = "EUR"; }},
      {"I07", "/joint_outcome/amount_range", true,
       [](Plan& p) { p.joint_outcome->low->currency = "EUR"; }},
      {"I07", "/joint_outcome/amount_range", true,
       [](Plan& p) { p.joint_outcome->low->minor = 20000001; }},
      {"I08", "/handoffs/" + kHandoff + "/to/party", true,
       [](Plan& p) { p.handoffs[kHandoff].from = Party::customer; }},
      {"I08", "/handoffs/" + kHandoff + "/to/person", true,
       [](Plan& p) { p.handoffs[kHandoff].to_person = kAnna; }},
      {"I09", "/gates/" + kGate + "/approver", false,
       [](Plan& p) { p.gates[kGate].approver = kAnna; }},
      {"I10", at("min_duration_bd"), true, [](Plan& p) { pricing(p).min_duration_bd = 6; }},
      {"I10", at("estimate3"), true,
       [](Plan& p) {
         pricing(p).estimate3 = Estimate3{3, 2, 4};
       }},
      {"I11", "/milestones", false, [](Plan& p) { p.milestones[kApproval].owner.clear(); }},
      {"I12", at("owner"), false, [](Plan& p) { pricing(p).owner.clear(); }},
      {"I12", at("due_date"), false, [](Plan& p) { pricing(p).due.reset(); }},
      {"I13", at("due_date"), false, [](Plan& p) { pricing(p).due = day("2026-04-05"); }},
      {"I14", "/milestones/" + kQuestionnaire + "/due_date", false,
       [](Plan& p) { pricing(p).due = day("2026-04-14"); }},
      {"I15", "/milestones/" + kApproval + "/status", false,
       [](Plan& p) {
         p.milestones[kApproval].status = MilestoneStatus::complete;
         p.milestones[kApproval].actual = day("2026-03-09");
       }},
      {"I18", "/signoffs/partner", true, [](Plan& p) { p.signoffs[1] = {}; }},
      {"I21", at("title"), false, [](Plan& p) { pricing(p).title = "Advance to Stage four"; }},
      {"I21", at("title"), false, [](Plan& p) { pricing(p).title = "Commit the deal"; }},
      {"I22", at("actual_date"), true,
       [](Plan& p) {
         pricing(p).status = MilestoneStatus::complete;
         pricing(p).actual = day("2026-03-12");
       }},
      {"key_dates", "/key_dates/signature_target", false,
       [](Plan& p) { p.signature_target = day("2026-04-01"); }},
      {"lead", "/milestones/" + kQuestionnaire + "/due_date", false,
       [](Plan& p) { p.dependencies[0].lag.n = -1; }},
      {"same_organisation", "/parties/partner/domain", false,
       [](Plan& p) { p.party(Party::partner).domain = "Fabrikam.com"; }},
  };
  for (const Case& each : cases) {
    Plan plan = active_plan();
    each.edit(plan);
    const auto found = check_invariants(plan, kNow, {.origin = Origin::human});
    const Violation* violation = with_code(found, each.code);
    INFO(each.code << " " << each.pointer);
    REQUIRE(violation != nullptr);
    CHECK(violation->pointer == each.pointer);
    CHECK(violation->rejects == each.rejects);
  }
}

TEST_CASE("an import's owners are reported and not refused") {
  Plan plan = active_plan();
  plan.people[kAnna].kind = PersonKind::team;
  const auto found = check_invariants(plan, kNow);
  REQUIRE(with_code(found, "I03") != nullptr);
  CHECK_FALSE(with_code(found, "I03")->rejects);
}

TEST_CASE("an owner ahead of the plan's zone may have finished tomorrow") {
  Plan plan = active_plan();
  plan.people[kAnna].timezone = "Pacific/Auckland";
  pricing(plan).status = MilestoneStatus::complete;
  pricing(plan).actual = day("2026-03-11");
  CHECK(check_invariants(plan, kNow).empty());
}

TEST_CASE("a weekend due date is fine for a calendar that works on it") {
  Plan plan = active_plan();
  pricing(plan).due = day("2026-04-05");
  CalendarSpec spec;
  spec.week.fill({{540, 1020}});
  const Calendar every_day = *Calendar::compile(spec);
  InvariantRules rules;
  rules.calendar_of = [&](const Milestone&) -> const Calendar& { return every_day; };
  CHECK(check_invariants(plan, kNow, rules).empty());
}

TEST_CASE("a lag counts the days of its own calendar, else of the step that waits") {
  Plan plan = active_plan();
  plan.dependencies = {{kPricing, kApproval, {1, LagUnit::bd}, "", Hardness::mandatory}};
  pricing(plan).due = day("2026-04-03");  // a Friday
  plan.milestones[kApproval].due = day("2026-04-06");
  CalendarSpec spec;
  spec.week.fill({{540, 1020}});
  spec.week[0].clear();  // no Mondays
  const Calendar no_mondays = *Calendar::compile(spec);
  const Calendar weekdays;
  InvariantRules rules;
  rules.calendar_of = [&](const Milestone&) -> const Calendar& { return weekdays; };
  rules.calendar_named = [&](const std::string& name) {
    return name == "shop" ? &no_mondays : nullptr;
  };
  CHECK(with_code(check_invariants(plan, kNow, rules), "I14") == nullptr);
  plan.milestones[kApproval].due = day("2026-04-03");
  CHECK(with_code(check_invariants(plan, kNow, rules), "I14") != nullptr);
  plan.milestones[kApproval].due = day("2026-04-04");  // Saturday, on which the shop works
  CHECK(with_code(check_invariants(plan, kNow, rules), "I14") != nullptr);
  plan.dependencies[0].lag_calendar = "shop";
  CHECK(with_code(check_invariants(plan, kNow, rules), "I14") == nullptr);
}

TEST_CASE("the seller's words are those of the configuration") {
  Plan plan = active_plan();
  pricing(plan).title = "Close the logo in phase 3";
  InvariantRules rules;
  CHECK(check_invariants(plan, kNow, rules).empty());
  rules.seller_words = {"phase #"};
  CHECK(with_code(check_invariants(plan, kNow, rules), "I21") != nullptr);
  rules.seller_words = {"stage #"};
  CHECK(check_invariants(plan, kNow, rules).empty());
}

TEST_CASE("a word inside another is not the seller's word") {
  Plan plan = active_plan();
  pricing(plan).title = "Committee reads the forecasting model";
  CHECK(check_invariants(plan, kNow).empty());
}

TEST_CASE("a milestone is never deleted") {
  const Plan before = active_plan();
  Plan after = before;
  after.version += 1;
  CHECK(check_change(before, after).empty());
  after.milestones.erase(kPricing);
  CHECK(with_code(check_change(before, after), "I16")->pointer == "/milestones/" + kPricing);
}

TEST_CASE("the version grows by one") {
  const Plan before = active_plan();
  for (const int step : {0, 2, -1}) {
    Plan after = before;
    after.version += step;
    CHECK(with_code(check_change(before, after), "I17") != nullptr);
  }
}

TEST_CASE("a baseline stands until the plan has a new one") {
  const Plan before = active_plan();
  Plan after = before;
  after.version += 1;
  pricing(after).baseline = day("2026-04-07");
  CHECK(with_code(check_change(before, after), "I20")->pointer ==
        "/milestones/" + kPricing + "/baseline_date");
  after.baselined_on = day("2026-03-10");
  CHECK(check_change(before, after).empty());
}

TEST_CASE("a baseline nobody dated stands as well, unless the plan is a draft") {
  Plan before = active_plan();
  before.baselined_on.reset();
  pricing(before).baseline = day("2026-04-06");
  Plan after = before;
  after.version += 1;
  pricing(after).baseline = day("2026-04-07");
  CHECK(with_code(check_change(before, after), "I20") != nullptr);
  pricing(after).baseline = pricing(before).baseline;
  after.milestones[kApproval].baseline = day("2026-04-07");
  before.milestones[kApproval].baseline.reset();
  CHECK(with_code(check_change(before, after), "I20") == nullptr);  // its first
  before.status = after.status = PlanStatus::draft;
  pricing(after).baseline = day("2026-04-07");
  CHECK(with_code(check_change(before, after), "I20") == nullptr);
}

TEST_CASE("a draft may be proposed when its parties are named and its steps hang together") {
  Plan plan = small_plan();
  plan.status = PlanStatus::draft;
  CHECK(may_propose(plan, kNow));
  Plan nameless = plan;
  nameless.party(Party::customer).name = " ";
  CHECK_FALSE(may_propose(nameless, kNow));
  plan.dependencies.push_back({kApproval, kPricing, {}, {}, {}});
  CHECK_FALSE(may_propose(plan, kNow));
}
