// Roles to people.
#include "daemon/alert/audience.h"

#include <algorithm>
#include <array>
#include <span>

namespace closemap {
namespace {

bool can_act(const Plan& plan, const std::string& person) {
  const auto found = plan.people.find(person);
  return found != plan.people.end() && found->second.kind == PersonKind::person &&
         found->second.active && !found->second.email.empty();
}

Hearer hearer_of(const Plan& plan, const std::string& id) {
  const Person& person = plan.people.at(id);
  Hearer hearer;
  hearer.person = id;
  hearer.party = person.party;
  hearer.to = {person.name, person.email, person.slack_user, person.timezone};
  if (hearer.to.timezone.empty()) hearer.to.timezone = plan.party(person.party).timezone;
  if (hearer.to.timezone.empty()) hearer.to.timezone = plan.timezone;
  return hearer;
}

class Roll {
 public:
  Roll(const Plan& plan, const Settings& settings) : plan_(plan), settings_(settings) {}

  void add(const std::string& person, Party party) {
    if (can_act(plan_, person)) {
      add_able(person);
    } else if (const std::string& lead = plan_.party(party).lead; can_act(plan_, lead)) {
      add_able(lead);
    } else if (can_act(plan_, plan_.coordinator)) {
      add_able(plan_.coordinator);
    }
  }
  std::vector<Hearer> take() { return std::move(hearers_); }

 private:
  void add_able(const std::string& id) {
    Hearer hearer = hearer_of(plan_, id);
    if (hearer.party == Party::customer && settings_.notify.customer != "send") {
      if (!can_act(plan_, plan_.coordinator)) return;
      const std::string meant = hearer.to.name;
      hearer = hearer_of(plan_, plan_.coordinator);
      hearer.draft_for = meant;
      hearer.party = Party::customer;  // whose view the text passes
    }
    const bool known = std::any_of(hearers_.begin(), hearers_.end(), [&](const Hearer& other) {
      return other.person == hearer.person && other.draft_for == hearer.draft_for;
    });
    if (!known) hearers_.push_back(std::move(hearer));
  }

  const Plan& plan_;
  const Settings& settings_;
  std::vector<Hearer> hearers_;
};

Party counterpart(Party party) { return party == Party::partner ? Party::vendor : Party::partner; }

constexpr std::array<Party, 2> kSellers{Party::vendor, Party::partner};

// The vendor's person who runs partners, by role; empty when nobody does.
std::string partner_manager(const Plan& plan) {
  for (const auto& [id, person] : plan.people)
    if (person.party == Party::vendor && std::find(person.roles.begin(), person.roles.end(),
                                                   "partner_manager") != person.roles.end())
      return id;
  return {};
}

void add_leads(const Plan& plan, std::span<const Party> parties, Roll& roll) {
  for (const Party party : parties) roll.add(plan.party(party).lead, party);
}

void add_of_handoff(const Plan& plan, const Handoff& handoff, Role role, Roll& roll) {
  if (role == Role::handoff_receiver)
    roll.add(handoff.to_person, handoff.to);
  else if (role == Role::handoff_giver)
    roll.add(handoff.from_person, handoff.from);
  else
    add_leads(plan, std::array{handoff.to, handoff.from}, roll);
}

// One role's people. Party roles of a signal without a party mean both sellers.
void add_role(const Plan& plan, const Signal& signal, Role role, Roll& roll) {
  const Party party = signal.party.value_or(Party::vendor);
  switch (role) {
    case Role::owner: {
      const auto step = plan.milestones.find(signal.subject);
      roll.add(step == plan.milestones.end() ? std::string{} : step->second.owner, party);
      break;
    }
    case Role::handoff_receiver:
    case Role::handoff_giver:
    case Role::handoff_leads:
      if (const auto handoff = plan.handoffs.find(signal.subject); handoff != plan.handoffs.end())
        add_of_handoff(plan, handoff->second, role, roll);
      break;
    case Role::counterpart_lead:
      if (signal.party)
        add_leads(plan, std::array{counterpart(party)}, roll);
      else
        add_leads(plan, kSellers, roll);
      break;
    case Role::coordinator:
      roll.add(plan.coordinator, Party::vendor);
      break;
    case Role::party_lead:
      if (signal.party)
        add_leads(plan, std::array{party}, roll);
      else
        add_leads(plan, kSellers, roll);
      break;
    case Role::vendor_lead:
      add_leads(plan, std::array{Party::vendor}, roll);
      break;
    case Role::partner_lead:
      add_leads(plan, std::array{Party::partner}, roll);
      break;
    case Role::other_leads:
      for (const Party other : kParties)
        if (other != party) add_leads(plan, std::array{other}, roll);
      break;
    case Role::all_leads:
      add_leads(plan, kParties, roll);
      break;
    case Role::partner_manager:
      roll.add(partner_manager(plan), Party::vendor);
      break;
    case Role::opportunity_owner:
      for (const Opportunity& opportunity : plan.opportunities)
        if (!signal.party || opportunity.side == *signal.party)
          roll.add(opportunity.owner, opportunity.side);
      break;
    case Role::customer_sponsor:
      roll.add(plan.party(Party::customer).executive_sponsor, Party::customer);
      break;
    case Role::executive_sponsors:
      for (const Party seller : kSellers) roll.add(plan.party(seller).executive_sponsor, seller);
      break;
    case Role::operators:
      break;  // the operator has a route of its own
  }
}

}  // namespace

std::vector<Hearer> audience_of(const Plan& plan, const Signal& signal, const Settings& settings) {
  Roll roll(plan, settings);
  for (const Role role : signal.audience.list()) add_role(plan, signal, role, roll);
  return roll.take();
}

Hearer stand_in(const Plan& plan, Party party, const Settings& settings) {
  Roll roll(plan, settings);
  roll.add({}, party);
  auto hearers = roll.take();
  return hearers.empty() ? Hearer{} : std::move(hearers.front());
}

}  // namespace closemap
