// Punycode of one label (RFC 3492): what stands after "xn--" in an A-label.
#pragma once

#include <string>
#include <string_view>

namespace closemap {

// REQUIRES: at most 63 characters make a name; longer labels are encoded all the same, for the
// caller to refuse.
std::string punycode(std::u32string_view label);

}  // namespace closemap
