// Money: vector 15 and the edges of decimal text.
#include <catch2/catch.hpp>
#include <limits>

#include "mapping/core/money.h"
#include "tests/unit/core/read_vector.h"

using namespace closemap;

TEST_CASE("amounts of the shared vectors") {
  const Json file = read_vector("15_money.json");
  for (const Json& one : file.at("parse")) {
    const Json& in = one.at("in");
    INFO(one.dump());
    const Result<Money> money =
        parse_money(in[0].get<std::string>(), in[1].get<std::string>(),
                    in[2].get<bool>() ? Rounding::half_even : Rounding::none);
    if (one.at("expect").is_object()) {
      REQUIRE_FALSE(money);
      const std::string code = one.at("expect").at("error");
      CHECK(money.error().what.rfind(code + ":", 0) == 0);
    } else {
      REQUIRE(money);
      CHECK(money->minor == one.at("expect").get<std::int64_t>());
    }
  }
  for (const Json& one : file.at("format"))
    CHECK(amount_text({one.at("minor"), one.at("currency")}) == one.at("expect"));
  for (const auto& [code, exponent] : file.at("exponents").items())
    CHECK(*currency_exponent(code) == exponent.get<int>());
  for (const Json& code : file.at("no_minor_unit_reject"))
    CHECK_FALSE(currency_exponent(code.get<std::string>()));
}

TEST_CASE("splits of the shared vectors sum to the total") {
  const Json file = read_vector("15_money.json");
  const std::vector<std::vector<std::string>> declared{
      {"vendor", "partner"}, {"vendor", "partner", "marketplace"}, {"a", "b", "c"}};
  for (const Json& one : file.at("allocate")) {
    for (const auto& names : declared) {
      if (names.size() != one.at("bp").size() || !one.at("bp").contains(names[0])) continue;
      std::vector<int> shares;
      for (const std::string& name : names) shares.push_back(one.at("bp").at(name));
      const auto parts = allocate(one.at("total"), shares);
      INFO(one.dump());
      REQUIRE(bool(parts) == !one.at("expect").contains("error"));
      for (std::size_t i = 0; parts && i < names.size(); ++i)
        CHECK((*parts)[i] == one.at("expect").at(names[i]).get<std::int64_t>());
    }
  }
  const auto whole = allocate(INT64_MIN, {3333, 3333, 3334});
  CHECK((*whole)[0] + (*whole)[1] + (*whole)[2] == INT64_MIN);
  CHECK_FALSE(allocate(1, {10001, -1}));
  CHECK_FALSE(allocate(1, {}));
}

TEST_CASE("zeros beyond the exponent are exact") {
  CHECK(parse_money("10.500", "USD")->minor == 1050);
  CHECK(parse_money("1.50e1", "JPY")->minor == 15);
  CHECK(parse_money("100e-2", "JPY")->minor == 1);
  CHECK(parse_money("0.0000000000000000000000", "USD")->minor == 0);
  CHECK(parse_money("0e99999999999999999999", "USD")->minor == 0);
  CHECK(parse_money("-0", "USD")->minor == 0);
  CHECK(parse_money("000000000000000000000000000001", "USD")->minor == 100);
}

TEST_CASE("half-even rounds to the even neighbour at exactly half") {
  struct Row {
    const char* text;
    std::int64_t minor;
  };
  const Row row =
      GENERATE(Row{"0.005", 0}, Row{"0.015", 2}, Row{"0.0050000001", 1}, Row{"0.025", 2},
               Row{"-0.015", -2}, Row{"9.995", 1000}, Row{"99.999", 10000}, Row{"0.0004", 0},
               Row{"5e-3", 0}, Row{"6e-3", 1}, Row{"9e-4", 0}, Row{"1e-100000000", 0});
  INFO(row.text);
  CHECK(parse_money(row.text, "USD", Rounding::half_even)->minor == row.minor);
}

TEST_CASE("what is no decimal number is refused") {
  for (const char* bad : {"", " 1", "1 ", "1.", ".5", "+", "-", "1e", "1e+", "1.2.3", "1,000",
                          "0x1", "1_000", "NaN", "inf", "--1", "1e1.5", "$5"}) {
    INFO(bad);
    CHECK(parse_money(bad, "USD").error().what.rfind("amount:", 0) == 0);
  }
  CHECK_FALSE(parse_money(std::string(1000, '1'), "USD"));
}

TEST_CASE("the range of int64 is exact and checks have their order") {
  CHECK(parse_money("-92233720368547758.08", "USD")->minor == INT64_MIN);
  CHECK(parse_money("-92233720368547758.09", "USD").error().what.rfind("overflow", 0) == 0);
  CHECK(parse_money("1e17", "USD").error().what.rfind("overflow", 0) == 0);
  CHECK(parse_money("1e99999999999", "USD").error().what.rfind("overflow", 0) == 0);
  CHECK(parse_money("92233720368547758.081", "USD").error().what.rfind("too many", 0) == 0);
  CHECK(parse_money("92233720368547758.074", "USD", Rounding::half_even)->minor == INT64_MAX);
  CHECK_FALSE(parse_money("92233720368547758.075", "USD", Rounding::half_even));
  CHECK(parse_money("abc", "usd").error().what.rfind("currency", 0) == 0);
}

TEST_CASE("an amount too large for a currency of four decimals is refused") {
  CHECK_FALSE(parse_money("999999999999992", "CLF"));
  CHECK(parse_money("922337203685477.5807", "CLF")->minor ==
        std::numeric_limits<std::int64_t>::max());
  CHECK(parse_money("99999999999999", "CLF")->minor == 999'999'999'999'990'000);
}

TEST_CASE("money is shown with its currency") {
  CHECK(to_text(Money{123450, "USD"}) == "1234.50 USD");
  CHECK(to_text(Money{-5, "USD"}) == "-0.05 USD");
  CHECK(to_text(Money{INT64_MIN, "JPY"}) == "-9223372036854775808 JPY");
  CHECK(to_text(Money{1, "CLF"}) == "0.0001 CLF");
}
