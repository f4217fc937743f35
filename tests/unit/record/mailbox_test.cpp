// Addresses as people type them into the cells of a CRM.
#include "mapping/record/mailbox.h"

#include <catch2/catch.hpp>

#include "tests/unit/record/map_fixture.h"

namespace closemap {
namespace {

std::string shown_box(std::string_view text) {
  const auto box = mailbox_of(text);
  return box ? box->name + "|" + box->email : "none";
}

TEST_CASE("a mailbox is one address, with a name or without") {
  CHECK(shown_box("Jane Doe <Jane@X.example>") == "Jane Doe|jane@x.example");
  CHECK(shown_box("  \"Doe, Jane\" < jane@x.example > ") == "Doe, Jane|jane@x.example");
  CHECK(shown_box("Doe, Jane <jane@x.example>") == "Doe, Jane|jane@x.example");
  CHECK(shown_box("<jane@x.example>") == "|jane@x.example");
  CHECK(shown_box("jane@x.example") == "|jane@x.example");
  CHECK(shown_box("jane@x.example <jane@x.example>") == "|jane@x.example");
  for (const char* none : {"", "Jane Doe", "Jane <jane>", "a@x.example; b@y.example",
                           "a@x.example <b@y.example>", "Jane <jane@x.example> of Contoso",
                           "Jane <a@x.example>, Bob <b@y.example>", "<>", "@", "a@"})
    CHECK(shown_box(none) == "none");
}

TEST_CASE("every address of a cell is found, whatever stands between") {
  using All = std::vector<std::string>;
  CHECK(addresses_in("a@x.example; B@y.example") == All{"a@x.example", "b@y.example"});
  CHECK(addresses_in("Jane <a@x.example>, Bob <b@y.example>") == All{"a@x.example", "b@y.example"});
  CHECK(addresses_in("a@x.example/b@y.example a@x.example") == All{"a@x.example", "b@y.example"});
  CHECK(addresses_in("Doe, Jane <a@x.example>") == All{"a@x.example"});
  CHECK(addresses_in("the team").empty());
}

TEST_CASE("an owner's cell gives name and address; two addresses are nobody's") {
  using test::rule;
  const FieldMap map = test::compiled(test::spec_of(
      {rule("owner.email", "e", "person"), rule("owner.name", "n", "person"), rule("name", "x")}));
  const auto owner = [&](const std::string& body) { return test::fields_of(map, body); };
  CHECK(owner(R"({"e":"Jane Doe <Jane@x.example>"})") ==
        R"({"owner":{"email":"jane@x.example","name":"Jane Doe"}})");
  CHECK(owner(R"({"n":"Jane Doe <jane@x.example>"})") ==
        R"({"owner":{"email":"jane@x.example","name":"Jane Doe"}})");
  CHECK(owner(R"({"e":"jane@x.example","n":"Jane Doe"})") ==
        R"({"owner":{"email":"jane@x.example","name":"Jane Doe"}})");
  CHECK(owner(R"({"e":"J. <jane@x.example>","n":"Jane Doe"})") ==
        R"({"owner":{"email":"jane@x.example","name":"Jane Doe"}})");
  CHECK(owner(R"({"e":"a@x.example; b@y.example","n":"Jane Doe"})") ==
        R"({"owner":{"name":"a@x.example; b@y.example"}})");
  CHECK(owner(R"({"n":"a@x.example; b@y.example"})") ==
        R"({"owner":{"name":"a@x.example; b@y.example"}})");
  const FieldMap people =
      test::compiled(test::spec_of({rule("email", "e"), rule("name", "n")}, "person"));
  CHECK(test::fields_of(people, R"({"e":"Jane Doe <Jane@x.example>"})") ==
        R"({"email":"jane@x.example"})");
  CHECK(test::fields_of(people, R"({"e":"a@x.example, b@x.example"})") ==
        R"({"email_raw":"a@x.example, b@x.example"})");
}

}  // namespace
}  // namespace closemap
