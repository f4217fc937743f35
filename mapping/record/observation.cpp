// Index keys of linking values.
#include "mapping/record/observation.h"

#include <algorithm>

#include "mapping/core/byte_scan.h"
#include "mapping/core/text.h"

namespace closemap {

std::uint64_t link_key(std::string_view name, std::string_view value) {
  value = trim(value);
  const std::size_t size = name.size() + 1 + value.size();
  char usual[128];
  std::string longer;
  char* text = usual;
  if (size > sizeof usual) {
    longer.resize(size);
    text = longer.data();
  }
  std::copy(name.begin(), name.end(), text);
  text[name.size()] = '\x1f';
  scan::copy_lower(value, text + name.size() + 1);
  return hash64({text, size});
}

}  // namespace closemap
