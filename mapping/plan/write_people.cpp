// Parties, people and the escalation path as text.
#include "mapping/plan/document_write.h"

namespace closemap::document {

void write(JsonWriter& out, const PartyInfo& party) {
  out.begin_object();
  write_list(out, "account_refs", party.account_refs);
  out.member("calendar", party.calendar);
  out.member("domain", party.domain);
  out.member("executive_sponsor", party.executive_sponsor);
  out.key("fiscal_year_start_month");
  out.integer(party.fiscal_year_start_month);
  out.member("lead", party.lead);
  write_word(out, "name", party.name);
  out.member("timezone", party.timezone);
  out.end_object();
}

void write(JsonWriter& out, const Person& person) {
  out.begin_object();
  out.member("calendar", person.calendar);
  out.member("email", person.email);
  write_word(out, "kind", to_text(person.kind));
  write_word(out, "name", person.name);
  write_word(out, "party", to_text(person.party));
  out.member("phone", person.phone);
  write_list(out, "refs", person.refs);
  out.members("roles", person.roles);
  out.member("slack_user", person.slack_user);
  out.member("timezone", person.timezone);
  out.member("title", person.title);
  out.end_object();
}

void write(JsonWriter& out, const EscalationStep& step) {
  out.begin_object();
  out.key("level");
  out.integer(step.level);
  write_word(out, "party", to_text(step.party));
  write_word(out, "person", step.person);
  out.end_object();
}

}  // namespace closemap::document
