// A notice as a mail: the same words in text/plain and in HTML that every mail program shows (T12).
#pragma once

#include <string>

#include "connectors/api/notice.h"

namespace closemap::email {

inline constexpr std::size_t kLinesMax = 200;
inline constexpr std::size_t kTextChars = 4000;  // of one text
inline constexpr std::size_t kSubjectChars = 200;

std::string subject_of(const Notice& notice);  // one line
std::string text_of(const Notice& notice);
// Tables and inline styles, no images, no scripts, nothing loaded; every word escaped. Only https
// links of the footer become links.
std::string html_of(const Notice& notice);

}  // namespace closemap::email
