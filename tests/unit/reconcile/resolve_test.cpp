// resolve(): what the sources last said of one deal becomes its plan.
#include "mapping/reconcile/resolve.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/core/text.h"
#include "mapping/plan/event.h"
#include "mapping/plan/transitions.h"
#include "tests/unit/reconcile/resolved_deal.h"

namespace closemap {

using namespace test;

TEST_CASE("after: references, lags with units, a question mark for a soft edge") {
  std::vector<std::string> bad;
  const auto items = parse_after(" M1; M2?+3bd;M3-2cd;M-4;M5+7;;?", &bad);
  REQUIRE(items.size() == 5);
  CHECK(items[0].ref == "M1");
  CHECK(items[0].lag == Lag{});
  CHECK(items[1].ref == "M2");
  CHECK(items[1].hardness == Hardness::discretionary);
  CHECK(items[1].lag == Lag{3, LagUnit::bd});
  CHECK(items[2].lag == Lag{-2, LagUnit::cd});
  CHECK(items[3].ref == "M-4");  // a reference with a hyphen, not a lead
  CHECK(items[3].lag == Lag{});
  CHECK(items[4].lag == Lag{7, LagUnit::bd});
  CHECK(bad == std::vector<std::string>{"?"});
}

TEST_CASE("dependencies: what the source says, nothing of rows it does not have") {
  Deal deal;
  deal.step("1");
  deal.step("2", {{"after", "1;9"}});
  deal.step("3", {{"after", "2;2;3"}});  // twice the same, and itself
  const Plan plan = deal.plan();
  CHECK(edges(plan) == std::vector<std::string>{"Step 1>Step 2", "Step 2>Step 3"});
  CHECK(plan.dependencies_known);
}

TEST_CASE("an edge that closes a circle is dropped, and the plan shows which") {
  Deal deal;
  deal.step("1", {{"after", "3"}});
  deal.step("2", {{"after", "1"}});
  deal.step("3", {{"after", "2"}});
  const Plan plan = deal.plan();
  CHECK(edges(plan) == std::vector<std::string>{"Step 3>Step 1", "Step 1>Step 2"});
  REQUIRE(plan.contenders.size() == 1);
  CHECK(plan.contenders[0].pointer == "/dependencies");
  CHECK(plan.contenders[0].value.find("it would close a circle") != std::string::npos);
}

TEST_CASE("steps that name no predecessors take the template's edges by their keys") {
  PlanTemplate shape;
  TemplateStep first, second;
  first.key = "a";
  second.key = "b";
  second.after = {{"a", {2, LagUnit::bd}, Hardness::discretionary}, {"c", {}, {}}};
  shape.steps = {first, second};
  Deal deal;
  deal.input().plan_template = &shape;
  deal.step("1", {{"key", "a"}});
  deal.step("2", {{"key", "b"}});
  const Plan plan = deal.plan();
  REQUIRE(plan.dependencies.size() == 1);
  CHECK(plan.dependencies[0].lag == Lag{2, LagUnit::bd});
  CHECK(plan.dependencies[0].hardness == Hardness::discretionary);
}

TEST_CASE("the same key in both CRMs is one step; twice in one CRM is two") {
  Deal deal;
  deal.step("1", {{"key", "legal"}});
  deal.say(Party::vendor, "9", {{"key", "legal"}, {"title", "Legal"}});
  CHECK(deal.plan().milestones.size() == 1);
  deal.step("2", {{"key", "legal"}});
  CHECK(deal.plan().milestones.size() == 2);
}

TEST_CASE("what an opportunity does not say of its account, the account itself says") {
  Deal deal;
  const auto customer = [&](const Json& account) {
    deal.input().vendor->account = fields_of(account);
    return deal.plan().party(Party::customer);
  };
  CHECK(customer({{"name", "Other"}, {"email", "info@northwind.example"}}).domain ==
        "northwind.example");
  const PartyInfo named = customer({{"name", "Other"}, {"domain", "www.northwind.example"}});
  CHECK(named.name == "Northwind");  // the opportunity's own word
  CHECK(named.domain == "northwind.example");
}

TEST_CASE("handoffs: to a party's lead, to a person, never to one's own side") {
  Deal deal;
  deal.step("1", {{"handoff_to", "vendor"}});
  deal.step("2", {{"handoff_to", "Ann@Contoso.example"}});
  deal.step("3", {{"handoff_to", "partner"}});
  deal.step("4", {{"handoff_to", "somebody"}});
  deal.step("5", {{"handoff_to", "Customer"}});  // however it is written
  Plan plan = deal.plan();
  REQUIRE(plan.handoffs.size() == 3);
  for (const auto& [id, handoff] : plan.handoffs) {
    CHECK(handoff.from == Party::partner);
    CHECK(handoff.to == (handoff.what == "Step 5" ? Party::customer : Party::vendor));
    CHECK(handoff.from_person == plan.milestones.at(handoff.trigger).owner);
    if (handoff.to == Party::customer) continue;
    const std::string& email = plan.people.at(handoff.to_person).email;
    CHECK(email == (handoff.what == "Step 1" ? "lead@contoso.example" : "ann@contoso.example"));
  }
  SECTION("named no more, a planned one goes; the others keep their ids") {
    deal.forget_steps();
    deal.step("1");
    deal.step("2", {{"handoff_to", "ann@contoso.example"}});
    deal.step("5");
    const Plan after = deal.next(plan);
    REQUIRE(after.handoffs.size() == 1);
    CHECK(plan.handoffs.contains(after.handoffs.begin()->first));
  }
}

TEST_CASE("whoever a plan names is asked for before it is made, and known by e-mail first") {
  Deal deal;
  deal.step("A1");
  deal.say(Party::vendor, "B1",
           {{"title", "Terms"},
            {"owner", {{"ref", "u7"}, {"name", "Eva"}}},
            {"handoff_to", "Kai <Kai@Fabrikam.example>"}});
  deal.say(Party::vendor, "B2",
           {{"title", "Offer"}, {"owner", {{"email", "Ann@Contoso.example"}, {"ref", "u1"}}}});
  deal.say(Party::vendor, "B3",
           {{"title", "Both"}, {"owner", {{"name", "a@contoso.example; b@northwind.example"}}}});
  std::vector<std::string> asked;
  for (const PersonAsked& each : people_asked(deal.input()))
    asked.push_back(each.email + "|" + each.connection + "|" + each.ref);
  CHECK(asked == std::vector<std::string>{"lead@contoso.example||", "lead@fabrikam.example||",
                                          "ann@contoso.example|v|", "tom@fabrikam.example|p|",
                                          "|v|u7", "kai@fabrikam.example||",
                                          "ann@contoso.example|v|u1"});
  const auto named = [](const std::string& name) {
    KnownPerson known;
    known.name = name;
    known.email = to_lower_ascii(name) + "@contoso.example";
    return known;
  };
  Directory& directory = deal.input().directory;
  directory.by_ref[{"v", "u7"}] = named("Eva");
  directory.by_ref[{"v", "u1"}] = named("Nobody");  // Ann's e-mail is known
  directory.by_email["ann@contoso.example"] = named("Ann");
  KnownPerson& kai = directory.by_email["kai@fabrikam.example"];
  kai.name = "Kai";
  kai.email = "kai@fabrikam.example";
  const Plan plan = deal.plan();
  const auto owner = [&](const std::string& title) {
    return plan.people.at(titled(plan, title).owner).name;
  };
  CHECK(owner("Terms") == "Eva");
  CHECK(owner("Offer") == "Ann");
  CHECK(titled(plan, "Both").owner.empty());
  REQUIRE(plan.handoffs.size() == 1);
  CHECK(plan.people.at(plan.handoffs.begin()->second.to_person).name == "Kai");
}

TEST_CASE("a promise does not move by itself: a later date is the owner's estimate") {
  Deal deal;
  deal.step("1", {{"due", "2026-04-06"}});
  const Plan first = deal.plan();
  deal.forget_steps();
  deal.step("1", {{"due", "2026-04-13"}});
  const Plan moved = deal.next(first);
  CHECK(titled(moved, "Step 1").due == date_on("2026-04-06"));
  CHECK(titled(moved, "Step 1").owner_estimate == date_on("2026-04-13"));
  deal.forget_steps();
  deal.step("1", {{"due", "2026-04-06"}});
  CHECK_FALSE(titled(deal.next(moved), "Step 1").owner_estimate);
}

TEST_CASE("a source's date that an agreed promise answered is no estimate until it changes") {
  Deal deal;
  deal.step("1", {{"due", "2026-04-06"}});
  Plan agreed = deal.plan();
  Milestone& step = agreed.milestones.at(id_of(agreed, "Step 1"));
  step.due = date_on("2026-04-20");
  step.answered = date_on("2026-04-06");
  const Plan stands = deal.next(agreed);
  CHECK(stands == agreed);
  const auto say = [&](const char* due) {
    deal.forget_steps();
    deal.step("1", {{"due", due}});
    const Plan after = deal.next(agreed);
    const Milestone& moved = titled(after, "Step 1");
    CHECK_FALSE(moved.answered);
    return moved.owner_estimate;
  };
  CHECK(say("2026-04-13") == date_on("2026-04-13"));
  CHECK_FALSE(say("2026-04-20"));
}

TEST_CASE("a handoff that one CRM names stays while the other is silent about it") {
  Deal deal;
  deal.say(Party::vendor, "9",
           {{"key", "security"},
            {"title", "Security"},
            {"owner", {{"email", "ann@contoso.example"}}},
            {"handoff_to", "partner"}});
  deal.step("1", {{"key", "security"}});
  const Plan first = deal.plan();
  REQUIRE(first.milestones.size() == 1);
  REQUIRE(first.handoffs.size() == 1);
  CHECK(deal.next(first).handoffs == first.handoffs);
}

TEST_CASE("a deal that is open again goes on where it was agreed") {
  Deal deal;
  deal.step("1", {{"due", "2026-04-06"}});
  Plan won = deal.plan();
  won.status = PlanStatus::won;
  won.baselined_on = date_on("2026-03-02");
  CHECK(deal.next(won).status == PlanStatus::proposed);
  for (SignOff& each : won.signoffs) each.plan_version = 1;
  CHECK(deal.next(won).status == PlanStatus::active);
  bool reason = false;
  for (const PlanEvent& event : diff_events(&won, deal.next(won), "connector:v"))
    if (event.type == "plan.reopened") reason = event.payload.find(kOpenAgain) != std::string::npos;
  CHECK(reason);
}

TEST_CASE("a deleted opportunity says no amount") {
  Deal deal;
  deal.input().partner = deal.input().vendor;
  deal.input().partner->side = Party::partner;
  deal.input().vendor->fields =
      fields_of({{"name", "Rollout"}, {"amount", {{"minor", 90000}, {"currency", "USD"}}}});
  deal.input().partner->fields = fields_of({{"name", "Resale"}});
  const auto vendors = deal.plan().amount;
  deal.input().vendor->deleted = true;
  CHECK(vendors != deal.plan().amount);
}

TEST_CASE("progress: a step cannot be finished tomorrow's tomorrow, nor begin after its end") {
  Deal deal;
  deal.step("1", {{"status", "Done"}, {"actual", "2026-03-05"}});
  deal.step("2", {{"actual", "2026-02-20"}, {"actual_start", "2026-02-23"}});
  deal.step("3", {{"actual_start", "2026-02-23"}});
  deal.step("4", {{"status", "blocked"}, {"blocked_reason", "no budget"}});
  deal.step("5", {{"status", "Done"}});
  const Plan plan = deal.plan();
  CHECK(titled(plan, "Step 1").status == MilestoneStatus::in_progress);
  CHECK_FALSE(titled(plan, "Step 1").actual);
  CHECK(titled(plan, "Step 2").status == MilestoneStatus::complete);
  CHECK_FALSE(titled(plan, "Step 2").actual_start);
  CHECK(titled(plan, "Step 3").status == MilestoneStatus::in_progress);
  CHECK(titled(plan, "Step 4").blocked_reason == "no budget");
  CHECK(titled(plan, "Step 5").actual == date_on("2026-03-02"));
}

TEST_CASE("another CRM's word on a step that is not its own is kept and shown") {
  Deal deal;
  deal.step("1", {{"key", "legal"}, {"due", "2026-04-06"}});
  deal.say(Party::vendor, "9",
           {{"key", "legal"}, {"due", "2026-04-20"}, {"status", "Done"}, {"actual", "2026-03-01"}});
  const Plan plan = deal.plan();
  const Milestone& legal = titled(plan, "Step 1");
  CHECK(legal.due == date_on("2026-04-06"));
  CHECK(legal.status == MilestoneStatus::pending);
  std::vector<std::string> pointers;
  for (const Contender& contender : plan.contenders) {
    CHECK(contender.source == "v");
    pointers.push_back(contender.pointer.substr(contender.pointer.rfind('/')));
  }
  CHECK(pointers == std::vector<std::string>{"/due_date", "/actual_date", "/status"});
}

TEST_CASE("an estimate of another CRM is kept and shown, unless the owner says the same") {
  Deal deal;
  deal.step("1", {{"key", "legal"}, {"due", "2026-04-06"}});
  deal.say(Party::vendor, "9", {{"key", "legal"}, {"estimate", "2026-04-20"}});
  const Plan plan = deal.plan();
  CHECK_FALSE(titled(plan, "Step 1").owner_estimate);
  REQUIRE(plan.contenders.size() == 1);
  CHECK(plan.contenders[0].pointer ==
        "/milestones/" + id_of(plan, "Step 1") + "/owner_estimate_date");
  CHECK(plan.contenders[0].source == "v");
  CHECK(plan.contenders[0].value == "\"2026-04-20\"");

  const std::string said = GENERATE("2026-04-20", "2026-04-06");  // the owner's word; the promise
  Deal agreed;
  agreed.step("1", {{"key", "legal"}, {"due", "2026-04-06"}, {"estimate", said}});
  agreed.say(Party::vendor, "9", {{"key", "legal"}, {"estimate", said}});
  CHECK(agreed.plan().contenders.empty());
}

TEST_CASE("what the vendor alone lists of a partner's step is shown, not taken") {
  Deal deal;
  deal.say(Party::vendor, "9",
           {{"title", "Legal"},
            {"party", "partner"},
            {"due", "2026-04-06"},
            {"estimate", "2026-04-20"},
            {"actual", "2026-03-01"}});
  const Plan plan = deal.plan();
  CHECK(titled(plan, "Legal").status == MilestoneStatus::pending);
  CHECK(titled(plan, "Legal").due == date_on("2026-04-06"));
  std::vector<std::string> values;
  for (const Contender& contender : plan.contenders) values.push_back(contender.value);
  CHECK(values == std::vector<std::string>{"\"2026-03-01\"", "\"2026-04-20\""});
}

TEST_CASE("another CRM's word is weighed against what the owner says, whichever is read first") {
  const std::string vendor = GENERATE("a_vendor", "z_vendor");
  Deal deal;
  deal.step("1", {{"key", "legal"}, {"status", "Done"}, {"actual", "2026-02-27"}});
  deal.say(Party::vendor, "9",
           {{"key", "legal"}, {"title", "Legal"}, {"party", "partner"}, {"status", "Done"}});
  deal.input().milestones.back().ref.connection = vendor;
  auto& said = deal.input().milestones;
  std::sort(said.begin(), said.end(),
            [](const Observed& a, const Observed& b) { return a.ref < b.ref; });
  const Plan plan = deal.plan();
  REQUIRE(plan.milestones.size() == 1);
  CHECK(plan.milestones.begin()->second.status == MilestoneStatus::complete);
  CHECK(plan.contenders.empty());
}

TEST_CASE("a template's steps make room for those a source brings") {
  PlanTemplate shape;
  shape.steps.resize(2);
  shape.steps[0].key = "pilot";
  shape.steps[0].title = "Template's pilot";
  shape.steps[1].key = "signature";
  shape.steps[1].title = "Template's signature";
  shape.steps[1].kind = "signature";
  Deal deal;
  deal.input().plan_template = &shape;
  const Plan first = deal.plan();
  REQUIRE(first.milestones.size() == 2);
  REQUIRE(first.anchors.size() == 1);
  deal.step("1", {{"key", "pilot"}});
  deal.step("2", {{"kind", "signature"}, {"due", "2026-04-20"}});
  const Plan after = deal.next(first);
  CHECK(after.milestones.size() == 3);
  CHECK(id_of(after, "Step 1") == id_of(first, "Template's pilot"));  // the same key: the same step
  CHECK(titled(after, "Template's signature").disposition == Disposition::removed);
  CHECK(after.anchors.begin()->first == id_of(after, "Step 2"));
  CHECK(deal.next(after) == after);
}

TEST_CASE("a step its source deleted leaves the plan; an unknown owner keeps the CRM's word") {
  Deal deal;
  deal.step("1");
  deal.say(Party::partner, "2", {{"title", "Step 2"}, {"owner", {{"name", "Partner team"}}}});
  deal.say(Party::partner, "3",
           {{"title", "Step 3"}, {"owner", {{"email", "a@x.example; b@y.example"}}}});
  deal.say(Party::partner, "4",
           {{"title", "Step 4"}, {"owner", {{"name", "Ann <a@x.example>, b@x.example"}}}});
  const Plan first = deal.plan();
  CHECK(titled(first, "Step 2").owner.empty());
  CHECK(titled(first, "Step 2").owner_word == "Partner team");
  CHECK(titled(first, "Step 3").owner_parties ==
        std::vector<std::string>{"x.example", "y.example"});
  CHECK(titled(first, "Step 4").owner.empty());
  CHECK(titled(first, "Step 4").owner_parties.size() == 2);
  CHECK(titled(first, "Step 4").owner_word == "Ann <a@x.example>, b@x.example");
  deal.forget_steps();
  deal.say(Party::partner, "1", Json::object(), true);
  deal.say(Party::partner, "2", {{"title", "Step 2"}});
  const Plan after = deal.next(first);
  CHECK(titled(after, "Step 1").disposition == Disposition::removed);
  CHECK(titled(after, "Step 2").disposition == Disposition::active);
}

}  // namespace closemap
