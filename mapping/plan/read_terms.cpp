// Approvals, criteria, risks, economics, sign-offs and provenance from text.
#include "mapping/plan/document_read.h"

namespace closemap::document {
namespace {

constexpr std::array kMoney{field<&Money::minor>("minor"), field<&Money::currency>("currency")};

constexpr std::array kGate{
    field<&Gate::kind>("kind"),           field<&Gate::approver>("approver"),
    field<&Gate::milestone>("milestone"), field<&Gate::state>("state"),
    field<&Gate::required>("required"),   field<&Gate::decided_at>("decided_at")};

constexpr std::array kCriterion{field<&SuccessCriterion::text>("text"),
                                field<&SuccessCriterion::type>("type"),
                                field<&SuccessCriterion::measure>("measure"),
                                field<&SuccessCriterion::target>("target"),
                                field<&SuccessCriterion::how_validated>("how_validated"),
                                field<&SuccessCriterion::pass_fail>("pass_fail"),
                                field<&SuccessCriterion::state>("state"),
                                field<&SuccessCriterion::decided_on>("decided_on"),
                                field<&SuccessCriterion::milestone>("milestone")};

constexpr std::array kIfCriteriaMet{field<&IfCriteriaMet::next>("next"),
                                    field<&IfCriteriaMet::milestone>("milestone")};

constexpr std::array kRisk{
    field<&Risk::text>("text"),           field<&Risk::impact>("impact"),
    field<&Risk::impact_bd>("impact_bd"), field<&Risk::probability_bp>("probability_bp"),
    field<&Risk::owner>("owner"),         field<&Risk::mitigation>("mitigation"),
    field<&Risk::milestone>("milestone"), field<&Risk::state>("state")};

constexpr std::array kPayment{
    field<&Payment::kind>("kind"),      field<&Payment::payer>("payer"),
    field<&Payment::payee>("payee"),    field<&Payment::rate_bp>("rate_bp"),
    field<&Payment::fixed>("fixed"),    field<&Payment::basis>("basis"),
    field<&Payment::trigger>("trigger")};

constexpr std::array kEconomics{
    field<&Economics::total>("total"), field<&Economics::recognised_bp>("recognised_bp"),
    field<&Economics::payments>("payments"), field<&Economics::whose_paper>("whose_paper"),
    field<&Economics::agreed_by>("agreed_by")};

constexpr std::array kSharedContext{
    field<&SharedContext::who>("who"), field<&SharedContext::state>("state"),
    field<&SharedContext::trigger>("trigger"),
    field<&SharedContext::partner_relationship>("partner_relationship")};

void read_range(PlanReader& in, JointOutcome& outcome) {
  in.object([&](Name name) {
    if (name == "low") return read(in, outcome.low);
    if (name == "high") return read(in, outcome.high);
    in.unknown(name);
  });
}
constexpr std::array kJointOutcome{
    field<&JointOutcome::outcome>("outcome"), field<&JointOutcome::term_months>("term_months"),
    field<&JointOutcome::closer>("closer"), field<&JointOutcome::paper>("paper"),
    Field<JointOutcome>{"amount_range", read_range}};

constexpr std::array kCompellingEvent{
    field<&CompellingEvent::text>("text"), field<&CompellingEvent::date>("date"),
    field<&CompellingEvent::source>("source"), field<&CompellingEvent::verified>("verified")};

constexpr std::array kSignOff{field<&SignOff::state>("state"),
                              field<&SignOff::by>("by"),
                              field<&SignOff::content_hash>("content_hash"),
                              field<&SignOff::method>("method"),
                              field<&SignOff::plan_version>("plan_version"),
                              field<&SignOff::at>("at")};

constexpr std::array kProvenance{field<&Provenance::method>("method"),
                                 field<&Provenance::source>("source"),
                                 field<&Provenance::actor>("actor"),
                                 field<&Provenance::event>("event"),
                                 field<&Provenance::source_clock>("source_clock"),
                                 field<&Provenance::observed_at>("observed_at")};

}  // namespace

void read(PlanReader& in, Money& money) { read_fields(in, money, kMoney); }
void read(PlanReader& in, Gate& gate) { read_fields(in, gate, kGate); }
void read(PlanReader& in, SuccessCriterion& criterion) { read_fields(in, criterion, kCriterion); }
void read(PlanReader& in, IfCriteriaMet& next) { read_fields(in, next, kIfCriteriaMet); }
void read(PlanReader& in, Risk& risk) { read_fields(in, risk, kRisk); }
void read(PlanReader& in, Payment& payment) { read_fields(in, payment, kPayment); }
void read(PlanReader& in, Economics& economics) { read_fields(in, economics, kEconomics); }
void read(PlanReader& in, SharedContext& context) { read_fields(in, context, kSharedContext); }
void read(PlanReader& in, JointOutcome& outcome) { read_fields(in, outcome, kJointOutcome); }
void read(PlanReader& in, CompellingEvent& event) { read_fields(in, event, kCompellingEvent); }
void read(PlanReader& in, SignOff& signoff) { read_fields(in, signoff, kSignOff); }
void read(PlanReader& in, Provenance& provenance) { read_fields(in, provenance, kProvenance); }

}  // namespace closemap::document
