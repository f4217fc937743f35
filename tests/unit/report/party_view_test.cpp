// I19: what a party may not see is in nothing that is rendered for it: the page, the document, the
// calendar, the notices, the agenda.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "mapping/plan/document.h"
#include "mapping/plan/view.h"
#include "mapping/report/notice_text.h"
#include "tests/unit/plan/sample_plan.h"
#include "tests/unit/report/renderings.h"

namespace closemap {
namespace {

constexpr std::size_t kTellingLength = 6;  // shorter words may stand anywhere by chance

// Every text of a document, and the words of enumerations among them.
void gather(const Json& json, std::set<std::string>& texts) {
  if (json.is_string()) texts.insert(json.get<std::string>());
  if (json.is_structured())
    for (const Json& part : json) gather(part, texts);
}

// Texts of the plan that the party's document has nowhere.
std::set<std::string> hidden_from(const Plan& plan, Party party) {
  std::set<std::string> texts, hidden;
  gather(to_json(plan), texts);
  const std::string seen = plan_to_text(view(plan, party));
  for (const std::string& text : texts)
    if (text.size() >= kTellingLength && seen.find(text) == std::string::npos) hidden.insert(text);
  return hidden;
}

// An active plan with something of everything, `kept` of which is the sellers' own.
Plan plan_with_secrets(const std::string& kept) {
  Plan plan = test::rich_plan();
  plan.status = PlanStatus::active;
  Milestone& pricing = plan.milestones[test::kPricing];
  pricing.title = "Discount floor agreed inside";
  pricing.done_condition = "the floor is signed off";
  pricing.owner_estimate = test::day("2026-05-20");
  plan.milestones[test::kApproval].status = MilestoneStatus::pending;
  plan.milestones[test::kApproval].disposition = Disposition::active;
  plan.milestones[test::kApproval].actual.reset();
  plan.visibility[kept] = {Party::vendor, Party::partner};
  return plan;
}

void check(const Plan& plan, Party party) {
  const std::set<std::string> hidden = hidden_from(plan, party);
  REQUIRE(hidden.size() > 5);
  const auto texts = test::renderings(plan, party);
  REQUIRE(texts.size() > 20);
  for (const auto& [what, text] : texts)
    for (const std::string& secret : hidden) {
      CAPTURE(to_text(party), what, secret);
      CHECK(text.find(secret) == std::string::npos);
    }
}

TEST_CASE("I19 what a party may not see is in nothing that is rendered for it") {
  const std::string step = "/milestones/" + test::kPricing;
  const Plan plan = plan_with_secrets(step);
  CHECK(hidden_from(plan, Party::customer).contains("Discount floor agreed inside"));
  CHECK(hidden_from(plan, Party::customer).contains("+1 555 0100"));
  for (const Party party : kParties) check(plan, party);
  for (const std::string& other : {test::kQuestionnaire, test::kApproval})
    check(plan_with_secrets("/milestones/" + other), Party::customer);
  for (const char* field : {"/due_date", "/owner"})  // a forecast is nobody's field: it is shown
    check(plan_with_secrets(step + field), Party::customer);
}

TEST_CASE("I19 of a step whose dates or owner are hidden nobody hears, of the others they do") {
  const std::string step = "/milestones/" + test::kPricing;
  Signal slip;
  slip.name = "slip";
  for (const char* kept : {"", "/due_date", "/owner", "/owner_estimate_date"}) {
    CAPTURE(kept);
    const Plan plan = plan_with_secrets(step + kept);
    const Plan seen = view(plan, Party::customer);
    slip.subject = test::kPricing;
    CHECK_FALSE(may_be_told(plan, seen, slip));
    CHECK(may_be_told(plan, view(plan, Party::partner), slip));
    slip.subject = test::kQuestionnaire;
    CHECK(may_be_told(plan, seen, slip));
    slip.subject = test::kPricing + "," + test::kQuestionnaire;
    CHECK(may_be_told(plan, seen, slip));
  }
  const Plan plan = plan_with_secrets("/handoffs/" + test::kHandoff);
  slip.subject = test::kHandoff;
  CHECK_FALSE(may_be_told(plan, view(plan, Party::customer), slip));
  slip.subject = "vendor";
  CHECK(may_be_told(plan, view(plan, Party::customer), slip));
}

}  // namespace
}  // namespace closemap
