// Which of several sources' values holds: a pure function of the whole register map of a field
// (domain.md §3.4, §11), never a fold over arrivals.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/party.h"
#include "mapping/reconcile/registers.h"

namespace closemap {

enum class PolicyKind {
  authority,     // the first live source of a list
  latest_wins,   // the newest; within the skew the list decides
  consensus,     // equal on all required sources, else the base stays
  union_,        // sorted set union
  side_by_side,  // never merged: {source: value}
};
std::string_view to_text(PolicyKind kind);
std::optional<PolicyKind> parse_policy_kind(std::string_view text);

inline constexpr std::int64_t kClockSkewMs = 120'000;

struct Policy {
  PolicyKind kind = PolicyKind::authority;
  std::vector<std::string> authority;  // sources, first wins
  std::vector<std::string> require;    // consensus
  std::int64_t skew = kClockSkewMs;    // in the unit of the clocks
};

// A person's value; wins until released.
struct Lock {
  Json value;
  std::string by;
};

enum class FieldStatus { clean, contested, conflict, incomplete, locked };
std::string_view to_text(FieldStatus status);

struct Resolution {
  Json value;
  std::optional<std::string> source;  // a source, several joined by "+", "base", "lock:<person>"
  FieldStatus status = FieldStatus::incomplete;
};

// `base`: the value last agreed on, null without one; `lock`: null when nobody locked the field.
Resolution resolve_field(const FieldRegisters& field, const Policy& policy, const Json& base,
                         const Lock* lock);

// The policy of a canonical pointer by the table of §3.4; sources are the parties' words. `owner`
// is the party of the milestone's owner, for milestone fields. Unknown fields: latest_wins,
// vendor before partner.
Policy policy_of(std::string_view pointer, Party owner);

}  // namespace closemap
