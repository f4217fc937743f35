// Transforms: tables of raw values and what they become.
#include "map_fixture.h"

using namespace closemap;
using namespace closemap::test;

namespace {

struct Row {
  std::string json;      // the value of "x"
  std::string expected;  // member text, "" absent, or "error: …"
};

void check_rows(const FieldRule& rule, const std::vector<Row>& rows,
                const std::string& zone = "UTC") {
  FieldMapSpec spec = spec_of({rule});
  spec.zone = *Zone::find(zone);
  const FieldMap map = compiled(spec);
  for (const Row& row : rows) {
    INFO(row.json);
    const std::string got = fields_of(map, "{\"x\":" + row.json + ",\"c\":\"EUR\"}");
    if (row.expected.starts_with("error: "))
      CHECK(got == "error: " + rule.field + " at /x: " + row.expected.substr(7));
    else if (row.expected.empty())
      CHECK(got == "{}");
    else
      CHECK(got == "{\"" + rule.field + "\":" + row.expected + "}");
  }
}

}  // namespace

TEST_CASE("text is cleaned, trimmed and absent when empty") {
  check_rows(rule("name", "x"),
             {{R"("  Acme  ")", R"("Acme")"},
              {R"("a\u0000\u0007b")", R"("ab")"},
              {R"("\ud83d\ude00 \ud83d!")", "\"\U0001F600 \uFFFD!\""},
              {R"("\\ \/ \"")", R"("\\ / \"")"},
              {R"("   ")", ""},
              {R"("")", ""},
              {"null", ""},
              {"false", ""},
              {"true", R"("true")"},
              {"12345678901234567890123", R"("12345678901234567890123")"},
              {R"({"__class__":"Decimal","decimal":"1.50"})", R"("1.50")"},
              {"[]", ""},
              {"[1]", "error: \"[…]\" is no single value: point at one of its members"},
              {R"({"a":1})", "error: \"{…}\" is no single value: point at one of its members"}});
}

TEST_CASE("a name stands on one line with single blanks; other text keeps its lines") {
  check_rows(rule("name", "x"), {{R"("  Acme\r\n\tRollout   2 ")", R"("Acme Rollout 2")"},
                                 {R"("a \u00a0 b")", "\"a \u00A0 b\""},
                                 {R"("a\u2028b\u2029\u2028c")", R"("a b c")"}});
  check_rows(rule("account.name", "x"), {{R"("Acme\nInc")", R"("Acme Inc")"}});
  check_rows(rule("next_step", "x"), {{R"("a\tb\nc")", R"("a\tb\nc")"}});
  CHECK(mapped_by(rule("title", "x"), R"({"x":"Sign\nthe order"})", "milestone") ==
        R"({"title":"Sign the order"})");
  CHECK(mapped_by(rule("done_condition", "x"), R"({"x":"one\ntwo"})", "milestone") ==
        R"({"done_condition":"one\ntwo"})");
  CHECK(mapped_by(rule("name", "x"), R"({"x":"Ada\nByron"})", "person") ==
        R"({"name":"Ada Byron"})");
  FieldRule owner = rule("owner.name", "x", "person");
  CHECK(mapped_by(owner, R"({"x":"Ada\nByron"})", "milestone") ==
        R"({"owner":{"name":"Ada Byron"}})");
}

TEST_CASE("an account is found by its name, however the blanks in it are written") {
  const FieldMap map = compiled(spec_of({rule("account.name", "x")}));
  FieldMap::Scratch scratch;
  CHECK(map.apply(R"({"x":"Acme\nInc"})", scratch)->keys ==
        map.apply(R"({"x":"Acme  Inc"})", scratch)->keys);
}

TEST_CASE("text beyond the named bound is refused") {
  const std::string long_text(256 * 1024 + 1, 'a');
  CHECK(mapped_by(rule("name", "x"), "{\"x\":\"" + long_text + "\"}").find("longer than 262144") !=
        std::string::npos);
  CHECK(mapped_by(rule("name", "y"), "{\"x\":\"" + long_text + "\"}") == "{}");
}

TEST_CASE("a date is a date, a timestamp becomes the date in the zone") {
  const FieldRule date = rule("close_date", "x", "date");
  check_rows(date, {{R"("2026-12-31")", R"("2026-12-31")"},
                    {R"(" 2026-12-31 ")", R"("2026-12-31")"},
                    {R"("2026-12-31T23:30:00Z")", R"("2026-12-31")"},
                    {R"({"__class__":"date","year":2026,"month":2,"day":3})", R"("2026-02-03")"},
                    {R"({"__class__":"date","year":2026,"month":13,"day":3})",
                     "error: \"2026-13-03\" is no date (expected YYYY-MM-DD)"},
                    {R"("2026-02-30")", "error: \"2026-02-30\" is no date (expected YYYY-MM-DD)"},
                    {R"("soon")", "error: \"soon\" is no date (expected YYYY-MM-DD)"},
                    {R"("12/31/2026")", "error: \"12/31/2026\" is no date (expected YYYY-MM-DD)"},
                    {"1798761600000", "error: \"1798761600000\" is no date (expected YYYY-MM-DD)"},
                    {"null", ""},
                    {"false", ""}});
  check_rows(
      date,
      {{R"("2026-12-31T23:30:00Z")", R"("2027-01-01")"},
       {R"("2026-12-31T23:30:00")", R"("2026-12-31")"},
       {R"("2026-12-31 23:30:00")", R"("2026-12-31")"},
       {R"("2026-12-31")", R"("2026-12-31")"},
       {R"({"__class__":"datetime","year":2026,"month":12,"day":31,"hour":23,"minute":30,"second":0,"microsecond":0})",
        R"("2027-01-01")"}},
      "Europe/Berlin");
  check_rows(date, {{R"("2026-12-31T00:00:00Z")", R"("2026-12-30")"}}, "America/New_York");
}

TEST_CASE("a date format is kept to the letter") {
  FieldRule date = rule("close_date", "x", "date");
  date.format = "%m/%d/%Y";
  check_rows(date, {{R"("12/31/2026")", R"("2026-12-31")"},
                    {R"("31/31/2026")", "error: \"31/31/2026\" is no date (expected %m/%d/%Y)"},
                    {R"("12/31/2026 10:00")",
                     "error: \"12/31/2026 10:00\" is no date (expected %m/%d/%Y)"},
                    {R"({"__class__":"date","year":2026,"month":2,"day":3})", R"("2026-02-03")"}});
  date.format = "epoch_ms";
  check_rows(date, {{"1798761600000", R"("2027-01-01")"},
                    {R"("1798761599999")", R"("2026-12-31")"},
                    {"-5", "error: \"-5\" is no date (expected milliseconds since 1970)"},
                    {"1e400", "error: \"1e400\" is no date (expected milliseconds since 1970)"}});
  date.format = "epoch_s";
  check_rows(date, {{"1798761600", R"("2027-01-01")"},
                    {"99999999999999",
                     "error: \"99999999999999\" is no date (expected seconds since 1970)"}});
}

TEST_CASE("money is read from the text of the number, never through a double") {
  FieldRule money = rule("amount", "x", "money");
  money.currency = "USD";
  const auto usd = [](const std::string& minor) {
    return R"({"currency":"USD","minor":)" + minor + "}";
  };
  check_rows(
      money,
      {{"125000.10", usd("12500010")},
       {"0.1", usd("10")},
       {"1e3", usd("100000")},
       {"-5", usd("-500")},
       {R"("92233720368547758.07")", usd("9223372036854775807")},
       {R"({"__class__":"Decimal","decimal":"125000.00"})", usd("12500000")},
       {R"("")", ""},
       {"null", ""},
       {"1.005",
        "error: \"1.005\" is no amount: too many decimals: '1.005' cannot be written in USD"},
       {R"("1,250.00")",
        "error: \"1,250.00\" is no amount: amount: '1,250.00' is no decimal number (set format = "
        "\"1,234.56\" or \"1.234,56\")"},
       {R"("ten")", "error: \"ten\" is no amount: amount: 'ten' is no decimal number"}});
  money.rounding = "half_even";
  check_rows(money, {{"1.005", usd("100")}, {"1.015", usd("102")}});
  money.rounding = "";
  money.format = "$1,234.56";
  check_rows(money, {{R"("$1,250.00")", usd("125000")},
                     {R"("1,250")", usd("125000")},
                     {R"("-$1,234,567.89")", usd("-123456789")},
                     {R"("1250.5")", usd("125050")},
                     {"1250.5", usd("125050")},
                     {R"("12,50")", "error: \"12,50\" is no amount (expected $1,234.56)"},
                     {R"("1,250.")", "error: \"1,250.\" is no amount (expected $1,234.56)"},
                     {R"("1,2500")", "error: \"1,2500\" is no amount (expected $1,234.56)"}});
  money.format = "1.234,56 €";
  check_rows(money, {{R"("1.250,5 €")", usd("125050")}, {R"("1.250")", usd("125000")}});
}

TEST_CASE("a currency comes from the rule, the record or the connector, and is never guessed") {
  const FieldRule bare = rule("amount", "x", "money");
  CHECK(mapped_by(bare, R"({"x":"5.00"})") == R"({"amount_raw":"5.00"})");
  FieldRule pointed = bare;
  pointed.currency_at = "/c/code";
  CHECK(mapped_by(pointed, R"({"x":5,"c":{"code":"jpy"}})") ==
        R"({"amount":{"currency":"JPY","minor":5}})");
  CHECK(mapped_by(pointed, R"({"x":5,"c":{"code":null}})") == R"({"amount_raw":"5"})");
  CHECK(mapped_by(pointed, R"({"x":5,"c":{"code":"Euro"}})") ==
        "error: amount at /x: \"5\" is no amount: currency: 'EURO' is no code of three capitals");
  FieldMapSpec spec = spec_of({pointed});
  spec.default_currency = "EUR";
  const FieldMap map = compiled(spec);
  CHECK(fields_of(map, R"({"x":5})") == R"({"amount":{"currency":"EUR","minor":500}})");
  CHECK(fields_of(map, R"({"x":5,"c":{"code":"USD"}})") ==
        R"({"amount":{"currency":"USD","minor":500}})");
}

TEST_CASE("numbers and booleans are read strictly") {
  FieldMapSpec spec = spec_of({rule("duration_days", "d", "number")}, "milestone");
  const FieldMap days = compiled(spec);
  CHECK(fields_of(days, R"({"d":"5"})") == R"({"duration_days":5})");
  CHECK(fields_of(days, R"({"d":5.0})") == R"({"duration_days":5})");
  CHECK(fields_of(days, R"({"d":5.5})") ==
        "error: duration_days at /d: \"5.5\" is no whole number");
  CHECK(fields_of(days, R"({"d":99999999999999999999})").starts_with("error: duration_days at /d"));
  CHECK(fields_of(days, R"({"d":""})") == "{}");
  const FieldMap active = compiled(spec_of({rule("active", "a", "boolean")}, "person"));
  CHECK(fields_of(active, R"({"a":false})") == R"({"active":false})");
  CHECK(fields_of(active, R"({"a":"Yes"})") == R"({"active":true})");
  CHECK(fields_of(active, R"({"a":0})") == R"({"active":false})");
  CHECK(fields_of(active, R"({"a":null})") == "{}");
  CHECK(fields_of(active, R"({"a":"maybe"})") ==
        "error: active at /a: \"maybe\" is neither true nor false");
  CHECK(mapped_by(rule("stage_rank", "r", "number"), R"({"r":6})") ==
        "error: stage_rank at /r: \"6\" is no stage rank (-1 to 5)");
}

TEST_CASE("a list is joined by semicolons") {
  const FieldMap map = compiled(spec_of({rule("after", "a", "list")}, "milestone"));
  CHECK(fields_of(map, R"({"a":["M1"," M2 ",null,3]})") == R"({"after":"M1;M2;3"})");
  CHECK(fields_of(map, R"({"a":"M1, M2 ;;M3"})") == R"({"after":"M1;M2;M3"})");
  CHECK(fields_of(map, R"({"a":[]})") == "{}");
  CHECK(fields_of(map, R"({"a":[[1]]})").starts_with("error: after at /a"));
}
