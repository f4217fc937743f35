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

// The address in a setting or a cell, with or without a name before it.
std::string address_of(const std::string& raw) {
  const auto box = mailbox_of(raw);
  return box ? box->email : to_lower_ascii(trim(raw));
}

// The owner that an observation names; `email` in lower case.
struct NamedOwner {
  OwnerWords words;
  std::vector<std::string> several;  // addresses in one cell: nobody is guessed
  const std::string& cell() const { return words.email.empty() ? words.name : words.email; }
};
std::optional<NamedOwner> owner_named(const Observed& said) {
  auto words = owner_at(said.fields);
  if (!words) return std::nullopt;
  words->email = to_lower_ascii(trim(words->email));
  NamedOwner owner{*std::move(words), {}};
  owner.several = addresses_in(owner.cell());
  if (owner.several.size() < 2) owner.several.clear();
  return owner;
}

const KnownPerson* known_by_email(const Directory& directory, const std::string& email) {
  const auto found = directory.by_email.find(email);
  return found == directory.by_email.end() ? nullptr : &found->second;
}

const KnownPerson* known_by_ref(const Directory& directory, const std::string& connection,
                                const std::string& ref) {
  const auto found = directory.by_ref.find({connection, ref});
  return found == directory.by_ref.end() ? nullptr : &found->second;
}

}  // namespace

std::vector<PersonAsked> people_asked(const ResolveInput& input) {
  std::vector<PersonAsked> asked;
  const auto ask = [&](const std::string& raw) {
    if (std::string email = address_of(raw); !email.empty())
      asked.push_back({std::move(email), {}, {}});
  };
  const auto ask_for_owner = [&](const Observed& said) {
    auto owner = owner_named(said);
    if (owner && owner->several.empty())
      asked.push_back(
          {std::move(owner->words.email), said.ref.connection, std::move(owner->words.ref)});
  };
  ask(input.vendor_party.lead);
  ask(input.vendor_party.coordinator);
  ask(input.partner_party.lead);
  for (const auto* said : {&input.vendor, &input.partner})
    if (*said) ask_for_owner(**said);
  for (const Observed& said : input.milestones) {
    ask_for_owner(said);
    ask(text_or(said.fields, "handoff_to"));
  }
  return asked;
}

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
  const std::string email = address_of(raw);
  if (email.empty()) return {};
  const KnownPerson* listed = known_by_email(input_.directory, email);
  if (listed == nullptr && !addressable(email) && !party) return {};
  KnownPerson known = listed != nullptr ? *listed : KnownPerson{};
  if (listed == nullptr) known.email = email;
  const Party theirs = party_of(known, party.value_or(Party::vendor));
  return add(std::move(known), theirs);
}

PeopleRoll::Found PeopleRoll::owner_of(const Observed& said) {
  Found found;
  const auto owner = owner_named(said);
  if (!owner) return found;
  const auto& [email, ref, name] = owner->words;
  found.word = !name.empty() ? name : !email.empty() ? email : ref;
  if (!owner->several.empty()) {
    found.word = owner->cell();
    for (const std::string& address : owner->several)
      found.parties.emplace_back(domain_of(address));
    return found;
  }
  const KnownPerson* listed = email.empty() ? nullptr : known_by_email(input_.directory, email);
  if (listed == nullptr && !ref.empty())
    listed = known_by_ref(input_.directory, said.ref.connection, ref);
  if (listed == nullptr && (email.empty() || !addressable(email))) return found;
  KnownPerson known = listed != nullptr ? *listed : KnownPerson{};
  if (listed == nullptr) known.email = email;
  if (known.name.empty()) known.name = name;
  const Party party = party_of(known, said.side);
  found.id = add(std::move(known), party);
  if (found.word.empty() || found.word == ref) found.word = plan_.people.at(found.id).name;
  return found;
}

}  // namespace closemap
