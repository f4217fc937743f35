// What changed in the parties and people of a plan, as events.
#include "mapping/plan/event_diff.h"

namespace closemap::events {
namespace {

void sign_off(Comparison& plans, const std::string& party, const SignOff& from, const SignOff& to) {
  if (from == to) return;
  Json payload = from_to(to_text(from.state), to_text(to.state));
  payload["by"] = value_of(to.by);
  payload["plan_version"] = to.plan_version;
  payload["content_hash"] = value_of(to.content_hash);
  plans.add_with_reason("party." + std::string(to_text(to.state)), party, payload);
}

// Which fields changed, not their values: a person can be erased, an event cannot (domain.md
// §1.6).
void changed_person(Comparison& plans, const std::string& id, const Person& was, const Person& is) {
  Json fields = Json::array();
  const auto look = [&](std::string_view field, bool same) {
    if (!same) fields.push_back(field);
  };
  look("name", was.name == is.name);
  look("email", was.email == is.email);
  look("phone", was.phone == is.phone);
  look("title", was.title == is.title);
  look("timezone", was.timezone == is.timezone);
  look("calendar", was.calendar == is.calendar);
  look("slack_user", was.slack_user == is.slack_user);
  look("party", was.party == is.party);
  look("kind", was.kind == is.kind);
  look("active", was.active == is.active);
  look("roles", was.roles == is.roles);
  look("refs", was.refs == is.refs);
  plans.add("person.changed", id, {{"fields", fields}});
}

}  // namespace

void compare_parties(Comparison& plans) {
  for (const Party party : kParties) {
    const std::string subject(to_text(party));
    const PartyInfo& from = plans.before.party(party);
    const PartyInfo& to = plans.after.party(party);
    Changes changes;
    changes.look("name", from.name, to.name);
    changes.look("domain", from.domain, to.domain);
    changes.look("calendar", from.calendar, to.calendar);
    changes.look("timezone", from.timezone, to.timezone);
    changes.look("lead", from.lead, to.lead);
    changes.look("executive_sponsor", from.executive_sponsor, to.executive_sponsor);
    changes.look("fiscal_year_start_month", from.fiscal_year_start_month,
                 to.fiscal_year_start_month);
    changes.named("account_refs", from.account_refs == to.account_refs);
    if (changes.any()) plans.add("party.changed", subject, changes.fields());
    const auto index = static_cast<std::size_t>(party);
    sign_off(plans, subject, plans.before.signoffs[index], plans.after.signoffs[index]);
  }
}

void compare_people(Comparison& plans) {
  compare_maps(
      plans.before.people, plans.after.people,
      [&](const std::string& id, const Person& is) {
        plans.add("person.added", id, {{"party", to_text(is.party)}, {"kind", to_text(is.kind)}});
      },
      [&](const std::string& id, const Person& was, const Person& is) {
        changed_person(plans, id, was, is);
      },
      [&](const std::string& id, const Person& was) {
        plans.add("person.removed", id, {{"party", to_text(was.party)}});
      });
}

}  // namespace closemap::events
