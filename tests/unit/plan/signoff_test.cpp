// What a party signs and when its signature no longer holds.
#include "mapping/plan/signoff.h"

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "mapping/core/digest.h"
#include "tests/unit/plan/sample_plan.h"

using namespace closemap;
using namespace closemap::test;

namespace {

using Edit = std::function<void(Plan&)>;

Plan proposed() {
  Plan plan = small_plan();
  add_terms(plan);
  return plan;
}

bool changes(const Edit& edit, Party party) {
  const Plan before = proposed();
  Plan after = before;
  edit(after);
  return content_hash(before, party) != content_hash(after, party);
}

Signature by(const std::string& who) { return {who, "portal", kNow}; }

}  // namespace

TEST_CASE("the hash is the SHA-256 of the canonical material subset") {
  Plan plan;
  plan.id = id("pln", 1);
  const std::string empty =
      R"({"anchors":{},"gates":{},"if_criteria_met":null,"key_dates":{},"milestones":{},)"
      R"("success_criteria":{}})";
  for (const Party party : kParties) CHECK(content_hash(plan, party) == to_hex(sha256(empty)));
}

TEST_CASE("the material subset holds what the rules list") {
  const Json customer = material_subset(proposed(), Party::customer);
  CHECK(customer.at("anchors").at(kApproval) ==
        Json{{"date", "2026-05-04"}, {"basis", "go_live"}, {"source", "customer"}});
  CHECK(customer.at("milestones").at(kPricing) ==
        Json{{"title", "Pricing approved"}, {"party", "vendor"}, {"owner", kAnna}});
  CHECK(customer.at("gates").at(kGate) ==
        Json{{"kind", "economic_buyer"}, {"approver", kCfo}, {"required", false}});
  CHECK(customer.at("key_dates").size() == 3);
  CHECK_FALSE(customer.contains("economics"));
  const Json partner = material_subset(proposed(), Party::partner);
  CHECK(partner.at("economics").at("recognised_bp").at("vendor") == 8000);
  CHECK_FALSE(partner.at("economics").contains("agreed_by"));
}

TEST_CASE("material changes change the hash of every party that sees them") {
  const std::vector<Edit> edits{
      [](Plan& p) { p.anchors[kApproval].date = day("2026-05-11"); },
      [](Plan& p) { p.go_live_target = day("2026-05-11"); },
      [](Plan& p) { p.signature_target.reset(); },
      [](Plan& p) { p.milestones[kPricing].title = "Price list approved"; },
      [](Plan& p) { p.milestones[kPricing].owner.clear(); },
      [](Plan& p) { p.milestones[kPricing].disposition = Disposition::waived; },
      [](Plan& p) { p.gates[kGate].required = true; },
      [](Plan& p) { p.success_criteria[kCriterion].target = "600"; },
      [](Plan& p) { p.if_criteria_met->next = "Pilot again"; },
  };
  for (const Edit& edit : edits)
    for (const Party party : kParties) CHECK(changes(edit, party));
}

TEST_CASE("economics are material to the sellers alone") {
  const Edit edit = [](Plan& p) { p.economics->whose_paper = "partner"; };
  CHECK(changes(edit, Party::vendor));
  CHECK(changes(edit, Party::partner));
  CHECK_FALSE(changes(edit, Party::customer));
}

TEST_CASE("progress, promises and risks are not material") {
  const std::vector<Edit> edits{
      [](Plan& p) { p.milestones[kPricing].status = MilestoneStatus::in_progress; },
      [](Plan& p) { p.milestones[kPricing].due = day("2026-04-20"); },
      [](Plan& p) { p.milestones[kPricing].owner_estimate = day("2026-04-20"); },
      [](Plan& p) { p.risks.clear(); },
      [](Plan& p) { p.gates[kGate].state = GateState::approved; },
      [](Plan& p) { p.success_criteria[kCriterion].state = CriterionState::open; },
      [](Plan& p) { p.economics->agreed_by.clear(); },
      [](Plan& p) { p.handoffs.clear(); },
      [](Plan& p) { p.version = 12; },
  };
  for (const Edit& edit : edits)
    for (const Party party : kParties) CHECK_FALSE(changes(edit, party));
}

TEST_CASE("a person of the party signs the version it sees") {
  Plan plan = proposed();
  REQUIRE(sign(plan, Party::customer, by(kCarla)));
  const SignOff& signed_off = plan.signoffs[2];
  CHECK(signed_off.state == SignOffState::signed_);
  CHECK(signed_off.by == kCarla);
  CHECK(signed_off.plan_version == 3);
  CHECK(signed_off.content_hash == content_hash(plan, Party::customer));
  CHECK(signed_off.at == kNow);
}

TEST_CASE("nobody signs for another party, for a team, a draft or a closed plan") {
  const auto refusal = [](Plan plan, const std::string& who) {
    const Plan before = plan;
    const Status status = sign(plan, Party::customer, by(who));
    CHECK(plan == before);
    return status ? std::string("signed") : status.error().what;
  };
  CHECK(refusal(proposed(), kAnna).find("not of the customer") != std::string::npos);
  CHECK(refusal(proposed(), "").find("nobody is named") != std::string::npos);
  Plan team = proposed();
  team.people[kCarla].kind = PersonKind::team;
  CHECK(refusal(team, kCarla).find("nobody is named") != std::string::npos);
  Plan draft = proposed();
  draft.status = PlanStatus::draft;
  CHECK(refusal(draft, kCarla).find("propose it first") != std::string::npos);
  draft.status = PlanStatus::lost;
  CHECK(refusal(draft, kCarla).find("reopen it first") != std::string::npos);
}

TEST_CASE("a signature becomes stale when its party sees other material") {
  Plan plan = proposed();
  REQUIRE(sign(plan, Party::vendor, by(kAnna)));
  REQUIRE(sign(plan, Party::customer, by(kCarla)));
  const Plan before = plan;
  plan.milestones[kPricing].due = day("2026-04-20");
  CHECK(refresh_sign_offs(plan, before).empty());
  plan.economics->whose_paper = "partner";
  CHECK(refresh_sign_offs(plan, before) == std::vector<Party>{Party::vendor});
  CHECK(plan.signoffs[0].state == SignOffState::stale);
  CHECK(plan.signoffs[2].state == SignOffState::signed_);
  CHECK(refresh_sign_offs(plan, before).empty());
  REQUIRE(sign(plan, Party::vendor, by(kAnna)));
  CHECK(plan.signoffs[0].state == SignOffState::signed_);
}

TEST_CASE("an imported signature without a hash stands for what was there before") {
  Plan plan = proposed();
  plan.signoffs[2] = {SignOffState::signed_, kCarla, "", "import", 2, kNow};
  const Plan before = plan;
  CHECK(refresh_sign_offs(plan, before).empty());
  plan.anchors[kApproval].date = day("2026-05-11");
  CHECK(refresh_sign_offs(plan, before) == std::vector<Party>{Party::customer});
}

TEST_CASE("declining keeps the version once signed") {
  Plan plan = proposed();
  REQUIRE(sign(plan, Party::customer, by(kCarla)));
  plan.version = 8;
  REQUIRE(decline(plan, Party::customer, by(kCarla)));
  CHECK(plan.signoffs[2].state == SignOffState::declined);
  CHECK(plan.signoffs[2].plan_version == 3);
}

TEST_CASE("what a party cannot see is not what it signs") {
  Plan plan = proposed();
  plan.visibility["/gates"] = {Party::vendor, Party::partner};
  CHECK(material_subset(plan, Party::customer).at("gates").empty());
  CHECK(material_subset(plan, Party::vendor).at("gates").size() == 1);
}
