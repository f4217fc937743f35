// Text of CRMs and people on its way into a page: made harmless for the context it goes to (T11,
// T12, T15). Every value passes one of these exactly once.
#pragma once

#include <string>
#include <string_view>

namespace closemap {

// One line: blanks and newlines become single blanks, controls and direction marks become visible
// \u{..}, invalid UTF-8 U+FFFD.
std::string plain_line(std::string_view text);
// The same for HTML text and attribute values in double quotes.
std::string html_line(std::string_view text);
// The same for Markdown, also inside a table cell: no markup, link, mention or HTML comes of it.
std::string markdown_line(std::string_view text);

}  // namespace closemap
