// Members go into one buffer; finish() sorts and joins them.
#include "mapping/record/canonical_json.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "mapping/core/byte_scan.h"

namespace closemap {
namespace {

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out.push_back(kHex[static_cast<unsigned char>(c) >> 4U]);
      out.push_back(kHex[static_cast<unsigned char>(c) & 0xFU]);
  }
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out.push_back('"');
  if (scan::plain(text)) {
    out += text;
    text = {};
  }
  while (!text.empty()) {
    const auto stop = std::find_if(text.begin(), text.end(), needs_escape);
    const auto plain = static_cast<std::size_t>(stop - text.begin());
    out.append(text.data(), plain);
    if (stop == text.end()) break;
    append_escaped(out, *stop);
    text.remove_prefix(plain + 1);
  }
  out.push_back('"');
}

void CanonicalObject::clear() {
  values_.clear();
  members_.clear();
  kept_.clear();
}

// Rules come sorted by field, so members are nearly sorted: each finds its place from the end.
void CanonicalObject::add(std::string_view name, std::size_t begin) {
  auto place = members_.end();
  while (place != members_.begin() && std::prev(place)->name > name) --place;
  const Member member{name, begin, values_.size()};
  if (place != members_.begin() && std::prev(place)->name == name)
    *std::prev(place) = member;
  else
    members_.insert(place, member);
}

void CanonicalObject::text(std::string_view name, std::string_view value) {
  const std::size_t begin = values_.size();
  append_json_text(values_, value);
  add(name, begin);
}

void CanonicalObject::digits(std::int64_t value) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  values_.append(text, static_cast<std::size_t>(end - text));
}

void CanonicalObject::integer(std::string_view name, std::int64_t value) {
  const std::size_t begin = values_.size();
  digits(value);
  add(name, begin);
}

void CanonicalObject::boolean(std::string_view name, bool value) {
  const std::size_t begin = values_.size();
  values_ += value ? "true" : "false";
  add(name, begin);
}

void CanonicalObject::money(std::string_view name, const Money& value) {
  const std::size_t begin = values_.size();
  values_ += "{\"currency\":\"";
  values_ += value.currency;
  values_ += "\",\"minor\":";
  digits(value.minor);
  values_ += '}';
  add(name, begin);
}

void CanonicalObject::texts(
    std::string_view name,
    std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  const std::size_t begin = values_.size();
  for (const auto& [member, text] : values) {
    if (text.empty()) continue;
    values_ += values_.size() == begin ? "{\"" : ",\"";
    values_ += member;
    values_ += "\":";
    append_json_text(values_, text);
  }
  if (values_.size() == begin) return;
  values_ += '}';
  add(name, begin);
}

std::string_view CanonicalObject::keep(std::string name) {
  return kept_.emplace_back(std::move(name));
}

std::string CanonicalObject::finish() {
  std::size_t size = members_.empty() ? 2 : 1;
  for (const Member& member : members_) size += member.name.size() + member.end - member.begin + 4;
  std::string out(size, '{');
  char* to = out.data() + 1;
  const auto put = [&](const char* from, std::size_t count) {
    std::memcpy(to, from, count);
    to += count;
  };
  for (const Member& member : members_) {
    *to++ = '"';
    put(member.name.data(), member.name.size());
    *to++ = '"';
    *to++ = ':';
    put(values_.data() + member.begin, member.end - member.begin);
    *to++ = ',';
  }
  out.back() = '}';  // in the place of the last comma
  return out;
}

}  // namespace closemap
