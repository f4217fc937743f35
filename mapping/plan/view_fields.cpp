// The tables of what a party may see.
#include "mapping/plan/view_fields.h"

namespace closemap::views {
namespace {

constexpr ShownTo kSellers = ShownTo::sellers;
constexpr ShownTo kOwn = ShownTo::own;

// Not: external_refs, which name another party's records. Evidence and risk are looked at one by
// one.
constexpr std::array kMilestone{shown<&Milestone::key>("key"),
                                shown<&Milestone::title>("title"),
                                shown<&Milestone::owner>("owner"),
                                shown<&Milestone::supporting>("supporting"),
                                shown<&Milestone::party>("party"),
                                shown<&Milestone::blocked_reason>("blocked_reason"),
                                shown<&Milestone::done_condition>("done_condition"),
                                shown<&Milestone::calendar>("calendar"),
                                shown<&Milestone::kind>("kind"),
                                shown<&Milestone::category>("category"),
                                shown<&Milestone::status>("status"),
                                shown<&Milestone::disposition>("disposition"),
                                shown<&Milestone::due>("due_date"),
                                shown<&Milestone::baseline>("baseline_date"),
                                shown<&Milestone::actual>("actual_date"),
                                shown<&Milestone::actual_start>("actual_start_date"),
                                shown<&Milestone::owner_estimate>("owner_estimate_date"),
                                shown<&Milestone::not_before>("not_before"),
                                shown<&Milestone::deadline>("deadline"),
                                shown<&Milestone::duration_bd>("duration_bd"),
                                shown<&Milestone::min_duration_bd>("min_duration_bd"),
                                shown<&Milestone::remaining_bd>("remaining_bd"),
                                shown<&Milestone::estimate3>("estimate3"),
                                shown<&Milestone::added_at>("added_at"),
                                shown<&Milestone::scheduled_at>("scheduled_at"),
                                shown<&Milestone::answered>("owner_estimate_date"),
                                shown<&Milestone::declined_count>("declined_count", kSellers),
                                shown<&Milestone::extensions>("extensions", kSellers)};

// What the CRM says of an owner; nothing when the owner is not shown.
constexpr std::array kOwnerWords{shown<&Milestone::owner_word>("owner_word"),
                                 shown<&Milestone::owner_parties>("owner_parties")};

constexpr std::array kHandoff{shown<&Handoff::trigger>("trigger"),
                              shown<&Handoff::what>("what"),
                              shown<&Handoff::accepts_milestone>("accepts_milestone"),
                              shown<&Handoff::from>("from"),
                              shown<&Handoff::from_person>("from"),
                              shown<&Handoff::to>("to"),
                              shown<&Handoff::to_person>("to"),
                              shown<&Handoff::accept_within_bh>("accept_within_bh"),
                              shown<&Handoff::state>("state"),
                              shown<&Handoff::offered_at>("offered_at"),
                              shown<&Handoff::accepted_at>("accepted_at")};

constexpr std::array kGate{
    shown<&Gate::kind>("kind"),           shown<&Gate::approver>("approver"),
    shown<&Gate::milestone>("milestone"), shown<&Gate::state>("state"),
    shown<&Gate::required>("required"),   shown<&Gate::decided_at>("decided_at")};

constexpr std::array kCriterion{shown<&SuccessCriterion::text>("text"),
                                shown<&SuccessCriterion::type>("type"),
                                shown<&SuccessCriterion::measure>("measure"),
                                shown<&SuccessCriterion::target>("target"),
                                shown<&SuccessCriterion::how_validated>("how_validated"),
                                shown<&SuccessCriterion::milestone>("milestone"),
                                shown<&SuccessCriterion::pass_fail>("pass_fail"),
                                shown<&SuccessCriterion::state>("state"),
                                shown<&SuccessCriterion::decided_on>("decided_on")};

constexpr std::array kRisk{
    shown<&Risk::text>("text"),           shown<&Risk::impact>("impact"),
    shown<&Risk::impact_bd>("impact_bd"), shown<&Risk::probability_bp>("probability_bp"),
    shown<&Risk::owner>("owner"),         shown<&Risk::mitigation>("mitigation"),
    shown<&Risk::milestone>("milestone"), shown<&Risk::state>("state")};

// Roles are the sellers' words about people ("champion"); a customer does not read them.
constexpr std::array kPerson{shown<&Person::name>("name"),
                             shown<&Person::email>("email"),
                             shown<&Person::title>("title"),
                             shown<&Person::timezone>("timezone"),
                             shown<&Person::calendar>("calendar"),
                             shown<&Person::party>("party"),
                             shown<&Person::kind>("kind"),
                             shown<&Person::active>("active"),
                             shown<&Person::roles>("roles", kSellers),
                             shown<&Person::phone>("phone", kOwn),
                             shown<&Person::slack_user>("slack_user", kOwn)};

// Leads and sponsors are the escalation path, which is the sellers' own.
constexpr std::array kParty{
    shown<&PartyInfo::name>("name"),
    shown<&PartyInfo::domain>("domain"),
    shown<&PartyInfo::calendar>("calendar"),
    shown<&PartyInfo::timezone>("timezone"),
    shown<&PartyInfo::lead>("lead", kSellers),
    shown<&PartyInfo::executive_sponsor>("executive_sponsor", kSellers),
    shown<&PartyInfo::fiscal_year_start_month>("fiscal_year_start_month", kOwn)};

constexpr std::array kSignOff{
    shown<&SignOff::state>("state"),   shown<&SignOff::by>("by"),
    shown<&SignOff::method>("method"), shown<&SignOff::plan_version>("plan_version"),
    shown<&SignOff::at>("at"),         shown<&SignOff::content_hash>("content_hash", kOwn)};

constexpr std::array kEconomics{
    shown<&Economics::total>("total"), shown<&Economics::recognised_bp>("recognised_bp"),
    shown<&Economics::payments>("payments"), shown<&Economics::whose_paper>("whose_paper"),
    shown<&Economics::agreed_by>("agreed_by")};

// How the sellers know each other and what they hope for stays between them.
constexpr std::array kSharedContext{
    shown<&SharedContext::who>("who"), shown<&SharedContext::state>("state"),
    shown<&SharedContext::trigger>("trigger"),
    shown<&SharedContext::partner_relationship>("partner_relationship", kSellers)};
constexpr std::array kJointOutcome{shown<&JointOutcome::outcome>("outcome"),
                                   shown<&JointOutcome::term_months>("term_months"),
                                   shown<&JointOutcome::paper>("paper"),
                                   shown<&JointOutcome::closer>("closer", kSellers),
                                   shown<&JointOutcome::low>("amount_range", kSellers),
                                   shown<&JointOutcome::high>("amount_range", kSellers)};

constexpr std::array kCompellingEvent{
    shown<&CompellingEvent::text>("text"), shown<&CompellingEvent::date>("date"),
    shown<&CompellingEvent::source>("source"), shown<&CompellingEvent::verified>("verified")};
constexpr std::array kIfCriteriaMet{shown<&IfCriteriaMet::next>("next"),
                                    shown<&IfCriteriaMet::milestone>("milestone")};

constexpr std::array kTop{shown<&Plan::name>("name"),
                          shown<&Plan::timezone>("timezone"),
                          shown<&Plan::calendar>("calendar"),
                          shown<&Plan::coordinator>("coordinator"),
                          shown<&Plan::milestone_order>("milestone_order"),
                          shown<&Plan::dependencies>("dependencies"),
                          shown<&Plan::tier>("tier", kSellers)};
constexpr std::array kKeyDates{shown<&Plan::evaluation_start>("evaluation_start"),
                               shown<&Plan::decision_target>("decision_target"),
                               shown<&Plan::signature_target>("signature_target"),
                               shown<&Plan::go_live_target>("go_live_target"),
                               shown<&Plan::next_review_at>("next_review_at")};
constexpr std::array kBeyond{shown<&Plan::paused_from>("paused_from"),
                             shown<&Plan::created_on>("created_on"),
                             shown<&Plan::baselined_on>("baselined_on"),
                             shown<&Plan::dependencies_known>("dependencies_known"),
                             shown<&Plan::pause_reason>("pause_reason", kSellers),
                             shown<&Plan::template_used>("template_used", kSellers),
                             shown<&Plan::amount>("amount", kSellers),
                             shown<&Plan::customer_stakeholders>("customer_stakeholders", kSellers),
                             shown<&Plan::procurement_required>("procurement_required", kSellers),
                             shown<&Plan::history>("history", kSellers)};

// A CRM record as evidence names a record of the owner's CRM.
std::vector<Evidence> evidence_for(const Milestone& full, Party reader) {
  std::vector<Evidence> out;
  for (const Evidence& each : full.evidence)
    if (each.kind != "crm_record" || full.party == reader) out.push_back(each);
  return out;
}

}  // namespace

Milestone seen(const std::string& id, const Milestone& full, const Sight& sight) {
  Milestone out;
  copy_fields(out, full, sight, {"milestones", id}, kMilestone);
  if (sight.sees({"milestones", id, "owner"}))
    copy_fields(out, full, sight, {"milestones", id}, kOwnerWords);
  if (sight.sees({"milestones", id, "evidence"})) out.evidence = evidence_for(full, sight.reader());
  // A vendor's worry about its own step is a vendor-internal risk (§1.6).
  const ShownTo audience = full.party == Party::vendor ? ShownTo::sellers : ShownTo::everyone;
  if (sight.sees({"milestones", id, "risk"}, audience)) out.risk = full.risk;
  return out;
}

Handoff seen(const std::string& id, const Handoff& full, const Sight& sight) {
  Handoff out;
  copy_fields(out, full, sight, {"handoffs", id}, kHandoff);
  return out;
}

Gate seen(const std::string& id, const Gate& full, const Sight& sight) {
  Gate out;
  copy_fields(out, full, sight, {"gates", id}, kGate);
  return out;
}

SuccessCriterion seen(const std::string& id, const SuccessCriterion& full, const Sight& sight) {
  SuccessCriterion out;
  copy_fields(out, full, sight, {"success_criteria", id}, kCriterion);
  return out;
}

Risk seen(const std::string& id, const Risk& full, const Sight& sight, const Whole& whole) {
  Risk out;
  copy_fields(out, full, sight, {"risks", id}, kRisk, whole);
  return out;
}

Person seen(const std::string& id, const Person& full, const Sight& sight) {
  Person out;
  copy_fields(out, full, sight, {"people", id}, kPerson, {ShownTo::everyone, full.party, 0});
  return out;
}

PartyInfo seen(Party party, const PartyInfo& full, const Sight& sight) {
  PartyInfo out;
  copy_fields(out, full, sight, {"parties", to_text(party)}, kParty, {ShownTo::everyone, party, 0});
  return out;
}

SignOff seen(Party party, const SignOff& full, const Sight& sight) {
  SignOff out;
  copy_fields(out, full, sight, {"signoffs", to_text(party)}, kSignOff,
              {ShownTo::everyone, party, 0});
  return out;
}

// The other seller's record: that there is one, of what, when it is to close and who to talk to. No
// stage, amount or next step.
Opportunity seen(const Opportunity& full, Party reader) {
  if (full.side == reader) return full;
  Opportunity out;
  out.side = full.side;
  out.name = full.name;
  out.account_name = full.account_name;
  out.account_domain = full.account_domain;
  out.owner = full.owner;
  out.close_date = full.close_date;
  out.deleted = full.deleted;
  return out;
}

Economics seen(const Economics& full, const Sight& sight, const Whole& whole) {
  Economics out;
  copy_fields(out, full, sight, {"economics"}, kEconomics, whole);
  return out;
}

SharedContext seen(const SharedContext& full, const Sight& sight) {
  SharedContext out;
  copy_fields(out, full, sight, {"shared_context"}, kSharedContext);
  return out;
}

JointOutcome seen(const JointOutcome& full, const Sight& sight) {
  JointOutcome out;
  copy_fields(out, full, sight, {"joint_outcome"}, kJointOutcome);
  return out;
}

CompellingEvent seen(const CompellingEvent& full, const Sight& sight) {
  CompellingEvent out;
  copy_fields(out, full, sight, {"compelling_event"}, kCompellingEvent);
  return out;
}

IfCriteriaMet seen(const IfCriteriaMet& full, const Sight& sight) {
  IfCriteriaMet out;
  copy_fields(out, full, sight, {"if_criteria_met"}, kIfCriteriaMet);
  return out;
}

void copy_plan_fields(Plan& out, const Plan& full, const Sight& sight) {
  out.id = full.id;
  out.version = full.version;
  out.status = full.status;
  for (const Shown<Plan>& each : kTop)
    if (sight.sees({each.name}, each.audience)) each.copy(out, full);
  copy_fields(out, full, sight, {"key_dates"}, kKeyDates);
  copy_fields(out, full, sight, {"x_closemap"}, kBeyond);
}

}  // namespace closemap::views
