// Registers, policies, field clocks and conflicts beyond what vector 11 shows.
#include <catch2/catch.hpp>

#include "mapping/reconcile/conflict.h"
#include "mapping/reconcile/policy.h"

using namespace closemap;

namespace {

Register said(Json value, std::int64_t clock) { return {std::move(value), clock, false}; }
Register gone(std::int64_t clock) { return {nullptr, clock, true}; }

}  // namespace

TEST_CASE("a deletion of the same moment wins, a later word undeletes") {
  FieldRegisters field;
  observe(field, "vendor", said("A", 10));
  observe(field, "vendor", gone(10));
  CHECK(field.at("vendor").deleted);
  observe(field, "vendor", said("A", 11));
  CHECK_FALSE(field.at("vendor").deleted);
  observe(field, "vendor", gone(9));
  CHECK_FALSE(field.at("vendor").deleted);
}

TEST_CASE("authority ignores sources outside its list and is contested only beyond the skew") {
  const Policy policy{PolicyKind::authority, {"vendor", "partner"}, {}, 120};
  FieldRegisters field{{"customer", said(1, 9000)}};
  CHECK(resolve_field(field, policy, nullptr, nullptr).status == FieldStatus::incomplete);
  field["vendor"] = said(2, 1000);
  field["partner"] = said(3, 1120);
  CHECK(resolve_field(field, policy, nullptr, nullptr).status == FieldStatus::clean);
  field["partner"] = said(3, 1121);
  CHECK(resolve_field(field, policy, nullptr, nullptr).status == FieldStatus::contested);
  field["partner"] = said(2, 5000);
  CHECK(resolve_field(field, policy, nullptr, nullptr).status == FieldStatus::clean);
}

TEST_CASE("latest wins ranks unlisted sources last, by name") {
  const Policy policy{PolicyKind::latest_wins, {"vendor"}, {}, 120};
  const FieldRegisters field{
      {"zeta", said("z", 1000)}, {"beta", said("b", 990)}, {"vendor", said("v", 880)}};
  const Resolution got = resolve_field(field, policy, nullptr, nullptr);
  CHECK(got.source == "vendor");
  CHECK(got.status == FieldStatus::conflict);
  const FieldRegisters others{{"zeta", said("z", 1000)}, {"beta", said("b", 990)}};
  CHECK(resolve_field(others, policy, nullptr, nullptr).source == "beta");
}

TEST_CASE("consensus keeps the base until all that must agree do") {
  const Policy policy{PolicyKind::consensus, {}, {"vendor", "partner"}, 120};
  FieldRegisters field{{"vendor", said(7, 1)}};
  Resolution got = resolve_field(field, policy, 5, nullptr);
  CHECK(got.value == 5);
  CHECK(got.source == "base");
  CHECK(got.status == FieldStatus::incomplete);
  field["partner"] = said(7, 2);
  CHECK(resolve_field(field, policy, 5, nullptr).source == "vendor+partner");
  field["partner"] = gone(3);
  CHECK_FALSE(resolve_field(field, policy, nullptr, nullptr).source);
}

TEST_CASE("values that are never merged stand side by side") {
  const FieldRegisters field{{"vendor", said("proposal", 1)}, {"partner", said("demo", 2)}};
  const Resolution got = resolve_field(
      field, policy_of("/opportunities/vendor/stage", Party::vendor), nullptr, nullptr);
  CHECK(got.value == Json{{"vendor", "proposal"}, {"partner", "demo"}});
  CHECK(got.status == FieldStatus::clean);
}

TEST_CASE("each field has the policy of the table") {
  CHECK(policy_of("/milestones/mst_1/status", Party::partner).authority ==
        std::vector<std::string>{"partner"});
  CHECK(policy_of("/amount", Party::vendor).authority ==
        std::vector<std::string>{"vendor", "partner"});
  CHECK(policy_of("/opportunities/partner/amount", Party::vendor).authority ==
        std::vector<std::string>{"partner"});
  CHECK(policy_of("/economics/recognised_bp", Party::vendor).kind == PolicyKind::consensus);
  CHECK(policy_of("/anchors/mst_1/date", Party::vendor).require ==
        std::vector<std::string>{"customer", "vendor"});
  CHECK(policy_of("/milestones/mst_1/supporting", Party::vendor).kind == PolicyKind::union_);
  CHECK(policy_of("/people/per_1/email", Party::customer).authority.front() == "customer");
  CHECK(policy_of("/next_step", Party::vendor).kind == PolicyKind::latest_wins);
}

TEST_CASE("equal versions of a field are ordered by clock, then by hash") {
  const auto got = field_changed_at({{2, 300, "A"}, {2, 200, "B"}, {1, 100, "A"}});
  REQUIRE(got);
  CHECK(got->value == "A");
  CHECK(got->changed_at == 300);
  CHECK_FALSE(field_changed_at({}));
}

TEST_CASE("a field has one open conflict; agreement supersedes it, a person resolves it") {
  const Policy policy{PolicyKind::latest_wins, {"vendor"}, {}, 120};
  ConflictBook book;
  std::vector<FieldConflict> closed;
  FieldRegisters field{{"vendor", said("A", 1)}, {"partner", said("B", 2)}};
  const auto note = [&](const char* id) {
    return book.note("pln_1", "/next_step", field, policy,
                     resolve_field(field, policy, nullptr, nullptr), Instant{5}, id, closed);
  };
  CHECK(note("cfl_1") == ConflictChange::opened);
  CHECK(note("cfl_2") == ConflictChange::none);
  field["partner"] = said("C", 3);
  CHECK(note("cfl_3") == ConflictChange::updated);
  REQUIRE(book.open("pln_1", "/next_step") != nullptr);
  CHECK(book.open("pln_1", "/next_step")->id == "cfl_1");
  CHECK(book.open("pln_1", "/next_step")->contenders.front().value == "C");
  field["partner"] = said("A", 4);
  CHECK(note("cfl_4") == ConflictChange::superseded);
  REQUIRE(closed.size() == 1);
  CHECK(closed.front().state == ConflictState::superseded);
  field["partner"] = said("D", 5);
  CHECK(note("cfl_5") == ConflictChange::opened);
  const auto settled = book.settle("pln_1", "/next_step", "dana@acme.example");
  REQUIRE(settled);
  CHECK(settled->state == ConflictState::resolved);
  CHECK(settled->resolved_by == "dana@acme.example");
  CHECK(book.size() == 0);
  CHECK_FALSE(book.settle("pln_1", "/next_step", "dana@acme.example"));
}
