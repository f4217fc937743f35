// Change sets: whole or not at all, checked, versioned, described.
#include "mapping/plan/change.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/plan/document.h"
#include "mapping/plan/signoff.h"
#include "tests/unit/plan/sample_plan.h"

using namespace closemap;
using namespace closemap::test;

namespace {

using Kind = ChangeSet::Kind;

Plan before_change() {
  Plan plan = small_plan();
  add_terms(plan);
  plan.party(Party::vendor).calendar = "US";
  return plan;
}

ChangeSet change(Kind kind, const Json& patch) {
  return {kind, dump_json(patch), std::nullopt, "anna@example.com", ""};
}
ChangeSet merge(const Json& patch) { return change(Kind::merge_patch, patch); }
Json operation(const char* op, const std::string& path, const Json& value) {
  return {{"op", op}, {"path", path}, {"value", value}};
}
std::string due_of(const std::string& step) { return "/milestones/" + step + "/due_date"; }

Changed accepted(const Plan& plan, const ChangeSet& set) {
  Result<Changed> out = apply_change(plan, set, kNow, {.origin = Origin::human});
  INFO((out ? std::string() : out.error().what));
  REQUIRE(out);
  return *out;
}

std::string refused(const Plan& plan, const ChangeSet& set) {
  const auto out = apply_change(plan, set, kNow, {.origin = Origin::human});
  return out ? "accepted" : out.error().what;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string types(const Changed& changed) {
  std::string out;
  for (const PlanEvent& each : changed.events) out += (out.empty() ? "" : " ") + each.type;
  return out;
}

}  // namespace

TEST_CASE("a merge patch changes what it names and counts one version") {
  const Plan plan = before_change();
  const Changed out =
      accepted(plan, merge({{"milestones", {{kPricing, {{"due_date", "2026-04-07"}}}}}}));
  CHECK(out.plan.version == plan.version + 1);
  CHECK(types(out) == "milestone.due_changed");
  Plan expected = plan;
  expected.version += 1;
  expected.milestones[kPricing].due = day("2026-04-07");
  CHECK(out.plan == expected);
}

TEST_CASE("a JSON Patch is applied whole or not at all") {
  const Plan plan = before_change();
  const Json good = Json::array({operation("test", due_of(kPricing), "2026-04-06"),
                                 operation("replace", due_of(kPricing), "2026-04-07"),
                                 operation("add", "/tier", "enterprise")});
  const Changed out = accepted(plan, change(Kind::json_patch, good));
  CHECK(out.plan.tier == "enterprise");
  const Json bad = Json::array({operation("replace", due_of(kPricing), "2026-04-07"),
                                operation("test", "/tier", "expansion")});
  CHECK(holds(refused(plan, change(Kind::json_patch, bad)),
              "patch operation 2 (test /tier): the value is another"));
}

TEST_CASE("a change made for another version is refused as 412") {
  const Plan plan = before_change();
  ChangeSet set = merge({{"tier", "enterprise"}});
  set.if_match = plan.version - 1;
  CHECK(stale(plan, set));
  CHECK(holds(refused(plan, set), "412"));
  set.if_match = plan.version;
  CHECK_FALSE(stale(plan, set));
  accepted(plan, set);
}

TEST_CASE("a change that changes nothing counts no version") {
  const Plan plan = before_change();
  const Changed out = accepted(plan, merge({{"name", plan.name}}));
  CHECK(out.plan == plan);
  CHECK(out.events.empty());
}

TEST_CASE("schema, invariants and state machines refuse with their names") {
  const Plan plan = before_change();
  const auto step = [](const Json& fields) {
    return merge({{"milestones", {{kPricing, fields}}}});
  };
  CHECK(holds(refused(plan, merge({{"colour", "red"}})), "additionalProperties"));
  CHECK(holds(refused(plan, merge({{"x_colour", "red"}})), "/x_colour"));
  CHECK(holds(refused(plan, step({{"status", "done"}})), "(enum)"));
  CHECK(holds(refused(plan, step({{"due_date", "2026-02-30"}})), due_of(kPricing)));
  CHECK(holds(refused(plan, step({{"owner", id("per", 77)}})), "I01"));
  CHECK(holds(refused(plan, step({{"party", "customer"}})), "I03"));
  CHECK(holds(refused(plan, step({{"status", "complete"}})), "I04"));
  CHECK(holds(refused(plan, step({{"baseline_date", "2026-04-08"}})), "I20"));
  CHECK(holds(refused(plan, merge({{"economics", {{"recognised_bp", {{"vendor", 1}}}}}})), "I06"));
  CHECK(holds(refused(plan, merge({{"milestones", {{kPricing, nullptr}}}})), "I16"));
  CHECK(holds(refused(plan, merge({{"handoffs", {{kHandoff, {{"state", "done"}}}}}})),
              "transition /handoffs"));
  CHECK(holds(refused(plan, {Kind::json_patch, "{}", {}, "x", ""}), "list of operations"));
  CHECK(holds(refused(plan, {Kind::merge_patch, "[]", {}, "x", ""}), "object"));
  CHECK(holds(refused(plan, {Kind::merge_patch, "{", {}, "x", ""}), "json"));
}

TEST_CASE("a deleted step is refused even when nothing names it any more") {
  Plan plan = before_change();
  const std::string extra = id("mst", 9);
  plan.milestones[extra] = step("Kickoff", kAnna, Party::vendor, "2026-05-06");
  plan.milestone_order.push_back(extra);
  const Json patch = Json::array({{{"op", "remove"}, {"path", "/milestone_order/3"}},
                                  {{"op", "remove"}, {"path", "/milestones/" + extra}}});
  CHECK(holds(refused(plan, change(Kind::json_patch, patch)), "I16"));
}

TEST_CASE("what is nobody's to write is refused") {
  Plan plan = before_change();
  plan.history.activated_on = day("2026-03-01");
  for (const auto& [pointer, value] :
       std::vector<std::pair<std::string, Json>>{{"/id", id("pln", 2)},
                                                 {"/status", "active"},
                                                 {"/signoffs/customer/state", "signed"},
                                                 {"/x_closemap/history/activated_on", "2026-03-05"},
                                                 {"/x_closemap/baselined_on", "2026-03-05"},
                                                 {"/x_closemap/pause_reason", "none"}}) {
    const std::string what =
        refused(plan, change(Kind::json_patch, Json::array({operation("add", pointer, value)})));
    INFO(pointer << ": " << what);
    CHECK(holds(what, "is not written by a change set"));
  }
  CHECK(holds(refused(plan, merge({{"version", 9}})), "I17"));
  CHECK(accepted(plan, merge({{"version", 4}, {"tier", "enterprise"}})).plan.version == 4);
}

TEST_CASE("what was wrong before does not stop a change that is right") {
  Plan plan = before_change();
  plan.milestones[kApproval].owner = id("per", 77);  // I01
  plan.party(Party::partner).name.clear();           // the schema wants a name
  const Changed out = accepted(plan, merge({{"tier", "enterprise"}}));
  CHECK(out.plan.tier == "enterprise");
  CHECK(holds(refused(plan, merge({{"coordinator", id("per", 77)}})), "I01 /coordinator"));
  CHECK(holds(refused(plan, merge({{"tier", "large"}})), "/tier"));
}

TEST_CASE("lints are told and not refused") {
  const Plan plan = before_change();
  const Changed out =
      accepted(plan, merge({{"milestones", {{kPricing, {{"due_date", "2026-04-14"}}}}}}));
  REQUIRE(out.lints.size() == 1);
  CHECK(out.lints[0].code == "I14");
}

TEST_CASE("a step completed by a patch is attested, offers its handoff and ages no signature") {
  Plan plan = before_change();
  REQUIRE(sign(plan, Party::customer, {kCarla, "portal", kNow}));
  ChangeSet set =
      merge({{"milestones",
              {{kQuestionnaire, {{"status", "complete"}, {"actual_date", "2026-03-09"}}}}}});
  set.actor = "piotr@example.com";
  const Changed out = accepted(plan, set);
  CHECK(types(out) == "milestone.status_changed milestone.evidence_added handoff.offered");
  CHECK(out.plan.milestones.at(kQuestionnaire).evidence.at(0).by == kPiotr);
  CHECK(out.plan.handoffs.at(kHandoff).offered_at == kNow);
  CHECK(out.plan.signoffs[2].state == SignOffState::signed_);
  ChangeSet back = merge(
      {{"milestones", {{kQuestionnaire, {{"status", "in_progress"}, {"actual_date", nullptr}}}}}});
  CHECK(holds(refused(out.plan, back), "reason"));
  back.reason = "a page is missing";
  CHECK(types(accepted(out.plan, back)) == "milestone.status_changed handoff.planned");
}

TEST_CASE("no text of a change holds a control character but a line break") {
  const Plan plan = before_change();
  for (const char* text : {"a\rb", "a\tb", "\x1b[31m", "a\x7f"}) {
    CHECK(holds(refused(plan, merge({{"name", text}})), "control character"));
    CHECK(holds(
        refused(plan, change(Kind::json_patch, Json::array({operation("replace", "/name", text)}))),
        "control character"));
  }
  CHECK(holds(refused(plan, merge({{"name", std::string("a\0b", 3)}})), "control character"));
  const Json lines{{"milestones", {{kPricing, {{"done_condition", "Signed.\nFiled."}}}}}};
  CHECK(accepted(plan, merge(lines)).plan.milestones.at(kPricing).done_condition ==
        "Signed.\nFiled.");
}

TEST_CASE("without evidence a step is complete on its owner's word alone") {
  const Plan plan = before_change();
  ChangeSet set =
      merge({{"milestones",
              {{kQuestionnaire, {{"status", "complete"}, {"actual_date", "2026-03-09"}}}}}});
  for (const char* other : {"anna@example.com", "", "nobody@example.com"}) {
    set.actor = other;
    CHECK(holds(refused(plan, set), "by its owner alone"));
  }
  set = merge({{"milestones",
                {{kQuestionnaire,
                  {{"status", "complete"},
                   {"actual_date", "2026-03-09"},
                   {"evidence",
                    {{{"kind", "url"},
                      {"ref", "https://x.example/1"},
                      {"by", kAnna},
                      {"at", "2026-03-09T10:00:00Z"}}}}}}}}});
  CHECK(accepted(plan, set).plan.milestones.at(kQuestionnaire).evidence.size() == 1);
}

TEST_CASE("changed economics lose their agreement and age the sellers' signatures") {
  Plan plan = before_change();
  REQUIRE(sign(plan, Party::vendor, {kAnna, "portal", kNow}));
  const Changed out = accepted(plan, merge({{"economics", {{"whose_paper", "partner"}}}}));
  CHECK(out.plan.economics->agreed_by.empty());
  CHECK(out.plan.signoffs[0].state == SignOffState::stale);
  CHECK(types(out) == "party.stale economics.proposed");
}

TEST_CASE("nobody agrees for another by a patch") {
  Plan plan = before_change();
  plan.economics->agreed_by = {Party::vendor};
  const Changed out =
      accepted(plan, merge({{"economics", {{"agreed_by", {"vendor", "partner"}}}}}));
  CHECK(out.plan == plan);
  CHECK(out.events.empty());
}

TEST_CASE("what an import kept survives a change") {
  Plan plan = before_change();
  plan.imported = {{"/x_colour", "\"red\""}};
  const Changed out = accepted(plan, merge({{"tier", "enterprise"}}));
  CHECK(out.plan.imported == plan.imported);
}
