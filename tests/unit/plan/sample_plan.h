// A plan in which every field says something, and a small active one; ids are valid TypeIDs.
#pragma once

#include <string>

#include "mapping/plan/plan.h"

namespace closemap::test {

inline std::string id(const std::string& prefix, int number) {
  const std::string digits = std::to_string(number);
  return prefix + "_01k" + std::string(23 - digits.size(), '0') + digits;
}
inline Date day(const std::string& text) { return *parse_date(text); }
inline Instant instant(const std::string& text) { return *parse_instant(text); }

inline const std::string kAnna = id("per", 1), kPiotr = id("per", 2), kCarla = id("per", 3),
                         kCfo = id("per", 4), kTeam = id("per", 5);
inline const std::string kPricing = id("mst", 1), kQuestionnaire = id("mst", 2),
                         kApproval = id("mst", 3);
inline const std::string kHandoff = id("hof", 1), kGate = id("gat", 1), kCriterion = id("crt", 1),
                         kRisk = id("rsk", 1);
inline const Instant kNow = instant("2026-03-10T12:00:00Z");

inline Person person(const std::string& name, Party party) {
  Person out;
  out.name = name;
  out.party = party;
  out.email = name + "@example.com";
  return out;
}

inline Milestone step(const std::string& title, const std::string& owner, Party party,
                      const std::string& due) {
  Milestone out;
  out.title = title;
  out.owner = owner;
  out.party = party;
  out.due = day(due);
  out.duration_bd = 5;
  return out;
}

// Three parties, three steps in a row, a handoff between the second and the third. Proposed and
// baselined.
inline Plan small_plan() {
  Plan plan;
  plan.id = id("pln", 1);
  plan.version = 3;
  plan.status = PlanStatus::proposed;
  plan.name = "Northwind rollout";
  plan.timezone = "America/New_York";
  plan.created_on = day("2026-02-20");
  plan.baselined_on = day("2026-03-02");
  plan.party(Party::vendor).name = "Fabrikam";
  plan.party(Party::vendor).domain = "fabrikam.com";
  plan.party(Party::partner).name = "Contoso";
  plan.party(Party::partner).domain = "contoso.com";
  plan.party(Party::customer).name = "Northwind";
  plan.party(Party::customer).domain = "northwind.com";
  plan.people[kAnna] = person("anna", Party::vendor);
  plan.people[kPiotr] = person("piotr", Party::partner);
  plan.people[kCarla] = person("carla", Party::customer);
  plan.milestones[kPricing] = step("Pricing approved", kAnna, Party::vendor, "2026-04-06");
  plan.milestones[kQuestionnaire] =
      step("Security questionnaire completed", kPiotr, Party::partner, "2026-04-13");
  plan.milestones[kApproval] =
      step("CISO approves the questionnaire", kCarla, Party::customer, "2026-04-16");
  for (auto& [name, milestone] : plan.milestones) milestone.baseline = milestone.due;
  plan.milestone_order = {kPricing, kQuestionnaire, kApproval};
  plan.dependencies = {{kPricing, kQuestionnaire, {}, {}, Hardness::discretionary},
                       {kQuestionnaire, kApproval, {}, {}, Hardness::mandatory}};
  Handoff handoff;
  handoff.trigger = kQuestionnaire;
  handoff.what = "security questionnaire";
  handoff.from = Party::partner;
  handoff.from_person = kPiotr;
  handoff.to = Party::customer;
  handoff.to_person = kCarla;
  handoff.accepts_milestone = kApproval;
  plan.handoffs[kHandoff] = handoff;
  plan.anchors[kApproval] = {day("2026-05-04"), AnchorBasis::go_live, Party::customer};
  return plan;
}

inline void add_terms(Plan& plan) {
  plan.people[kCfo] = person("frank", Party::customer);
  plan.gates[kGate] = {"economic_buyer", kCfo,  kApproval,
                       GateState::open,  false, instant("2026-03-05T10:00:00Z")};
  plan.success_criteria[kCriterion] = {"Orders flow into the warehouse",
                                       "orders an hour",
                                       "500",
                                       "pilot",
                                       kApproval,
                                       "technical",
                                       true,
                                       CriterionState::passed,
                                       day("2026-03-25")};
  plan.if_criteria_met = IfCriteriaMet{"Move to contract", kApproval};
  plan.risks[kRisk] = {
      "Review takes long",  "three weeks", "send early", kPiotr, kApproval, 15, 3500,
      RiskState::mitigating};
  Economics economics;
  economics.total = Money{18000000, "USD"};
  economics.recognised_bp = {{"vendor", 8000}, {"partner", 2000}};
  economics.payments = {
      {"referral_fee", "vendor", "partner", 1000, std::nullopt, "vendor_share", "cash"},
      {"spiff", "vendor", "partner", std::nullopt, Money{50000, "USD"}, "", ""}};
  economics.whose_paper = "vendor";
  economics.agreed_by = {Party::vendor, Party::partner};
  plan.economics = economics;
  plan.escalation_path = {{1, Party::vendor, kAnna}, {3, Party::customer, kCfo}};
  plan.shared_context =
      SharedContext{"operations", "manual today", "new warehouse", "joint board member"};
  plan.joint_outcome =
      JointOutcome{"orders without typing", "partner", "vendor", Money{10000000, "USD"},
                   Money{20000000, "USD"},  36};
  plan.compelling_event =
      CompellingEvent{"warehouse opens", day("2026-05-04"), Party::customer, true};
  plan.decision_target = day("2026-04-20");
  plan.signature_target = day("2026-04-24");
  plan.go_live_target = day("2026-05-04");
  plan.evaluation_start = day("2026-03-02");
  plan.next_review_at = instant("2026-03-17T14:00:00Z");
}

inline void fill_step(Milestone& step) {
  step.key = "pricing_approval";
  step.owner_word = "Deal desk";
  step.blocked_reason = "waits for finance";
  step.done_condition = "price list attached";
  step.calendar = "US";
  step.kind = "gate";
  step.category = "commercial";
  step.owner_parties = {"vendor", "partner"};
  step.supporting = {kPiotr};
  step.actual_start = day("2026-03-03");
  step.owner_estimate = day("2026-04-13");
  step.not_before = day("2026-03-01");
  step.deadline = day("2026-05-01");
  step.min_duration_bd = 2;
  step.remaining_bd = 4;
  step.estimate3 = Estimate3{2.5, 5, 1.0 / 3 + 9};
  step.added_at = instant("2026-03-01T10:00:00.5Z");
  step.scheduled_at = instant("2026-03-20T15:00:00Z");
  step.risk = "finance is on leave";
  step.declined_count = 2;
  step.extensions = 1;
  step.evidence = {{"url", "https://example.com/price", kAnna, instant("2026-03-09T08:00:00Z")},
                   {"crm_record", "0065", kAnna, instant("2026-03-09T09:00:00Z")}};
  step.external_refs = {{"csv", "milestones", "17", "due"}};
}

inline void add_sources(Plan& plan) {
  Opportunity vendor;
  vendor.side = Party::vendor;
  vendor.ref = {"crm-v", "Opportunity", "006-secret", ""};
  vendor.name = "Northwind 2026";
  vendor.account_name = "Northwind Inc";
  vendor.account_domain = "northwind.com";
  vendor.stage_raw = "Negotiation-secret";
  vendor.stage_rank = 4;
  vendor.next_step = "call the CFO";
  vendor.owner = kAnna;
  vendor.owner_word = "anna.v";
  vendor.amount = Money{19000000, "USD"};
  vendor.close_date = day("2026-04-30");
  vendor.created_on = day("2026-01-15");
  vendor.link = id("lnk", 1);
  vendor.forecast_category_raw = "Commit-secret";
  vendor.partner_intro_on = day("2026-01-10");
  Opportunity partner = vendor;
  partner.side = Party::partner;
  partner.ref = {"crm-p", "deal", "77", "amount"};
  partner.deleted = true;
  plan.opportunities = {vendor, partner};
  plan.contenders = {{"/milestones/" + kPricing + "/due_date", "csv", "\"2026-04-20\""}};
  plan.provenance["/economics/total"] = {"crm",
                                         SourceRef{"crm-v", "Opportunity", "006-secret", "Amount"},
                                         "anna@example.com",
                                         id("evt", 1),
                                         instant("2026-03-01T10:00:00Z"),
                                         instant("2026-03-01T10:05:00Z")};
  plan.provenance["/milestones/" + kPricing + "/due_date"] = {
      "human", std::nullopt, "anna@example.com", "", std::nullopt, instant("2026-03-02T09:00:00Z")};
}

inline void fill_people(Plan& plan) {
  Person& anna = plan.people[kAnna];
  anna.phone = "+1 555 0100";
  anna.title = "Account executive";
  anna.timezone = "America/Chicago";
  anna.calendar = "US";
  anna.slack_user = "U123";
  anna.roles = {"account_executive", "owner"};
  anna.refs = {{"crm-v", "User", "005", ""}};
  plan.people[kPiotr].phone = "+48 555 0200";
  plan.people[kPiotr].active = false;
  plan.people[kCarla].phone = "+49 555 0300";
  plan.people[kTeam] = person("security", Party::customer);
  plan.people[kTeam].kind = PersonKind::team;
  PartyInfo& vendor = plan.party(Party::vendor);
  vendor.calendar = "US";
  vendor.timezone = "America/New_York";
  vendor.lead = kAnna;
  vendor.executive_sponsor = kAnna;
  vendor.fiscal_year_start_month = 2;
  vendor.account_refs = {{"crm-v", "Account", "001", ""}};
}

// Every field of the model says something.
inline Plan rich_plan() {
  Plan plan = small_plan();
  plan.status = PlanStatus::paused;
  plan.paused_from = PlanStatus::active;
  plan.pause_reason = "budget freeze \"until May\"";
  plan.tier = "enterprise";
  plan.calendar = "US";
  plan.coordinator = kAnna;
  plan.template_used = "standard_11";
  plan.dependencies_known = false;
  plan.created_stage_rank = 3;
  plan.amount = Money{19000000, "USD"};
  plan.customer_stakeholders = 7;
  plan.procurement_required = false;
  add_terms(plan);
  fill_step(plan.milestones[kPricing]);
  plan.milestones[kApproval].status = MilestoneStatus::complete;
  plan.milestones[kApproval].actual = day("2026-03-09");
  plan.milestones[kApproval].disposition = Disposition::waived;
  add_sources(plan);
  fill_people(plan);
  plan.dependencies[0].lag = {-2, LagUnit::cd};
  plan.dependencies[0].lag_calendar = "US";
  Handoff& handoff = plan.handoffs[kHandoff];
  handoff.accept_within_bh = 16;
  handoff.state = HandoffState::accepted;
  handoff.offered_at = instant("2026-03-09T10:00:00Z");
  handoff.accepted_at = instant("2026-03-09T12:00:00Z");
  plan.handoffs[id("hof", 2)].from_person = kAnna;  // lacks what the schema asks
  plan.signoffs[0] = {SignOffState::signed_,          kAnna, std::string(64, 'a'), "portal", 3,
                      instant("2026-03-03T15:00:00Z")};
  plan.signoffs[2] = {SignOffState::stale, kCarla, std::string(64, 'b'),
                      "email_reply",       2,      instant("2026-03-02T15:00:00Z")};
  plan.visibility = {{"/economics", {Party::vendor, Party::partner}}, {"/risks", {}}};
  plan.history.activated_on = day("2026-03-04");
  plan.history.partner_invited_on = day("2026-03-01");
  plan.history.last_review = day("2026-03-08");
  plan.history.last_activity = {day("2026-03-09"), std::nullopt, day("2026-03-07")};
  plan.history.slip_events = {{kPricing, day("2026-03-05"), 5, "finance"}};
  plan.imported = {{"/x_colour", "\"red\""},
                   {"/milestones/" + kPricing + "/x_effort", "{\"h\":3}"}};
  return plan;
}

}  // namespace closemap::test
