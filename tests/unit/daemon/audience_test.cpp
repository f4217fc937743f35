// Who hears of a signal: roles as people, each looked up once for a plan.
#include "daemon/alert/audience.h"

#include <catch2/catch.hpp>

namespace closemap {
namespace {

Person person(const char* name, Party party) {
  Person out;
  out.name = name;
  out.email = std::string(name) + "@example.com";
  out.party = party;
  return out;
}

Plan three_people() {
  Plan plan;
  plan.timezone = "UTC";
  plan.people["per_kim"] = person("kim", Party::vendor);
  plan.people["per_tom"] = person("tom", Party::partner);
  plan.people["per_ann"] = person("ann", Party::customer);
  plan.coordinator = "per_kim";
  plan.parties[static_cast<std::size_t>(Party::vendor)].lead = "per_kim";
  plan.parties[static_cast<std::size_t>(Party::partner)].lead = "per_tom";
  plan.parties[static_cast<std::size_t>(Party::customer)].lead = "per_ann";
  plan.milestones["mst_1"].owner = "per_tom";
  plan.milestones["mst_2"].owner = "per_gone";
  return plan;
}

Signal about(const char* subject, std::optional<Party> party) {
  Signal signal;
  signal.name = "slip";
  signal.subject = subject;
  signal.party = party;
  return signal;
}

TEST_CASE("each person hears once, in role order, and is the same one for every signal") {
  const Plan plan = three_people();
  const Settings settings;
  Hearers hearers(plan, settings);
  const auto both = hearers.of(about("mst_1", Party::partner),
                               {Role::owner, Role::party_lead, Role::coordinator});
  REQUIRE(both.size() == 2);
  CHECK(both[0]->person == "per_tom");
  CHECK(both[0]->to.timezone == "UTC");
  CHECK(both[1]->person == "per_kim");
  // Nobody owns it: the party's lead stands in.
  const auto lead = hearers.of(about("mst_2", Party::partner), {Role::owner});
  REQUIRE(lead.size() == 1);
  CHECK(lead[0] == both[0]);
  CHECK(hearers.stand_in(Party::partner) == both[0]);
}

TEST_CASE("a customer's person becomes a draft for the coordinator unless we may write to it") {
  Plan plan = three_people();
  Settings settings;
  {
    Hearers hearers(plan, settings);
    const auto draft =
        hearers.of(about("plan", Party::customer), {Role::party_lead, Role::coordinator});
    REQUIRE(draft.size() == 2);
    CHECK(draft[0]->person == "per_kim");
    CHECK(draft[0]->draft_for.empty());
    CHECK(draft[1]->draft_for == "ann");
    CHECK(draft[1]->party == Party::customer);
  }
  plan.coordinator.clear();
  CHECK(Hearers(plan, settings).of(about("plan", Party::customer), {Role::party_lead}).empty());
  settings.notify.customer = "send";
  Hearers hearers(plan, settings);
  CHECK(hearers.of(about("plan", Party::customer), {Role::party_lead}).at(0)->person == "per_ann");
}

TEST_CASE("the same people hear whatever the subject is, unless a role is that of one step") {
  CHECK(same_for_every_subject({Role::coordinator, Role::party_lead, Role::all_leads}));
  for (const Role role :
       {Role::owner, Role::handoff_receiver, Role::handoff_giver, Role::handoff_leads})
    CHECK_FALSE(same_for_every_subject({Role::coordinator, role}));
}

}  // namespace
}  // namespace closemap
