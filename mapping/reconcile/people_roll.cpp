// Who owns a step: e-mail joins people across sources; an unknown owner stays visible by the CRM's
// word.
#include <utility>

#include "mapping/core/text.h"
#include "mapping/reconcile/resolve.h"
#include "mapping/record/mailbox.h"

namespace closemap {
namespace {

std::string_view domain_of(std::string_view email) {
  const auto at = email.rfind('@');
  return at == std::string_view::npos ? std::string_view{} : email.substr(at + 1);
}

// Same domain or a subdomain of it.
bool within_domain(std::string_view host, std::string_view domain) {
  if (domain.empty() || host.empty()) return false;
  return host == domain || (host.size() > domain.size() + 1 && host.ends_with(domain) &&
                            host[host.size() - domain.size() - 1] == '.');
}

}  // namespace

PeopleRoll::PeopleRoll(Plan& plan, const ResolveInput& input) : plan_(plan), input_(input) {}

bool PeopleRoll::addressable(const std::string& email) const {
  for (const PartyInfo& party : plan_.parties)
    if (within_domain(domain_of(email), party.domain)) return true;
  return false;
}

Party PeopleRoll::party_of(const KnownPerson& known, Party otherwise) const {
  if (known.party) return *known.party;
  for (const Party party : {Party::customer, Party::vendor, Party::partner})
    if (within_domain(domain_of(known.email), plan_.party(party).domain)) return party;
  return otherwise;
}

std::string PeopleRoll::add(KnownPerson known, Party party) {
  for (auto& [id, person] : plan_.people) {
    const bool same = known.email.empty() ? (!known.ref.record.empty() && !person.refs.empty() &&
                                             person.refs.front() == known.ref)
                                          : person.email == known.email;
    if (!same) continue;
    if (!known.name.empty()) person.name = known.name;
    if (!known.title.empty()) person.title = known.title;
    if (!known.timezone.empty()) person.timezone = known.timezone;
    if (!known.calendar.empty()) person.calendar = known.calendar;
    if (!known.slack_user.empty()) person.slack_user = known.slack_user;
    if (known.party) person.party = *known.party;
    person.kind = known.kind;
    person.active = known.active;
    return id;
  }
  const auto entry = plan_.people.try_emplace(plan_.people.end(), input_.new_id("per"));
  Person& person = entry->second;
  person.name = known.name.empty() ? known.email : std::move(known.name);
  person.email = std::move(known.email);
  person.title = std::move(known.title);
  person.timezone = std::move(known.timezone);
  person.calendar = std::move(known.calendar);
  person.slack_user = std::move(known.slack_user);
  person.party = party;
  person.kind = known.kind;
  person.active = known.active;
  if (!known.ref.record.empty()) person.refs.push_back(std::move(known.ref));
  return entry->first;
}

std::string PeopleRoll::by_email(const std::string& raw, std::optional<Party> party) {
  const auto box = mailbox_of(raw);
  const std::string email = box ? box->email : to_lower_ascii(trim(raw));
  if (email.empty()) return {};
  std::optional<KnownPerson> known = input_.directory.by_email(email);
  if (!known) {
    if (!addressable(email) && !party) return {};
    known = KnownPerson{};
    known->email = email;
  }
  const Party theirs = party_of(*known, party.value_or(Party::vendor));
  return add(*std::move(known), theirs);
}

PeopleRoll::Found PeopleRoll::owner_of(const Observed& said) {
  Found found;
  const auto owner = owner_at(said.fields);
  if (!owner) return found;
  const std::string email = to_lower_ascii(trim(owner->email));
  const std::string& ref = owner->ref;
  const std::string& name = owner->name;
  found.word = !name.empty() ? name : !email.empty() ? email : ref;
  const std::string& cell = email.empty() ? name : email;
  if (const auto several = addresses_in(cell); several.size() > 1) {  // nobody is guessed
    found.word = cell;
    for (const std::string& address : several) found.parties.emplace_back(domain_of(address));
    return found;
  }
  std::optional<KnownPerson> known;
  if (!email.empty()) known = input_.directory.by_email(email);
  if (!known && !ref.empty()) known = input_.directory.by_ref(said.ref.connection, ref);
  if (!known && !email.empty() && addressable(email)) {
    known = KnownPerson{};
    known->email = email;
    known->name = name;
  }
  if (!known) return found;
  if (known->name.empty()) known->name = name;
  const Party party = party_of(*known, said.side);
  found.id = add(*std::move(known), party);
  if (found.word.empty() || found.word == ref) found.word = plan_.people.at(found.id).name;
  return found;
}

}  // namespace closemap
