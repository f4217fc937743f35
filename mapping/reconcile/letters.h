// Letters made comparable: case folded, compatibility forms opened, marks dropped (domain.md §3.3).
// Of every script, by the tables of Unicode (ADR 0014).
#pragma once

#include <string>
#include <string_view>

namespace closemap {

// Lower case in Unicode form NFKC, as host names want it; invalid bytes become U+FFFD.
std::string lower_compatible(std::string_view text);

// Full case folding in form NFC: ß -> ss, an ä is one character however it was written. Invalid
// bytes become U+FFFD.
std::string case_folded(std::string_view text);

// Folded text in form NFKD without its marks: é -> e, ø -> o, æ -> ae, ł -> l, й -> и, が -> か; a
// mark alone gives nothing.
std::string plain_letters(std::string_view folded);

// Neither letter nor number.
bool punctuation(char32_t character);

}  // namespace closemap
