// Plans as networks, and templates worked back from the customer's date.
#include <catch2/catch.hpp>
#include <map>

#include "mapping/schedule/from_plan.h"
#include "mapping/schedule/template.h"
#include "tests/unit/schedule/networks.h"

using namespace closemap;

namespace {

const Calendar* known(const std::string& name) {
  static const std::map<std::string, Calendar> all = [] {
    std::map<std::string, Calendar> out;
    for (const char* id : {"", "plan", "vendor", "ana", "own"})
      out.emplace(id, *Calendar::compile(weekdays_calendar(id)));
    CalendarSpec de = weekdays_calendar("de");
    de.holidays = {day("2026-05-01")};
    out.emplace("de", *Calendar::compile(de));
    return out;
  }();
  const auto found = all.find(name);
  return found == all.end() ? nullptr : &found->second;
}

// Ids that do not sort in the order of the steps.
std::function<std::string(std::string_view)> backward_ids() {
  return [next = 90](std::string_view prefix) mutable {
    return std::string(prefix) + "_" + std::to_string(next--);
  };
}

const Milestone& by_key(const Plan& plan, const std::string& key) {
  for (const auto& [id, m] : plan.milestones)
    if (m.key == key) return m;
  FAIL("no milestone " << key);
  return plan.milestones.begin()->second;
}

PlanTemplate sample() {
  PlanTemplate t;
  t.name = "short";
  t.tier = "mid_market";
  t.anchor_step = "sign";
  const auto step = [&t](const char* key, Party party, int duration,
                         std::vector<TemplateStep::After> after) -> TemplateStep& {
    TemplateStep s;
    s.key = key;
    s.title = std::string("Do ") + key;
    s.party = party;
    s.duration_bd = duration;
    s.after = std::move(after);
    t.steps.push_back(std::move(s));
    return t.steps.back();
  };
  TemplateStep& first = step("poc", Party::vendor, 10, {});
  first.min_duration_bd = 5;
  first.done_condition = "criteria met";
  first.category = "technical";
  first.handoff_to = "customer";
  step("legal", Party::customer, 5, {{"poc", {2, LagUnit::bd}, Hardness::discretionary}});
  step("price", Party::partner, 3, {{"poc", {}, Hardness::mandatory}});
  step("sign", Party::customer, 1,
       {{"legal", {}, Hardness::mandatory}, {"price", {}, Hardness::mandatory}})
      .kind = "signature";
  step("kickoff", Party::vendor, 3, {{"sign", {2, LagUnit::cd}, Hardness::mandatory}});
  step("weekly", Party::partner, 1, {});
  return t;
}

}  // namespace

TEST_CASE("the calendar of a milestone: own, owner's, party's, plan's, default") {
  Plan plan;
  plan.calendar = "plan";
  plan.party(Party::vendor).calendar = "vendor";
  plan.people["per_1"].calendar = "ana";
  Milestone m;
  m.owner = "per_1";
  m.calendar = "own";
  CHECK(calendar_of(plan, m, known).id() == "own");
  m.calendar = "nobody knows";
  CHECK(calendar_of(plan, m, known).id() == "ana");
  m.owner.clear();
  CHECK(calendar_of(plan, m, known).id() == "vendor");
  m.party = Party::customer;
  CHECK(calendar_of(plan, m, known).id() == "plan");
  plan.calendar.clear();
  CHECK(&calendar_of(plan, m, known) == known(""));
  const CalendarLookup none = [](const std::string&) -> const Calendar* { return nullptr; };
  CHECK(calendar_of(plan, m, none).id() == "MF");
}

TEST_CASE("a plan becomes a network in the order of its ids") {
  Plan plan;
  plan.evaluation_start = day("2026-03-02");
  plan.calendar = "plan";
  plan.milestones["mst_b"].title = "second";
  plan.milestones["mst_a"].title = "first";
  plan.milestones["mst_a"].calendar = "de";
  plan.milestone_order = {"mst_b", "mst_a"};
  plan.dependencies.push_back({"mst_b", "mst_a", {1, LagUnit::cd}, "de", Hardness::external});
  plan.dependencies.push_back({"mst_b", "mst_gone", {}, "", Hardness::mandatory});
  plan.anchors["mst_a"].date = day("2026-05-04");
  plan.anchors["mst_gone"].date = day("2026-05-04");
  const Network n = network_of(plan, day("2026-03-09"), known);
  CHECK(n.plan_start == day("2026-03-02"));
  CHECK(n.status_date == day("2026-03-09"));
  REQUIRE(n.milestones.size() == 2);
  CHECK(n.names[0].title == "first");
  CHECK(n.calendars[0].id() == "plan");
  CHECK(n.calendars.at(n.milestones[0].calendar).id() == "de");
  CHECK(n.calendars.size() == 2);
  REQUIRE(n.edges.size() == 1);  // one that leads nowhere is left out
  CHECK(n.edges[0].pred == 1);
  CHECK(n.edges[0].succ == 0);
  CHECK(n.edges[0].hardness == Hardness::external);
  CHECK(n.calendars.at(*n.edges[0].calendar).id() == "de");
  CHECK(n.anchors.size() == 1);
}

TEST_CASE("a template is worked back from the customer's date and forward after it") {
  Plan plan;
  plan.party(Party::customer).calendar = "de";  // 1 May is a holiday there
  const Instant now{1'770'000'000'000};
  instantiate(plan, sample(), sample().anchor_step, day("2026-05-08"), now, known, backward_ids());

  CHECK(text(by_key(plan, "sign").due) == "2026-05-08");
  CHECK(text(by_key(plan, "legal").due) == "2026-05-07");
  CHECK(text(by_key(plan, "price").due) == "2026-05-07");
  CHECK(text(by_key(plan, "poc").due) == "2026-04-27");  // 5 days back over the holiday, 2 of lag
  CHECK(text(by_key(plan, "kickoff").due) == "2026-05-13");
  CHECK(text(by_key(plan, "weekly").due) == "2026-04-14");  // with the first step

  const Milestone& poc = by_key(plan, "poc");
  CHECK(poc.title == "Do poc");
  CHECK(poc.duration_bd == 10);
  CHECK(poc.min_duration_bd == 5);
  CHECK(poc.done_condition == "criteria met");
  CHECK(poc.category == "technical");
  CHECK(poc.added_at == now);
  CHECK(poc.owner.empty());
  CHECK_FALSE(poc.baseline);
  CHECK(by_key(plan, "sign").kind == "signature");
  CHECK(plan.template_used == "short");
  CHECK(plan.tier == "mid_market");
  CHECK(plan.anchors.empty());
  CHECK(plan.dependencies.size() == 5);
  CHECK(plan.dependencies[0].hardness == Hardness::discretionary);
  REQUIRE(plan.milestone_order.size() == 6);
  CHECK(plan.milestones.at(plan.milestone_order[0]).key == "poc");

  REQUIRE(plan.handoffs.size() == 1);
  const Handoff& handoff = plan.handoffs.begin()->second;
  CHECK(handoff.trigger == plan.milestone_order[0]);
  CHECK(handoff.from == Party::vendor);
  CHECK(handoff.to == Party::customer);
  CHECK(handoff.what == "Do poc");
  CHECK(plan.milestones.at(handoff.accepts_milestone).key == "legal");
}

TEST_CASE("a template anchored on a weekend keeps the customer's date") {
  Plan plan;
  instantiate(plan, sample(), sample().anchor_step, day("2026-05-09"), Instant{}, known,
              backward_ids());
  CHECK(text(by_key(plan, "sign").due) == "2026-05-09");
  CHECK(text(by_key(plan, "price").due) == "2026-05-07");
}

TEST_CASE("a template leaves what the plan already holds alone") {
  Plan plan;
  plan.milestones["mst_000"].due = day("2026-01-05");
  plan.milestone_order = {"mst_000"};
  instantiate(plan, sample(), sample().anchor_step, day("2026-05-08"), Instant{}, known,
              backward_ids());
  CHECK(plan.milestones.size() == 7);
  CHECK(text(plan.milestones["mst_000"].due) == "2026-01-05");
  CHECK(plan.milestone_order.front() == "mst_000");
}
