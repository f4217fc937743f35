// Index keys of linking values.
#include "mapping/record/observation.h"

#include "mapping/core/text.h"

namespace closemap {

std::uint64_t link_key(std::string_view name, std::string_view value) {
  std::string text(name);
  text.push_back('\x1f');
  text += to_lower_ascii(trim(value));
  return hash64(text);
}

}  // namespace closemap
