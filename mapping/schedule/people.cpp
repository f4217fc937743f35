// Roles to people, only where there is no doubt.
#include "mapping/schedule/people.h"

#include <algorithm>

namespace closemap {
namespace {

constexpr int kLeadLevel = 2, kSponsorLevel = 3;

bool can_own(const Plan& plan, Party party, const std::string& id) {
  const auto found = plan.people.find(id);
  return found != plan.people.end() && found->second.party == party && found->second.active &&
         found->second.kind == PersonKind::person;
}

// What the plan says elsewhere of a role nobody carries.
std::string known_otherwise(const Plan& plan, Party party, const std::string& role) {
  if (role == "executive_sponsor") return plan.party(party).executive_sponsor;
  const Opportunity* opportunity = role == "account_executive" ? plan.opportunity(party) : nullptr;
  return opportunity == nullptr ? std::string() : opportunity->owner;
}

}  // namespace

std::string person_in_role(const Plan& plan, Party party, const std::string& role) {
  std::string found;
  for (const auto& [id, person] : plan.people) {
    if (std::find(person.roles.begin(), person.roles.end(), role) == person.roles.end()) continue;
    if (!can_own(plan, party, id)) continue;
    if (!found.empty()) return {};  // two: somebody has to say which
    found = id;
  }
  if (!found.empty()) return found;
  found = known_otherwise(plan, party, role);
  return can_own(plan, party, found) ? found : std::string();
}

std::vector<EscalationStep> escalation_path_of(const Plan& plan) {
  std::vector<EscalationStep> path;
  const auto add = [&path](int level, Party party, const std::string& person) {
    if (!person.empty()) path.push_back({level, party, person});
  };
  for (const Party party : kParties) add(kLeadLevel, party, plan.party(party).lead);
  for (const Party party : {Party::vendor, Party::partner})
    add(kSponsorLevel, party, person_in_role(plan, party, "executive_sponsor"));
  add(kSponsorLevel, Party::customer, person_in_role(plan, Party::customer, "project_sponsor"));
  return path;
}

}  // namespace closemap
