// UTF-8 text: repair, escaping for logs and terminals, shortening, nearest name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace closemap {

// Invalid UTF-8 becomes U+FFFD; control characters other than \n and \t are dropped (domain.md
// §1.1).
std::string clean_utf8(std::string_view bytes);
// One line, printable: C0/C1, bidi controls (U+202A-E, U+2066-9), newline and DEL become \u{..}
// (T15).
std::string printable(std::string_view text);
// JSON text with those of them that stand in it raw written as \uXXXX: the same document (T15).
std::string visible_json(std::string json);
// At most `max` code points; longer text ends in "…".
std::string shorten(std::string_view text, std::size_t max);
std::string to_lower_ascii(std::string_view text);
bool is_ascii(std::string_view text);
// The characters of UTF-8 text; a byte that belongs to none becomes U+FFFD.
std::u32string code_points(std::string_view text);
void append_utf8(std::string& out, char32_t character);
std::string_view trim(std::string_view text);
// White space of every kind, line breaks too, as single blanks, none at the ends: what is called
// something stands in tables and subjects.
std::string one_line(std::string_view text);
bool stands_on_one_line(std::string_view text);  // one_line() would give the same
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
// "1 record", "3 records", "-1 day"; `many` where an s is not enough.
std::string counted(std::int64_t count, std::string_view one, std::string_view many = {});
// Closest candidate by edit distance, empty when nothing is near enough to suggest.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
std::string escape_html(std::string_view text);

// RFC 3339-like duration "90s", "5m", "2h", "7d" or sums ("1h30m") to milliseconds; -1 when it is
// none.
std::int64_t parse_duration_ms(std::string_view text);
std::string duration_text(std::int64_t ms);

}  // namespace closemap
