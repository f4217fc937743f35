// Fields of an observation read where they stand.
#include "mapping/reconcile/observed_fields.h"

#include <catch2/catch.hpp>

using namespace closemap;

TEST_CASE("a field of the wanted type is read; missing, null and another type are not there") {
  const ObservedFields fields(
      R"({"active":false,"amount":{"currency":"EUR","minor":125000},"close_date":"2026-05-04",)"
      R"("duration_days":5,"gone":null,"name":"Ren\u00e9 \"R\"","plain":"Rollout","rank":5.5})");
  CHECK(text_at(fields, "plain") == "Rollout");
  CHECK(text_at(fields, "name") == "Ren\xC3\xA9 \"R\"");
  CHECK(int_at(fields, "duration_days") == 5);
  CHECK(date_at(fields, "close_date") == *parse_date("2026-05-04"));
  CHECK(money_at(fields, "amount") == Money{125000, "EUR"});
  CHECK_FALSE(bool_or(fields, "active", true));
  CHECK(bool_or(fields, "plain", true));
  CHECK(fields.has("active"));
  for (const char* name : {"gone", "nobody", "plai"}) CHECK_FALSE(fields.has(name));
  CHECK_FALSE(text_at(fields, "duration_days"));
  CHECK_FALSE(int_at(fields, "plain"));
  CHECK_FALSE(int_at(fields, "rank"));
  CHECK_FALSE(date_at(fields, "plain"));
  CHECK_FALSE(money_at(fields, "plain"));
  CHECK(text_or(fields, "gone").empty());
}

TEST_CASE("an amount without its currency is none; an owner may leave out everything") {
  CHECK_FALSE(money_at(ObservedFields(R"({"amount":{"minor":1}})"), "amount"));
  CHECK_FALSE(money_at(ObservedFields(R"({"amount":{"currency":"EUR","minor":1.5}})"), "amount"));
  CHECK_FALSE(owner_at(ObservedFields(R"({"owner":"Ann"})")));
  CHECK(owner_at(ObservedFields(R"({"owner":{}})")));
  const auto owner = owner_at(ObservedFields(R"({"owner":{"email":"a@x.example","ref":7}})"));
  REQUIRE(owner);
  CHECK(owner->email == "a@x.example");
  CHECK(owner->ref.empty());
}

TEST_CASE("a copy and a moved object read their own text") {
  ObservedFields first(R"({"key":"short"})");
  const ObservedFields copy = first;
  const ObservedFields moved = std::move(first);
  first = ObservedFields(R"({"key":"other"})");
  CHECK(text_or(copy, "key") == "short");
  CHECK(text_or(moved, "key") == "short");
  CHECK(text_or(first, "key") == "other");
}

TEST_CASE("one text alone is what the walk over all of them reads") {
  const std::string object =
      R"({"account.name":"A \"B\" C","amount":7,"name":"says \"account.domain\":\"x\"","next":null})";
  const ObservedFields all(object);
  for (const char* name : {"account.name", "name", "amount", "next", "account.domain"})
    CHECK(one_text(object, '"' + std::string(name) + "\":") == text_or(all, name));
  CHECK(one_text(R"({"name":"ends here)", R"("name":)").size() <= 9);  // no object: no fault
}

TEST_CASE("a text that is no object has no fields") {
  for (const char* text : {"", "[]", "{", R"({"a":"b")", R"({"a":"b"} x)", R"({"a" "b"})"}) {
    INFO(text);
    CHECK_FALSE(ObservedFields(text).has("a"));
  }
}
