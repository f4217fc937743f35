// Escaping by context.
#include "mapping/report/safe_text.h"

#include "mapping/core/text.h"

namespace closemap {

std::string plain_line(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank)
      folded.push_back(c);
    else if (!folded.empty() && folded.back() != ' ')
      folded.push_back(' ');
  }
  return printable(trim(folded));
}

std::string html_line(std::string_view text) { return escape_html(plain_line(text)); }

std::string markdown_line(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_{}[]<>|~&#";
  std::string out;
  const std::string line = plain_line(text);
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const std::string_view before = std::string_view(line).substr(0, i);
    // What renderers make links or mentions of without any markup: "http://", "www.", "a@b", "@a".
    const bool link = (c == ':' && i + 1 < line.size() && line[i + 1] == '/') ||
                      (c == '.' && to_lower_ascii(before).ends_with("www"));
    if (c == '@')
      out += "&#64;";
    else if (kMarkup.find(c) != std::string_view::npos || link)
      out.append({'\\', c});
    else
      out.push_back(c);
  }
  return out;
}

}  // namespace closemap
