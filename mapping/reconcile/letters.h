// Letters made comparable: case folded, compatibility forms opened, marks dropped (domain.md §3.3).
#pragma once

#include <string>
#include <string_view>

namespace closemap {

// Lower case in Unicode form NFKC, as libpsl gives it; invalid bytes become U+FFFD.
std::string lower_compatible(std::string_view text);

// One character of lower_compatible() as its NFKD letters without marks: é -> e, ß -> ss, ø -> o,
// æ -> ae, ł -> l, й -> и, が -> か; a mark alone gives nothing. Latin is complete; of other
// scripts Greek, Cyrillic, kana and Hangul are opened, the rest stays as it is.
void append_plain(std::string& out, char32_t character);

// Neither letter nor digit, among what append_plain() gives.
bool punctuation(char32_t character);

}  // namespace closemap
