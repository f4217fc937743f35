// Index keys of linking values.
#include "mapping/record/observation.h"

#include <algorithm>

#include "mapping/core/text.h"

namespace closemap {

std::uint64_t link_key(std::string_view name, std::string_view value) {
  value = trim(value);
  std::string text(name.size() + 1 + value.size(), '\x1f');
  std::copy(name.begin(), name.end(), text.begin());
  std::transform(
      value.begin(), value.end(), text.begin() + static_cast<std::ptrdiff_t>(name.size()) + 1,
      [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return hash64(text);
}

}  // namespace closemap
