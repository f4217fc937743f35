// Mail headers: RFC 5322 dates, RFC 2047 words, folding, and the refusal of injected lines (T12).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/api/services.h"
#include "mapping/core/instant.h"
#include "mapping/core/result.h"

namespace closemap {

// "Sun, 22 Nov 2026 05:07:46 +0000", whatever the locale.
std::string mail_date(Instant instant);
// Plain ASCII as it is, anything else as encoded words of at most 75 characters, folded with CRLF.
std::string encode_words(std::string_view text);
// "Name" <a@x>, the name quoted or encoded as needed.
std::string mailbox(std::string_view name, std::string_view address);
// "Name: value" folded at blanks to 78 columns where it has blanks.
std::string header_line(std::string_view name, std::string_view value);

// All headers of a message in the order they are sent. Error permanent: a value with CR, LF or NUL,
// an address or Message-ID outside the grammar, a header name that is none.
Result<std::vector<std::string>> mail_headers(const MailMessage& message, Instant now);

}  // namespace closemap
