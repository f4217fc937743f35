// URLs of one strict grammar, so that no two parsers can disagree about where a request goes (T1).
#pragma once

#include <string>
#include <string_view>

#include "mapping/core/result.h"

namespace closemap {

// A URL of the one shape we accept: scheme://host[:port][/path[?query]], plain ASCII, no user
// information, fragment, backslash, blank or trailing dot. What parsers read in two ways is
// refused.
struct Url {
  std::string scheme;  // lower case
  std::string host;    // lower case; an IPv6 literal keeps its brackets
  int port = 0;        // as written, or the scheme's own
  std::string path;    // "/…" with its query, byte for byte; "" when there is none

  std::string origin() const;  // "https://host:port"
  std::string text() const;    // the URL to dial
  std::string shown() const;   // "host/path" without the query: for error texts
};

// Schemes: http, https, smtp, smtps. Error (config) says what is wrong without repeating the URL.
Result<Url> parse_url(std::string_view text);

// Whether the characters may stand in a URL as they are: ASCII without blanks, quotes, backslash,
// angle brackets and '#'.
bool plain_url_text(std::string_view text);

}  // namespace closemap
