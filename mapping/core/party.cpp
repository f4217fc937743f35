// A party's word as people and CRMs write it.
#include "mapping/core/party.h"

#include "mapping/core/text.h"

namespace closemap {

std::optional<Party> party_named(std::string_view word) {
  return parse_party(to_lower_ascii(trim(word)));
}

}  // namespace closemap
