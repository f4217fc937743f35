// Finding one section of an ELF file.
#include "connectors/host/module_tag.h"

#include <link.h>
#include <unistd.h>

#include <cstring>
#include <string_view>
#include <vector>

#include "connectors/api/connector.h"

namespace closemap {
namespace {

using Header = ElfW(Ehdr);
using Section = ElfW(Shdr);

constexpr std::size_t kNamesMax = 64 * 1024;
constexpr std::size_t kTagMax = 1'024;

bool read_at(int descriptor, std::uint64_t at, void* to, std::size_t size) {
  return ::pread(descriptor, to, size, static_cast<off_t>(at)) == static_cast<ssize_t>(size);
}

std::optional<std::string> content(int descriptor, const Section& section, std::size_t max) {
  if (section.sh_size > max || section.sh_type == SHT_NOBITS) return std::nullopt;
  std::string text(section.sh_size, '\0');
  if (!read_at(descriptor, section.sh_offset, text.data(), text.size())) return std::nullopt;
  return text;
}

bool of_this_machine(const Header& header) {
  constexpr unsigned char kClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == kClass &&
         header.e_shentsize == sizeof(Section) && header.e_shstrndx < header.e_shnum;
}

}  // namespace

std::optional<std::string> module_tag(int descriptor) {
  Header header{};
  if (!read_at(descriptor, 0, &header, sizeof header) || !of_this_machine(header))
    return std::nullopt;
  std::vector<Section> sections(header.e_shnum);
  if (!read_at(descriptor, header.e_shoff, sections.data(), sections.size() * sizeof(Section)))
    return std::nullopt;
  const auto names = content(descriptor, sections[header.e_shstrndx], kNamesMax);
  if (!names) return std::nullopt;
  for (const Section& section : sections) {
    if (section.sh_name >= names->size()) continue;
    if (std::string_view(names->c_str() + section.sh_name) != CLOSEMAP_ABI_SECTION) continue;
    const auto tag = content(descriptor, section, kTagMax);
    if (!tag) return std::nullopt;
    return std::string(tag->c_str());  // to its NUL
  }
  return std::nullopt;
}

}  // namespace closemap
