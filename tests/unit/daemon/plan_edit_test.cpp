// What people decide about a plan through `closemap plan edit`: change sets and signatures.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "daemon/app/resources.h"
#include "mapping/core/json.h"
#include "tests/unit/daemon/house.h"

namespace closemap::test {
namespace {

// One deal, and the answers to edits of its plan.
struct EditedDeal {
  House house;
  std::string id;

  EditedDeal() {
    house.add_deal();
    house.set(house.vendor(), "person", "u1",
              R"({"name":"Dana","email":"Dana@northwind.example","party":"customer"})");
    house.poll();
    id = house.only_plan().id;
  }
  ControlReply post(Json body) {
    body["by"] = "maria";
    return serve(house.engine(), {"POST", "/v1/plans/" + id + "/edit", {}, dump_json(body)});
  }
  // What was refused, or "done".
  std::string edit(const Json& body) {
    const ControlReply reply = post(body);
    if (reply.status < 300) return "done";
    return text_or(*parse_json(reply.body), "error");
  }
  std::string merge(const Json& change) { return edit({{"kind", "merge"}, {"change", change}}); }
  Plan plan() { return house.only_plan(); }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a change set is taken whole, counts one version and outlives the next reading") {
  EditedDeal deal;
  const int version = deal.plan().version;
  const Json change{{"joint_outcome", {{"outcome", "One rollout in four plants"}}},
                    {"success_criteria",
                     {{"crt_01k00000000000000000000001",
                       {{"text", "It runs"}, {"pass_fail", true}, {"state", "open"}}}}}};
  CHECK(deal.merge(change) == "done");
  CHECK(deal.plan().version == version + 1);
  CHECK(deal.merge(change) == "done");
  CHECK(deal.plan().version == version + 1);  // it changed nothing
  deal.house.pilot_is_due("2026-03-27");
  deal.house.poll();
  REQUIRE(deal.plan().joint_outcome);
  CHECK(deal.plan().joint_outcome->outcome == "One rollout in four plants");
  CHECK(deal.plan().success_criteria.size() == 1);
}

TEST_CASE("a change set that may not be is refused with its place, and nothing of it is done") {
  EditedDeal deal;
  const Plan before = deal.plan();
  CHECK(holds(deal.merge({{"name", "Other"}, {"status", "won"}}), "/status"));
  CHECK(holds(deal.merge({{"nmae", "Other"}}), "nmae"));
  CHECK(holds(deal.edit({{"kind", "patch"}, {"change", "no json"}}), "patch"));
  CHECK(holds(
      deal.edit(
          {{"kind", "merge"}, {"change", {{"name", "Other"}}}, {"if_match", before.version + 7}}),
      "412"));
  for (const Json& version : {Json((std::int64_t{1} << 32) + before.version), Json("1"), Json(1.5)})
    CHECK(holds(
        deal.edit({{"kind", "merge"}, {"change", {{"name", "Other"}}}, {"if_match", version}}),
        "if_match must be a version number"));
  CHECK(holds(deal.edit({{"kind", "swap"}}), "kind must be one of accept_forecast"));
  CHECK(deal.plan() == before);
  CHECK(deal.edit(
            {{"kind", "patch"},
             {"change", Json::array({{{"op", "replace"}, {"path", "/name"}, {"value", "Other"}}})},
             {"if_match", before.version}}) == "done");
  CHECK(deal.plan().name == "Other");
}

TEST_CASE("who completes a step without evidence is its owner, named by --as") {
  EditedDeal deal;
  const std::string step = deal.plan().milestone_order.front();
  Json body{{"kind", "merge"},
            {"change",
             {{"milestones", {{step, {{"status", "complete"}, {"actual_date", "2026-03-02"}}}}}}}};
  CHECK(holds(deal.edit(body), "by its owner alone"));
  body["person"] = "priya@fabrikam.example";
  CHECK(deal.edit(body) == "done");
}

TEST_CASE("three signatures make a plan active; who signs is known to the plan") {
  EditedDeal deal;
  const auto sign = [&](const char* party, const char* person) {
    return deal.edit({{"kind", "sign"}, {"party", party}, {"person", person}});
  };
  CHECK(holds(sign("customer", "nobody@northwind.example"), "knows nobody of the customer"));
  CHECK(holds(sign("seller", "x@y.example"), "party must be"));
  CHECK(sign("vendor", "Jonas@contoso.example") == "done");
  CHECK(sign("partner", "tom@fabrikam.example") == "done");
  CHECK(deal.plan().status == PlanStatus::proposed);
  REQUIRE(deal.merge({{"people",
                       {{"per_01k00000000000000000000001",
                         {{"name", "Dana"},
                          {"email", "dana@northwind.example"},
                          {"party", "customer"},
                          {"kind", "person"}}}}}}) == "done");
  CHECK(sign("customer", "Dana@northwind.example") == "done");
  CHECK(deal.plan().status == PlanStatus::active);
  CHECK(deal.plan().history.activated_on);
}

TEST_CASE("with three estimates the agenda gives the odds") {
  EditedDeal deal;
  Json steps = Json::object();
  for (const std::string& id : deal.plan().milestone_order)
    steps[id] = {{"estimate3", {{"o", 2}, {"m", 5}, {"p", 9}}}};
  REQUIRE(deal.merge({{"milestones", steps}}) == "done");
  const auto week = serve(deal.house.engine(), {"GET", "/v1/agenda", {}, {}});
  CHECK(holds(week.body, "(P50), four in five by "));
}

TEST_CASE("the next review is not planned for a day that is past") {
  EditedDeal deal;
  CHECK(holds(deal.edit({{"kind", "next_review"}, {"when", "2026-02-27"}}), "is past"));
  CHECK(deal.edit({{"kind", "next_review"}, {"when", "2026-03-10"}}) == "done");
}

}  // namespace closemap::test
