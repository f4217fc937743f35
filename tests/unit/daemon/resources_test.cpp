// What the commands are answered.
#include "daemon/app/resources.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/plan/document.h"
#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;

ControlRequest get(const std::string& path, std::map<std::string, std::string> query = {}) {
  return {"GET", path, std::move(query), {}};
}

TEST_CASE("an exported plan is a document of the public schema, whoever it is for") {
  House house;
  house.add_deal();
  house.poll();
  const std::string path = "/v1/plans/" + house.only_plan().id + "/export";
  for (const std::string party : {"", "vendor", "partner", "customer"}) {
    std::map<std::string, std::string> query{{"format", "json"}};
    if (!party.empty()) query["party"] = party;
    const ControlReply reply = serve(house.engine(), get(path, query));
    REQUIRE(reply.status == 200);
    const auto document = parse_json(reply.body);
    REQUIRE(document);
    CHECK(document_violations(*document) == std::vector<std::string>{});
    for (const auto& [name, value] : document->items()) CHECK(name.rfind("x_", 0) != 0);
  }
}

TEST_CASE("believing a connector is answered, and nobody else's name is") {
  House house;
  house.add_deal();
  house.poll();
  CHECK(serve(house.engine(), {"POST", "/v1/connectors/vendor_crm/believe", {}, "{}"}).status ==
        202);
  CHECK(serve(house.engine(), {"POST", "/v1/connectors/nobody/believe", {}, "{}"}).status >= 400);
}

}  // namespace
}  // namespace closemap
