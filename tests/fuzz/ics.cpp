// Bytes as text in a calendar feed: no control character gets out, lines fold between characters
// and unfold to the same.
#include <string>

#include "mapping/core/text.h"
#include "mapping/report/calendar_feed.h"
#include "tests/fuzz/property.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace closemap;
  const std::string escaped = escape_ics(clean_utf8(fuzz::text_of(data, size)));
  for (const char c : escaped)
    fuzz::hold(static_cast<unsigned char>(c) >= 0x20 || c == '\t', "no control but the tab");
  const std::string line = folded("SUMMARY:" + escaped);
  std::string unfolded;
  std::size_t start = 0;
  while (start < line.size()) {
    const std::size_t end = line.find("\r\n", start);
    fuzz::hold(end != std::string::npos, "every line ends with CRLF");
    fuzz::hold(end - start <= kIcsLineOctetsMax, "no line is longer than 75 octets");
    const std::size_t from = start == 0 ? 0 : start + 1;  // a continuation begins with a blank
    fuzz::hold(start == 0 || line[start] == ' ', "a continuation begins with a blank");
    fuzz::hold(from >= line.size() || (static_cast<unsigned char>(line[from]) & 0xC0U) != 0x80U,
               "no character is cut");
    unfolded += line.substr(from, end - from);
    start = end + 2;
  }
  fuzz::hold(unfolded == "SUMMARY:" + escaped, "unfolding gives the line back");
  return 0;
}
