// Building the story's plan.
#include "tests/unit/report/story.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"

namespace closemap::test {
namespace {

Json slip_of_story() {
  std::ifstream in(std::string(CLOSEMAP_SOURCE_DIR) + "/tests/vectors/03_seed_story22.json");
  return Json::parse(std::string{std::istreambuf_iterator<char>(in), {}}).at("slip").at("plan");
}

void add_person(Plan& plan, const std::string& id, const std::string& name, Party party,
                const std::string& title, std::vector<std::string> roles = {}) {
  Person person;
  person.name = name;
  person.party = party;
  person.title = title;
  person.roles = std::move(roles);
  person.email = id + "@" + std::string(to_text(party)) + ".example";
  plan.people[id] = std::move(person);
}

void add_people(Plan& plan) {
  add_person(plan, "kim", "Kim Vogel", Party::vendor, "Account executive");
  add_person(plan, "jo", "Jo Park", Party::vendor, "Co-sell alignment specialist");
  add_person(plan, "lee", "Lee Brandt", Party::vendor, "Solution architect");
  add_person(plan, "priya", "Priya Nair", Party::partner, "Partner sales lead");
  add_person(plan, "tom", "Tom Weiss", Party::partner, "Delivery manager");
  add_person(plan, "dana", "Dana Ortiz", Party::customer, "Head of platform", {"project_sponsor"});
  add_person(plan, "ana", "Ana Ruiz", Party::customer, "CISO");
  add_person(plan, "sam", "Sam Lee", Party::customer, "CFO", {"economic_buyer"});
  add_person(plan, "joerg", "Jörg Müller", Party::customer, "Procurement");
  plan.coordinator = "jo";
  plan.party(Party::vendor) = {"Fabrikam", "fabrikam.example", "", "", "kim", "", 1, {}};
  plan.party(Party::partner) = {"Contoso", "contoso.example", "", "", "priya", "", 1, {}};
  plan.party(Party::customer) = {
      "Northwind Logistics", "northwind.example", "", "", "dana", "", 1, {}};
}

std::string owner_of(const std::string& id, Party party) {
  if (id == "M11") return "ana";
  if (id == "M17" || id == "M18") return "joerg";
  if (id == "M16" || id == "M19") return "sam";
  if (id == "M03" || id == "M06" || id == "M20") return "lee";
  if (id == "M05" || id == "M14" || id == "M21") return "tom";
  if (party == Party::vendor) return "kim";
  return party == Party::partner ? "priya" : "dana";
}

std::optional<Date> maybe_day(const Json& json, const char* key) {
  const auto text = text_at(json, key);
  return text ? std::optional<Date>(day(text->c_str())) : std::nullopt;
}

void add_steps(Plan& plan, const Json& json) {
  for (const Json& each : json.at("milestones")) {
    const std::string id = each.at("id");
    Milestone step;
    step.title = each.at("title");
    step.key = id;
    step.party = *parse_party(text_or(each, "party"));
    step.owner = owner_of(id, step.party);
    step.status = *parse_milestone_status(text_or(each, "status"));
    step.due = maybe_day(each, "due");
    step.baseline = maybe_day(each, "baseline");
    step.actual = maybe_day(each, "actual");
    step.actual_start = maybe_day(each, "actual_start");
    step.owner_estimate = maybe_day(each, "override");
    step.duration_bd = static_cast<int>(int_or(each, "dur", 1));
    plan.milestones[id] = std::move(step);
    plan.milestone_order.push_back(id);
  }
  for (const Json& each : json.at("dependencies"))
    plan.dependencies.push_back(
        {each.at("pred"), each.at("succ"), {}, "", *parse_hardness(text_or(each, "hardness"))});
  plan.milestones["M11"].done_condition = "Signed questionnaire, no critical findings";
  plan.milestones["M11"].category = "security";
  plan.milestones["M18"].category = "procurement";
  plan.milestones["M19"].kind = "signature";
  plan.milestones["M22"].kind = "go_live";
  plan.milestones["M22"].done_condition = "First orders run on the new platform";
  plan.anchors["M22"] = {day("2026-05-04"), AnchorBasis::go_live, Party::customer};
}

void add_agreements(Plan& plan) {
  const auto handoff = [&](const std::string& id, const std::string& trigger, Party from, Party to,
                           const std::string& what, const std::string& person) {
    Handoff one;
    one.trigger = trigger;
    one.from = from;
    one.to = to;
    one.what = what;
    one.from_person = plan.milestones.at(trigger).owner;
    one.to_person = person;
    plan.handoffs[id] = std::move(one);
  };
  handoff("hof_1", "M10", Party::partner, Party::customer, "security questionnaire", "ana");
  handoff("hof_2", "M09", Party::vendor, Party::partner, "enterprise pricing approval", "priya");
  handoff("hof_3", "M18", Party::customer, Party::vendor, "procurement sign-off", "kim");
  plan.gates["gat_1"] = {"economic_buyer", "sam", "M16", GateState::open, true, {}};
  plan.gates["gat_2"] = {"security", "ana", "M11", GateState::not_started, true, {}};
  plan.gates["gat_3"] = {"procurement", "joerg", "M18", GateState::not_started, true, {}};
  plan.success_criteria["crt_1"] = {"Warehouse orders sync in our own environment",
                                    "",
                                    "under 5 seconds for 10,000 orders",
                                    "a pilot in the customer's sandbox",
                                    "M07",
                                    "technical",
                                    true,
                                    CriterionState::passed,
                                    day("2026-03-25")};
  plan.success_criteria["crt_2"] = {"Payback within 14 months",
                                    "",
                                    "",
                                    "the CFO's own model",
                                    "M08",
                                    "roi",
                                    true,
                                    CriterionState::passed,
                                    day("2026-03-30")};
  plan.if_criteria_met = IfCriteriaMet{"Move to contract: order form within five days", "M12"};
  plan.risks["rsk_1"] = {"Security review takes more than three weeks",
                         "Delays the decision by three weeks",
                         "Send the security documents before they are asked for",
                         "priya",
                         "M11",
                         15,
                         3500,
                         RiskState::open};
  plan.risks["rsk_2"] = {"Budget committee meets only every second week",
                         "Missing one meeting costs ten working days",
                         "Book the slot of 9 April now",
                         "sam",
                         "M16",
                         10,
                         2000,
                         RiskState::mitigating};
  Economics split;
  split.total = Money{18'000'000, "USD"};
  split.recognised_bp = {{"vendor", 8000}, {"partner", 2000}};
  split.payments = {{"referral_fee", "vendor", "partner", 1000, {}, "vendor_share", "cash"}};
  split.whose_paper = "vendor";
  split.agreed_by = {Party::vendor, Party::partner};
  plan.economics = std::move(split);
  plan.escalation_path = {
      {1, Party::vendor, "jo"}, {2, Party::partner, "priya"}, {3, Party::customer, "dana"}};
  plan.people["dana"].phone = "+1 555 0100";
}

void add_texts(Plan& plan) {
  plan.shared_context = SharedContext{
      "Northwind Logistics, 4,200 people, 31 warehouses", "Two platforms since the merger",
      "The old platform's support ends on 30 May", "Contoso has run their network since 2021"};
  plan.joint_outcome = JointOutcome{"One order platform in production in all warehouses",
                                    "Kim Vogel",
                                    "Fabrikam master agreement",
                                    Money{16'000'000, "USD"},
                                    Money{18'000'000, "USD"},
                                    36};
  plan.compelling_event =
      CompellingEvent{"Mandated platform go-live", day("2026-05-04"), Party::customer, true};
  plan.signoffs[0] = {SignOffState::signed_,          "kim", "", "portal", 3,
                      instant("2026-03-03T15:00:00Z")};
  plan.signoffs[1] = {SignOffState::signed_, "priya", "",
                      "email_reply",         3,       instant("2026-03-03T16:00:00Z")};
  plan.signoffs[2] = {SignOffState::stale, "dana", "",
                      "email_reply",       2,      instant("2026-03-02T15:00:00Z")};
}

}  // namespace

Date day(const char* text) { return *parse_date(text); }
Instant instant(const char* text) { return *parse_instant(text); }

Story solved(Plan plan, Date today, Instant now) {
  const auto no_calendars = [](const std::string&) -> const Calendar* { return nullptr; };
  Story out;
  out.plan = std::move(plan);
  out.network = network_of(out.plan, today, no_calendars);
  out.schedule = *solve(out.network);
  out.now = now;
  return out;
}

Story story() {
  const Json json = slip_of_story();
  Plan plan;
  plan.id = "pln_01k00000000000000000000012";
  plan.version = 3;
  plan.status = PlanStatus::active;
  plan.tier = "enterprise";
  plan.name = "Northwind x Contoso x Fabrikam close map";
  plan.timezone = "America/New_York";
  plan.evaluation_start = day("2026-03-02");
  plan.created_on = day("2026-02-26");
  plan.baselined_on = day("2026-03-03");
  plan.amount = Money{18'000'000, "USD"};
  plan.next_review_at = instant("2026-04-07T14:00:00Z");
  plan.history.activated_on = day("2026-03-03");
  plan.history.last_activity = {day("2026-03-31"), day("2026-03-30"), day("2026-03-30")};
  plan.history.last_review = day("2026-03-24");
  add_people(plan);
  add_steps(plan, json);
  add_agreements(plan);
  add_texts(plan);
  return solved(std::move(plan), day("2026-03-31"), instant("2026-03-31T14:00:00Z"));
}

}  // namespace closemap::test
