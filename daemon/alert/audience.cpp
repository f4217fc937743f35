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

Hearer themself(const Plan& plan, const std::string& id, const Person& person) {
  Hearer hearer;
  hearer.of = hearer.person = id;
  hearer.party = person.party;
  hearer.to = {person.name, person.email, person.slack_user, person.timezone};
  if (hearer.to.timezone.empty()) hearer.to.timezone = plan.party(person.party).timezone;
  if (hearer.to.timezone.empty()) hearer.to.timezone = plan.timezone;
  return hearer;
}

Party counterpart(Party party) { return party == Party::partner ? Party::vendor : Party::partner; }

constexpr std::array<Party, 2> kSellers{Party::vendor, Party::partner};

// The vendor's person who runs partners, by role; null when nobody does.
const std::string* partner_manager(const Plan& plan) {
  for (const auto& [id, person] : plan.people)
    if (person.party == Party::vendor && std::find(person.roles.begin(), person.roles.end(),
                                                   "partner_manager") != person.roles.end())
      return &id;
  return nullptr;
}

}  // namespace

// The hearers of one signal, as they are found.
class Hearers::Roll {
 public:
  Roll(Hearers& hearers, std::vector<const Hearer*>& list)
      : hearers_(hearers), plan_(hearers.plan_), list_(list) {}

  void add(const std::string& person, Party party) {
    for (const std::string* id : {&person, &plan_.party(party).lead, &plan_.coordinator}) {
      if (id->empty()) continue;
      const Known& known = hearers_.known(*id);
      if (!known.acts) continue;
      if (known.hearer) add(*known.hearer);
      return;
    }
  }
  void add_role(const Signal& signal, Role role);

 private:
  void add(const Hearer& hearer) {
    const bool listed = std::any_of(list_.begin(), list_.end(), [&](const Hearer* other) {
      return other == &hearer ||
             (other->person == hearer.person && other->draft_for == hearer.draft_for);
    });
    if (!listed) list_.push_back(&hearer);
  }
  void add_leads(std::span<const Party> parties) {
    for (const Party party : parties) add(plan_.party(party).lead, party);
  }
  void add_of_handoff(const Handoff& handoff, Role role) {
    if (role == Role::handoff_receiver)
      add(handoff.to_person, handoff.to);
    else if (role == Role::handoff_giver)
      add(handoff.from_person, handoff.from);
    else
      add_leads(std::array{handoff.to, handoff.from});
  }

  Hearers& hearers_;
  const Plan& plan_;
  std::vector<const Hearer*>& list_;
  const std::string nobody_;
};

// One role's people. Party roles of a signal without a party mean both sellers.
void Hearers::Roll::add_role(const Signal& signal, Role role) {
  const Party party = signal.party.value_or(Party::vendor);
  switch (role) {
    case Role::owner: {
      const auto step = plan_.milestones.find(signal.subject);
      add(step == plan_.milestones.end() ? nobody_ : step->second.owner, party);
      break;
    }
    case Role::handoff_receiver:
    case Role::handoff_giver:
    case Role::handoff_leads:
      if (const auto handoff = plan_.handoffs.find(signal.subject); handoff != plan_.handoffs.end())
        add_of_handoff(handoff->second, role);
      break;
    case Role::counterpart_lead:
      if (signal.party)
        add_leads(std::array{counterpart(party)});
      else
        add_leads(kSellers);
      break;
    case Role::coordinator:
      add(plan_.coordinator, Party::vendor);
      break;
    case Role::party_lead:
      if (signal.party)
        add_leads(std::array{party});
      else
        add_leads(kSellers);
      break;
    case Role::vendor_lead:
      add_leads(std::array{Party::vendor});
      break;
    case Role::partner_lead:
      add_leads(std::array{Party::partner});
      break;
    case Role::other_leads:
      for (const Party other : kParties)
        if (other != party) add_leads(std::array{other});
      break;
    case Role::all_leads:
      add_leads(kParties);
      break;
    case Role::partner_manager:
      if (const std::string* manager = partner_manager(plan_))
        add(*manager, Party::vendor);
      else
        add(nobody_, Party::vendor);
      break;
    case Role::opportunity_owner:
      for (const Opportunity& opportunity : plan_.opportunities)
        if (!signal.party || opportunity.side == *signal.party)
          add(opportunity.owner, opportunity.side);
      break;
    case Role::customer_sponsor:
      add(plan_.party(Party::customer).executive_sponsor, Party::customer);
      break;
    case Role::executive_sponsors:
      for (const Party seller : kSellers) add(plan_.party(seller).executive_sponsor, seller);
      break;
    case Role::operators:
      break;  // the operator has a route of its own
  }
}

std::vector<const Hearer*> Hearers::of(const Signal& signal, Audience audience) {
  std::vector<const Hearer*> list;
  Roll roll(*this, list);
  audience.each([&](Role role) { roll.add_role(signal, role); });
  return list;
}

const Hearer* Hearers::person(const std::string& id) {
  const auto found = plan_.people.find(id);
  if (found == plan_.people.end()) return nullptr;
  const Known& one = known(found->first);  // which keeps a view of it
  return one.hearer ? &*one.hearer : nullptr;
}

const Hearer* Hearers::stand_in(Party party) {
  std::vector<const Hearer*> list;
  Roll(*this, list).add({}, party);
  return list.empty() ? nullptr : list.front();
}

const Hearers::Known& Hearers::known(const std::string& id) {
  const auto at =
      std::find_if(known_.begin(), known_.end(), [&](const Known& one) { return one.id == id; });
  if (at != known_.end()) return *at;
  const bool acts = can_act(plan_, id);
  return known_.emplace_front(Known{id, acts, acts ? hearer_of(id) : std::nullopt});
}

// Nothing when a customer's person has no coordinator to pass a draft on.
std::optional<Hearer> Hearers::hearer_of(const std::string& id) const {
  const Person& person = plan_.people.at(id);
  if (person.party != Party::customer || settings_.notify.customer == "send")
    return themself(plan_, id, person);
  if (!can_act(plan_, plan_.coordinator)) return std::nullopt;
  Hearer hearer = themself(plan_, plan_.coordinator, plan_.people.at(plan_.coordinator));
  hearer.of = id;
  hearer.draft_for = person.name;
  hearer.party = Party::customer;  // whose view the text passes
  return hearer;
}

bool same_for_every_subject(Audience audience) {
  return !audience.has(Role::owner) && !audience.has(Role::handoff_receiver) &&
         !audience.has(Role::handoff_giver) && !audience.has(Role::handoff_leads);
}

}  // namespace closemap
