// The scheduler's input: a plan reduced to what dates depend on (domain.md §2). Built by
// mapping/schedule/from_plan.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mapping/core/calendar.h"
#include "mapping/core/date.h"
#include "mapping/core/party.h"
#include "mapping/plan/plan.h"

namespace closemap {

using Node = std::uint32_t;  // index into Network::milestones

// A day or a number that need not be there, in the four bytes of the thing itself: half of what
// std::optional takes, and read without a branch. The smallest number stands for nothing, and is
// what reading nothing gives.
template <class T>
class Maybe {
  static_assert(sizeof(T) == sizeof(std::int32_t));
  static constexpr T kNothing = std::bit_cast<T>(std::numeric_limits<std::int32_t>::min());

 public:
  constexpr Maybe() = default;
  constexpr Maybe(std::nullopt_t) {}
  constexpr Maybe(T value) : value_(value) {}
  constexpr Maybe(const std::optional<T>& value) : value_(value.value_or(kNothing)) {}
  constexpr operator std::optional<T>() const {
    return has_value() ? std::optional<T>(value_) : std::nullopt;
  }
  constexpr bool has_value() const {
    return std::bit_cast<std::int32_t>(value_) != std::bit_cast<std::int32_t>(kNothing);
  }
  constexpr explicit operator bool() const { return has_value(); }
  constexpr T& operator*() { return value_; }
  constexpr const T& operator*() const { return value_; }
  constexpr T value_or(T other) const { return has_value() ? value_ : other; }
  constexpr void reset() { value_ = kNothing; }
  friend constexpr bool operator==(const Maybe&, const Maybe&) = default;

 private:
  T value_ = kNothing;
};

// What is computed with. Words are kept apart: the passes stream over these.
struct NetworkMilestone {
  MilestoneStatus status = MilestoneStatus::pending;
  Disposition disposition = Disposition::active;
  Party party = Party::vendor;
  bool advance = false;        // scheduler-only: the "not before due" hold is dropped (§2.9)
  std::uint32_t calendar = 0;  // index into Network::calendars
  Maybe<int> duration_bd, min_duration_bd, remaining_bd;
  Maybe<Date> due, baseline, actual, actual_start, owner_estimate, not_before, deadline;
};

// What a person knows a milestone by.
struct NetworkName {
  std::string id;
  std::string title;
};

struct NetworkEdge {
  Node pred = 0;
  Node succ = 0;
  Lag lag;
  Maybe<std::uint32_t> calendar;  // lag calendar; default the successor's
  Hardness hardness = Hardness::mandatory;
};

struct NetworkAnchor {
  Node milestone = 0;
  Date date;
};

// Three-point estimate of a milestone, kept apart: only uncertainty reads it (§2.10).
struct NetworkEstimate {
  Node milestone = 0;
  Estimate3 days;
};

// A risk driver: with `probability` the milestone takes impact_bd longer (§2.10).
struct NetworkRisk {
  std::string id;
  Node milestone = 0;
  double probability = 0;
  int impact_bd = 0;
};

enum class ProgressMode { retained_logic, progress_override };

struct Network {
  Date plan_start;
  Date status_date;  // T: today in the plan zone
  ProgressMode mode = ProgressMode::retained_logic;
  std::vector<Calendar> calendars;           // [0] is the plan's
  std::vector<NetworkMilestone> milestones;  // ascending by id: ties are decided by Node
  std::vector<NetworkName> names;            // of each milestone
  std::vector<NetworkEdge> edges;
  std::vector<NetworkAnchor> anchors;
  std::vector<NetworkEstimate> estimates;  // ascending by milestone, one each
  std::vector<NetworkRisk> risks;          // ascending by id

  NetworkMilestone& add(std::string id, std::string title = {}) {
    names.push_back({std::move(id), std::move(title)});
    return milestones.emplace_back();
  }
  // Nothing for an id that is none of theirs.
  std::optional<Node> node_of(const std::string& id) const {
    const auto found =
        std::lower_bound(names.begin(), names.end(), id,
                         [](const NetworkName& name, const std::string& i) { return name.id < i; });
    if (found == names.end() || found->id != id) return std::nullopt;
    return static_cast<Node>(found - names.begin());
  }
};

}  // namespace closemap
