// Milestones of a plan by their place in the order of ids.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "mapping/plan/plan.h"

namespace closemap {

class MilestoneIndex {
 public:
  // REQUIRES: the plan's milestones stay while the index is used.
  explicit MilestoneIndex(const Plan& plan) {
    ids_.reserve(plan.milestones.size());
    for (const auto& entry : plan.milestones) ids_.push_back(&entry.first);
  }

  std::size_t size() const { return ids_.size(); }
  const std::string& id(std::size_t at) const { return *ids_[at]; }

  // nullopt: the plan has no such milestone. References mostly follow the steps, so that the one
  // found last and its successor are looked at before the others.
  std::optional<std::size_t> find(const std::string& id) {
    for (std::size_t near = last_; near < ids_.size() && near < last_ + 2; ++near)
      if (same(*ids_[near], id)) return last_ = near;
    const auto found = std::lower_bound(
        ids_.begin(), ids_.end(), id,
        [](const std::string* one, const std::string& wanted) { return *one < wanted; });
    if (found == ids_.end() || **found != id) return std::nullopt;
    return last_ = static_cast<std::size_t>(found - ids_.begin());
  }

 private:
  // Ids made together differ in their last characters.
  static bool same(const std::string& a, const std::string& b) {
    return a.size() == b.size() && (a.empty() || a.back() == b.back()) && a == b;
  }

  std::vector<const std::string*> ids_;  // ascending
  std::size_t last_ = 0;
};

}  // namespace closemap
