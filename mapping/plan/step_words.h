// The words of a step's status, kind and category, and how CRMs write them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mapping/plan/plan.h"

namespace closemap {

std::span<const std::string_view> step_kinds();       // "step", "meeting", …
std::span<const std::string_view> step_categories();  // "discovery", "technical", …

std::span<const std::string_view> step_states();  // "pending", "in_progress", …

// `kind "signatur" is none of step, …, kickoff (did you mean signature?): name it in a lookup of
// the map`
std::string word_objection(std::string_view field, std::string_view word,
                           std::span<const std::string_view> ours);

// The word of `ours` that a CRM's word is, however it is written ("EB meeting"); nullopt: none.
std::optional<std::string> one_of(std::span<const std::string_view> ours, std::string_view word);

// The canonical status of a CRM's word ("Done", "in progress"); nullopt when it means nothing to
// us.
std::optional<MilestoneStatus> milestone_status_of(std::string_view word);

}  // namespace closemap
