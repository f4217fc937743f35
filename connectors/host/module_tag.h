// The ABI tag of a connector module, read from its file: nothing of the module runs (T19).
#pragma once

#include <optional>
#include <string>

namespace closemap {

// The text in the section that CLOSEMAP_CONNECTOR_MODULE makes; nothing when the file is no ELF
// file of this machine's word size, or has no such section.
std::optional<std::string> module_tag(int descriptor);

}  // namespace closemap
