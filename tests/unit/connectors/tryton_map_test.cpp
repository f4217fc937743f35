// The default maps of the Tryton connector on records as a 6.0 server sends them.
#include "tryton_map.h"

#include <catch2/catch.hpp>

#include "config/field_maps.h"
#include "connectors/host/registry.h"
#include "tryton_fake.h"

namespace closemap::test {

FieldMap tryton_map(const std::string& stream) {
  const std::vector<ConnectorShape> all = Registry::with_builtins().shapes();
  const ConnectorShape* shape = nullptr;
  for (const ConnectorShape& one : all)
    if (one.type == "tryton") shape = &one;
  REQUIRE(shape != nullptr);
  const ShapeLookup shapes = [shape](const std::string&) { return shape; };
  Draft draft{shapes, all, {}, {}, {}};
  ConnectorSettings connector;
  read_field_maps(TomlNode{}, *shape, connector, draft);
  for (const Problem& problem : std::move(draft.problems).in_file_order({}))
    FAIL_CHECK(problem.what);
  REQUIRE(connector.maps.count(stream) == 1);
  std::vector<std::string> problems;
  Result<FieldMap> map = FieldMap::compile(connector.maps.at(stream), &problems);
  if (!map) FAIL(map.error().what);
  return *std::move(map);
}

std::string tryton_mapped(const std::string& stream, std::string_view body) {
  FieldMap::Scratch scratch;
  const Result<Mapped> mapped = tryton_map(stream).apply(body, scratch);
  return mapped ? mapped->fields : "error: " + mapped.error().what;
}

namespace {

constexpr const char* kOpportunity = R"({"id":7,"rec_name":"7","number":"7","reference":"CO-77",
"description":"Nordwind rollout","party":2,"party.":{"id":2,"name":"Nordwind GmbH"},"employee":3,
"employee.":{"id":3,"rec_name":"Maria Santos"},"currency.":{"code":"EUR","id":1},"state":"opportunity",
"amount":{"__class__":"Decimal","decimal":"125000.00"},"conversion_probability":0.5,
"start_date":{"__class__":"date","year":2026,"month":11,"day":2},
"end_date":{"__class__":"date","year":2026,"month":12,"day":31},
"create_date":{"__class__":"datetime","year":2026,"month":11,"day":22,"hour":5,"minute":7,"second":46,
"microsecond":871265},"write_date":null})";

TEST_CASE("an opportunity maps by the default map") {
  const Json fields = Json::parse(tryton_mapped("opportunity", kOpportunity));
  CHECK(fields == Json::parse(R"({"account.name":"Nordwind GmbH","account.ref":"2",
      "amount":{"currency":"EUR","minor":12500000},"close_date":"2026-12-31","created_on":"2026-11-02",
      "key.reference":"CO-77","name":"Nordwind rollout","owner":{"name":"Maria Santos","ref":"3"},
      "stage":"opportunity","stage_rank":2})"));
}

TEST_CASE(
    "an opportunity without a description is called by its number, absent values stay absent") {
  Json row = Json::parse(kOpportunity);
  for (const char* key : {"description", "reference", "employee", "party", "amount", "end_date"})
    row[key] = nullptr;
  for (const char* key : {"employee.", "party."}) row.erase(key);
  const Json fields = Json::parse(tryton_mapped("opportunity", row.dump()));
  CHECK(fields == Json::parse(R"({"created_on":"2026-11-02","name":"7","stage":"opportunity",
      "stage_rank":2})"));
}

TEST_CASE("every state of Tryton has a rank") {
  const auto [state, rank] = GENERATE(table<const char*, int>({{"lead", 1},
                                                               {"opportunity", 2},
                                                               {"converted", 4},
                                                               {"won", 5},
                                                               {"lost", -1},
                                                               {"cancelled", -1}}));
  Json row = Json::parse(kOpportunity);
  row["state"] = state;
  CHECK(Json::parse(tryton_mapped("opportunity", row.dump())).at("stage_rank") == rank);
}

TEST_CASE("an employee maps to a person by the party's name and e-mail") {
  CHECK(Json::parse(tryton_mapped("person", R"({"id":3,"rec_name":"Maria Santos","party":9,
      "party.":{"id":9,"name":"Maria Santos","email":"Maria@contoso.example"}})")) ==
        Json::parse(R"({"email":"maria@contoso.example","name":"Maria Santos"})"));
}

TEST_CASE("a party maps to an account by its website, else by its e-mail") {
  const auto [website, email, domain] = GENERATE(table<const char*, const char*, const char*>(
      {{"https://www.nordwind.example/", "info@nordwind.example", "https://www.nordwind.example/"},
       {"", "info@nordwind.example", "info@nordwind.example"}}));
  const Json row{{"id", 2}, {"name", "Nordwind GmbH"}, {"website", website}, {"email", email}};
  CHECK(Json::parse(tryton_mapped("account", row.dump())).at("domain") == domain);
}

TEST_CASE("a party without website and e-mail maps to its name alone") {
  CHECK(tryton_mapped("account", R"({"id":2,"name":"Acme","website":"","email":""})") ==
        R"({"name":"Acme"})");
}

}  // namespace
}  // namespace closemap::test
