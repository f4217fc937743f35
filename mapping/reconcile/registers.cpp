// Joining registers, dropping sources, and the clock of a field.
#include "mapping/reconcile/registers.h"

#include <algorithm>
#include <tuple>

#include "mapping/core/digest.h"

namespace closemap {

std::string value_hash(const Json& value) {
  constexpr std::size_t kShown = 16;
  return to_hex(sha256(dump_json(value))).substr(0, kShown);
}

const Register& join(const Register& a, const Register& b) {
  if (a.clock != b.clock) return a.clock > b.clock ? a : b;
  if (a.deleted != b.deleted) return a.deleted ? a : b;
  return value_hash(a.value) >= value_hash(b.value) ? a : b;
}

void observe(FieldRegisters& field, const std::string& source, const Register& said) {
  const auto [known, added] = field.try_emplace(source, said);
  if (!added) known->second = Register(join(known->second, said));
}

PlanRegisters join(const PlanRegisters& a, const PlanRegisters& b) {
  PlanRegisters joined = a;
  for (const auto& [pointer, field] : b)
    for (const auto& [source, said] : field) observe(joined[pointer], source, said);
  return joined;
}

PlanRegisters without_source(const PlanRegisters& registers, const std::string& source) {
  PlanRegisters kept = registers;
  for (auto field = kept.begin(); field != kept.end();) {
    field->second.erase(source);
    field = field->second.empty() ? kept.erase(field) : std::next(field);
  }
  return kept;
}

std::optional<FieldChange> field_changed_at(std::vector<FieldSight> sights) {
  if (sights.empty()) return std::nullopt;
  std::sort(sights.begin(), sights.end(), [](const FieldSight& a, const FieldSight& b) {
    if (a.version != b.version) return a.version < b.version;
    if (a.clock != b.clock) return a.clock < b.clock;
    return value_hash(a.value) < value_hash(b.value);
  });
  auto first = std::prev(sights.end());
  while (first != sights.begin() && std::prev(first)->value == sights.back().value) --first;
  return FieldChange{sights.back().value, first->clock};
}

}  // namespace closemap
