// Merged records and links taken apart.
#include "mapping/reconcile/unlink.h"

#include <catch2/catch.hpp>

#include "mapping/reconcile/record_alias.h"

using namespace closemap;

namespace {

SourceRef record(const char* id, const char* connection = "crm") {
  return {connection, "opportunity", id, {}};
}
Observed word(const char* id, const char* text, std::int64_t at, bool deleted = false) {
  Observed said;
  said.ref = record(id);
  said.fields = ObservedFields(R"({"name":")" + std::string(text) + "\"}");
  said.changed_at = Instant{at};
  said.deleted = deleted;
  return said;
}
Milestone brought_by(std::initializer_list<const char*> connections) {
  Milestone milestone;
  for (const char* connection : connections)
    milestone.external_refs.push_back({connection, "milestone", "1", {}});
  return milestone;
}

}  // namespace

TEST_CASE("a merged record speaks under its survivor, through any number of merges") {
  RecordAliases aliases;
  REQUIRE(aliases.merge(record("1"), record("2")));
  REQUIRE(aliases.merge(record("2"), record("3")));
  CHECK(aliases.survivor(record("1")) == record("3"));
  CHECK(aliases.survivor(record("9")) == record("9"));
  const auto said = under_survivors({word("1", "old", 10), word("3", "new", 20)}, aliases);
  REQUIRE(said.size() == 1);
  CHECK(said.front().ref == record("3"));
  CHECK(text_or(said.front().fields, "name") == "new");
}

TEST_CASE("the deletion of a merged record does not delete the survivor") {
  RecordAliases aliases;
  REQUIRE(aliases.merge(record("1"), record("2")));
  const auto said = under_survivors({word("1", "x", 30, true), word("2", "kept", 20)}, aliases);
  REQUIRE(said.size() == 1);
  CHECK_FALSE(said.front().deleted);
}

TEST_CASE("a circle of merges and a merge across connections are refused") {
  RecordAliases aliases;
  REQUIRE(aliases.merge(record("1"), record("2")));
  CHECK_FALSE(aliases.merge(record("2"), record("1")));
  CHECK_FALSE(aliases.merge(record("5"), record("5")));
  CHECK_FALSE(aliases.merge(record("1"), record("1", "other")));
  CHECK(aliases.survivor(record("1")) == record("2"));
}

TEST_CASE("unlinking removes what one source brought alone, and nothing else") {
  Plan plan;
  plan.opportunities.resize(2);
  plan.opportunities[0].ref = record("V1", "vendor_crm");
  plan.opportunities[1].side = Party::partner;
  plan.opportunities[1].ref = record("P1", "partner_crm");
  plan.milestones["mst_1"] = brought_by({"partner_crm"});
  plan.milestones["mst_2"] = brought_by({"vendor_crm", "partner_crm"});
  plan.milestones["mst_3"] = brought_by({"vendor_crm"});
  plan.milestones["mst_4"] = brought_by({});  // from a template
  plan.milestones["mst_5"] = brought_by({"partner_crm"});
  plan.provenance["/milestones/mst_5/title"].method = "human";
  plan.contenders = {{"/milestones/mst_2/status", "partner_crm", "\"complete\""},
                     {"/milestones/mst_2/due_date", "vendor_crm", "\"2026-05-04\""}};
  const Unlinked got = unlink_source(plan, "partner_crm");
  CHECK(got.removed == std::vector<std::string>{"mst_1"});
  CHECK(got.plan.milestones.at("mst_1").disposition == Disposition::removed);
  for (const char* kept : {"mst_2", "mst_3", "mst_4", "mst_5"})
    CHECK(got.plan.milestones.at(kept).disposition == Disposition::active);
  CHECK(got.plan.milestones.at("mst_2").external_refs.size() == 1);
  REQUIRE(got.plan.opportunities.size() == 1);
  CHECK(got.plan.opportunities.front().ref.connection == "vendor_crm");
  REQUIRE(got.plan.contenders.size() == 1);
  CHECK(got.plan.contenders.front().source == "vendor_crm");
}
