// What a mapped record must say to be believed (issue 3: what does not map goes to quarantine).
#pragma once

#include <string>
#include <string_view>

namespace closemap {

inline constexpr int kDurationDaysMax =
    520;  // working days: the plan document's bound (domain.md §1)

// `fields`: the canonical JSON of a record of the stream. Empty when it can be believed, else why
// not and what to do. Any thread.
std::string implausible(std::string_view stream, const std::string& fields);

}  // namespace closemap
