// Reschedule proposals and what accepting them does to a plan.
#include "mapping/schedule/reschedule.h"

#include <catch2/catch.hpp>

#include "mapping/schedule/from_plan.h"
#include "tests/unit/schedule/networks.h"

using namespace closemap;

namespace {

// A (vendor) slips by its owner's word and pushes B (partner) and C (customer, anchored); D is
// expected early, E is complete, F waived, G never had a date.
Plan slipping_plan() {
  Plan plan;
  plan.evaluation_start = day("2026-03-02");
  const auto step = [&plan](const char* id, Party party, const char* due) -> Milestone& {
    Milestone& m = plan.milestones[id];
    m.party = party;
    m.duration_bd = 2;
    if (*due != '\0') m.due = day(due);
    return m;
  };
  step("A", Party::vendor, "2026-03-03").owner_estimate = day("2026-03-06");
  step("B", Party::partner, "2026-03-05");
  step("C", Party::customer, "2026-03-09");
  step("D", Party::partner, "2026-03-13").owner_estimate = day("2026-03-11");
  Milestone& done = step("E", Party::vendor, "2026-03-02");
  done.status = MilestoneStatus::complete;
  done.actual = day("2026-03-04");
  step("F", Party::vendor, "2026-03-01").disposition = Disposition::waived;
  step("G", Party::vendor, "");
  plan.dependencies = {{"A", "B", {}, "", {}}, {"B", "C", {}, "", {}}};
  plan.anchors["C"].date = day("2026-03-09");
  return plan;
}

Network network(const Plan& plan) {
  return network_of(plan, day("2026-03-02"), [](const std::string&) { return nullptr; });
}

RescheduleProposal proposal(const Plan& plan) {
  const Network n = network(plan);
  return propose_reschedule(n, solved(n));
}

}  // namespace

TEST_CASE("every open promise that the forecast does not keep is proposed to its party") {
  const RescheduleProposal p = proposal(slipping_plan());
  CHECK(p.of(Party::vendor) ==
        std::vector<DueChange>{{"A", day("2026-03-03"), day("2026-03-06"), 3}});
  CHECK(p.of(Party::partner) ==
        std::vector<DueChange>{{"B", day("2026-03-05"), day("2026-03-10"), 3},
                               {"D", day("2026-03-13"), day("2026-03-11"), -2}});
  CHECK(p.of(Party::customer) ==
        std::vector<DueChange>{{"C", day("2026-03-09"), day("2026-03-12"), 3}});
  CHECK_FALSE(p.empty());
}

TEST_CASE("accepting moves the promise and clears the estimate; the customer's date stays") {
  Plan plan = slipping_plan();
  const RescheduleProposal p = proposal(plan);
  for (const Party party : kParties) CHECK(accept_reschedule(plan, p.of(party)) == p.of(party));
  CHECK(text(plan.milestones["A"].due) == "2026-03-06");
  CHECK_FALSE(plan.milestones["A"].owner_estimate);
  CHECK(text(plan.milestones["C"].due) == "2026-03-12");
  CHECK(text(plan.milestones["D"].due) == "2026-03-11");
  CHECK(plan.anchors["C"].date == day("2026-03-09"));
  CHECK(plan.milestones["E"] == slipping_plan().milestones["E"]);
  CHECK(plan.milestones["F"] == slipping_plan().milestones["F"]);
  CHECK(proposal(plan).empty());  // the promises now are what is forecast
}

TEST_CASE("what a source goes on saying is answered by the acceptance") {
  Plan plan = slipping_plan();
  for (const char* id : {"A", "B"}) plan.milestones[id].external_refs = {{"crm", "task", id, {}}};
  for (const Party party : kParties) accept_reschedule(plan, proposal(plan).of(party));
  CHECK(text(plan.milestones["A"].answered) == "2026-03-06");  // the owner's word
  CHECK(text(plan.milestones["B"].answered) == "2026-03-05");  // the promise its source holds
  CHECK_FALSE(plan.milestones["C"].answered);                  // no source says anything of it
  accept_reschedule(plan, {{"B", day("2026-03-10"), day("2026-03-11"), 1}});
  CHECK(text(plan.milestones["B"].answered) == "2026-03-05");
}

TEST_CASE("one party may accept while another has not answered") {
  Plan plan = slipping_plan();
  accept_reschedule(plan, proposal(plan).of(Party::partner));
  CHECK(text(plan.milestones["A"].due) == "2026-03-03");
  CHECK(text(plan.milestones["B"].due) == "2026-03-10");
  const RescheduleProposal left = proposal(plan);
  CHECK(left.of(Party::partner).empty());
  CHECK(left.of(Party::vendor).size() == 1);
}

TEST_CASE("an acceptance that comes too late changes nothing") {
  Plan plan = slipping_plan();
  std::vector<DueChange> changes = proposal(plan).of(Party::vendor);
  changes.push_back({"gone", day("2026-03-03"), day("2026-03-06"), 3});
  plan.milestones["A"].due = day("2026-03-04");  // agreed otherwise meanwhile
  CHECK(accept_reschedule(plan, changes).empty());
  CHECK(text(plan.milestones["A"].due) == "2026-03-04");
  CHECK(plan.milestones["A"].owner_estimate);
  plan.milestones["A"].due = day("2026-03-03");
  plan.milestones["A"].disposition = Disposition::waived;
  CHECK(accept_reschedule(plan, changes).empty());
  plan.milestones["A"].disposition = Disposition::active;
  plan.milestones["A"].status = MilestoneStatus::complete;
  CHECK(accept_reschedule(plan, changes).empty());
  CHECK(plan.milestones.count("gone") == 0);
}
