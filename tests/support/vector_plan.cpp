// Reading vector plans.
#include "tests/support/vector_plan.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include "tests/vectors/networks.h"
#include "tests/vectors/words.h"

namespace closemap::test {
namespace {

using vectors::Checks;
using vectors::Fields;

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  return *std::move(result);
}
template <class T>
T known(std::optional<T> value, const std::string& field) {
  if (!value) throw std::runtime_error(field + ": unknown word");
  return *value;
}

Party party_at(Fields& f, const std::string& key) { return known(parse_party(f.text(key)), key); }

Instant noon(const Plan& plan, Date day) {
  constexpr int kNoon = 12 * 60;
  return must(Zone::find(plan.timezone)).at(day, kNoon);
}

// An instant, or a day: then its noon in the plan's zone.
Instant moment(const Plan& plan, const Json& value) {
  const auto text = value.get<std::string>();
  if (const auto instant = parse_instant(text)) return *instant;
  return noon(plan, must(parse_date(text)));
}

// One person for each name and address, however many steps are theirs.
std::string person_id(Plan& plan, const Person& person) {
  for (const auto& [id, other] : plan.people)
    if (other == person) return id;
  const std::string id = "per_" + std::to_string(plan.people.size());
  plan.people[id] = person;
  return id;
}

std::string read_person(Checks& checks, const std::string& where, const Json& json, Party otherwise,
                        Plan& plan, std::vector<std::string>* parties = nullptr) {
  Fields f(checks, where, json);
  Person person;
  person.name = f.text_or("name", "");
  person.email = f.text_or("email", "");
  person.title = f.text_or("title", "");
  person.timezone = f.text_or("tz", "");
  person.calendar = f.text_or("cal", "");
  person.party = known(parse_party(f.text_or("party", std::string(to_text(otherwise)))), "party");
  person.kind = known(parse_person_kind(f.text_or("kind", "person")), "kind");
  if (const Json* active = f.maybe("active")) person.active = active->get<bool>();
  if (const Json* roles = f.maybe("roles")) person.roles = roles->get<std::vector<std::string>>();
  if (const Json* list = f.maybe("parties"); list != nullptr && parties != nullptr)
    *parties = list->get<std::vector<std::string>>();
  f.finish();
  return person_id(plan, person);
}

void read_owner(Checks& checks, Fields& f, Plan& plan, Milestone& step) {
  if (f.maybe("party") != nullptr) step.party = party_at(f, "party");
  const Json* owner = f.maybe("owner");
  if (owner == nullptr) return;
  step.owner = read_person(checks, "owner", *owner, step.party, plan, &step.owner_parties);
  const Person& person = plan.people.at(step.owner);
  step.party = person.party;
  if (person.name.empty()) step.owner.clear();  // nobody is called nothing
}

std::optional<Estimate3> read_estimate(const Json* tri) {
  if (tri == nullptr) return std::nullopt;
  return Estimate3{tri->at(0).get<double>(), tri->at(1).get<double>(), tri->at(2).get<double>()};
}

void read_milestone(Checks& checks, const Json& json, Plan& plan) {
  Fields f(checks, "milestone", json);
  Milestone step;
  const std::string id = f.text("id");
  step.title = f.text_or("title", "");
  step.key = f.text_or("key", "");
  step.kind = vectors::kind_of_step(f);
  step.category = vectors::category_of_step(f);
  step.calendar = f.text_or("cal", "");
  step.owner_word = f.text_or("owner_word", "");
  step.blocked_reason = f.text_or("blocked_reason", "");
  step.done_condition = f.text_or("done_condition", "");
  step.status = known(parse_milestone_status(f.text_or("status", "pending")), "status");
  step.disposition = known(parse_disposition(f.text_or("disposition", "active")), "disposition");
  step.due = f.maybe_date("due");
  step.baseline = f.maybe_date("baseline");
  step.actual = f.maybe_date("actual");
  step.actual_start = f.maybe_date("actual_start");
  step.owner_estimate = f.maybe_date("override");
  step.not_before = f.maybe_date("snet");
  step.deadline = f.maybe_date("deadline");
  step.duration_bd = f.maybe_number("dur");
  step.min_duration_bd = f.maybe_number("min_dur");
  step.remaining_bd = f.maybe_number("remaining");
  step.estimate3 = read_estimate(f.maybe("tri"));
  step.declined_count = f.maybe_number("declined_count").value_or(0);
  step.extensions = f.maybe_number("extensions").value_or(0);
  if (const Json* at = f.maybe("scheduled_at")) step.scheduled_at = moment(plan, *at);
  if (const Json* on = f.maybe("added_on")) step.added_at = moment(plan, *on);
  f.ignore("advance");  // network_of_vector() reads it
  read_owner(checks, f, plan, step);
  f.finish();
  plan.milestone_order.push_back(id);
  plan.milestones[id] = step;
}

void read_dependency(Checks& checks, const Json& json, Plan& plan) {
  Fields f(checks, "dependency", json);
  Dependency edge;
  edge.pred = f.text("pred");
  edge.succ = f.text("succ");
  if (const Json* lag = f.maybe("lag"))
    edge.lag = vectors::read_lag(checks, *lag, &edge.lag_calendar);
  edge.hardness = known(parse_hardness(f.text_or("hardness", "mandatory")), "hardness");
  if (f.text_or("type", "FS") != "FS") throw std::runtime_error("dependency.type: only FS");
  f.finish();
  plan.dependencies.push_back(edge);
}

// A party's name, or {party, person}; the person by name or as an object.
void read_handoff_end(Checks& checks, const Json* json, Plan& plan, Party& party,
                      std::string& person) {
  if (json == nullptr) return;
  if (json->is_string()) {
    party = known(parse_party(json->get<std::string>()), "handoff party");
    return;
  }
  Fields f(checks, "handoff end", *json);
  party = party_at(f, "party");
  if (const Json* who = f.maybe("person"))
    person = read_person(checks, "handoff person", who->is_string() ? Json{{"name", *who}} : *who,
                         party, plan);
  f.finish();
}

HandoffState handoff_state(Fields& f, const Handoff& handoff) {
  if (f.maybe("state") != nullptr) return known(parse_handoff_state(f.text("state")), "state");
  if (f.maybe("rejected_at") != nullptr) return HandoffState::rejected;
  if (handoff.accepted_at) return HandoffState::accepted;
  return handoff.offered_at ? HandoffState::offered : HandoffState::planned;
}

void read_handoff(Checks& checks, const Json& json, const VectorDefaults& defaults, Plan& plan) {
  Fields f(checks, "handoff", json);
  const std::string id = f.text("id");
  Handoff handoff;
  handoff.trigger = f.text_or("trigger", "");
  handoff.what = f.text_or("what", "");
  handoff.accepts_milestone = f.text_or("accepts_milestone", "");
  read_handoff_end(checks, f.maybe("from"), plan, handoff.from, handoff.from_person);
  read_handoff_end(checks, f.maybe("to"), plan, handoff.to, handoff.to_person);
  handoff.accept_within_bh = f.maybe_number("accept_within_bh").value_or(defaults.accept_within_bh);
  if (const Json* at = f.maybe("offered_at")) handoff.offered_at = moment(plan, *at);
  if (const Json* at = f.maybe("accepted_at")) handoff.accepted_at = moment(plan, *at);
  f.maybe("rejected_at");
  handoff.state = handoff_state(f, handoff);
  f.finish();
  plan.handoffs[id] = handoff;
}

void read_criterion(Checks& checks, const Json& json, Plan& plan) {
  Fields f(checks, "criterion", json);
  SuccessCriterion criterion;
  criterion.text = f.text_or("text", "");
  criterion.type = f.text_or("type", "");
  criterion.measure = f.text_or("measure", "");
  criterion.target = f.text_or("target", "");
  criterion.milestone = f.text_or("milestone", "");
  criterion.how_validated = f.text_or("how_validated", "");
  if (const Json* value = f.maybe("pass_fail")) criterion.pass_fail = value->get<bool>();
  criterion.state = known(parse_criterion_state(f.text_or("state", "open")), "state");
  criterion.decided_on = f.maybe_date("passed_on");
  const std::string id = f.text_or("id", "C" + std::to_string(plan.success_criteria.size() + 1));
  f.finish();
  plan.success_criteria[id] = criterion;
}

Money read_amount(Checks& checks, const Json& json) {
  Fields f(checks, "amount", json);
  const Money amount{vectors::whole<std::int64_t>(f.at("minor")),
                     vectors::known_currency(f.text("currency"))};
  f.finish();
  return amount;
}

void read_opportunity(Checks& checks, Party side, const Json& json, Plan& plan) {
  Fields f(checks, "crm", json);
  Opportunity opportunity;
  opportunity.side = side;
  opportunity.close_date = f.maybe_date("close");
  opportunity.stage_rank = f.maybe_number("stage_rank");
  opportunity.stage_raw = f.text_or("stage", "");
  const std::string currency = f.text_or("currency", "");
  const Json* minor = f.maybe("amount_minor");
  if (minor != nullptr && !currency.empty())  // a number without a currency is no money
    opportunity.amount =
        Money{vectors::whole<std::int64_t>(*minor), vectors::known_currency(currency)};
  if (const Json* deleted = f.maybe("deleted")) opportunity.deleted = deleted->get<bool>();
  f.finish();
  plan.opportunities.push_back(opportunity);
}

void read_compelling_event(Checks& checks, const Json& json, Plan& plan) {
  Fields f(checks, "compelling_event", json);
  CompellingEvent event;
  event.text = f.text_or("text", "");
  event.date = f.maybe_date("date");
  event.source = known(parse_party(f.text_or("source", "customer")), "source");
  if (const Json* verified = f.maybe("verified")) event.verified = verified->get<bool>();
  f.finish();
  plan.compelling_event = event;
}

void read_economics(Checks& checks, const Json& json, Plan& plan) {
  Fields f(checks, "economic_split", json);
  Economics economics;
  if (const Json* shares = f.maybe("recognised"))
    economics.recognised_bp = shares->get<std::map<std::string, int>>();
  if (const Json* parties = f.maybe("agreed_by"))
    for (const Json& party : *parties)
      economics.agreed_by.push_back(known(parse_party(party.get<std::string>()), "agreed_by"));
  f.finish();
  plan.economics = economics;
}

void read_signoff(Checks& checks, const Json& json, SignOff& out) {
  Fields f(checks, "signoff", json);
  out.state = known(parse_sign_off_state(f.text_or("state", "pending")), "state");
  out.by = f.text_or("by", "");
  out.method = f.text_or("method", "");
  out.content_hash = f.text_or("content_hash", "");
  out.plan_version = f.maybe_number("plan_version").value_or(0);
  f.finish();
}

void read_party(Checks& checks, const Json& json, PartyInfo& out) {
  Fields f(checks, "party", json);
  out.name = f.text_or("name", out.name);
  out.timezone = f.text_or("tz", "");
  out.calendar = f.text_or("cal", "");
  out.fiscal_year_start_month =
      f.maybe_number("fiscal_start_month").value_or(out.fiscal_year_start_month);
  f.finish();
}

void read_risk(Checks& checks, const Json& json, Plan& plan) {
  constexpr double kBasisPoints = 10'000;
  Fields f(checks, "risk", json);
  Risk risk;
  risk.text = f.text_or("text", "");
  risk.milestone = f.text_or("milestone", "");
  risk.impact_bd = f.maybe_number("impact_bd");
  if (const Json* p = f.maybe("p"))
    risk.probability_bp = static_cast<int>(std::lround(p->get<double>() * kBasisPoints));
  plan.risks[f.text("id")] = risk;
  f.finish();
}

void read_slip_event(Checks& checks, const Json& json, Plan& plan) {
  Fields f(checks, "slip event", json);
  plan.history.slip_events.push_back(
      {f.text("milestone"), f.date("on"), f.number("delta_bd"), f.text_or("reason", "")});
  f.ignore("party");  // the milestone's
  f.finish();
}

void read_history(Checks& checks, Fields& f, Plan& plan) {
  PlanHistory& history = plan.history;
  history.activated_on = f.maybe_date("activated_on");
  history.partner_invited_on = f.maybe_date("partner_invited_on");
  history.last_review = f.maybe_date("last_review");
  if (const Json* last = f.maybe("last_activity")) {
    Fields by(checks, "last_activity", *last);
    for (const Party party : kParties)
      history.last_activity.at(static_cast<std::size_t>(party)) =
          by.maybe_date(std::string(to_text(party)));
    by.finish();
  }
  if (const Json* events = f.maybe("slip_events"))
    for (const Json& event : *events) read_slip_event(checks, event, plan);
}

// The parts that hold one object for each party or an object of their own.
void read_agreements(Checks& checks, Fields& f, Plan& plan) {
  if (const Json* event = f.maybe("compelling_event")) read_compelling_event(checks, *event, plan);
  if (const Json* split = f.maybe("economic_split")) read_economics(checks, *split, plan);
  if (const std::string next = f.text_or("if_criteria_met", ""); !next.empty())
    plan.if_criteria_met = IfCriteriaMet{next, {}};
  if (const Json* all = f.maybe("signoffs"))
    for (const auto& [party, signoff] : all->items())
      read_signoff(checks, signoff,
                   plan.signoffs.at(static_cast<std::size_t>(known(parse_party(party), party))));
  if (const Json* all = f.maybe("parties"))
    for (const auto& [party, info] : all->items())
      read_party(checks, info, plan.party(known(parse_party(party), party)));
  if (const Json* crm = f.maybe("crm"))
    for (const auto& [side, said] : crm->items())
      if (!said.is_null()) read_opportunity(checks, known(parse_party(side), side), said, plan);
  if (const Json* money = f.maybe("amount")) plan.amount = read_amount(checks, *money);
}

void read_anchors(Fields& f, const Json& json, Plan& plan) {
  const Json* anchors = f.maybe("anchors");
  const Json* close = f.maybe("close_anchor");
  const bool none = close == nullptr && json.contains("close_anchor");
  if (anchors == nullptr || none) return;
  for (const auto& [id, date] : anchors->items())
    plan.anchors[id] = {
        vectors::read_date(date),
        close != nullptr && *close == id ? AnchorBasis::signature : AnchorBasis::go_live,
        Party::customer};
}

void read_dates(Fields& f, Plan& plan) {
  plan.evaluation_start = f.maybe_date("plan_start");
  plan.baselined_on = f.maybe_date("baselined_on");
  plan.signature_target = f.maybe_date("target_close");
  if (const Json* review = f.maybe("next_review")) plan.next_review_at = moment(plan, *review);
  plan.created_stage_rank = f.maybe_number("created_stage_rank");
  plan.customer_stakeholders = f.maybe_number("customer_stakeholders");
  if (const Json* required = f.maybe("procurement_required"))
    plan.procurement_required = required->get<bool>();
}

Plan read_plan(Checks& checks, const Json& json, const VectorDefaults& defaults) {
  Fields f(checks, "plan", json);
  Plan plan;
  plan.id = f.text_or("id", "pln_demo");
  plan.name = f.text_or("name", "Northwind x Contoso");
  plan.status = known(parse_plan_status(f.text_or("status", "proposed")), "status");
  plan.timezone = f.text_or("tz", "UTC");
  plan.calendar = f.text_or("calendar", "");
  plan.party(Party::vendor).name = "Contoso";
  plan.party(Party::partner).name = "Fabrikam";
  plan.party(Party::customer).name = "Northwind";
  plan.party(Party::vendor).fiscal_year_start_month = defaults.fiscal_year_start_month;
  read_dates(f, plan);
  read_agreements(checks, f, plan);
  read_history(checks, f, plan);
  read_anchors(f, json, plan);
  for (const Json& step : f.at("milestones")) read_milestone(checks, step, plan);
  if (const Json* list = f.maybe("dependencies"))
    for (const Json& edge : *list) read_dependency(checks, edge, plan);
  if (const Json* list = f.maybe("handoffs"))
    for (const Json& handoff : *list) read_handoff(checks, handoff, defaults, plan);
  if (const Json* list = f.maybe("success_criteria"))
    for (const Json& criterion : *list) read_criterion(checks, criterion, plan);
  if (const Json* list = f.maybe("risks"))
    for (const Json& risk : *list) read_risk(checks, risk, plan);
  for (const char* elsewhere : {"status_date", "progress_mode", "calendars", "now"})
    f.ignore(elsewhere);
  f.finish();
  return plan;
}

}  // namespace

Json vector_file(const std::string& name) {
  std::ifstream in(std::string(CLOSEMAP_VECTORS_DIR) + "/" + name);
  return Json::parse(
      std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
}

std::optional<Date> day(const Json& object, const char* key) {
  const auto text = text_at(object, key);
  return text ? std::optional<Date>(must(parse_date(*text))) : std::nullopt;
}

Plan plan_of_vector(const Json& json, const VectorDefaults& defaults) {
  Checks checks;
  checks.start_file("plan");
  checks.start_case(text_or(json, "id"));
  Plan plan = read_plan(checks, json, defaults);
  checks.end_case();
  if (checks.failed() > 0) throw std::runtime_error("a field of the plan is unknown");
  return plan;
}

CalendarLookup calendars_of_vector(const Json& json) {
  Checks checks;
  auto all = std::make_shared<vectors::CalendarMap>(
      vectors::read_calendars(checks, find(json, "calendars")));
  return [all](const std::string& name) -> const Calendar* {
    const auto found = all->find(name.empty() ? "MF" : name);
    return found == all->end() ? nullptr : &found->second;
  };
}

Network network_of_vector(const Plan& plan, const Json& json) {
  Plan anchored = plan;
  if (const Json* anchors = find(json, "anchors"))
    for (const auto& [id, date] : anchors->items())
      anchored.anchors[id].date = vectors::read_date(date);
  Network network = network_of(anchored, *day(json, "status_date"), calendars_of_vector(json));
  const std::string mode = text_or(json, "progress_mode", "retained_logic");
  if (mode == "progress_override")
    network.mode = ProgressMode::progress_override;
  else if (mode != "retained_logic")
    throw std::runtime_error("plan.progress_mode: unknown word " + mode);
  for (const Json& step : json.at("milestones"))
    network.milestones[vectors::node_named(network, step.at("id"))].advance =
        bool_or(step, "advance", false);
  return network;
}

}  // namespace closemap::test
