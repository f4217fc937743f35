// Every built-in template: its dates worked back from the customer's, its edges, its handoffs, and
// who of the people known ends up owning what.
#include <catch2/catch.hpp>
#include <map>

#include "config/templates.h"
#include "mapping/schedule/people.h"
#include "mapping/schedule/template.h"
#include "tests/unit/schedule/networks.h"

using namespace closemap;

namespace {

// Worked out by a second program from the durations and waits, Monday to Friday. eight_weeks is
// the table of domain.md §2.7 A; mid_market's dates are those of vector 05.
struct Expected {
  const char *name, *anchor;
  std::string due;       // "step=MM-DD", in the order of the file
  std::string edges;     // "pred>succ", "?" discretionary, then the lag
  std::string handoffs;  // "step>party:step that accepts it"
};

const std::vector<Expected>& expected() {
  static const std::vector<Expected> all{
      {"cosell", "2026-06-30",
       "partner_intro=04-30 joint_discovery=05-07 technical_evaluation=05-28 "
       "executive_alignment=06-04 commercial_discussion=06-16 signature=06-30 ",
       "partner_intro>joint_discovery joint_discovery>technical_evaluation "
       "technical_evaluation>executive_alignment "
       "executive_alignment?>commercial_discussion commercial_discussion>signature ",
       "partner_intro>vendor:joint_discovery technical_evaluation>customer:executive_alignment "
       "commercial_discussion>customer:signature "
       "signature>partner:- "},
      {"eight_weeks", "2026-04-24",
       "discovery=03-03 workshop=03-06 criteria=03-10 "
       "poc=03-24 business_case=03-27 readout=04-01 "
       "review=04-15 pricing=04-15 redlines=04-22 "
       "signature=04-24 kickoff=04-29 ",
       "discovery>workshop workshop>criteria criteria>poc "
       "discovery>business_case poc>business_case business_case>readout "
       "readout>review readout>pricing review>redlines "
       "pricing>redlines redlines>signature signature>kickoff ",
       "discovery>vendor:workshop criteria>vendor:poc poc>customer:business_case "
       "pricing>customer:redlines signature>vendor:kickoff "},
      {"enterprise", "2026-06-30",
       "discovery=03-17 deep_dive=03-31 security_review=04-14 "
       "pilot=04-28 pilot_review=05-05 business_case=05-12 "
       "pricing=05-12 procurement=06-02 legal=06-16 "
       "sponsor_sign_off=06-23 signature=06-30 onboarding=07-07 ",
       "discovery>deep_dive deep_dive?-10>security_review security_review?-15>pilot "
       "pilot?-5>pilot_review pilot_review?-5>business_case business_case?-5>pricing "
       "pricing?-5>procurement procurement?-10>legal legal?-10>sponsor_sign_off "
       "sponsor_sign_off?-10>signature signature?-10>onboarding ",
       "deep_dive>customer:security_review pricing>customer:procurement "
       "signature>partner:onboarding "},
      {"expansion", "2026-06-30",
       "scoping=06-09 walkthrough=06-16 pricing=06-16 "
       "approval=06-23 amendment=06-30 onboarding=07-07 ",
       "scoping?-5>walkthrough walkthrough?-5>pricing pricing?-5>approval "
       "approval?-5>amendment amendment?-5>onboarding ",
       "scoping>vendor:walkthrough pricing>customer:approval amendment>partner:onboarding "},
      {"last_mile", "2026-06-30",
       "open_points=06-19 redlines=06-29 approvals=06-24 "
       "purchase_order=06-29 signer_booked=06-29 signature=06-30 "
       "kickoff=07-03 ",
       "open_points>redlines open_points>approvals approvals>purchase_order "
       "open_points>signer_booked redlines>signature purchase_order>signature "
       "signer_booked>signature signature>kickoff ",
       "open_points>customer:redlines signature>partner:kickoff "},
      {"mid_market", "2026-06-30",
       "discovery=06-02 validation=06-09 pricing=06-16 "
       "internal_review=06-16 negotiation=06-23 signature=06-30 "
       "onboarding=07-07 ",
       "discovery>validation validation?-5>pricing pricing?-5>internal_review "
       "internal_review?-5>negotiation negotiation?-5>signature signature?-5>onboarding ",
       "discovery>partner:validation pricing>customer:internal_review "
       "signature>partner:onboarding "},
      {"pilot", "2026-06-30",
       "validation=05-21 criteria=05-25 pilot=06-15 "
       "questionnaire=06-09 questionnaire_review=06-19 procurement_intake=06-19 "
       "readout=06-17 decision=06-19 redlines=06-26 "
       "signature=06-30 go_live=07-07 ",
       "validation>criteria criteria>pilot validation>questionnaire "
       "questionnaire>questionnaire_review criteria>procurement_intake pilot>readout "
       "readout>decision decision>redlines questionnaire_review>redlines "
       "procurement_intake>redlines redlines>signature signature>go_live ",
       "criteria>partner:pilot pilot>customer:readout questionnaire>customer:questionnaire_review "
       "signature>partner:go_live "},
      {"post_demo", "2026-06-30",
       "plan_agreed=05-11 decision_path=05-28 criteria=05-14 "
       "evaluation=05-28 security_answers=05-29 security_answers_review=06-12 "
       "business_case=06-04 executive_meeting=06-09 proposal=06-12 "
       "legal_procurement=06-26 signature=06-30 kickoff=07-03 ",
       "plan_agreed>decision_path plan_agreed>criteria criteria>evaluation "
       "plan_agreed>security_answers security_answers>security_answers_review "
       "evaluation>business_case "
       "decision_path>business_case business_case>executive_meeting executive_meeting>proposal "
       "proposal>legal_procurement security_answers_review>legal_procurement "
       "legal_procurement>signature "
       "signature>kickoff ",
       "criteria>vendor:evaluation evaluation>customer:business_case "
       "security_answers>customer:security_answers_review "
       "proposal>customer:legal_procurement signature>partner:kickoff "},
      {"pre_proposal", "2026-06-30",
       "decision_path=05-28 executive_meeting=06-02 proposal=06-05 "
       "proposal_review=06-12 security_approval=06-19 contract_draft=06-16 "
       "contract_draft_review=06-26 procurement=06-26 signature=06-30 "
       "kickoff=07-03 ",
       "decision_path>executive_meeting executive_meeting>proposal proposal>proposal_review "
       "decision_path>security_approval proposal_review?>contract_draft "
       "contract_draft>contract_draft_review "
       "proposal_review>procurement security_approval>procurement contract_draft_review>signature "
       "procurement>signature signature>kickoff ",
       "proposal>customer:proposal_review contract_draft>customer:contract_draft_review "
       "signature>partner:kickoff "},
      {"standard_11", "2026-06-30",
       "deep_dive=05-14 criteria=05-19 security_answers=05-29 "
       "security_review=06-12 pilot=06-02 pilot_decision=06-04 "
       "business_case=06-09 proposal=06-12 legal_procurement=06-26 "
       "signature=06-30 onboarding=07-03 ",
       "deep_dive>criteria deep_dive>security_answers security_answers>security_review "
       "criteria>pilot pilot>pilot_decision pilot_decision>business_case "
       "business_case>proposal proposal>legal_procurement security_review>legal_procurement "
       "legal_procurement>signature signature>onboarding ",
       "criteria>partner:pilot security_answers>customer:security_review "
       "pilot>customer:pilot_decision "
       "proposal>customer:legal_procurement signature>partner:onboarding "},

  };
  return all;
}

const Calendar* no_calendar(const std::string&) { return nullptr; }

Plan made_from(const std::string& name, const std::string& anchor, Plan plan = {}) {
  const std::map<std::string, PlanTemplate> all = builtin_templates();
  const auto found = all.find(name);
  REQUIRE(found != all.end());
  int next = 10;
  instantiate(
      plan, found->second, found->second.anchor_step, day(anchor), Instant{}, no_calendar,
      [&next](std::string_view p) { return std::string(p) + "_" + std::to_string(next++); });
  return plan;
}

std::string key_of(const Plan& plan, const std::string& id) {
  return id.empty() ? "-" : plan.milestones.at(id).key;
}

std::string dates(const Plan& plan) {
  std::string out;
  for (const std::string& id : plan.milestone_order)
    out += plan.milestones.at(id).key + "=" + text(plan.milestones.at(id).due).substr(5) + " ";
  return out;
}

std::string edges(const Plan& plan) {
  std::string out;
  for (const Dependency& d : plan.dependencies) {
    out += key_of(plan, d.pred) + (d.hardness == Hardness::discretionary ? "?" : "");
    if (d.lag.n != 0) out += (d.lag.n > 0 ? "+" : "") + std::to_string(d.lag.n);
    out += ">" + key_of(plan, d.succ) + " ";
  }
  return out;
}

std::string handoffs(const Plan& plan) {
  std::string out;
  for (const std::string& id : plan.milestone_order)
    for (const auto& [hof, handoff] : plan.handoffs) {
      if (handoff.trigger != id) continue;
      CHECK(handoff.from == plan.milestones.at(id).party);
      CHECK_FALSE(handoff.what.empty());
      out += key_of(plan, id) + ">" + std::string(to_text(handoff.to)) + ":" +
             key_of(plan, handoff.accepts_milestone) + " ";
    }
  return out;
}

const Milestone& step(const Plan& plan, const std::string& key) {
  for (const auto& [id, m] : plan.milestones)
    if (m.key == key) return m;
  FAIL("no step " << key);
  return plan.milestones.begin()->second;
}

Person someone(Party party, std::vector<std::string> roles) {
  Person person;
  person.party = party;
  person.roles = std::move(roles);
  person.name = "somebody";
  return person;
}

}  // namespace

TEST_CASE("every built-in template is expected here") {
  std::vector<std::string> names;
  for (const Expected& one : expected()) names.emplace_back(one.name);
  std::vector<std::string> built_in;
  for (const auto& [name, plan_template] : builtin_templates()) built_in.push_back(name);
  CHECK(names == built_in);
}

TEST_CASE("built-in templates are worked back from the customer's date, with edges and handoffs") {
  for (const Expected& one : expected()) {
    INFO(one.name);
    const Plan plan = made_from(one.name, one.anchor);
    CHECK(dates(plan) == one.due);
    CHECK(edges(plan) == one.edges);
    CHECK(handoffs(plan) == one.handoffs);
    CHECK(plan.template_used == one.name);
  }
}

TEST_CASE(
    "every template asks all three parties, and says for each step whose and when it is done") {
  for (const auto& [name, plan_template] : builtin_templates()) {
    INFO(name);
    std::array<int, 3> steps{};
    for (const TemplateStep& step : plan_template.steps) {
      INFO(step.key);
      ++steps[static_cast<std::size_t>(step.party)];
      CHECK_FALSE(step.owner.empty());
      CHECK_FALSE(step.done_condition.empty());
      CHECK(step.duration_bd >= 1);
    }
    CHECK(steps[static_cast<std::size_t>(Party::vendor)] > 0);
    CHECK(steps[static_cast<std::size_t>(Party::customer)] > 0);
    if (name != "eight_weeks") CHECK(steps[static_cast<std::size_t>(Party::partner)] > 0);
  }
}

TEST_CASE("known people are filled in by their role, unknown ones stay open under it") {
  Plan known;
  known.people["per_cfo"] = someone(Party::customer, {"champion", "economic_buyer"});
  known.people["per_se"] = someone(Party::vendor, {"solutions_engineer"});
  known.people["per_ae"] = someone(Party::vendor, {});
  known.opportunities.push_back({});
  known.opportunities[0].side = Party::vendor;
  known.opportunities[0].owner = "per_ae";
  const Plan plan = made_from("pilot", "2026-06-30", known);
  CHECK(step(plan, "readout").owner == "per_cfo");
  CHECK(step(plan, "readout").owner_word == "somebody");
  CHECK(step(plan, "questionnaire").owner == "per_se");
  CHECK(step(plan, "questionnaire_review").owner.empty());
  CHECK(step(plan, "questionnaire_review").owner_word == "security approver");
  CHECK(step(plan, "pilot").owner.empty());  // the partner's engineer, not the vendor's
  for (const auto& [id, handoff] : plan.handoffs) {
    if (key_of(plan, handoff.trigger) == "pilot") {
      CHECK(handoff.from_person.empty());
      CHECK(handoff.to_person == "per_cfo");
    }
    if (key_of(plan, handoff.trigger) == "questionnaire") CHECK(handoff.from_person == "per_se");
  }
  CHECK(step(made_from("mid_market", "2026-06-30", known), "pricing").owner == "per_ae");
}

TEST_CASE("a person is never guessed: two in a role, gone, a team, or of another party") {
  Plan plan;
  plan.people["per_1"] = someone(Party::customer, {"champion"});
  CHECK(person_in_role(plan, Party::customer, "champion") == "per_1");
  CHECK(person_in_role(plan, Party::vendor, "champion").empty());
  plan.people["per_2"] = someone(Party::customer, {"champion"});
  CHECK(person_in_role(plan, Party::customer, "champion").empty());
  plan.people["per_2"].active = false;
  CHECK(person_in_role(plan, Party::customer, "champion") == "per_1");
  plan.people["per_1"].kind = PersonKind::team;
  CHECK(person_in_role(plan, Party::customer, "champion").empty());

  plan.people["per_3"] = someone(Party::partner, {});
  plan.party(Party::partner).executive_sponsor = "per_3";
  CHECK(person_in_role(plan, Party::partner, "executive_sponsor") == "per_3");
  plan.people["per_3"].party = Party::vendor;
  CHECK(person_in_role(plan, Party::partner, "executive_sponsor").empty());
}

TEST_CASE("an owner's own calendar counts when the dates are worked back") {
  Plan known;
  known.people["per_signer"] = someone(Party::customer, {"authorized_signer"});
  known.people["per_signer"].calendar = "de";
  CalendarSpec spec = weekdays_calendar("de");
  spec.holidays = {day("2026-06-29")};
  const Calendar holiday = *Calendar::compile(spec);
  const CalendarLookup calendars = [&](const std::string& name) {
    return name == "de" ? &holiday : nullptr;
  };
  Plan plan = known;
  int next = 10;
  instantiate(plan, builtin_templates().at("last_mile"), "signature", day("2026-06-30"), Instant{},
              calendars, [&next](std::string_view) { return std::to_string(next++); });
  CHECK(text(step(plan, "redlines").due) == "2026-06-29");  // the day before the signature
  Plan other;
  other.people = known.people;
  next = 10;
  PlanTemplate longer = builtin_templates().at("last_mile");
  for (TemplateStep& step : longer.steps)
    if (step.key == "signature") step.duration_bd = 2;
  instantiate(other, longer, "signature", day("2026-06-30"), Instant{}, calendars,
              [&next](std::string_view) { return std::to_string(next++); });
  CHECK(text(step(other, "redlines").due) == "2026-06-25");  // the signer is away on the 29th
}

TEST_CASE("who calls whom comes with the plan, as far as it is known") {
  Plan known;
  known.people["per_vp"] = someone(Party::vendor, {"executive_sponsor"});
  known.people["per_sponsor"] = someone(Party::customer, {"project_sponsor"});
  known.party(Party::partner).lead = "per_tom";
  const Plan plan = made_from("cosell", "2026-06-30", known);
  CHECK(plan.escalation_path == std::vector<EscalationStep>{{2, Party::partner, "per_tom"},
                                                            {3, Party::vendor, "per_vp"},
                                                            {3, Party::customer, "per_sponsor"}});
  known.escalation_path = {{1, Party::vendor, "per_vp"}};
  CHECK(made_from("cosell", "2026-06-30", known).escalation_path.size() == 1);
}
