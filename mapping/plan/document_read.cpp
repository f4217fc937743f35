// A plan from its JSON text: one table of members per type. Members that Plan does not hold are
// read over.
#include <array>

#include "mapping/plan/document.h"
#include "mapping/plan/json_text.h"

namespace closemap {
namespace {

using Name = std::string_view;

// How each kind of value is read; declared before the tables that use them.
void read(JsonReader& in, std::string& text);
void read(JsonReader& in, bool& yes) { yes = in.boolean(); }
void read(JsonReader& in, int& number) { number = in.small_integer(); }
void read(JsonReader& in, std::int64_t& number) { number = in.integer(); }
void read(JsonReader& in, Date& date) { date = in.date(); }
void read(JsonReader& in, Instant& instant) { instant = in.instant(); }
void read(JsonReader& in, std::vector<std::string>& texts) { texts = in.texts(); }
void read(JsonReader& in, LagUnit& unit);
void read(JsonReader& in, Party& value);
void read(JsonReader& in, PlanStatus& value);
void read(JsonReader& in, MilestoneStatus& value);
void read(JsonReader& in, Disposition& value);
void read(JsonReader& in, Hardness& value);
void read(JsonReader& in, PersonKind& value);
void read(JsonReader& in, AnchorBasis& value);
void read(JsonReader& in, HandoffState& value);
void read(JsonReader& in, SignOffState& value);
void read(JsonReader& in, SourceRef& ref);
void read(JsonReader& in, Money& money);
void read(JsonReader& in, Anchor& anchor);
void read(JsonReader& in, Dependency& dependency);
void read(JsonReader& in, Handoff& handoff);
void read(JsonReader& in, Milestone& milestone);
void read(JsonReader& in, PartyInfo& party);
void read(JsonReader& in, Person& person);
void read(JsonReader& in, SignOff& signoff);
void read(JsonReader& in, Contender& contender);

template <class T>
void read(JsonReader& in, std::optional<T>& value) {
  if (!in.null()) read(in, value.emplace());
}
template <class T>
void read(JsonReader& in, std::vector<T>& list) {
  in.array([&] { read(in, list.emplace_back()); });
}
template <class T>
void read(JsonReader& in, std::map<std::string, T>& map) {
  in.object([&](Name id) { read(in, map[std::string(id)]); });
}
template <class T>
void read(JsonReader& in, std::array<T, 3>& per_party) {
  in.object([&](Name name) {
    const auto party = parse_party(name);
    if (party) return read(in, per_party[static_cast<std::size_t>(*party)]);
    in.fault("an unknown party");
  });
}

// A member of an object and how it gets into a T.
template <class T>
struct Field {
  Name name;
  void (*read)(JsonReader&, T&);
};
template <class T, class M>
T owner_of(M T::*);
template <auto Member>
constexpr auto field(Name name) {
  using T = decltype(owner_of(Member));
  return Field<T>{name, [](JsonReader& in, T& out) { read(in, out.*Member); }};
}
template <class T, std::size_t N>
void read_fields(JsonReader& in, T& out, const std::array<Field<T>, N>& fields) {
  in.object([&](Name name) {
    for (const Field<T>& each : fields)
      if (each.name == name) return each.read(in, out);
    in.skip();
  });
}

template <class E, class Parse>
void read_word(JsonReader& in, E& out, Parse parse) {
  const std::string word = in.text();
  if (!in.good()) return;
  const std::optional<E> value = parse(word);
  if (value) out = *value;
  if (!value) in.fault("an unknown word");
}
void read(JsonReader& in, Party& value) {
  read_word(in, value, [](Name word) { return parse_party(word); });
}
void read(JsonReader& in, PlanStatus& value) { read_word(in, value, parse_plan_status); }
void read(JsonReader& in, MilestoneStatus& value) { read_word(in, value, parse_milestone_status); }
void read(JsonReader& in, Disposition& value) { read_word(in, value, parse_disposition); }
void read(JsonReader& in, Hardness& value) { read_word(in, value, parse_hardness); }
void read(JsonReader& in, PersonKind& value) { read_word(in, value, parse_person_kind); }
void read(JsonReader& in, AnchorBasis& value) { read_word(in, value, parse_anchor_basis); }
void read(JsonReader& in, HandoffState& value) { read_word(in, value, parse_handoff_state); }
void read(JsonReader& in, SignOffState& value) { read_word(in, value, parse_sign_off_state); }
void read(JsonReader& in, LagUnit& unit) {
  read_word(in, unit, [](Name word) -> std::optional<LagUnit> {
    if (word == "bd") return LagUnit::bd;
    if (word == "cd") return LagUnit::cd;
    return std::nullopt;
  });
}

// null stands for the empty text: "owner": null.
void read(JsonReader& in, std::string& text) {
  if (!in.null()) text = in.text();
}

constexpr std::array kSourceRef{
    field<&SourceRef::connection>("connection"), field<&SourceRef::object>("object"),
    field<&SourceRef::record>("record"), field<&SourceRef::field>("field")};
void read(JsonReader& in, SourceRef& ref) { read_fields(in, ref, kSourceRef); }

constexpr std::array kMoney{field<&Money::minor>("minor"), field<&Money::currency>("currency")};
void read(JsonReader& in, Money& money) { read_fields(in, money, kMoney); }

constexpr std::array kAnchor{field<&Anchor::date>("date"), field<&Anchor::basis>("basis"),
                             field<&Anchor::source>("source")};
void read(JsonReader& in, Anchor& anchor) { read_fields(in, anchor, kAnchor); }

void read_lag(JsonReader& in, Dependency& dependency) {
  in.object([&](Name name) {
    if (name == "n") return read(in, dependency.lag.n);
    if (name == "unit") return read(in, dependency.lag.unit);
    if (name == "calendar") return read(in, dependency.lag_calendar);
    in.skip();
  });
}
void read_type(JsonReader& in, Dependency&) {
  if (in.text() != "FS") in.fault("only FS dependencies are supported");
}
constexpr std::array kDependency{field<&Dependency::pred>("pred"), field<&Dependency::succ>("succ"),
                                 field<&Dependency::hardness>("hardness"),
                                 Field<Dependency>{"lag", read_lag},
                                 Field<Dependency>{"type", read_type}};
void read(JsonReader& in, Dependency& dependency) { read_fields(in, dependency, kDependency); }

void read_end(JsonReader& in, Party& party, std::string& person) {
  in.object([&](Name name) {
    if (name == "party") return read(in, party);
    if (name == "person") return read(in, person);
    in.skip();
  });
}
void read_from(JsonReader& in, Handoff& handoff) {
  read_end(in, handoff.from, handoff.from_person);
}
void read_to(JsonReader& in, Handoff& handoff) { read_end(in, handoff.to, handoff.to_person); }
constexpr std::array kHandoff{field<&Handoff::trigger>("trigger"),
                              field<&Handoff::what>("what"),
                              field<&Handoff::accepts_milestone>("accepts_milestone"),
                              field<&Handoff::accept_within_bh>("accept_within_bh"),
                              field<&Handoff::state>("state"),
                              field<&Handoff::offered_at>("offered_at"),
                              field<&Handoff::accepted_at>("accepted_at"),
                              Field<Handoff>{"from", read_from},
                              Field<Handoff>{"to", read_to}};
void read(JsonReader& in, Handoff& handoff) { read_fields(in, handoff, kHandoff); }

constexpr std::array kMilestone{field<&Milestone::title>("title"),
                                field<&Milestone::status>("status"),
                                field<&Milestone::party>("party"),
                                field<&Milestone::owner>("owner"),
                                field<&Milestone::disposition>("disposition"),
                                field<&Milestone::kind>("kind"),
                                field<&Milestone::category>("category"),
                                field<&Milestone::due>("due_date"),
                                field<&Milestone::baseline>("baseline_date"),
                                field<&Milestone::actual>("actual_date"),
                                field<&Milestone::actual_start>("actual_start_date"),
                                field<&Milestone::owner_estimate>("owner_estimate_date"),
                                field<&Milestone::duration_bd>("duration_bd"),
                                field<&Milestone::min_duration_bd>("min_duration_bd"),
                                field<&Milestone::remaining_bd>("remaining_bd"),
                                field<&Milestone::not_before>("not_before"),
                                field<&Milestone::deadline>("deadline"),
                                field<&Milestone::added_at>("added_at"),
                                field<&Milestone::scheduled_at>("scheduled_at"),
                                field<&Milestone::key>("key"),
                                field<&Milestone::calendar>("calendar"),
                                field<&Milestone::blocked_reason>("blocked_reason"),
                                field<&Milestone::done_condition>("done_condition"),
                                field<&Milestone::supporting>("supporting"),
                                field<&Milestone::external_refs>("external_refs")};
void read(JsonReader& in, Milestone& milestone) { read_fields(in, milestone, kMilestone); }

constexpr std::array kPartyInfo{
    field<&PartyInfo::name>("name"),
    field<&PartyInfo::domain>("domain"),
    field<&PartyInfo::calendar>("calendar"),
    field<&PartyInfo::timezone>("timezone"),
    field<&PartyInfo::lead>("lead"),
    field<&PartyInfo::executive_sponsor>("executive_sponsor"),
    field<&PartyInfo::fiscal_year_start_month>("fiscal_year_start_month")};
void read(JsonReader& in, PartyInfo& party) { read_fields(in, party, kPartyInfo); }

constexpr std::array kPerson{
    field<&Person::name>("name"),         field<&Person::email>("email"),
    field<&Person::party>("party"),       field<&Person::kind>("kind"),
    field<&Person::title>("title"),       field<&Person::timezone>("timezone"),
    field<&Person::calendar>("calendar"), field<&Person::slack_user>("slack_user"),
    field<&Person::roles>("roles"),       field<&Person::refs>("refs")};
void read(JsonReader& in, Person& person) { read_fields(in, person, kPerson); }

constexpr std::array kSignOff{field<&SignOff::state>("state"),
                              field<&SignOff::by>("by"),
                              field<&SignOff::content_hash>("content_hash"),
                              field<&SignOff::method>("method"),
                              field<&SignOff::plan_version>("plan_version"),
                              field<&SignOff::at>("at")};
void read(JsonReader& in, SignOff& signoff) { read_fields(in, signoff, kSignOff); }

constexpr std::array kContender{field<&Contender::pointer>("pointer"),
                                field<&Contender::source>("source"),
                                field<&Contender::value>("value")};
void read(JsonReader& in, Contender& contender) { read_fields(in, contender, kContender); }

// The public half of an opportunity and what x_closemap adds; either may come first.
constexpr std::array kOpportunityPublic{field<&Opportunity::side>("side"),
                                        field<&Opportunity::ref>("ref")};
constexpr std::array kOpportunityObserved{field<&Opportunity::name>("name"),
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
                                          field<&Opportunity::deleted>("deleted")};
template <std::size_t N>
void read_half(JsonReader& in, Plan& plan, const std::array<Field<Opportunity>, N>& fields) {
  std::size_t index = 0;
  in.array([&] {
    if (index == plan.opportunities.size()) plan.opportunities.emplace_back();
    read_fields(in, plan.opportunities[index++], fields);
  });
}
void read_opportunities(JsonReader& in, Plan& plan) { read_half(in, plan, kOpportunityPublic); }
void read_observed(JsonReader& in, Plan& plan) { read_half(in, plan, kOpportunityObserved); }

// What x_closemap adds to things of the public part.
template <class T, std::size_t N>
void read_more(JsonReader& in, std::map<std::string, T>& map,
               const std::array<Field<T>, N>& fields) {
  in.object([&](Name id) {
    const auto found = map.find(std::string(id));
    if (found != map.end()) return read_fields(in, found->second, fields);
    in.fault("there is no such id in the public part");
  });
}
constexpr std::array kMilestoneMore{field<&Milestone::owner_word>("owner_word"),
                                    field<&Milestone::owner_parties>("owner_parties")};
constexpr std::array kPersonMore{field<&Person::active>("active")};
void read_milestones_more(JsonReader& in, Plan& plan) {
  read_more(in, plan.milestones, kMilestoneMore);
}
void read_people_more(JsonReader& in, Plan& plan) { read_more(in, plan.people, kPersonMore); }

constexpr std::array kBeyond{field<&Plan::baselined_on>("baselined_on"),
                             field<&Plan::contenders>("contenders"),
                             field<&Plan::created_on>("created_on"),
                             field<&Plan::created_stage_rank>("created_stage_rank"),
                             field<&Plan::dependencies_known>("dependencies_known"),
                             field<&Plan::handoffs>("handoffs"),
                             field<&Plan::pause_reason>("pause_reason"),
                             field<&Plan::paused_from>("paused_from"),
                             field<&Plan::template_used>("template_used"),
                             Field<Plan>{"milestones", read_milestones_more},
                             Field<Plan>{"opportunities", read_observed},
                             Field<Plan>{"people", read_people_more}};
void read_beyond(JsonReader& in, Plan& plan) { read_fields(in, plan, kBeyond); }

constexpr std::array kKeyDates{field<&Plan::evaluation_start>("evaluation_start")};
void read_key_dates(JsonReader& in, Plan& plan) { read_fields(in, plan, kKeyDates); }

void read_schema(JsonReader& in, Plan&) {
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
                           field<&Plan::coordinator>("coordinator"),
                           field<&Plan::dependencies>("dependencies"),
                           field<&Plan::handoffs>("handoffs"),
                           field<&Plan::milestone_order>("milestone_order"),
                           field<&Plan::name>("name"),
                           field<&Plan::parties>("parties"),
                           field<&Plan::people>("people"),
                           field<&Plan::signoffs>("signoffs"),
                           field<&Plan::tier>("tier"),
                           field<&Plan::timezone>("timezone"),
                           Field<Plan>{"key_dates", read_key_dates},
                           Field<Plan>{"opportunities", read_opportunities},
                           Field<Plan>{"x_closemap", read_beyond}};

void read_plan(JsonReader& in, Plan& plan) {
  std::array<bool, kRequired> seen{};
  in.object([&](Name name) {
    for (std::size_t i = 0; i < kPlan.size(); ++i) {
      if (kPlan[i].name != name) continue;
      if (i < kRequired) seen[i] = true;
      return kPlan[i].read(in, plan);
    }
    in.skip();
  });
  for (std::size_t i = 0; i < kRequired; ++i)
    if (!seen[i]) in.fault(std::string(kPlan[i].name) + " is missing");
}

}  // namespace

Result<Plan> plan_from_text(std::string_view text) {
  JsonReader in(text);
  Plan plan;
  read_plan(in, plan);
  Status status = in.finish();
  if (!status) return std::move(status).error();
  return plan;
}

}  // namespace closemap
