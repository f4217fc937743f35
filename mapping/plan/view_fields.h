// The allow-list of views: one table of fields per type. What stands in no table is seen by no
// party (domain.md §1.6, T18).
#pragma once

#include <array>
#include <string_view>

#include "mapping/plan/sight.h"

namespace closemap::views {

// A field, its name in the document, who sees it by default, and how it is copied.
template <class T>
struct Shown {
  std::string_view name;
  ShownTo audience;
  void (*copy)(T& out, const T& full);
};
template <class T, class M>
T owner_of(M T::*);
template <auto Member>
constexpr auto shown(std::string_view name, ShownTo audience = ShownTo::everyone) {
  using T = decltype(owner_of(Member));
  return Shown<T>{name, audience, [](T& out, const T& full) { out.*Member = full.*Member; }};
}

// The default of a thing as a whole: who sees it, whose it is, and how many steps of the pointer
// that rule has.
struct Whole {
  ShownTo audience = ShownTo::everyone;
  std::optional<Party> owner = std::nullopt;
  std::size_t depth = 0;
};

// Copies the fields of a table that the reader sees.
template <class T, std::size_t N>
void copy_fields(T& out, const T& full, const Sight& sight, const PlanPlace& at,
                 const std::array<Shown<T>, N>& fields, const Whole& whole = {}) {
  for (const Shown<T>& each : fields) {
    const bool narrower = each.audience != ShownTo::everyone;
    const PlanPlace place =
        at.id.empty() ? PlanPlace{at.section, each.name} : PlanPlace{at.section, at.id, each.name};
    if (sight.sees(place, narrower ? each.audience : whole.audience, whole.owner,
                   narrower ? 0 : whole.depth))
      each.copy(out, full);
  }
}

// Parts of a plan; the caller has decided that the thing itself is shown.
Milestone seen(const std::string& id, const Milestone& full, const Sight& sight);
Handoff seen(const std::string& id, const Handoff& full, const Sight& sight);
Gate seen(const std::string& id, const Gate& full, const Sight& sight);
SuccessCriterion seen(const std::string& id, const SuccessCriterion& full, const Sight& sight);
Risk seen(const std::string& id, const Risk& full, const Sight& sight, const Whole& whole);
Person seen(const std::string& id, const Person& full, const Sight& sight);
PartyInfo seen(Party party, const PartyInfo& full, const Sight& sight);
SignOff seen(Party party, const SignOff& full, const Sight& sight);
Opportunity seen(const Opportunity& full, Party reader);
Economics seen(const Economics& full, const Sight& sight, const Whole& whole);
SharedContext seen(const SharedContext& full, const Sight& sight);
JointOutcome seen(const JointOutcome& full, const Sight& sight);
CompellingEvent seen(const CompellingEvent& full, const Sight& sight);
IfCriteriaMet seen(const IfCriteriaMet& full, const Sight& sight);
// The plan's own fields, without its maps and lists.
void copy_plan_fields(Plan& out, const Plan& full, const Sight& sight);

}  // namespace closemap::views
