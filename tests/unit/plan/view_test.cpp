// Views: no party's document ever holds what is hidden from it, field by field.
#include "mapping/plan/view.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "mapping/plan/document.h"
#include "tests/unit/plan/sample_plan.h"

using namespace closemap;
using namespace closemap::test;

namespace {

// A plan whose public part leaves nothing open, with no rules of its own.
Plan plain() {
  Plan plan = rich_plan();
  plan.visibility.clear();
  return plan;
}

Json shown(const Plan& plan, Party party) { return to_json(view(plan, party)); }

bool has(const Json& document, const std::string& pointer) {
  return document.contains(Json::json_pointer(pointer));
}

// Pointers of every leaf below a document; elements of lists count as their list.
void leaves(const Json& value, const std::string& at, std::vector<std::string>& out) {
  if (!value.is_object() || value.empty()) return out.push_back(at);
  for (const auto& [name, each] : value.items()) {
    std::string step;
    for (const char c : name) step += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    leaves(each, at + "/" + step, out);
  }
}

// The same things as in `plan`, all of them saying nothing.
Json blank(const Plan& plan) {
  Plan out;
  for (const auto& [name, each] : plan.milestones) out.milestones[name];
  for (const auto& [name, each] : plan.people) out.people[name];
  for (const auto& [name, each] : plan.gates) out.gates[name];
  for (const auto& [name, each] : plan.success_criteria) out.success_criteria[name];
  for (const auto& [name, each] : plan.risks) out.risks[name];
  for (const auto& [name, each] : plan.handoffs) {
    Handoff& empty = out.handoffs[name];
    if (!each.what.empty())  // else it stands under x_closemap
      empty.trigger = empty.what = empty.to_person = "?";
  }
  out.compelling_event.emplace();
  out.if_criteria_met.emplace();
  out.economics.emplace();
  return to_json(out);
}

std::vector<Party> everyone() { return {Party::vendor, Party::partner, Party::customer}; }

std::string step_pointer(const char* field) { return "/milestones/" + kPricing + "/" + field; }

}  // namespace

TEST_CASE("the operator sees everything") { CHECK(view(rich_plan(), std::nullopt) == rich_plan()); }

TEST_CASE("each field is seen by default by those the rules name") {
  struct Row {
    std::string pointer;
    bool vendor, partner, customer;
  };
  const std::string anna = "/people/" + kAnna, carla = "/people/" + kCarla;
  const std::vector<Row> rows{
      {"/name", true, true, true},
      {"/tier", true, true, false},
      {"/coordinator", true, true, true},
      {"/key_dates/go_live_target", true, true, true},
      {"/key_dates/next_review_at", true, true, true},
      {"/anchors/" + kApproval, true, true, true},
      {"/dependencies", true, true, true},
      {"/handoffs/" + kHandoff + "/state", true, true, true},
      {"/gates/" + kGate + "/approver", true, true, true},
      {"/success_criteria/" + kCriterion + "/how_validated", true, true, true},
      {"/if_criteria_met/next", true, true, true},
      {"/compelling_event/date", true, true, true},
      {"/shared_context/who", true, true, true},
      {"/shared_context/partner_relationship", true, true, false},
      {"/joint_outcome/outcome", true, true, true},
      {"/joint_outcome/amount_range", true, true, false},
      {"/joint_outcome/closer", true, true, false},
      {"/risks/" + kRisk, true, true, true},  // the partner's
      {"/economics", true, true, false},
      {"/escalation_path", true, true, false},
      {"/opportunities", true, true, false},
      {"/provenance", true, true, false},
      {"/visibility", false, false, false},
      {"/x_colour", false, false, false},
      {step_pointer("title"), true, true, true},
      {step_pointer("estimate3"), true, true, true},
      {step_pointer("evidence"), true, true, true},
      {step_pointer("risk"), true, true, false},  // the vendor's own step
      {step_pointer("external_refs"), false, false, false},
      {step_pointer("x_effort"), false, false, false},
      {anna + "/email", true, true, true},
      {anna + "/phone", true, false, false},
      {anna + "/slack_user", true, false, false},
      {anna + "/roles", true, true, false},
      {anna + "/refs", false, false, false},
      {carla + "/phone", false, false, true},
      {"/parties/vendor/name", true, true, true},
      {"/parties/vendor/lead", true, true, false},
      {"/parties/vendor/executive_sponsor", true, true, false},
      {"/parties/vendor/account_refs", false, false, false},
      {"/signoffs/vendor/state", true, true, true},
      {"/signoffs/vendor/content_hash", true, false, false},
      {"/signoffs/customer/content_hash", false, false, true},
      {"/x_closemap/amount", true, true, false},
      {"/x_closemap/customer_stakeholders", true, true, false},
      {"/x_closemap/created_stage_rank", false, false, false},
      {"/x_closemap/history", true, true, false},
      {"/x_closemap/contenders", true, true, false},
      {"/x_closemap/pause_reason", true, true, false},
      {"/x_closemap/template_used", true, true, false},
      {"/x_closemap/milestones/" + kPricing + "/declined_count", true, true, false},
  };
  const Plan plan = plain();
  for (const Row& row : rows) {
    INFO(row.pointer);
    CHECK(has(shown(plan, Party::vendor), row.pointer) == row.vendor);
    CHECK(has(shown(plan, Party::partner), row.pointer) == row.partner);
    CHECK(has(shown(plan, Party::customer), row.pointer) == row.customer);
  }
}

TEST_CASE("a vendor's risk and a risk without an owner stay with the sellers") {
  Plan plan = plain();
  for (const std::string& owner : {kAnna, std::string()}) {
    plan.risks[kRisk].owner = owner;
    CHECK_FALSE(has(shown(plan, Party::customer), "/risks"));
    CHECK(has(shown(plan, Party::partner), "/risks/" + kRisk));
  }
}

TEST_CASE("a CRM record as evidence is named to its own side alone") {
  const Plan plan = plain();
  CHECK(view(plan, Party::vendor).milestones[kPricing].evidence.size() == 2);
  for (const Party other : {Party::partner, Party::customer})
    CHECK(view(plan, other).milestones[kPricing].evidence.size() == 1);
}

TEST_CASE("a seller reads where its own values come from, not where the other's do") {
  const Plan plan = plain();
  CHECK(view(plan, Party::vendor).provenance.size() == 2);
  CHECK(view(plan, Party::partner).provenance.size() == 1);  // the human one
  CHECK(view(plan, Party::customer).provenance.empty());
}

TEST_CASE("changes of hidden values leave every other party's document the same") {
  struct Row {
    std::vector<Party> blind;
    std::function<void(Plan&)> edit;
  };
  const std::vector<Party> partner_customer{Party::partner, Party::customer};
  const std::vector<Party> customer{Party::customer};
  const std::vector<Party> all{Party::vendor, Party::partner, Party::customer};
  const std::vector<Row> rows{
      {partner_customer,
       [](Plan& p) {
         Opportunity& own = p.opportunities[0];
         own.stage_raw = "Other";
         own.stage_rank = 1;
         own.amount = Money{1, "EUR"};
         own.next_step = "other";
         own.owner_word = "other";
         own.forecast_category_raw = "other";
         own.partner_intro_on.reset();
         own.link = id("lnk", 5);
         own.ref.record = "other";
         own.created_on.reset();
       }},
      {partner_customer, [](Plan& p) { p.people[kAnna].phone = "other"; }},
      {partner_customer, [](Plan& p) { p.people[kAnna].slack_user = "other"; }},
      {partner_customer, [](Plan& p) { p.party(Party::vendor).fiscal_year_start_month = 7; }},
      {partner_customer, [](Plan& p) { p.signoffs[0].content_hash = std::string(64, 'c'); }},
      {partner_customer, [](Plan& p) { p.milestones[kPricing].evidence.pop_back(); }},
      {partner_customer,
       [](Plan& p) { p.provenance["/economics/total"].source->record = "other"; }},
      {customer, [](Plan& p) { p.economics.reset(); }},
      {customer, [](Plan& p) { p.escalation_path.clear(); }},
      {customer, [](Plan& p) { p.opportunities.clear(); }},
      {customer, [](Plan& p) { p.contenders.clear(); }},
      {customer, [](Plan& p) { p.history = {}; }},
      {customer, [](Plan& p) { p.amount.reset(); }},
      {customer, [](Plan& p) { p.procurement_required = true; }},
      {customer, [](Plan& p) { p.customer_stakeholders = 1; }},
      {customer, [](Plan& p) { p.joint_outcome->low.reset(); }},
      {customer, [](Plan& p) { p.milestones[kPricing].risk = "other"; }},
      {customer, [](Plan& p) { p.milestones[kPricing].declined_count = 9; }},
      {customer, [](Plan& p) { p.pause_reason = "other"; }},
      {all, [](Plan& p) { p.people[kAnna].refs.clear(); }},
      {all, [](Plan& p) { p.party(Party::vendor).account_refs.clear(); }},
      {all, [](Plan& p) { p.milestones[kPricing].external_refs.clear(); }},
      {all, [](Plan& p) { p.imported.clear(); }},
      {all, [](Plan& p) { p.created_stage_rank = 5; }},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Plan before = plain();
    Plan after = before;
    rows[i].edit(after);
    REQUIRE_FALSE(after == before);
    for (const Party party : rows[i].blind) {
      INFO("row " << i << ", " << to_text(party));
      CHECK(plan_to_text(view(before, party)) == plan_to_text(view(after, party)));
    }
  }
}

TEST_CASE("a rule hides any single field from the parties it leaves out") {
  const std::vector<std::string> kept{"/id",         "/schema",          "/status",      "/version",
                                      "/milestones", "/milestone_order", "/dependencies"};
  std::vector<std::string> all;
  for (const Party party : kParties) leaves(shown(plain(), party), "", all);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  REQUIRE(all.size() > 100);
  const Json nothing = blank(plain());
  for (const std::string& pointer : all) {
    if (std::find(kept.begin(), kept.end(), pointer) != kept.end()) continue;
    for (const Party party : kParties) {
      const Json open = shown(plain(), party);
      if (!has(open, pointer)) continue;
      const Json::json_pointer place(pointer);
      Plan plan = plain();
      plan.visibility[pointer] = {};
      const Json closed = shown(plan, party);
      INFO(pointer << " for " << to_text(party));
      const bool hidden = !has(closed, pointer) || closed.at(place) != open.at(place);
      // Members that are always written stay, empty of what they said.
      const bool said_nothing = open.at(place) == nothing.value(place, Json("none"));
      CHECK((hidden || said_nothing));
    }
  }
}

TEST_CASE("the longest prefix decides, an exact step before a star") {
  Plan plan = plain();
  plan.visibility = {{"/economics", everyone()}, {"/economics/payments", {Party::vendor}}};
  CHECK(has(shown(plan, Party::customer), "/economics/total"));
  CHECK_FALSE(has(shown(plan, Party::customer), "/economics/payments"));
  CHECK_FALSE(has(shown(plan, Party::partner), "/economics/payments"));
  CHECK(has(shown(plan, Party::vendor), "/economics/payments"));
  plan.visibility = {{"/people/*/email", {}}, {"/people/" + kAnna + "/email", {Party::partner}}};
  CHECK(has(shown(plan, Party::partner), "/people/" + kAnna + "/email"));
  CHECK_FALSE(has(shown(plan, Party::partner), "/people/" + kCarla + "/email"));
}

TEST_CASE("a rule about people does not open their phones, one about phones does") {
  Plan plan = plain();
  plan.visibility = {{"/people", everyone()}};
  CHECK_FALSE(has(shown(plan, Party::customer), "/people/" + kAnna + "/phone"));
  plan.visibility = {{"/people/*/phone", everyone()}};
  CHECK(has(shown(plan, Party::customer), "/people/" + kAnna + "/phone"));
}

TEST_CASE("no rule opens what stands in no table") {
  Plan plan = plain();
  plan.visibility = {{"/visibility", everyone()},
                     {"/opportunities", everyone()},
                     {step_pointer("external_refs"), everyone()},
                     {"/x_closemap/created_stage_rank", everyone()},
                     {"/x_colour", everyone()}};
  const Json customer = shown(plan, Party::customer);
  for (const std::string& pointer :
       {std::string("/visibility"), std::string("/opportunities"), step_pointer("external_refs"),
        std::string("/x_colour"), std::string("/x_closemap/created_stage_rank")})
    CHECK_FALSE(has(customer, pointer));
}

TEST_CASE("a hidden step is named nowhere") {
  Plan plan = plain();
  plan.visibility = {{"/milestones/" + kQuestionnaire, {Party::vendor}}};
  plan.gates[kGate].milestone = kQuestionnaire;
  plan.anchors[kQuestionnaire] = plan.anchors[kApproval];
  plan.history.slip_events.push_back({kQuestionnaire, day("2026-03-01"), 1, ""});
  plan.contenders.push_back({"/milestones/" + kQuestionnaire + "/due_date", "csv", "1"});
  plan.provenance["/milestones/" + kQuestionnaire + "/due_date"].method = "human";
  for (const Party party : {Party::partner, Party::customer})
    CHECK(plan_to_text(view(plan, party)).find(kQuestionnaire) == std::string::npos);
  CHECK(plan_to_text(view(plan, Party::vendor)).find(kQuestionnaire) != std::string::npos);
}

TEST_CASE("a hidden person is named nowhere") {
  Plan plan = plain();
  plan.visibility = {{"/people/" + kPiotr, {Party::vendor, Party::partner}}};
  CHECK(plan_to_text(view(plan, Party::customer)).find(kPiotr) == std::string::npos);
  CHECK(plan_to_text(view(plan, Party::partner)).find(kPiotr) != std::string::npos);
}

TEST_CASE("a customer meets only the people that appear in what it sees") {
  Plan plan = plain();
  const std::string stranger = id("per", 50);
  plan.people[stranger] = person("bob", Party::vendor);
  plan.escalation_path.push_back({2, Party::vendor, stranger});
  CHECK(plan_to_text(view(plan, Party::customer)).find(stranger) == std::string::npos);
  CHECK(plan_to_text(view(plan, Party::partner)).find(stranger) != std::string::npos);
}
