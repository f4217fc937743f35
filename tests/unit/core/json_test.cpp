// JSON: limits, tolerant getters, canonical text; errors and their context.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"

using namespace closemap;

namespace {

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']');
}

}  // namespace

TEST_CASE("depth is limited, brackets inside strings do not count") {
  CHECK(parse_json(nested(kJsonDepthMax)));
  const Result<Json> deeper = parse_json(nested(kJsonDepthMax + 1));
  REQUIRE_FALSE(deeper);
  CHECK(deeper.error().what == "json: nested deeper than 64 at byte 64");
  CHECK(parse_json("{\"a\":\"" + std::string(500, '[') + "\\\"[\"}"));
  CHECK_FALSE(parse_json(nested(1'000'000)));
}

TEST_CASE("long strings are refused by name") {
  CHECK(parse_json("\"" + std::string(kJsonStringMax, 'a') + "\""));
  const Result<Json> longer = parse_json("[\"" + std::string(kJsonStringMax + 1, 'a') + "\"]");
  REQUIRE_FALSE(longer);
  CHECK(longer.error().what == "json: string longer than 262144 bytes at byte 1");
}

TEST_CASE("errors name the byte and never repeat the text") {
  const Result<Json> bad = parse_json("{\"token\": secret}");
  REQUIRE_FALSE(bad);
  CHECK(bad.error().what.find("at byte 11") != std::string::npos);
  CHECK(bad.error().what.find("secret") == std::string::npos);
  for (const char* text : {"", "{", "[1,]", "nul", "[NaN]", "{}x", "\"", "\"\\", "\"\\u", "]",
                           "\"\xF6\"", "1e999", "\"\\ud800\""})
    CHECK_FALSE(parse_json(text));
}

TEST_CASE("text is canonical: sorted keys, no blanks, broken UTF-8 replaced") {
  CHECK(dump_json(*parse_json(R"({"b": [1, 2.5], "a": {"d": null, "c": "ö"}})")) ==
        R"({"a":{"c":"ö","d":null},"b":[1,2.5]})");
  CHECK(dump_json(Json("J\xF6rg")) == "\"J\xEF\xBF\xBDrg\"");
  CHECK(dump_json_pretty(*parse_json(R"({"a":[1]})")) == "{\n  \"a\": [\n    1\n  ]\n}");
}

TEST_CASE("missing, null and wrong type are all not there") {
  const Json object = *parse_json(
      R"({"t":"x","n":null,"i":-5,"f":2.0,"b":true,"big":18446744073709551615,"o":{}})");
  CHECK(text_or(object, "t") == "x");
  CHECK(text_or(object, "n", "-") == "-");
  CHECK(text_or(object, "i", "-") == "-");
  CHECK(text_or(object, "missing").empty());
  CHECK(int_or(object, "i", 1) == -5);
  CHECK(int_or(object, "f", 1) == 1);
  CHECK(int_or(object, "big", 1) == 1);
  CHECK(int_or(object, "n", 1) == 1);
  CHECK(bool_or(object, "b", false));
  CHECK_FALSE(bool_or(object, "t", false));
  CHECK(find(object, "n") == nullptr);
  CHECK(find(object, "o") != nullptr);
  CHECK(find(Json(5), "t") == nullptr);
  CHECK_FALSE(text_at(Json::array(), "t"));
  CHECK(*int_at(object, "i") == -5);
}

TEST_CASE("context goes in front of an error") {
  const Error error = Error{Fault::transient, "http 429", 5}.within("pull vendor_crm/opportunity");
  CHECK(error.what == "pull vendor_crm/opportunity: http 429");
  CHECK(error.fault == Fault::transient);
  CHECK(error.retry_after_ms == 5);
  CHECK(to_text(Fault::rate_limited) == "rate_limited");
}
