// The streams a source can bring; every record of a stream maps to the same canonical fields
// (mapping/record/observation.h).
#pragma once

#include <string_view>

namespace closemap {

inline constexpr std::string_view kOpportunityStream = "opportunity";
inline constexpr std::string_view kMilestoneStream = "milestone";
inline constexpr std::string_view kPersonStream = "person";
inline constexpr std::string_view kAccountStream = "account";

}  // namespace closemap
