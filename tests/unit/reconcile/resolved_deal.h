// One deal that two CRMs describe, and looks into the plan it becomes.
#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mapping/core/json.h"
#include "mapping/reconcile/resolve.h"

namespace closemap::test {

inline Date date_on(const char* text) { return *parse_date(text); }
inline ObservedFields fields_of(const Json& fields) { return ObservedFields(dump_json(fields)); }

// Two CRMs that describe one deal; the partner brings the steps.
class Deal {
 public:
  Deal() {
    input_.vendor_party = {"Contoso", "contoso.example", "lead@contoso.example", "", "", ""};
    input_.partner_party = {"Fabrikam", "fabrikam.example", "lead@fabrikam.example", "", "", ""};
    input_.vendor = Observed{{"v", "opportunity", "V1", {}},
                             Party::vendor,
                             fields_of({{"name", "Rollout"},
                                        {"account.name", "Northwind"},
                                        {"close_date", "2026-05-04"},
                                        {"owner", {{"email", "ann@contoso.example"}}}}),
                             false,
                             now()};
    input_.calendars = [](const std::string&) -> const Calendar* { return nullptr; };
    input_.now = now();
    input_.new_id = [this](std::string_view prefix) {
      return std::string(prefix) + "_" + std::to_string(++ids_);
    };
    input_.milestones_known = true;
  }

  static Instant now() { return *parse_instant("2026-03-02T12:00:00Z"); }

  void say(Party side, const std::string& id, const Json& fields, bool deleted = false) {
    input_.milestones.push_back({{side == Party::vendor ? "v" : "p", "milestone", id, {}},
                                 side,
                                 fields_of(fields),
                                 deleted,
                                 now()});
  }
  // A step of the partner's, owned by Tom.
  void step(const std::string& id, Json fields = Json::object()) {
    fields["title"] = "Step " + id;
    fields["owner"] = {{"email", "tom@fabrikam.example"}};
    say(Party::partner, id, fields);
  }
  ResolveInput& input() { return input_; }
  Plan plan(std::vector<Unplaced>* unplaced = nullptr) { return resolve(input_, unplaced); }
  // What the plan becomes when the sources have said something else since.
  Plan next(const Plan& before) {
    input_.before = &before;
    Plan after = resolve(input_);
    input_.before = nullptr;
    return after;
  }
  void forget_steps() { input_.milestones.clear(); }

 private:
  ResolveInput input_;
  int ids_ = 0;
};

inline const std::string& id_of(const Plan& plan, const std::string& title) {
  for (const auto& [id, milestone] : plan.milestones)
    if (milestone.title == title) return id;
  FAIL("no milestone " << title);
  return plan.id;
}
inline const Milestone& titled(const Plan& plan, const std::string& title) {
  return plan.milestones.at(id_of(plan, title));
}
inline std::vector<std::string> edges(const Plan& plan) {
  std::vector<std::string> out;
  for (const Dependency& edge : plan.dependencies)
    out.push_back(plan.milestones.at(edge.pred).title + ">" + plan.milestones.at(edge.succ).title);
  return out;
}

}  // namespace closemap::test
