// What each source last said of each field, and how two such states join (domain.md §3.4, §3.5).
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/json.h"

namespace closemap {

// First 16 hex digits of SHA-256 over the canonical JSON.
std::string value_hash(const Json& value);

// `clock`: the provider's modification time plus the measured offset, ms. A deleted register has
// the value null; a later live clock undeletes.
struct Register {
  Json value;
  std::int64_t clock = 0;
  bool deleted = false;
  friend bool operator==(const Register&, const Register&) = default;
};
// The larger by (clock, deleted, value hash): commutative, associative, idempotent.
const Register& join(const Register& a, const Register& b);

using FieldRegisters = std::map<std::string, Register>;       // by source
using PlanRegisters = std::map<std::string, FieldRegisters>;  // by canonical pointer

void observe(FieldRegisters& field, const std::string& source, const Register& said);
PlanRegisters join(const PlanRegisters& a, const PlanRegisters& b);
// Un-merge: everything that the other sources said, unchanged.
PlanRegisters without_source(const PlanRegisters& registers, const std::string& source);

// One sight of one field of one record, when only the record has a time.
struct FieldSight {
  std::int64_t version = 0;  // the provider's order of the record's states
  std::int64_t clock = 0;
  Json value;
};
struct FieldChange {
  Json value;
  std::int64_t changed_at = 0;
};
// The newest value and the clock of the first sight of its newest run; equal versions by clock,
// then value hash. A function of the set: order and repetition change nothing. nullopt: no sight.
std::optional<FieldChange> field_changed_at(std::vector<FieldSight> sights);

}  // namespace closemap
