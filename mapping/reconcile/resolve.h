// Observations of one deal -> its canonical plan: a pure function of what the sources last said,
// the plan as it was, and the settings (design.md §9 "Source of a milestone's truth", domain.md
// §3.4). Never a fold over arrival order.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/plan/plan.h"
#include "mapping/reconcile/observed_fields.h"
#include "mapping/schedule/from_plan.h"
#include "mapping/schedule/template.h"

namespace closemap {

// What one source last said about one record.
struct Observed {
  SourceRef ref;  // connector name, stream, record id
  Party side = Party::vendor;
  ObservedFields fields;
  bool deleted = false;
  Instant changed_at;
  ObservedFields account = {};  // of the account that an opportunity refers to, where one is known
};

// A person as the people streams and the configuration know them; joined by lower-case e-mail,
// never by name.
struct KnownPerson {
  std::string name, email, title, timezone, calendar, slack_user;
  std::optional<Party> party;
  PersonKind kind = PersonKind::person;
  bool active = true;
  SourceRef ref;
};
// Those of them that a deal names.
struct Directory {
  std::map<std::string, KnownPerson> by_email;                        // lower case
  std::map<std::pair<std::string, std::string>, KnownPerson> by_ref;  // connection, record
};

struct PartyDefaults {
  std::string name, domain, lead, coordinator, calendar, timezone;  // lead, coordinator: e-mail
};

struct ResolveInput {
  const Plan* before = nullptr;  // null: the plan comes to exist now
  std::optional<Observed> vendor, partner;
  std::vector<Observed> milestones;  // of both opportunities, deleted ones included
  // True once every source that may bring milestones for this deal was read completely: only then
  // may a template stand in.
  bool milestones_known = false;
  const PlanTemplate* plan_template =
      nullptr;  // first matching one; also lends its edges to milestones with equal keys
  PartyDefaults vendor_party, partner_party;
  std::string default_timezone = "UTC";
  bool auto_propose = true;
  Directory directory;
  CalendarLookup calendars;
  Instant now;
  std::function<std::string(std::string_view prefix)> new_id;
};

// What a milestone's record says and the plan cannot take (a step or person nobody knows, the step
// itself, a word that is none of ours, an end that is still to come): that part is left out.
struct Unplaced {
  SourceRef ref;    // of the record
  std::string why;  // for people: `after names "M9", which is no step of this deal`
};
// Adds to what is known of the record; nothing where `unplaced` is null.
void leave_out(std::vector<Unplaced>* unplaced, const SourceRef& ref, const std::string& why);

// `unplaced`, where given, gets at most one entry per milestone.
Plan resolve(const ResolveInput& input, std::vector<Unplaced>* unplaced = nullptr);

// A person that resolve() looks up in the directory: by e-mail (lower case), and by the CRM's
// reference where nobody is known by that. Either may be empty.
struct PersonAsked {
  std::string email, connection, ref;
};
// Everybody it may look up, some of them more than once. The input's directory is not read.
std::vector<PersonAsked> people_asked(const ResolveInput& input);

// ---- the parts of resolve(), each one idea, exposed for their tests
// -----------------------------------------------
class PeopleRoll;

// Opportunity projection, account and party names.
void resolve_opportunities(Plan& plan, const ResolveInput& input, PeopleRoll& people);
// Milestones, dependencies and handoffs from the sources, or from the template where none brings
// them.
void resolve_milestones(Plan& plan, const ResolveInput& input, PeopleRoll& people,
                        std::vector<Unplaced>* unplaced = nullptr);
void resolve_dependencies(Plan& plan, const ResolveInput& input,
                          std::vector<Unplaced>* unplaced = nullptr);
// The customer's date: mapped go_live, decision, signature, else the vendor's close date at
// creation, unconfirmed.
void resolve_anchors(Plan& plan, const ResolveInput& input);
// The date the customer wants, by the first of go-live, decision and signature that a source maps;
// the vendor's word before the partner's, either may be null. Of a plan without steps nothing else
// is known of it.
std::optional<Anchor> mapped_customer_date(const ObservedFields* vendor,
                                           const ObservedFields* partner);
std::string_view step_kind_of(AnchorBasis basis);  // of the step that carries the date
// Handoffs offered, accepted and done as their steps go.
void resolve_handoffs(Plan& plan, const ResolveInput& input);
// draft -> proposed, pause and resume, won and lost (domain.md §1.5).
void resolve_status(Plan& plan, const ResolveInput& input);

// "M1;M2?+3bd;M3-2cd": predecessors with hardness and lag. Unreadable parts are left out and named
// in `bad`.
struct AfterItem {
  std::string ref;
  Lag lag;
  Hardness hardness = Hardness::mandatory;
};
std::vector<AfterItem> parse_after(std::string_view text, std::vector<std::string>* bad);

// People of one plan: finds or adds them by e-mail, keeps what is known of them current.
class PeopleRoll {
 public:
  PeopleRoll(Plan& plan, const ResolveInput& input);

  struct Found {
    std::string id;                    // person id; empty: nobody known
    std::string word;                  // what the CRM calls the owner, for people to read
    std::vector<std::string> parties;  // more than one organisation named
  };
  // Of the owner that an observation names; nobody where it names none.
  Found owner_of(const Observed& said);
  // Adds or refreshes the person of an e-mail address; "" when the address belongs to nobody we may
  // write to (T12).
  std::string by_email(const std::string& email, std::optional<Party> party);

 private:
  std::string add(KnownPerson known, Party party);
  Party party_of(const KnownPerson& known, Party otherwise) const;
  bool addressable(const std::string& email) const;
  Plan& plan_;
  const ResolveInput& input_;
};

}  // namespace closemap
