// A plan of vector 12 (short field names, domain.md §8) as the model's structs.
#pragma once

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "mapping/core/json.h"
#include "mapping/plan/plan.h"
#include "mapping/schedule/from_plan.h"

namespace closemap::test {

inline Json vector_file(const std::string& name) {
  std::ifstream in(std::string(CLOSEMAP_SOURCE_DIR) + "/tests/vectors/" + name);
  return Json::parse(
      std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
}

inline std::optional<Date> day(const Json& object, const char* key) {
  const auto text = text_at(object, key);
  return text ? std::optional<Date>(*parse_date(*text)) : std::nullopt;
}

inline void read_owner(const Json& json, const std::string& id, Plan& plan, Milestone& step) {
  if (const Json* party = find(json, "party"); party != nullptr && party->is_string())
    step.party = *parse_party(party->get<std::string>());
  const Json* owner = find(json, "owner");
  if (owner == nullptr || !owner->is_object()) return;
  Person person;
  person.name = text_or(*owner, "name");
  person.email = text_or(*owner, "email");
  person.party = parse_party(text_or(*owner, "party")).value_or(Party::vendor);
  person.timezone = text_or(*owner, "tz");
  person.kind = parse_person_kind(text_or(*owner, "kind", "person")).value_or(PersonKind::person);
  step.party = person.party;
  step.owner = "per_" + id;
  if (const Json* parties = find(*owner, "parties"))
    for (const Json& party : *parties) step.owner_parties.push_back(party.get<std::string>());
  plan.people[step.owner] = person;
}

inline void read_milestones(const Json& json, Plan& plan) {
  for (const Json& m : json.at("milestones")) {
    Milestone step;
    const std::string id = m.at("id");
    step.title = text_or(m, "title");
    step.kind = text_or(m, "kind", "step");
    step.category = text_or(m, "category", "other");
    step.status = parse_milestone_status(text_or(m, "status", "pending")).value();
    step.disposition = parse_disposition(text_or(m, "disposition", "active")).value();
    step.due = day(m, "due");
    step.baseline = day(m, "baseline");
    step.actual = day(m, "actual");
    step.actual_start = day(m, "actual_start");
    step.owner_estimate = day(m, "override");
    step.not_before = day(m, "snet");
    if (const auto n = int_at(m, "dur")) step.duration_bd = static_cast<int>(*n);
    if (const auto n = int_at(m, "min_dur")) step.min_duration_bd = static_cast<int>(*n);
    if (const auto n = int_at(m, "remaining")) step.remaining_bd = static_cast<int>(*n);
    read_owner(m, id, plan, step);
    plan.milestone_order.push_back(id);
    plan.milestones[id] = step;
  }
}

inline Plan plan_of_vector(const Json& json) {
  Plan plan;
  plan.id = text_or(json, "id", "pln_demo");
  plan.name = "Northwind x Contoso";
  plan.status = parse_plan_status(text_or(json, "status", "proposed")).value();
  plan.timezone = text_or(json, "tz", "UTC");
  plan.evaluation_start = day(json, "plan_start");
  plan.party(Party::vendor).name = "Contoso";
  plan.party(Party::partner).name = "Fabrikam";
  plan.party(Party::customer).name = "Northwind";
  read_milestones(json, plan);
  for (const Json& edge : json.at("dependencies")) {
    Dependency dependency{edge.at("pred"), edge.at("succ"), {}, {}, Hardness::mandatory};
    if (const Json* lag = find(edge, "lag")) {
      dependency.lag.n = static_cast<int>(int_or(*lag, "n", 0));
      dependency.lag.unit = text_or(*lag, "unit", "bd") == "cd" ? LagUnit::cd : LagUnit::bd;
    }
    dependency.hardness = parse_hardness(text_or(edge, "hardness", "mandatory")).value();
    plan.dependencies.push_back(dependency);
  }
  for (const auto& [id, date] : json.at("anchors").items()) {
    const bool signs = text_or(json, "close_anchor") == id;
    plan.anchors[id] = {*parse_date(date.get<std::string>()),
                        signs ? AnchorBasis::signature : AnchorBasis::go_live, Party::customer};
  }
  if (const Json* crm = find(json, "crm"))
    for (const auto& [side, said] : crm->items()) {
      Opportunity opportunity;
      opportunity.side = *parse_party(side);
      opportunity.close_date = day(said, "close");
      if (const auto rank = int_at(said, "stage_rank"))
        opportunity.stage_rank = static_cast<int>(*rank);
      if (const auto minor = int_at(said, "amount_minor"))
        opportunity.amount = Money{*minor, text_or(said, "currency")};
      plan.opportunities.push_back(opportunity);
    }
  return plan;
}

inline Network network_of_vector(const Plan& plan, const Json& json) {
  static const Calendar weekdays;
  return network_of(plan, *day(json, "status_date"), [](const std::string&) { return &weekdays; });
}

}  // namespace closemap::test
