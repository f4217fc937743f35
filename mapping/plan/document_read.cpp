// A plan from its JSON text: who is in it, and its members in the order that finds them fastest.
#include "mapping/plan/document_read.h"

namespace closemap {
namespace document {
namespace {

constexpr std::array kPartyInfo{
    field<&PartyInfo::name>("name"),
    field<&PartyInfo::domain>("domain"),
    field<&PartyInfo::calendar>("calendar"),
    field<&PartyInfo::timezone>("timezone"),
    field<&PartyInfo::lead>("lead"),
    field<&PartyInfo::executive_sponsor>("executive_sponsor"),
    field<&PartyInfo::fiscal_year_start_month>("fiscal_year_start_month"),
    field<&PartyInfo::account_refs>("account_refs")};

constexpr std::array kPerson{
    field<&Person::name>("name"),         field<&Person::email>("email"),
    field<&Person::party>("party"),       field<&Person::kind>("kind"),
    field<&Person::title>("title"),       field<&Person::timezone>("timezone"),
    field<&Person::calendar>("calendar"), field<&Person::slack_user>("slack_user"),
    field<&Person::phone>("phone"),       field<&Person::roles>("roles"),
    field<&Person::refs>("refs")};

constexpr std::array kEscalationStep{field<&EscalationStep::level>("level"),
                                     field<&EscalationStep::party>("party"),
                                     field<&EscalationStep::person>("person")};

constexpr std::array kKeyDates{field<&Plan::evaluation_start>("evaluation_start"),
                               field<&Plan::decision_target>("decision_target"),
                               field<&Plan::signature_target>("signature_target"),
                               field<&Plan::go_live_target>("go_live_target"),
                               field<&Plan::next_review_at>("next_review_at")};
void read_key_dates(PlanReader& in, Plan& plan) { read_fields(in, plan, kKeyDates); }

void read_schema(PlanReader& in, Plan&) {
  if (in.text() != "closemap.plan.v1") in.fault("only closemap.plan.v1 is understood");
}

// Members a document must have stand first.
constexpr std::size_t kRequired = 5;
constexpr std::array kPlan{Field<Plan>{"schema", read_schema},
                           field<&Plan::id>("id"),
                           field<&Plan::version>("version"),
                           field<&Plan::status>("status"),
                           field<&Plan::milestones>("milestones"),
                           field<&Plan::anchors>("anchors"),
                           field<&Plan::calendar>("calendar"),
                           field<&Plan::compelling_event>("compelling_event"),
                           field<&Plan::coordinator>("coordinator"),
                           field<&Plan::dependencies>("dependencies"),
                           field<&Plan::economics>("economics"),
                           field<&Plan::escalation_path>("escalation_path"),
                           field<&Plan::gates>("gates"),
                           field<&Plan::handoffs>("handoffs"),
                           field<&Plan::if_criteria_met>("if_criteria_met"),
                           field<&Plan::joint_outcome>("joint_outcome"),
                           field<&Plan::milestone_order>("milestone_order"),
                           field<&Plan::name>("name"),
                           field<&Plan::parties>("parties"),
                           field<&Plan::people>("people"),
                           field<&Plan::provenance>("provenance"),
                           field<&Plan::risks>("risks"),
                           field<&Plan::shared_context>("shared_context"),
                           field<&Plan::signoffs>("signoffs"),
                           field<&Plan::success_criteria>("success_criteria"),
                           field<&Plan::tier>("tier"),
                           field<&Plan::timezone>("timezone"),
                           field<&Plan::visibility>("visibility"),
                           Field<Plan>{"key_dates", read_key_dates},
                           Field<Plan>{"opportunities", read_opportunities},
                           Field<Plan>{"x_closemap", read_beyond}};

void read_plan(PlanReader& in, Plan& plan) {
  std::array<bool, kRequired> seen{};
  in.object([&](Name name) {
    for (std::size_t i = 0; i < kPlan.size(); ++i) {
      if (kPlan[i].name != name) continue;
      if (i < kRequired) seen[i] = true;
      return kPlan[i].read(in, plan);
    }
    in.unknown(name);
  });
  for (std::size_t i = 0; i < kRequired; ++i)
    if (!seen[i]) in.fault(std::string(kPlan[i].name) + " is missing");
}

}  // namespace

void read(PlanReader& in, PartyInfo& party) { read_fields(in, party, kPartyInfo); }
void read(PlanReader& in, Person& person) { read_fields(in, person, kPerson); }
void read(PlanReader& in, EscalationStep& step) { read_fields(in, step, kEscalationStep); }

}  // namespace document

Result<Plan> plan_from_text(std::string_view text, UnknownFields unknown) {
  Plan plan;
  document::PlanReader in(text, unknown, plan.imported);
  document::read_plan(in, plan);
  Status status = in.finish();
  if (!status) return std::move(status).error();
  return plan;
}

}  // namespace closemap
