// Company names reduced to what identifies them (domain.md §3.3 "company_key", §11 "Legal forms").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace closemap {

// Folded letters, no brackets and punctuation, "&" as "and", no leading "the", no legal forms at
// the end. Never empty unless nothing of the name is left. `more_forms` adds to the list of §11;
// they are written as a key is ("gmbh and co kg").
std::string company_key(std::string_view name, const std::vector<std::string>& more_forms = {});

// company_key() and, where the name has ä, ö or ü, the reading with ae, oe, ue; sorted, distinct.
// Empty when the key is.
std::vector<std::string> company_keys(std::string_view name,
                                      const std::vector<std::string>& more_forms = {});

}  // namespace closemap
