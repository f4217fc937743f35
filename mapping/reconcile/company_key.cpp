// The two readings of a company name.
#include "mapping/reconcile/company_key.h"

#include <algorithm>
#include <array>

#include "mapping/core/text.h"
#include "mapping/reconcile/letters.h"

namespace closemap {
namespace {

// The longest that fits is stripped, so the order is free. "and" is what "& Co" leaves.
constexpr std::array kLegalForms = std::to_array<std::string_view>({"and",
                                                                    "inc",
                                                                    "incorporated",
                                                                    "corp",
                                                                    "corporation",
                                                                    "co",
                                                                    "company",
                                                                    "llc",
                                                                    "l l c",
                                                                    "llp",
                                                                    "lp",
                                                                    "plc",
                                                                    "ltd",
                                                                    "limited",
                                                                    "pty ltd",
                                                                    "pty limited",
                                                                    "pty",
                                                                    "pvt ltd",
                                                                    "private limited",
                                                                    "pvt",
                                                                    "gmbh",
                                                                    "mbh",
                                                                    "gmbh and co kg",
                                                                    "gmbh and co kgaa",
                                                                    "ag",
                                                                    "kg",
                                                                    "kgaa",
                                                                    "ohg",
                                                                    "ug",
                                                                    "ev",
                                                                    "se",
                                                                    "sa",
                                                                    "ag and co kg",
                                                                    "sas",
                                                                    "sarl",
                                                                    "sasu",
                                                                    "spa",
                                                                    "srl",
                                                                    "sl",
                                                                    "slu",
                                                                    "bv",
                                                                    "nv",
                                                                    "as",
                                                                    "asa",
                                                                    "ab",
                                                                    "oy",
                                                                    "oyj",
                                                                    "aps",
                                                                    "sp z oo",
                                                                    "spzoo",
                                                                    "zoo",
                                                                    "sro",
                                                                    "doo",
                                                                    "kft",
                                                                    "zrt",
                                                                    "sa de cv",
                                                                    "ltda",
                                                                    "eirl",
                                                                    "kk",
                                                                    "pte ltd",
                                                                    "pte",
                                                                    "sdn bhd",
                                                                    "bhd"});

// The reading of ä, ö and ü as two letters.
std::string two_letters(std::string_view folded) {
  std::string out;
  out.reserve(folded.size());
  for (const char32_t c : code_points(folded)) {
    if (c == U'ä' || c == U'ö' || c == U'ü')
      out.append(1, c == U'ä' ? 'a' : c == U'ö' ? 'o' : 'u').append(1, 'e');
    else
      append_utf8(out, c);
  }
  return out;
}

// Words of the name, one blank between them.
std::string words_of(std::string_view plain) {
  constexpr std::string_view kRightQuote = "\xE2\x80\x99";
  std::string words;
  words.reserve(plain.size() + 8);
  const auto gap = [&] {
    if (!words.empty() && words.back() != ' ') words += ' ';
  };
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      words += c;
    } else if (c == '.' || c == '\'' || c == '/') {
      continue;
    } else if (c == '&' || c == '+') {
      gap();
      words += "and ";
    } else if (c == '(') {
      const auto close = plain.find(')', i);
      if (close != std::string_view::npos) i = close;
      gap();
    } else if ((c & '\x80') == 0) {
      if (c >= 'A' && c <= 'Z')
        words += c;
      else
        gap();
    } else if (plain.substr(i).starts_with(kRightQuote)) {
      i += kRightQuote.size() - 1;
    } else {
      std::size_t end = i + 1;
      while (end < plain.size() && (plain[end] & '\xC0') == '\x80') ++end;
      const std::u32string one = code_points(plain.substr(i, end - i));
      if (punctuation(one.front()))
        gap();
      else
        words += plain.substr(i, end - i);
      i = end - 1;
    }
  }
  if (!words.empty() && words.back() == ' ') words.pop_back();
  return words;
}

bool ends_with_word(std::string_view key, std::string_view form) {
  return key.size() > form.size() && key.ends_with(form) &&
         key[key.size() - form.size() - 1] == ' ';
}

// The forms by their last letter: most names end on none of them.
constexpr std::size_t kLetters = 26;
std::size_t letter_of(char c) { return static_cast<std::size_t>(c - 'a'); }
using FormsByLetter = std::array<std::vector<std::string_view>, kLetters>;
const FormsByLetter& legal_forms() {
  static const FormsByLetter all = [] {
    FormsByLetter forms;
    for (const std::string_view form : kLegalForms) forms[letter_of(form.back())].push_back(form);
    return forms;
  }();
  return all;
}

std::string stripped(std::string key, const std::vector<std::string>& more_forms) {
  const FormsByLetter& forms = legal_forms();
  if (key.starts_with("the ")) key.erase(0, 4);
  for (;;) {
    std::size_t longest = 0;
    if (!key.empty() && key.back() >= 'a' && key.back() <= 'z')
      for (const std::string_view form : forms[letter_of(key.back())])
        if (form.size() > longest && ends_with_word(key, form)) longest = form.size();
    for (const std::string& form : more_forms)
      if (form.size() > longest && ends_with_word(key, form)) longest = form.size();
    if (longest == 0) return key;
    key.erase(key.size() - longest - 1);
  }
}

std::string key_of(std::string_view folded, const std::vector<std::string>& more_forms) {
  return stripped(words_of(plain_letters(folded)), more_forms);
}

}  // namespace

std::string company_key(std::string_view name, const std::vector<std::string>& more_forms) {
  if (is_ascii(name)) return stripped(words_of(to_lower_ascii(name)), more_forms);
  return key_of(case_folded(name), more_forms);
}

std::vector<std::string> company_keys(std::string_view name,
                                      const std::vector<std::string>& more_forms) {
  std::vector<std::string> keys;
  const auto add = [&](std::string key) {
    if (!key.empty()) keys.push_back(std::move(key));
  };
  if (is_ascii(name)) {
    add(company_key(name, more_forms));
    return keys;
  }
  const std::string folded = case_folded(name);
  add(key_of(folded, more_forms));
  if (const std::string other = two_letters(folded); other != folded)
    add(key_of(other, more_forms));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace closemap
