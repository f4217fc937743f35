// Words that the vectors may use: one that the program does not know is a fault of the file, as an
// unknown field is.
#pragma once

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>

#include "mapping/core/money.h"
#include "mapping/plan/step_words.h"
#include "tests/vectors/checks.h"

namespace closemap::vectors {

// All throw std::runtime_error.
inline std::string known_word(const std::string& key, const std::string& word,
                              std::span<const std::string_view> words) {
  if (std::find(words.begin(), words.end(), word) == words.end())
    throw std::runtime_error(key + " \"" + word + "\" is unknown");
  return word;
}

inline std::string kind_of_step(Fields& f) {
  return known_word("kind", f.text_or("kind", "step"), step_kinds());
}

inline std::string category_of_step(Fields& f) {
  return known_word("category", f.text_or("category", "other"), step_categories());
}

inline std::string known_currency(const std::string& code) {
  if (!currency_exponent(code)) throw std::runtime_error("currency \"" + code + "\" is unknown");
  return code;
}

}  // namespace closemap::vectors
