// Opening, following and closing conflicts.
#include "mapping/reconcile/conflict.h"

namespace closemap {

std::string_view to_text(ConflictState state) {
  switch (state) {
    case ConflictState::open:
      return "open";
    case ConflictState::resolved:
      return "resolved";
    case ConflictState::superseded:
      return "superseded";
  }
  return "";
}

std::vector<Contention> contenders_of(const FieldRegisters& field) {
  std::vector<Contention> contenders;
  for (const auto& [source, said] : field)
    if (!said.deleted) contenders.push_back({source, said.value, said.clock});
  return contenders;
}

ConflictChange ConflictBook::note(const std::string& plan, const std::string& pointer,
                                  const FieldRegisters& field, const Policy& policy,
                                  const Resolution& resolution, Instant now, const std::string& id,
                                  std::vector<FieldConflict>& closed) {
  const auto known = open_.find({plan, pointer});
  if (resolution.status != FieldStatus::conflict) {
    if (known == open_.end()) return ConflictChange::none;
    known->second.state = ConflictState::superseded;
    known->second.contenders = contenders_of(field);
    closed.push_back(std::move(known->second));
    open_.erase(known);
    return ConflictChange::superseded;
  }
  std::vector<Contention> contenders = contenders_of(field);
  if (known == open_.end()) {
    FieldConflict conflict;
    conflict.id = id;
    conflict.plan = plan;
    conflict.pointer = pointer;
    conflict.contenders = std::move(contenders);
    conflict.policy = policy.kind;
    conflict.opened_at = now;
    open_.emplace(std::pair(plan, pointer), std::move(conflict));
    return ConflictChange::opened;
  }
  if (known->second.contenders == contenders) return ConflictChange::none;
  known->second.contenders = std::move(contenders);
  return ConflictChange::updated;
}

std::optional<FieldConflict> ConflictBook::settle(const std::string& plan,
                                                  const std::string& pointer,
                                                  const std::string& person) {
  const auto known = open_.find({plan, pointer});
  if (known == open_.end()) return std::nullopt;
  FieldConflict settled = std::move(known->second);
  open_.erase(known);
  settled.state = ConflictState::resolved;
  settled.resolved_by = person;
  return settled;
}

const FieldConflict* ConflictBook::open(const std::string& plan, const std::string& pointer) const {
  const auto known = open_.find({plan, pointer});
  return known == open_.end() ? nullptr : &known->second;
}

}  // namespace closemap
