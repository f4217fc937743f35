// x_closemap from text, and the two halves of an opportunity.
#include "mapping/plan/document_read.h"

namespace closemap::document {
namespace {

constexpr std::array kContender{field<&Contender::pointer>("pointer"),
                                field<&Contender::source>("source"),
                                field<&Contender::value>("value")};
void read(PlanReader& in, Contender& contender) { read_fields(in, contender, kContender); }

constexpr std::array kSlip{field<&SlipEvent::milestone>("milestone"), field<&SlipEvent::on>("on"),
                           field<&SlipEvent::delta_bd>("delta_bd"),
                           field<&SlipEvent::reason>("reason")};
void read(PlanReader& in, SlipEvent& slip) { read_fields(in, slip, kSlip); }

template <class T>
void read_each(PlanReader& in, std::vector<T>& list) {
  in.array([&] { read(in, list.emplace_back()); });
}

void read_slips(PlanReader& in, PlanHistory& history) { read_each(in, history.slip_events); }
constexpr std::array kHistory{field<&PlanHistory::activated_on>("activated_on"),
                              field<&PlanHistory::partner_invited_on>("partner_invited_on"),
                              field<&PlanHistory::last_review>("last_review"),
                              field<&PlanHistory::last_activity>("last_activity"),
                              Field<PlanHistory>{"slip_events", read_slips}};
void read_history(PlanReader& in, Plan& plan) { read_fields(in, plan.history, kHistory); }
void read_contenders(PlanReader& in, Plan& plan) { read_each(in, plan.contenders); }

// The public half of an opportunity and what x_closemap adds; either may come first.
constexpr std::array kOpportunityPublic{field<&Opportunity::side>("side"),
                                        field<&Opportunity::ref>("ref"),
                                        field<&Opportunity::link>("link")};
constexpr std::array kOpportunityObserved{
    field<&Opportunity::name>("name"),
    field<&Opportunity::account_name>("account_name"),
    field<&Opportunity::account_domain>("account_domain"),
    field<&Opportunity::stage_raw>("stage_raw"),
    field<&Opportunity::stage_rank>("stage_rank"),
    field<&Opportunity::next_step>("next_step"),
    field<&Opportunity::owner>("owner"),
    field<&Opportunity::owner_word>("owner_word"),
    field<&Opportunity::amount>("amount"),
    field<&Opportunity::close_date>("close_date"),
    field<&Opportunity::created_on>("created_on"),
    field<&Opportunity::forecast_category_raw>("forecast_category_raw"),
    field<&Opportunity::partner_intro_on>("partner_intro_on"),
    field<&Opportunity::deleted>("deleted")};
template <std::size_t N>
void read_half(PlanReader& in, Plan& plan, const std::array<Field<Opportunity>, N>& fields) {
  std::size_t index = 0;
  in.array([&] {
    if (index == plan.opportunities.size()) plan.opportunities.emplace_back();
    read_fields(in, plan.opportunities[index++], fields);
  });
}
void read_observed(PlanReader& in, Plan& plan) { read_half(in, plan, kOpportunityObserved); }

// What x_closemap adds to things of the public part.
template <class T, std::size_t N>
void read_more(PlanReader& in, std::map<std::string, T>& map,
               const std::array<Field<T>, N>& fields) {
  in.object([&](Name id) {
    const auto found = map.find(std::string(id));
    if (found != map.end()) return read_fields(in, found->second, fields);
    in.fault("there is no such id in the public part");
  });
}
constexpr std::array kMilestoneMore{
    field<&Milestone::owner_word>("owner_word"), field<&Milestone::owner_parties>("owner_parties"),
    field<&Milestone::declined_count>("declined_count"),
    field<&Milestone::extensions>("extensions"), field<&Milestone::answered>("answered")};
constexpr std::array kPersonMore{field<&Person::active>("active")};
void read_milestones_more(PlanReader& in, Plan& plan) {
  read_more(in, plan.milestones, kMilestoneMore);
}
void read_people_more(PlanReader& in, Plan& plan) { read_more(in, plan.people, kPersonMore); }

constexpr std::array kBeyond{field<&Plan::amount>("amount"),
                             field<&Plan::baselined_on>("baselined_on"),
                             field<&Plan::created_on>("created_on"),
                             field<&Plan::created_stage_rank>("created_stage_rank"),
                             field<&Plan::customer_stakeholders>("customer_stakeholders"),
                             field<&Plan::dependencies_known>("dependencies_known"),
                             field<&Plan::handoffs>("handoffs"),
                             field<&Plan::pause_reason>("pause_reason"),
                             field<&Plan::paused_from>("paused_from"),
                             field<&Plan::procurement_required>("procurement_required"),
                             field<&Plan::template_used>("template_used"),
                             Field<Plan>{"contenders", read_contenders},
                             Field<Plan>{"history", read_history},
                             Field<Plan>{"milestones", read_milestones_more},
                             Field<Plan>{"opportunities", read_observed},
                             Field<Plan>{"people", read_people_more}};

}  // namespace

void read_beyond(PlanReader& in, Plan& plan) { read_fields(in, plan, kBeyond); }
void read_opportunities(PlanReader& in, Plan& plan) { read_half(in, plan, kOpportunityPublic); }

}  // namespace closemap::document
