// Disagreements of sources that a person should see: at most one open per plan and field
// (domain.md §3.6).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mapping/core/instant.h"
#include "mapping/reconcile/policy.h"

namespace closemap {

enum class ConflictState { open, resolved, superseded };
std::string_view to_text(ConflictState state);

struct Contention {
  std::string source;
  Json value;
  std::int64_t clock = 0;
  friend bool operator==(const Contention&, const Contention&) = default;
};

struct FieldConflict {
  std::string id, plan, pointer;
  std::vector<Contention> contenders;  // live sources, by name
  PolicyKind policy = PolicyKind::authority;
  Instant opened_at;
  ConflictState state = ConflictState::open;
  std::string resolved_by;  // person, state resolved
};

std::vector<Contention> contenders_of(const FieldRegisters& field);

// What became of a field's conflict.
enum class ConflictChange { none, opened, updated, superseded };

// The open conflicts of any number of plans. A value: copying it copies the state.
class ConflictBook {
 public:
  // After each resolution of a field. `id` is used when a conflict opens. An open one whose
  // resolution is no conflict any more is superseded and leaves the book through `closed`.
  ConflictChange note(const std::string& plan, const std::string& pointer,
                      const FieldRegisters& field, const Policy& policy,
                      const Resolution& resolution, Instant now, const std::string& id,
                      std::vector<FieldConflict>& closed);
  // A person locked the field or wrote their choice through to a source. nullopt: none was open.
  std::optional<FieldConflict> settle(const std::string& plan, const std::string& pointer,
                                      const std::string& person);
  const FieldConflict* open(const std::string& plan, const std::string& pointer) const;
  std::size_t size() const { return open_.size(); }

 private:
  std::map<std::pair<std::string, std::string>, FieldConflict> open_;
};

}  // namespace closemap
