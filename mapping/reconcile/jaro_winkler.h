// Likeness of two names: Jaro and Jaro–Winkler (domain.md §3.3, §11).
#pragma once

#include <string_view>

namespace closemap {

// 0 (nothing in common) to 1 (equal), over Unicode characters. Window max(0, ⌊longest/2⌋ − 1);
// transpositions are half the matched characters out of order, not rounded down. Up to 64
// characters each by bit operations, longer ones by the definition; the results are the same.
double jaro(std::string_view a, std::string_view b);
// Jaro plus 0.1 per common first character, at most 4, of what is missing to 1; boosted always.
double jaro_winkler(std::string_view a, std::string_view b);

}  // namespace closemap
