// Strict URLs: what a connector may be sent to, and whether a link stays at its origin (T1).
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

// `link` is absolute and stays at the base's origin, or a path that is appended to the base.
Result<Url> resolve_link(const Url& base, std::string_view link);

}  // namespace closemap
