// Which events a change of a plan gives.
#include "mapping/plan/event.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "tests/unit/plan/sample_plan.h"

using namespace closemap;
using namespace closemap::test;

namespace {

using Edit = std::function<void(Plan&)>;

std::vector<PlanEvent> events_of(const Edit& edit, const std::string& reason = {}) {
  const Plan before = rich_plan();
  Plan after = before;
  edit(after);
  return diff_events(&before, after, "anna@example.com", reason);
}

std::string types(const std::vector<PlanEvent>& events) {
  std::string out;
  for (const PlanEvent& each : events) out += (out.empty() ? "" : " ") + each.type;
  return out;
}

Json payload(const std::vector<PlanEvent>& events, const std::string& type) {
  for (const PlanEvent& each : events)
    if (each.type == type) return Json::parse(each.payload);
  return {};
}

}  // namespace

TEST_CASE("a new plan is one event that says how large it is") {
  Plan plan = rich_plan();
  plan.template_used.clear();
  const auto events = diff_events(nullptr, plan, "closemap");
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == "plan.created");
  CHECK(events[0].payload == dump_json(Json{{"name", plan.name},
                                            {"status", to_text(plan.status)},
                                            {"milestones", plan.milestones.size()},
                                            {"dependencies", plan.dependencies.size()},
                                            {"template", nullptr}}));
  plan.template_used = "last_mile";
  CHECK(diff_events(nullptr, plan, "closemap")[0].payload.ends_with(R"("template":"last_mile"})"));
}

TEST_CASE("each change has the event of its kind") {
  struct Row {
    const char* types;
    Edit edit;
  };
  const std::vector<Row> rows{
      {"", [](Plan&) {}},
      {"gate.decided", [](Plan& p) { p.gates[kGate].state = GateState::approved; }},
      {"gate.changed", [](Plan& p) { p.gates[kGate].approver = kCarla; }},
      {"gate.added", [](Plan& p) { p.gates[id("gat", 2)] = p.gates[kGate]; }},
      {"gate.removed", [](Plan& p) { p.gates.clear(); }},
      {"criterion.decided",
       [](Plan& p) { p.success_criteria[kCriterion].state = CriterionState::failed; }},
      {"criterion.changed", [](Plan& p) { p.success_criteria[kCriterion].target = "600"; }},
      {"criterion.added",
       [](Plan& p) { p.success_criteria[id("crt", 2)] = p.success_criteria[kCriterion]; }},
      {"risk.occurred", [](Plan& p) { p.risks[kRisk].state = RiskState::occurred; }},
      {"risk.closed risk.changed",
       [](Plan& p) {
         p.risks[kRisk].state = RiskState::closed;
         p.risks[kRisk].owner = kAnna;
       }},
      {"risk.added", [](Plan& p) { p.risks[id("rsk", 2)] = p.risks[kRisk]; }},
      {"risk.removed", [](Plan& p) { p.risks.clear(); }},
      {"economics.proposed",
       [](Plan& p) {
         p.economics->whose_paper = "partner";
         p.economics->agreed_by.clear();
       }},
      {"economics.changed", [](Plan& p) { p.economics->agreed_by = {Party::vendor}; }},
      {"economics.withdrawn", [](Plan& p) { p.economics.reset(); }},
      {"milestone.evidence_added",
       [](Plan& p) {
         p.milestones[kPricing].evidence.push_back({"url", "u", kAnna, kNow});
       }},
      {"milestone.changed", [](Plan& p) { p.milestones[kPricing].evidence.clear(); }},
      {"milestone.changed", [](Plan& p) { p.milestones[kPricing].extensions = 2; }},
      {"milestone.changed", [](Plan& p) { p.milestones[kPricing].estimate3->m = 6; }},
      {"milestone.added", [](Plan& p) { p.milestones[id("mst", 77)] = p.milestones[kPricing]; }},
      {"milestone.waived",
       [](Plan& p) { p.milestones[kPricing].disposition = Disposition::waived; }},
      {"milestone.removed",
       [](Plan& p) { p.milestones[kPricing].disposition = Disposition::removed; }},
      {"milestone.owner_set", [](Plan& p) { p.milestones[kPricing].owner = kCarla; }},
      {"milestone.status_changed",
       [](Plan& p) { p.milestones[kPricing].status = MilestoneStatus::blocked; }},
      {"milestone.estimated",
       [](Plan& p) { p.milestones[kPricing].owner_estimate = day("2026-04-14"); }},
      {"dependency.added",
       [](Plan& p) {
         p.dependencies.push_back({kPricing, kApproval, {}, "", Hardness::mandatory});
       }},
      {"dependency.removed", [](Plan& p) { p.dependencies.erase(p.dependencies.begin()); }},
      {"dependency.lag_changed", [](Plan& p) { p.dependencies.front().lag.n += 2; }},
      {"dependency.hardness_changed",
       [](Plan& p) {
         Hardness& hardness = p.dependencies.front().hardness;
         hardness = hardness == Hardness::mandatory ? Hardness::discretionary : Hardness::mandatory;
       }},
      {"handoff.changed", [](Plan& p) { p.handoffs[kHandoff].what = "the signed terms"; }},
      {"handoff.cancelled", [](Plan& p) { p.handoffs.erase(kHandoff); }},
      {"milestone.restored",
       [](Plan& p) { p.milestones[kApproval].disposition = Disposition::active; }},
      {"milestone.due_changed", [](Plan& p) { p.milestones[kPricing].due = day("2026-04-13"); }},
      {"anchor.changed", [](Plan& p) { p.anchors[kApproval].date = day("2026-05-11"); }},
      {"handoff.done", [](Plan& p) { p.handoffs[kHandoff].state = HandoffState::done; }},
      {"handoff.planned", [](Plan& p) { p.handoffs[kHandoff].state = HandoffState::planned; }},
      {"party.signed",
       [](Plan& p) {
         p.signoffs[2].state = SignOffState::signed_;
         p.signoffs[2].plan_version = 4;
       }},
      {"party.stale", [](Plan& p) { p.signoffs[0].state = SignOffState::stale; }},
      {"party.declined", [](Plan& p) { p.signoffs[1].state = SignOffState::declined; }},
      {"plan.reopened", [](Plan& p) { p.status = PlanStatus::active; }},
      {"plan.closed", [](Plan& p) { p.status = PlanStatus::won; }},
      {"plan.rebaselined", [](Plan& p) { p.baselined_on = day("2026-03-10"); }},
      {"plan.changed", [](Plan& p) { p.go_live_target = day("2026-06-01"); }},
      {"plan.changed",
       [](Plan& p) {
         p.amount = Money{1, "USD"};
       }},
      {"plan.changed", [](Plan& p) { p.shared_context->who = "finance"; }},
      {"plan.changed", [](Plan& p) { p.compelling_event.reset(); }},
      {"plan.changed", [](Plan& p) { p.escalation_path.pop_back(); }},
      {"plan.changed", [](Plan& p) { p.visibility.clear(); }},
      {"person.changed", [](Plan& p) { p.people[kAnna].phone = "1"; }},
      {"party.changed", [](Plan& p) { p.party(Party::vendor).account_refs.clear(); }},
      {"opportunity.changed",
       [](Plan& p) { p.opportunities[0].forecast_category_raw = "Omitted"; }},
      {"conflict.resolved", [](Plan& p) { p.contenders.clear(); }},
  };
  for (const Row& row : rows) CHECK(types(events_of(row.edit)) == row.types);
}

TEST_CASE("projections and annotations give no events") {
  CHECK(events_of([](Plan& p) {
          p.history = {};
          p.provenance.clear();
          p.imported.clear();
          p.version = 99;
        }).empty());
}

TEST_CASE("an activation has its own event") {
  Plan before = small_plan();
  Plan after = before;
  after.status = PlanStatus::active;
  CHECK(types(diff_events(&before, after, "x")) == "plan.activated");
}

TEST_CASE("the second agreement makes the economics agreed") {
  Plan before = rich_plan();
  before.economics->agreed_by = {Party::vendor};
  Plan after = before;
  after.economics->agreed_by = {Party::vendor, Party::partner};
  const auto events = diff_events(&before, after, "x");
  CHECK(types(events) == "economics.agreed");
  CHECK(payload(events, "economics.agreed").at("agreed_by") == Json{"vendor", "partner"});
}

TEST_CASE("a decision says from what to what and why") {
  const auto events =
      events_of([](Plan& p) { p.gates[kGate].state = GateState::rejected; }, "too dear");
  const Json said = payload(events, "gate.decided");
  CHECK(said.at("from") == "open");
  CHECK(said.at("to") == "rejected");
  CHECK(said.at("reason") == "too dear");
  CHECK(said.at("kind") == "economic_buyer");
}

TEST_CASE("the address of a person never enters an event of the person") {
  const auto events = events_of([](Plan& p) {
    p.people[kAnna].email = "secret@example.com";
    p.people[kAnna].phone = "+1 secret";
  });
  for (const PlanEvent& each : events) CHECK(each.payload.find("secret") == std::string::npos);
}
