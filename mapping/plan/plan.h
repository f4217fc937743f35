// The canonical three-party plan: the close map itself (domain.md §1.3). A projection of its
// events.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mapping/core/calendar.h"
#include "mapping/core/date.h"
#include "mapping/core/instant.h"
#include "mapping/core/money.h"
#include "mapping/core/party.h"

namespace closemap {

enum class PlanStatus { draft, proposed, active, paused, won, lost, abandoned };
enum class MilestoneStatus { pending, in_progress, complete, blocked };
enum class Disposition { active, waived, removed };
enum class Hardness { mandatory, discretionary, external };
enum class PersonKind { person, team, role, service };
enum class AnchorBasis { go_live, decision, signature };
enum class HandoffState { planned, offered, accepted, rejected, done, cancelled };
enum class SignOffState { pending, signed_, stale, declined };

// Wire words of the enums ("in_progress", "signed"); parse_* is nullopt for an unknown word.
std::string_view to_text(PlanStatus value);
std::string_view to_text(MilestoneStatus value);
std::string_view to_text(Disposition value);
std::string_view to_text(Hardness value);
std::string_view to_text(PersonKind value);
std::string_view to_text(AnchorBasis value);
std::string_view to_text(HandoffState value);
std::string_view to_text(SignOffState value);
std::optional<PlanStatus> parse_plan_status(std::string_view text);
std::optional<MilestoneStatus> parse_milestone_status(std::string_view text);
std::optional<Disposition> parse_disposition(std::string_view text);
std::optional<Hardness> parse_hardness(std::string_view text);
std::optional<PersonKind> parse_person_kind(std::string_view text);
std::optional<AnchorBasis> parse_anchor_basis(std::string_view text);
std::optional<HandoffState> parse_handoff_state(std::string_view text);
std::optional<SignOffState> parse_sign_off_state(std::string_view text);

// Where a CRM record lives: connector name, stream, record id, and for provenance the field.
struct SourceRef {
  std::string connection, object, record, field;
  friend auto operator<=>(const SourceRef&, const SourceRef&) = default;
};

struct Person {
  std::string name, email, title, timezone, calendar, slack_user;  // email lower-case
  Party party = Party::vendor;
  PersonKind kind = PersonKind::person;
  bool active = true;
  std::vector<std::string> roles;
  std::vector<SourceRef> refs;
  friend bool operator==(const Person&, const Person&) = default;
};

struct PartyInfo {
  std::string name, domain, calendar, timezone;
  std::string lead, executive_sponsor;  // person ids
  int fiscal_year_start_month = 1;
  friend bool operator==(const PartyInfo&, const PartyInfo&) = default;
};

// What a party's CRM says about the deal; an observation projection, never edited by hand.
struct Opportunity {
  Party side = Party::vendor;  // vendor or partner
  SourceRef ref;
  std::string name, account_name, account_domain, stage_raw, next_step,
      owner;                      // owner: person id or empty
  std::string owner_word;         // the CRM's word when no person is known
  std::optional<int> stage_rank;  // 0..5, -1 lost; null unmapped (§1.5)
  std::optional<Money> amount;
  std::optional<Date> close_date, created_on;
  bool deleted = false;
  friend bool operator==(const Opportunity&, const Opportunity&) = default;
};

struct Milestone {
  std::string key, title, owner, owner_word, blocked_reason, done_condition,
      calendar;                                   // owner: person id or empty
  std::string kind = "step", category = "other";  // words of §1.3
  std::vector<std::string> owner_parties;  // more than one: "Both", two columns (multi_org_owner)
  std::vector<std::string> supporting;
  Party party = Party::vendor;  // = owner's party when owner set
  MilestoneStatus status = MilestoneStatus::pending;
  Disposition disposition = Disposition::active;
  std::optional<Date> due, baseline, actual, actual_start, owner_estimate, not_before, deadline;
  std::optional<int> duration_bd, min_duration_bd, remaining_bd;
  std::optional<Instant> added_at, scheduled_at;
  std::vector<SourceRef> external_refs;
  friend bool operator==(const Milestone&, const Milestone&) = default;
};

struct Dependency {
  std::string pred, succ;  // milestone ids; finish-to-start only in v1
  Lag lag;
  std::string lag_calendar;
  Hardness hardness = Hardness::mandatory;
  friend bool operator==(const Dependency&, const Dependency&) = default;
};

struct Handoff {
  std::string trigger, what, accepts_milestone;  // trigger, accepts: milestone ids
  Party from = Party::vendor, to = Party::partner;
  std::string from_person, to_person;
  int accept_within_bh = 8;
  HandoffState state = HandoffState::planned;
  std::optional<Instant> offered_at, accepted_at;
  friend bool operator==(const Handoff&, const Handoff&) = default;
};

struct Anchor {
  Date date;
  AnchorBasis basis = AnchorBasis::signature;
  Party source = Party::customer;  // vendor: provisional, shown as unconfirmed (design.md §9)
  friend bool operator==(const Anchor&, const Anchor&) = default;
};

struct SignOff {
  SignOffState state = SignOffState::pending;
  std::string by, content_hash, method;
  int plan_version = 0;
  std::optional<Instant> at;
  friend bool operator==(const SignOff&, const SignOff&) = default;
};

// A value another source gives and that did not win; kept and shown (design.md §9).
struct Contender {
  std::string pointer, source,
      value;  // "/milestones/<id>/due_date", connector name, canonical JSON
  friend bool operator==(const Contender&, const Contender&) = default;
};

struct Plan {
  std::string id;
  int version = 1;
  PlanStatus status = PlanStatus::draft;
  PlanStatus paused_from = PlanStatus::proposed;  // where a pause returns to
  std::string pause_reason;
  std::string tier = "custom", name, timezone = "UTC", calendar, coordinator;
  std::optional<Date> evaluation_start, created_on, baselined_on;
  std::map<std::string, Person> people;
  std::array<PartyInfo, 3> parties;  // indexed by Party
  std::vector<Opportunity> opportunities;
  std::map<std::string, Anchor> anchors;  // milestone id -> customer's date
  std::map<std::string, Milestone> milestones;
  std::vector<std::string> milestone_order;
  std::vector<Dependency> dependencies;
  std::map<std::string, Handoff> handoffs;
  std::array<SignOff, 3> signoffs;
  std::vector<Contender> contenders;
  std::string template_used;       // empty: milestones come from sources
  bool dependencies_known = true;  // false: the notice says that no dependency is known
  std::optional<int> created_stage_rank;
  friend bool operator==(const Plan&, const Plan&) = default;

  const PartyInfo& party(Party p) const { return parties[static_cast<std::size_t>(p)]; }
  PartyInfo& party(Party p) { return parties[static_cast<std::size_t>(p)]; }
  const Opportunity* opportunity(Party side) const;
};

// The close anchor: the signature milestone if anchored, else the earliest anchored (§1.3); null
// without anchors.
const std::string* close_anchor(const Plan& plan);
// plan_start: evaluation_start, else created_on.
Date plan_start(const Plan& plan);

}  // namespace closemap
