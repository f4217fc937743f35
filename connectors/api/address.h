// E-mail addresses: the strict grammar of reliability.md §0.8 and T12.
#pragma once

#include <string>
#include <string_view>

namespace closemap {

// An addr-spec of plain ASCII: dot-atom local part (at most 64), host name with at least two labels
// (or "localhost"). Quoted local parts, address literals, comments, blanks, control characters and
// anything beyond ASCII are refused: an international domain is written in its xn-- form.
bool valid_address(std::string_view address);
// What follows the @, lower case. REQUIRES: valid_address(address).
std::string address_domain(std::string_view address);

}  // namespace closemap
