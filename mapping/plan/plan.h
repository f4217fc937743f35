// The canonical three-party plan: the close map itself (domain.md §1.3). A projection of its
// events.
#pragma once

#include <array>
#include <cstdint>
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
enum class MilestoneStatus : std::uint8_t { pending, in_progress, complete, blocked };
enum class Disposition : std::uint8_t { active, waived, removed };
enum class Hardness : std::uint8_t { mandatory, discretionary, external };
enum class PersonKind { person, team, role, service };
enum class AnchorBasis { go_live, decision, signature };
enum class HandoffState { planned, offered, accepted, rejected, done, cancelled };
enum class SignOffState { pending, signed_, stale, declined };
enum class GateState { not_started, open, approved, rejected, waived };
enum class CriterionState { open, passed, failed, waived };
enum class RiskState { open, mitigating, closed, occurred };

// Wire words of the enums ("in_progress", "signed"); parse_* is nullopt for an unknown word.
std::string_view to_text(PlanStatus value);
std::string_view to_text(MilestoneStatus value);
std::string_view to_text(Disposition value);
std::string_view to_text(Hardness value);
std::string_view to_text(PersonKind value);
std::string_view to_text(AnchorBasis value);
std::string_view to_text(HandoffState value);
std::string_view to_text(SignOffState value);
std::string_view to_text(GateState value);
std::string_view to_text(CriterionState value);
std::string_view to_text(RiskState value);
std::optional<PlanStatus> parse_plan_status(std::string_view text);
std::optional<MilestoneStatus> parse_milestone_status(std::string_view text);
std::optional<Disposition> parse_disposition(std::string_view text);
std::optional<Hardness> parse_hardness(std::string_view text);
std::optional<PersonKind> parse_person_kind(std::string_view text);
std::optional<AnchorBasis> parse_anchor_basis(std::string_view text);
std::optional<HandoffState> parse_handoff_state(std::string_view text);
std::optional<SignOffState> parse_sign_off_state(std::string_view text);
std::optional<GateState> parse_gate_state(std::string_view text);
std::optional<CriterionState> parse_criterion_state(std::string_view text);
std::optional<RiskState> parse_risk_state(std::string_view text);

// Where a CRM record lives: connector name, stream, record id, and for provenance the field.
struct SourceRef {
  std::string connection, object, record, field;
  friend auto operator<=>(const SourceRef&, const SourceRef&) = default;
};

struct Person {
  std::string name, email, phone, title, timezone, calendar, slack_user;  // email lower-case
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
  std::vector<SourceRef> account_refs;
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
  std::string link;                      // lnk_ id of the identity decision
  std::string forecast_category_raw;     // the CRM's word
  std::optional<Date> partner_intro_on;  // when the partner brought the vendor in (§6.3)
  bool deleted = false;
  friend bool operator==(const Opportunity&, const Opportunity&) = default;
};

// What shows that a step is done. `attestation`: its owner's word alone (§1.5).
struct Evidence {
  std::string kind = "attestation";  // url email crm_record document attestation
  std::string ref, by;               // by: person id
  Instant at;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// Optimistic, most likely, pessimistic working days (§2.10); o <= m <= p.
struct Estimate3 {
  double o = 0, m = 0, p = 0;
  friend bool operator==(const Estimate3&, const Estimate3&) = default;
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
  // The source's date that an accepted forecast answered: while it stands there, it is no estimate.
  std::optional<Date> answered;
  std::optional<int> duration_bd, min_duration_bd, remaining_bd;
  std::optional<Estimate3> estimate3;
  std::optional<Instant> added_at, scheduled_at;
  std::string risk;
  int declined_count = 0, extensions = 0;  // meeting refused, pilot prolonged: so often (§4)
  std::vector<Evidence> evidence;
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

// An approval of the customer's side.
struct Gate {
  std::string kind;  // economic_buyer technical security legal procurement budget executive
  std::string approver, milestone;  // person and milestone id, or empty
  GateState state = GateState::not_started;
  bool required = true;
  std::optional<Instant> decided_at;
  friend bool operator==(const Gate&, const Gate&) = default;
};

struct SuccessCriterion {
  std::string text, measure, target, how_validated, milestone;
  std::string type;  // technical performance roi usability security stakeholder; or empty
  bool pass_fail = false;
  CriterionState state = CriterionState::open;
  std::optional<Date> decided_on;
  friend bool operator==(const SuccessCriterion&, const SuccessCriterion&) = default;
};
// Testable: pass or fail, and somebody said how it is validated (§1.3).
inline bool testable(const SuccessCriterion& c) { return c.pass_fail && !c.how_validated.empty(); }

struct IfCriteriaMet {
  std::string next, milestone;
  friend bool operator==(const IfCriteriaMet&, const IfCriteriaMet&) = default;
};

struct Risk {
  std::string text, impact, mitigation, owner, milestone;
  std::optional<int> impact_bd, probability_bp;
  RiskState state = RiskState::open;
  friend bool operator==(const Risk&, const Risk&) = default;
};

struct Payment {
  std::string kind;          // commission referral_fee resale_margin revenue_share spiff
  std::string payer, payee;  // vendor partner marketplace customer
  std::optional<int> rate_bp;
  std::optional<Money> fixed;
  std::string basis, trigger;
  friend bool operator==(const Payment&, const Payment&) = default;
};

// Who recognises a share, in the declared order that decides ties of a split (§1.1).
inline constexpr std::array<std::string_view, 4> kRecognisers{"vendor", "partner", "marketplace",
                                                              "other"};

// Who recognises what; visible to the sellers only. Agreed when vendor and partner stand in
// agreed_by; any change empties agreed_by (§1.3).
struct Economics {
  std::optional<Money> total;
  std::map<std::string, int> recognised_bp;  // vendor partner marketplace other; sum 10000
  std::vector<Payment> payments;
  std::string whose_paper;
  std::vector<Party> agreed_by;
  friend bool operator==(const Economics&, const Economics&) = default;
};
bool agreed(const Economics& economics);

struct EscalationStep {
  int level = 0;  // 0..5
  Party party = Party::vendor;
  std::string person;
  friend bool operator==(const EscalationStep&, const EscalationStep&) = default;
};

struct SharedContext {
  std::string who, state, trigger, partner_relationship;
  friend bool operator==(const SharedContext&, const SharedContext&) = default;
};

struct JointOutcome {
  std::string outcome, closer, paper;
  std::optional<Money> low, high;
  std::optional<int> term_months;
  friend bool operator==(const JointOutcome&, const JointOutcome&) = default;
};

// Anchored when it has a date, the customer said it and somebody verified it (§1.3).
struct CompellingEvent {
  std::string text;
  std::optional<Date> date;
  Party source = Party::customer;
  bool verified = false;
  friend bool operator==(const CompellingEvent&, const CompellingEvent&) = default;
};
inline bool anchored(const CompellingEvent& e) {
  return e.date && e.source == Party::customer && e.verified;
}

struct Provenance {
  std::string method;  // crm human derived template import
  std::optional<SourceRef> source;
  std::string actor, event;
  std::optional<Instant> source_clock;
  Instant observed_at;
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

// A promise that moved later, when it was re-agreed (§2.8).
struct SlipEvent {
  std::string milestone;
  Date on;
  int delta_bd = 0;
  std::string reason;
  friend bool operator==(const SlipEvent&, const SlipEvent&) = default;
};

// What the events of a plan add up to; a projection kept beside the snapshot, never edited (§1.3).
struct PlanHistory {
  std::optional<Date> activated_on, partner_invited_on, last_review;
  std::array<std::optional<Date>, 3> last_activity;  // by Party; plan zone
  std::vector<SlipEvent> slip_events;                // by day
  friend bool operator==(const PlanHistory&, const PlanHistory&) = default;
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

inline constexpr std::string_view kNoTier = "custom";  // what a plan is before anybody says

struct Plan {
  std::string id;
  int version = 1;
  PlanStatus status = PlanStatus::draft;
  PlanStatus paused_from = PlanStatus::proposed;  // where a pause returns to
  std::string pause_reason;
  std::string tier{kNoTier}, name, timezone = "UTC", calendar, coordinator;
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

  std::optional<Money> amount;  // what the deal is worth: the vendor's word, else the partner's
  std::optional<int> customer_stakeholders;  // when a source counts them; else see stakeholders()
  bool procurement_required = true;
  std::optional<Date> decision_target, signature_target, go_live_target;  // key_dates
  std::optional<Instant> next_review_at;
  std::optional<SharedContext> shared_context;
  std::optional<JointOutcome> joint_outcome;
  std::optional<CompellingEvent> compelling_event;
  std::map<std::string, Gate> gates;
  std::map<std::string, SuccessCriterion> success_criteria;
  std::optional<IfCriteriaMet> if_criteria_met;
  std::map<std::string, Risk> risks;
  std::optional<Economics> economics;
  std::vector<EscalationStep> escalation_path;
  std::map<std::string, Provenance> provenance;          // by JSON pointer
  std::map<std::string, std::vector<Party>> visibility;  // pointer prefix -> who sees it
  PlanHistory history;
  // Members of an imported document that the model does not know, kept as x_* (§1.6): pointer of
  // the x_ member -> canonical JSON. Shown to nobody but the operator.
  std::map<std::string, std::string> imported;
  friend bool operator==(const Plan&, const Plan&) = default;

  const PartyInfo& party(Party p) const { return parties[static_cast<std::size_t>(p)]; }
  PartyInfo& party(Party p) { return parties[static_cast<std::size_t>(p)]; }
  const Opportunity* opportunity(Party side) const;
};

// The close anchor: the signature milestone if anchored, else the earliest anchored (§1.3); null
// without anchors.
const std::string* close_anchor(const Plan& plan);
// Won, lost or abandoned: only plan.reopened leads on (§1.5).
bool closed(PlanStatus status);
// The total split by recognised_bp, largest remainder, ties in the order vendor, partner,
// marketplace, other (§1.1). Error without a total or when the shares do not sum to 10000.
Result<std::map<std::string, Money>> recognised_amounts(const Economics& economics);
// plan_start: evaluation_start, else created_on.
Date plan_start(const Plan& plan);
// People of the customer's side, as counted by a source or in the plan.
int customer_stakeholders(const Plan& plan);

}  // namespace closemap
