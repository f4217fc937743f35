// Unicode's own tables, as libunistring has them; the letters that they do not take apart are here.
#include "mapping/reconcile/letters.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include <cstdint>
#include <cstdlib>
#include <memory>

#include "mapping/core/text.h"

namespace closemap {
namespace {

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

// What `convert(text, size, &length)` returns in memory of malloc(); `text` itself when it is out
// of that.
template <class F>
std::string converted(std::string_view text, F&& convert) {
  std::string valid;
  if (u8_check(bytes_of(text), text.size()) != nullptr) text = valid = clean_utf8(text);
  if (text.empty()) return {};
  std::size_t length = 0;
  const std::unique_ptr<std::uint8_t, void (*)(void*)> out(
      convert(bytes_of(text), text.size(), &length), std::free);
  if (out == nullptr) return std::string(text);
  return {reinterpret_cast<const char*>(out.get()), length};
}

// Letters with a stroke and ligatures, which are no compositions; ß and the like that folding left.
std::string_view base_of(char32_t c) {
  switch (c) {
    case U'ø':
      return "o";
    case U'ł':
      return "l";
    case U'đ':
      return "d";
    case U'ı':
      return "i";
    case U'ß':
      return "ss";
    case U'æ':
      return "ae";
    case U'œ':
      return "oe";
    default:
      return {};
  }
}

}  // namespace

std::string lower_compatible(std::string_view text) {
  return converted(text, [](const std::uint8_t* from, std::size_t size, std::size_t* length) {
    return u8_tolower(from, size, nullptr, UNINORM_NFKC, nullptr, length);
  });
}

std::string case_folded(std::string_view text) {
  return converted(text, [](const std::uint8_t* from, std::size_t size, std::size_t* length) {
    return u8_casefold(from, size, nullptr, UNINORM_NFC, nullptr, length);
  });
}

std::string plain_letters(std::string_view folded) {
  const std::string open =
      converted(folded, [](const std::uint8_t* from, std::size_t size, std::size_t* length) {
        return u8_normalize(UNINORM_NFKD, from, size, nullptr, length);
      });
  std::string out;
  out.reserve(open.size());
  for (const char32_t c : code_points(open)) {
    if (const std::string_view base = base_of(c); !base.empty())
      out += base;
    else if (c < 0x80 || !uc_is_general_category(c, UC_CATEGORY_M))
      append_utf8(out, c);
  }
  return out;
}

bool punctuation(char32_t c) {
  return !uc_is_general_category(c, UC_CATEGORY_L) && !uc_is_general_category(c, UC_CATEGORY_N);
}

}  // namespace closemap
