// Bytes as a next-page link: accepted only when it stays at the origin, byte for byte.
#include "connectors/http/link.h"

#include "connectors/http/client.h"
#include "tests/fuzz/property.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closemap;
  const std::string_view link = fuzz::text_of(data, size);
  static const Url base = *parse_url("https://crm.example.com/api");
  const auto url = resolve_link(base, link);
  fuzz::hold(static_cast<bool>(url) == static_cast<bool>(same_origin(base.text(), link)),
             "both judges agree");
  if (!url) return 0;
  const std::string text = url->text();
  fuzz::hold(text.starts_with("https://crm.example.com/"), "it stays at the origin");
  for (const char c : text)
    fuzz::hold(c > 0x20 && c < 0x7f && c != '\\', "what is dialled is plain ASCII");
  return 0;
}
