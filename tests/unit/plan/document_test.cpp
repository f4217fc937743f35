// The plan document: exact round trips, canonical text, unknown fields, the schema.
#include "mapping/plan/document.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/unit/plan/sample_plan.h"

using namespace closemap;
using namespace closemap::test;

namespace {

Json example() {
  std::ifstream in(CLOSEMAP_SOURCE_DIR "/tests/vectors/schema/example.plan.json");
  return Json::parse(in);
}

Plan read(const std::string& text) {
  Result<Plan> plan = plan_from_text(text);
  INFO((plan ? std::string() : plan.error().what));
  REQUIRE(plan);
  return *plan;
}

std::string what_of(const Result<Plan>& plan) { return plan ? "accepted" : plan.error().what; }

}  // namespace

TEST_CASE("a plan with every field reads back exactly") {
  const Plan plan = rich_plan();
  CHECK(read(plan_to_text(plan)) == plan);
  const Result<Plan> of_tree = plan_from_json(to_json(plan));
  REQUIRE(of_tree);
  CHECK(*of_tree == plan);
}

TEST_CASE("an empty plan and empty parts read back exactly") {
  Plan plan;
  plan.id = id("pln", 9);
  CHECK(read(plan_to_text(plan)) == plan);
  plan.shared_context.emplace();
  plan.joint_outcome.emplace();
  plan.compelling_event.emplace();
  plan.if_criteria_met.emplace();
  plan.economics.emplace();
  plan.visibility["/risks"] = {};
  CHECK(read(plan_to_text(plan)) == plan);
}

TEST_CASE("the text is the canonical dump of the tree") {
  for (const Plan& plan : {rich_plan(), small_plan(), Plan{}})
    CHECK(plan_to_text(plan) == dump_json(to_json(plan)));
  Plan unkept = rich_plan();
  unkept.imported.clear();
  CHECK(plan_to_text(unkept) == dump_json(Json::parse(plan_to_text(unkept))));
}

TEST_CASE("an empty field costs nothing in the text") {
  const Json document = to_json(small_plan());
  for (const char* key : {"gates", "risks", "success_criteria", "economics", "escalation_path",
                          "shared_context", "joint_outcome", "compelling_event", "provenance",
                          "visibility", "if_criteria_met", "key_dates", "opportunities"})
    CHECK_FALSE(document.contains(key));
  for (const char* key :
       {"history", "amount", "customer_stakeholders", "procurement_required", "milestones"})
    CHECK_FALSE(document.at("x_closemap").contains(key));
  const Json& step = document.at("milestones").at(kPricing);
  for (const char* key : {"evidence", "estimate3", "risk", "external_refs"})
    CHECK_FALSE(step.contains(key));
}

TEST_CASE("the example document is valid and keeps every value through the model") {
  const Json before = example();
  const Status valid = validate_document(before);
  INFO((valid ? std::string() : valid.error().what));
  CHECK(valid);
  const Result<Plan> plan = plan_from_json(before);
  REQUIRE(plan);
  const Json after = to_json(*plan);
  CHECK(validate_document(after));
  // Defaults may be added and an explicit default left out; nothing else differs.
  for (const Json& change : Json::diff(before, after)) {
    const std::string path = change.at("path");
    const bool lag_of_nothing = path == "/dependencies/0/lag";
    CHECK((change.at("op") == "add" || lag_of_nothing));
  }
}

TEST_CASE("a rich plan fits the schema once its incomplete handoff is told apart") {
  Plan plan = rich_plan();
  const Status valid = validate_document(to_json(plan), UnknownFields::keep);
  INFO((valid ? std::string() : valid.error().what));
  CHECK(valid);
  CHECK_FALSE(validate_document(to_json(plan)));  // its x_colour is no field of the schema
  plan.imported.clear();
  CHECK(validate_document(to_json(plan)));
}

TEST_CASE("an unknown field is refused with its place") {
  Json document = to_json(small_plan());
  document["milestones"][kPricing]["colour"] = "red";
  const std::string what = what_of(plan_from_json(document));
  CHECK(what.find("/milestones/" + kPricing + "/colour") != std::string::npos);
  CHECK(what.find("unknown field") != std::string::npos);
}

TEST_CASE("an import keeps unknown fields as x_ and gives them back") {
  Json document = to_json(small_plan());
  document["colour"] = Json{{"shade", {1, 2}}};
  document["milestones"][kPricing]["effort"] = 3.5;
  const Result<Plan> plan = plan_from_json(document, UnknownFields::keep);
  REQUIRE(plan);
  const Json shown = to_json(*plan);
  CHECK(shown.at("x_colour") == document.at("colour"));
  CHECK(shown.at("milestones").at(kPricing).at("x_effort") == 3.5);
  CHECK_FALSE(shown.contains("colour"));
  const Result<Plan> again = plan_from_json(shown);
  REQUIRE(again);
  CHECK(*again == *plan);
}

// The schema has no room for a handoff without its receiver, and the model leaves defaults out.
TEST_CASE("what an import adds stays with a thing that is written apart or left out") {
  Json document = to_json(rich_plan());
  document["handoffs"]["hof_x"] = {
      {"trigger", kPricing}, {"what", "papers"}, {"to", {{"party", "customer"}, {"x_desk", 4}}}};
  document["dependencies"][0]["lag"] = {{"n", 0}, {"unit", "bd"}, {"x_why", "none"}};
  document["x_closemap"]["milestones"][kPricing]["x_size"] = 3.5;
  const Result<Plan> plan = plan_from_json(document);
  REQUIRE(plan);
  const Json shown = to_json(*plan);
  CHECK(shown.at("x_closemap").at("handoffs").at("hof_x").at("to").at("x_desk") == 4);
  CHECK(shown.at("dependencies").at(0).at("lag") == Json{{"x_why", "none"}});
  CHECK(shown.at("milestones").at(kPricing).at("x_size") == 3.5);
  const Result<Plan> again = plan_from_json(shown);
  REQUIRE(again);
  CHECK(*again == *plan);
  Plan without = *plan;
  without.handoffs.erase("hof_x");
  without.milestones.erase(kPricing);
  const std::string text = plan_to_text(without);
  CHECK(text.find("x_desk") == std::string::npos);
  CHECK(text.find("x_size") == std::string::npos);
}

TEST_CASE("wrong values are refused with their place") {
  const auto with = [](const std::string& pointer, const Json& value) {
    Json document = to_json(rich_plan());
    document[Json::json_pointer(pointer)] = value;
    return what_of(plan_from_json(document));
  };
  for (const auto& [pointer, value] : std::vector<std::pair<std::string, Json>>{
           {"/gates/" + kGate + "/state", "maybe"},
           {"/risks/" + kRisk + "/probability_bp", 0.5},
           {"/economics/agreed_by/0", "marketplace"},
           {"/economics/total/minor", "1"},
           {"/milestones/" + kPricing + "/estimate3/o", "two"},
           {"/dependencies/0/type", "SS"},
           {"/key_dates/decision_target", "2026-02-30"},
           {"/schema", "closemap.plan.v2"}})
    CHECK(with(pointer, value).find("plan document " + pointer) == 0);
}

TEST_CASE("a dependency that is not finish-to-start has its own word") {
  Json document = to_json(small_plan());
  document["dependencies"][0]["type"] = "FF";
  CHECK(what_of(plan_from_json(document)).find("unsupported_dependency_type") != std::string::npos);
}

TEST_CASE("a name that the schema refuses is found at its object") {
  Json document = example();
  document["milestones"]["mst_1"] = document["milestones"].begin().value();
  const Status valid = validate_document(document);
  REQUIRE_FALSE(valid);
  CHECK(valid.error().what.find("plan document /milestones: ") == 0);
  CHECK(valid.error().what.find("(pattern)") != std::string::npos);
}

TEST_CASE("every violation is listed, innermost places only") {
  Json document = example();
  document["version"] = 0;
  document["economics"]["total"]["minor"] = "many";
  document["parties"].erase("vendor");
  const std::vector<std::string> found = document_violations(document);
  REQUIRE(found.size() == 3);
  const auto says = [&](const std::string& place, const std::string& keyword) {
    return std::any_of(found.begin(), found.end(), [&](const std::string& each) {
      return each.find("plan document " + place + ": ") == 0 &&
             each.find("(" + keyword + ")") != std::string::npos;
    });
  };
  CHECK(says("/version", "minimum"));
  CHECK(says("/economics", "anyOf"));
  CHECK(says("/parties", "required"));
}
