// Members go into one buffer; finish() sorts and joins them.
#include "mapping/record/canonical_json.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "mapping/core/byte_scan.h"

namespace closemap {
namespace {

constexpr std::size_t kEscapedMax = 6;  // bytes that one byte of a text may take: \u001f
constexpr std::size_t kDigitsMax = 20;  // of an integer with its sign

char* put(char* to, std::string_view bytes) {
  std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

char* put_digits(char* to, std::int64_t value) {
  return std::to_chars(to, to + kDigitsMax, value).ptr;
}

char* put_escaped(char* to, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
  constexpr std::string_view kNames = "\"\\bfnrt";
  if (!scan::special(c)) {
    *to++ = c;
    return to;
  }
  *to++ = '\\';
  if (const std::size_t at = kNamed.find(c); at != std::string_view::npos) {
    *to++ = kNames[at];
    return to;
  }
  to = put(to, "u00");
  *to++ = kHex[static_cast<unsigned char>(c) >> 4U];
  *to++ = kHex[static_cast<unsigned char>(c) & 0xFU];
  return to;
}

std::size_t text_room(std::string_view text) { return 2 + kEscapedMax * text.size(); }

// REQUIRES: text_room() bytes at `to`.
char* put_text(char* to, std::string_view text) {
  *to++ = '"';
  if (scan::plain(text)) {
    to = put(to, text);
  } else {
    for (const char c : text) to = put_escaped(to, c);
  }
  *to++ = '"';
  return to;
}

}  // namespace

void CanonicalObject::clear() {
  used_ = 0;
  members_.clear();
  kept_.clear();
}

char* CanonicalObject::open(std::string_view name, std::size_t bytes) {
  constexpr std::size_t kAround = 4;  // quotes, colon, comma
  const std::size_t needed = used_ + name.size() + bytes + kAround;
  if (written_.size() < needed) written_.resize(2 * needed);
  char* to = written_.data() + used_;
  *to++ = '"';
  to = put(to, name);
  *to++ = '"';
  *to++ = ':';
  return to;
}

// Rules come sorted by field, so most members follow the last one; another finds its place.
void CanonicalObject::close(std::string_view name, char* end) {
  *end++ = ',';
  auto place = members_.end();
  if (!members_.empty() && members_.back().name >= name)
    place = std::lower_bound(
        members_.begin(), members_.end(), name,
        [](const Member& one, std::string_view other) { return one.name < other; });
  if (place == members_.end() || place->name != name) place = members_.emplace(place);
  place->name = name;
  place->begin = used_;
  place->end = used_ = static_cast<std::size_t>(end - written_.data());
}

void CanonicalObject::text(std::string_view name, std::string_view value) {
  close(name, put_text(open(name, text_room(value)), value));
}

void CanonicalObject::integer(std::string_view name, std::int64_t value) {
  close(name, put_digits(open(name, kDigitsMax), value));
}

void CanonicalObject::boolean(std::string_view name, bool value) {
  const std::string_view word = value ? "true" : "false";
  close(name, put(open(name, word.size()), word));
}

void CanonicalObject::money(std::string_view name, const Money& value) {
  constexpr std::string_view kCurrency = "{\"currency\":\"";
  constexpr std::string_view kMinor = "\",\"minor\":";
  const std::size_t bytes = kCurrency.size() + value.currency.size() + kMinor.size() + kDigitsMax;
  char* to = open(name, bytes + 1);
  to = put(put(put(to, kCurrency), value.currency), kMinor);
  to = put_digits(to, value.minor);
  *to++ = '}';
  close(name, to);
}

void CanonicalObject::texts(
    std::string_view name,
    std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  constexpr std::size_t kAround = 4;  // brace or comma, quotes, colon
  std::size_t bytes = 1;
  for (const auto& [member, text] : values)
    if (!text.empty()) bytes += kAround + member.size() + text_room(text);
  if (bytes == 1) return;
  char* to = open(name, bytes);
  char before = '{';
  for (const auto& [member, text] : values) {
    if (text.empty()) continue;
    *to++ = before;
    *to++ = '"';
    to = put(to, member);
    *to++ = '"';
    *to++ = ':';
    to = put_text(to, text);
    before = ',';
  }
  *to++ = '}';
  close(name, to);
}

std::string_view CanonicalObject::keep(std::string name) {
  return kept_.emplace_back(std::move(name));
}

std::string CanonicalObject::finish() {
  std::string out;
  out.reserve(used_ + 2);
  out += '{';
  for (std::size_t i = 0; i < members_.size();) {
    const std::size_t begin = members_[i].begin;
    std::size_t end = begin;  // of the members that stand one after the other already
    for (; i < members_.size() && members_[i].begin == end; ++i) end = members_[i].end;
    out.append(written_.data() + begin, end - begin);
  }
  if (members_.empty())
    out += '}';
  else
    out.back() = '}';  // in the place of the last comma
  return out;
}

}  // namespace closemap
