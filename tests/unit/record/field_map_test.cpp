// Field maps: canonical output, paths, linking keys, compile problems.
#include "mapping/record/field_map.h"

#include <algorithm>

#include <nlohmann/json.hpp>
#include "map_fixture.h"

#include "mapping/core/json.h"

using namespace closemap;
using namespace closemap::test;

namespace {

FieldMapSpec hubspot_like() {
  FieldMapSpec spec = spec_of({
      rule("name", "/properties/dealname"),
      rule("stage", "/properties/dealstage", "lookup"),
      rule("amount", "/properties/amount", "money"),
      rule("close_date", "/properties/closedate", "date"),
      rule("next_step", "/properties/hs_next_step"),
      rule("owner", "/properties/hubspot_owner_id", "person"),
      rule("account.name", "/company/name"),
      rule("account.domain", "/company/domain"),
      rule("key.deal_registration_id", "/properties/deal_reg"),
  });
  spec.rules[1].table = "stage";
  spec.rules[2].currency_at = "/properties/deal_currency_code";
  spec.rules[5].of = "ref";
  spec.tables["stage"] = {{"presentation", "2"}, {"closedwon", "5"}, {"closedlost", "-1"}};
  return spec;
}

constexpr std::string_view kDeal = R"({"id":"7","company":{"domain":"https://www.Acme.example/x",
 "name":"Acme"},"properties":{"closedate":"2026-12-31T23:30:00.000Z","dealname":" Big \"deal\" \u00fc ",
 "amount":"1250.5","deal_currency_code":"usd","dealstage":"closedwon","hubspot_owner_id":"77",
 "deal_reg":"DR-1","hs_next_step":"","unused":[1,{"a":null}]}})";

}  // namespace

TEST_CASE("a record becomes canonical json with sorted keys") {
  const FieldMap map = compiled(hubspot_like());
  FieldMap::Scratch scratch;
  const Result<Mapped> mapped = map.apply(kDeal, scratch);
  REQUIRE(mapped);
  CHECK(mapped->fields ==
        R"({"account.domain":"https://www.acme.example/x","account.name":"Acme",)"
        R"("amount":{"currency":"USD","minor":125050},"close_date":"2026-12-31",)"
        R"("key.deal_registration_id":"DR-1","name":"Big \"deal\" ü","owner":{"ref":"77"},)"
        R"("stage":"closedwon","stage_rank":5})");
  CHECK(mapped->closed);
  CHECK(mapped->digest == hash128(mapped->fields));
  CHECK(mapped->keys == std::vector{link_key("key.deal_registration_id", " dr-1 ")});
  const Result<Json> parsed = parse_json(mapped->fields);
  REQUIRE(parsed);
  CHECK(dump_json(*parsed) == mapped->fields);
}

TEST_CASE("the order of keys in a record changes nothing") {
  const FieldMap map = compiled(hubspot_like());
  constexpr std::string_view kTurned =
      R"({"properties":{"hs_next_step":null,"deal_reg":"DR-1","hubspot_owner_id":77,"dealstage":"closedwon",
      "deal_currency_code":"USD","amount":1250.50,"dealname":"Big \"deal\" ü","closedate":"2026-12-31"},
      "company":{"name":"Acme","domain":"https://www.acme.example/x"}})";
  CHECK(fields_of(map, kTurned) == fields_of(map, kDeal));
}

TEST_CASE("a key that comes twice counts as its last value") {
  const FieldMap map = compiled(spec_of({rule("name", "/a/b"), rule("next_step", "/a/c")}));
  CHECK(fields_of(map, R"({"a":{"b":"x","c":"y"},"a":{"b":"z"}})") == R"({"name":"z"})");
  CHECK(fields_of(map, R"({"a":{"b":"x","b":"w"}})") == R"({"name":"w"})");
  CHECK(fields_of(map, R"({"a":{"b":"x"},"a":null})") == "{}");
}

TEST_CASE("paths reach arrays, odd keys and the first present alternative") {
  FieldRule alternatives = rule("name", "/list/1/n");
  alternatives.at.push_back("plain key");
  alternatives.at.push_back("/a~1b/~0");
  const FieldMap map = compiled(spec_of({alternatives}));
  CHECK(fields_of(map, R"({"list":[{"n":"no"},{"n":"yes"}]})") == R"({"name":"yes"})");
  CHECK(fields_of(map, R"({"list":[],"plain key":"p","a/b":{"~":"q"}})") == R"({"name":"p"})");
  CHECK(fields_of(map, R"({"plain key":"  ","a\/b":{"~":"q"}})") == R"({"name":"q"})");
  CHECK(fields_of(map, R"({"plain key":null})") == "{}");
  CHECK(map.wanted() == std::vector<std::string>{"/a~1b/~0", "/list/1/n", "plain key"});
}

TEST_CASE("loose keys ignore case, blanks and punctuation at the top") {
  FieldMapSpec spec = spec_of(
      {rule("close_date", "Close Date"), rule("owner", "owner_email"), rule("key.*", "key_*")});
  spec.loose_keys = true;
  const FieldMap map = compiled(spec);
  CHECK(
      fields_of(map, R"({"CLOSE-date":"2026-05-04","Owner Email":"A@B.example",
    "Key Deal Registration-ID":"D1","key_":"no","KEYX":"no","key_empty":""})") ==
      R"({"close_date":"2026-05-04","key.deal_registration_id":"D1","owner":{"email":"a@b.example"}})");
}

TEST_CASE("owner pieces merge into one object and no address stays the CRM's word") {
  const FieldMap map =
      compiled(spec_of({rule("owner.email", "e", "person"), rule("owner.name", "n", "person"),
                        rule("owner.ref", "r", "person")}));
  CHECK(fields_of(map, R"({"r":7,"n":"Ada","e":"ADA@x.example"})") ==
        R"({"owner":{"email":"ada@x.example","name":"Ada","ref":"7"}})");
  CHECK(fields_of(map, R"({"e":"a@x.example; b@x.example"})") ==
        R"({"owner":{"name":"a@x.example; b@x.example"}})");
  CHECK(fields_of(map, R"({"e":"Team West","n":"West"})") == R"({"owner":{"name":"West"}})");
  CHECK(fields_of(map, R"({"e":null})") == "{}");
}

TEST_CASE("an unlisted word is unknown, never guessed, and stays visible") {
  FieldMapSpec spec = spec_of({rule("stage", "s", "lookup"), rule("closed", "c", "lookup")});
  spec.rules[0].table = "stage";
  spec.rules[1].table = "end";
  spec.tables["stage"] = {{"Won", "5"}, {"Demo", "2"}, {"x", "1"}, {"X", "3"}};
  spec.tables["end"] = {{"gewonnen", "won"}};
  const FieldMap map = compiled(spec);
  CHECK(fields_of(map, R"({"s":"Verbal"})") == R"({"stage":"Verbal"})");
  CHECK(fields_of(map, R"({"s":" demo "})") == R"({"stage":"demo","stage_rank":2})");
  CHECK(fields_of(map, R"({"s":"X"})") == R"({"stage":"X","stage_rank":3})");
  CHECK(fields_of(map, R"({"c":"offen"})") == R"({"closed_raw":"offen"})");
  FieldMap::Scratch scratch;
  CHECK_FALSE(map.apply(R"({"s":"Demo"})", scratch)->closed);
  CHECK(map.apply(R"({"c":"Gewonnen"})", scratch)->closed);
}

TEST_CASE("people and milestones are found by their keys") {
  FieldMap::Scratch scratch;
  const FieldMap people = compiled(spec_of({rule("email", "mail"), rule("party", "p")}, "person"));
  const Result<Mapped> person = people.apply(R"({"mail":"Ada@X.example","p":"Partner"})", scratch);
  REQUIRE(person);
  CHECK(person->fields == R"({"email":"ada@x.example","party":"partner"})");
  CHECK(person->keys == std::vector<std::uint64_t>{link_key("person.email", "ada@x.example")});
  CHECK(fields_of(people, R"({"mail":"nobody","p":"supplier"})") ==
        R"({"email_raw":"nobody","party_raw":"supplier"})");
  const FieldMap steps = compiled(spec_of({rule("opportunity", "o")}, "milestone"));
  CHECK(steps.apply(R"({"o":12})", scratch)->keys ==
        std::vector<std::uint64_t>{link_key("milestone.of", "12")});
}

TEST_CASE("a missing required field names what is missing") {
  FieldRule name = rule("name", "Title");
  name.required = true;
  CHECK(mapped_by(name, "{}") == "error: name at /Title: is missing, and required");
  name.otherwise = "Untitled";
  CHECK(mapped_by(name, "{}") == R"({"name":"Untitled"})");
}

TEST_CASE("compile names every mistake with its place") {
  struct Row {
    FieldRule rule;
    std::string expected;
  };
  const auto with = [](FieldRule r, auto change) {
    change(r);
    r.place = "closemap.toml:3:1";
    return r;
  };
  const auto same = [](FieldRule&) {};
  const std::vector<Row> rows{
      {with(rule("close_dat", "x"), same),
       "close_dat: is no field of opportunity, did you mean close_date?"},
      {with(rule("name", "x", "lookpu"), same),
       "name: as = \"lookpu\" is unknown, did you mean \"lookup\"?"},
      {with(rule("amount", "x", "date"), same),
       "amount: as = \"date\" does not fit, write as = \"money\""},
      {with(rule("name", ""), same), "name: needs at = \"…\" or default = \"…\""},
      {with(rule("name", "/a~2"), same),
       "name: path \"/a~2\" is no json pointer: write ~0 for ~ and ~1 for /"},
      {with(rule("stage", "x", "lookup"), same), "stage: as = \"lookup\" needs table = \"NAME\""},
      {with(rule("stage", "x", "lookup"), [](FieldRule& r) { r.table = "stag"; }),
       "stage: there is no lookup \"stag\", did you mean \"stage\"?"},
      {with(rule("stage", "x", "lookup"), [](FieldRule& r) { r.table = "stage"; }),
       "stage: lookup \"stage\": \"Demo\" = \"two\" is not a rank from -1 to 5"},
      {with(rule("close_date", "x", "date"), [](FieldRule& r) { r.format = "%d/%m"; }),
       "close_date: format \"%d/%m\" needs a year (%Y), a month (%m) and a day (%d)"},
      {with(rule("close_date", "x", "date"), [](FieldRule& r) { r.format = "%Y-%m-%d %H"; }),
       "close_date: format \"%Y-%m-%d %H\": only %Y %y %m %b %B %d %e and %% are known"},
      {with(rule("amount", "x", "money"), [](FieldRule& r) { r.currency = "XXX"; }),
       "amount: currency: 'XXX' has no minor unit"},
      {with(rule("amount", "x", "money"), [](FieldRule& r) { r.rounding = "up"; }),
       "amount: rounding = \"up\" is unknown, only \"half_even\" exists"},
      {with(rule("name", "x"), [](FieldRule& r) { r.format = "%Y"; }),
       "name: format means nothing for as = \"text\""},
      {with(rule("owner", "x", "person"), [](FieldRule& r) { r.of = "phone"; }),
       "owner: of = \"phone\" is unknown: email, ref or name"},
      {with(rule("key.Deal", "x"), same), "key.Deal: is no field of opportunity"},
      {with(rule("key.*", "x"), same), "key.*: needs one at = \"PREFIX*\""},
  };
  for (const Row& row : rows) {
    FieldMapSpec spec = spec_of({row.rule});
    spec.tables["stage"] = {{"Demo", "two"}};
    std::vector<std::string> problems;
    CHECK_FALSE(FieldMap::compile(spec, &problems));
    REQUIRE(problems.size() == 1);
    CHECK(problems.front() == "closemap.toml:3:1: " + row.expected);
  }
  std::vector<std::string> problems;
  CHECK_FALSE(FieldMap::compile(spec_of({rule("x", "x"), rule("name", "a"), rule("name", "b")}),
                                &problems));
  CHECK(problems.size() == 2);
  CHECK_FALSE(FieldMap::compile(spec_of({}, "deal"), nullptr));
}

TEST_CASE("the fingerprint changes with everything that can change an answer") {
  const std::string base = compiled(hubspot_like()).fingerprint();
  CHECK(base == compiled(hubspot_like()).fingerprint());
  FieldMapSpec moved = hubspot_like();
  std::reverse(moved.rules.begin(), moved.rules.end());
  CHECK(base == compiled(moved).fingerprint());
  FieldMapSpec zone = hubspot_like();
  zone.zone = *Zone::find("Europe/Berlin");
  FieldMapSpec table = hubspot_like();
  table.tables["stage"]["presentation"] = "3";
  FieldMapSpec path = hubspot_like();
  path.rules[0].at = {"/properties/name"};
  for (const FieldMapSpec& other : {zone, table, path})
    CHECK(compiled(other).fingerprint() != base);
}
