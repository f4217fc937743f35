// A column that is gone from a table is missing, not empty.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/record/map_fixture.h"

namespace closemap {
namespace {

FieldMap loose_map(std::vector<FieldRule> rules, const std::string& stream = "milestone") {
  FieldMapSpec spec;
  spec.stream = stream;
  spec.loose_keys = true;
  spec.rules = std::move(rules);
  return test::compiled(std::move(spec));
}

FieldRule rule_at(const std::string& field, std::vector<std::string> at,
                  const std::string& as = "text") {
  FieldRule out;
  out.field = field;
  out.at = std::move(at);
  out.as = as;
  return out;
}

Mapped read_by(const FieldMap& map, const std::string& body) {
  FieldMap::Scratch scratch;
  auto mapped = map.apply(body, scratch);
  REQUIRE(mapped);
  return *std::move(mapped);
}

std::vector<std::string> columns_of(const LackingColumns& lacking) {
  std::vector<std::string> all;
  for (const LackingColumn& column : lacking.columns) all.push_back(column.column);
  return all;
}

TEST_CASE("a column is lacking where none of its names is in the header, however it is written") {
  const FieldMap map =
      loose_map({rule_at("title", {"title"}), rule_at("due", {"due", "due_date"}, "date")});
  CHECK(map.lacking({"Title", "Due Date"}).columns.empty());
  CHECK(columns_of(map.lacking({"id", "title"})) ==
        std::vector<std::string>{R"("due" or "due_date")"});
}

TEST_CASE("the header that is nearest to a lacking column is named, one that is read is not") {
  const FieldMap map = loose_map({rule_at("title", {"title"}), rule_at("due", {"due"}, "date")});
  CHECK(map.lacking({"id", "title", "Due by"}).columns.at(0).near == "Due by");
  CHECK(map.lacking({"id", "tittle", "due"}).columns.at(0).near == "tittle");
  CHECK(map.lacking({"id", "title"}).columns.at(0).near.empty());
  const FieldMap both = loose_map({rule_at("owner.email", {"owner_email"}, "person"),
                                   rule_at("owner.name", {"owner_name"}, "person")});
  CHECK(both.lacking({"id", "owner_name"}).columns.at(0).near.empty());
}

TEST_CASE("what was known stays where the column is gone, and only there") {
  const FieldMap map = loose_map({rule_at("title", {"title"}), rule_at("due", {"due"}, "date")});
  const Mapped before = read_by(map, R"({"title":"Pilot","due":"2026-03-20"})");
  const Mapped empty = read_by(map, R"({"title":"Pilot","due":""})");
  const LackingColumns lacking = map.lacking({"title"});

  Mapped fresh = read_by(map, R"({"title":"The pilot"})");
  CHECK(lacking.keep(before.fields, fresh, false) == std::vector<std::size_t>{0});
  CHECK(fresh.fields == R"({"due":"2026-03-20","title":"The pilot"})");
  CHECK(fresh.digest == hash128(fresh.fields));

  fresh = read_by(map, R"({"title":"The pilot"})");
  CHECK(lacking.missed_by(before.fields) == std::vector<std::size_t>{0});  // did it not map
  CHECK(lacking.keep(empty.fields, fresh, false).empty());                 // nothing was known
  CHECK(fresh.fields == R"({"title":"The pilot"})");

  fresh = empty;
  CHECK(map.lacking({"title", "due"}).keep(before.fields, fresh, false).empty());
  CHECK(fresh.fields == empty.fields);  // emptied by somebody, in a column that is there
}

TEST_CASE("a record with a kept value is found and judged as before") {
  FieldRule stage = rule_at("stage", {"stage"}, "lookup");
  stage.table = "stage";
  FieldMapSpec spec;
  spec.stream = "opportunity";
  spec.loose_keys = true;
  spec.tables["stage"] = {{"Won", "5"}};
  spec.rules = {stage, rule_at("account.name", {"account"}), rule_at("account.domain", {"domain"}),
                rule_at("key.*", {"key_*"}), rule_at("name", {"name"})};
  const FieldMap map = test::compiled(std::move(spec));
  const Mapped before = read_by(
      map,
      R"({"name":"A","stage":"Won","account":"ACME","domain":"https://www.acme.example/x","key_deal_id":"D 7"})");
  Mapped fresh = read_by(map, R"({"name":"A"})");
  const auto missed = map.lacking({"name"}).keep(before.fields, fresh, false);
  CHECK(missed.size() == 4);
  CHECK(fresh.fields == before.fields);
  CHECK(fresh.closed);
  std::vector<std::uint64_t> keys = fresh.keys;
  std::vector<std::uint64_t> expected = before.keys;
  std::sort(keys.begin(), keys.end());
  std::sort(expected.begin(), expected.end());
  CHECK(keys == expected);

  fresh = read_by(map, R"({"name":"A","stage":"","account":"","domain":"","key_deal_id":""})");
  CHECK(map.lacking({"name", "stage", "account", "domain", "key_deal_id"})
            .keep(before.fields, fresh, false)
            .empty());
}

TEST_CASE("an owner stays whole: the name of one person and the address of another are nobody") {
  const FieldMap map = loose_map({rule_at("owner.email", {"owner_email"}, "person"),
                                  rule_at("owner.name", {"owner_name"}, "person")});
  const Mapped before = read_by(map, R"({"owner_email":"ana@x.example","owner_name":"Ana"})");
  Mapped fresh = read_by(map, R"({"owner_name":"Ben"})");
  CHECK(map.lacking({"owner_name"}).keep(before.fields, fresh, false).size() == 1);
  CHECK(fresh.fields == before.fields);
}

TEST_CASE("an amount whose currency has no column any more stays") {
  FieldRule amount = rule_at("amount", {"amount"}, "money");
  amount.currency_at = "currency";
  const FieldMap map = loose_map({amount}, "opportunity");
  const Mapped before = read_by(map, R"({"amount":"10","currency":"EUR"})");
  Mapped fresh = read_by(map, R"({"amount":"10"})");
  const LackingColumns lacking = map.lacking({"amount"});
  CHECK(columns_of(lacking) == std::vector<std::string>{R"("currency")"});
  CHECK(lacking.keep(before.fields, fresh, false).size() == 1);
  CHECK(fresh.fields == before.fields);
}

TEST_CASE("a default does not stand in for what was known, unless the map is another one") {
  FieldRule kind = rule_at("kind", {"kind"});
  kind.otherwise = "step";
  const FieldMap map = loose_map({kind});
  const Mapped before = read_by(map, R"({"kind":"pilot"})");
  Mapped fresh = read_by(map, "{}");
  CHECK(map.lacking({"id"}).keep(before.fields, fresh, false).size() == 1);
  CHECK(fresh.fields == before.fields);
  fresh = read_by(map, "{}");
  CHECK(map.lacking({"id"}).keep(before.fields, fresh, true).empty());
  CHECK(fresh.fields == R"({"kind":"step"})");
}

}  // namespace
}  // namespace closemap
