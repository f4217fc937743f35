// The walk: one reader of JSON text that looks at every byte once and builds nothing. A record is a
// kilobyte or two, too short for an index of its structure to pay (performance.md G4).
#include "mapping/record/json_walk.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <charconv>
#include <cstring>

#include "mapping/core/byte_scan.h"
#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool digit(char c) { return c >= '0' && c <= '9'; }

const char* digits_end(const char* at) {
  while (digit(*at)) ++at;
  return at;
}

// End of the number that begins at `at`; nullptr when none does.
const char* number_end(const char* at) {
  if (*at == '-') ++at;
  const char* end = *at == '0' ? at + 1 : digits_end(at);
  if (end == at) return nullptr;
  if (*end == '.') {
    at = end + 1;
    end = digits_end(at);
    if (end == at) return nullptr;
  }
  if (*end == 'e' || *end == 'E') {
    at = end + 1;
    if (*at == '+' || *at == '-') ++at;
    end = digits_end(at);
    if (end == at) return nullptr;
  }
  return end;
}

int hex_digit(char c) {
  if (digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int hex_unit(std::string_view t, std::size_t at) {
  if (at + 4 > t.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int nibble = hex_digit(t[i]);
    if (nibble < 0) return -1;
    value = value * 16 + nibble;
  }
  return value;
}

// End of the escape that begins at the backslash `at`; nullptr when it is none.
const char* escape_end(const char* at) {
  switch (at[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return at + 2;
    case 'u':
      for (std::size_t i = 2; i < 6; ++i)
        if (hex_digit(at[i]) < 0) return nullptr;
      return at + 6;
    default:
      return nullptr;
  }
}

void append_code_point(std::string& out, unsigned value) {
  const auto put = [&](unsigned byte) { out.push_back(static_cast<char>(byte)); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0U | (value >> 6U)), put(0x80U | (value & 0x3FU));
  } else if (value < 0x10000) {
    put(0xE0U | (value >> 12U)), put(0x80U | ((value >> 6U) & 0x3FU)), put(0x80U | (value & 0x3FU));
  } else {
    put(0xF0U | (value >> 18U)), put(0x80U | ((value >> 12U) & 0x3FU));
    put(0x80U | ((value >> 6U) & 0x3FU)), put(0x80U | (value & 0x3FU));
  }
}

// Reads the \uXXXX at `i` (and its low half); returns the index after it.
std::size_t append_unit(std::string& out, std::string_view t, std::size_t i) {
  const int high = hex_unit(t, i + 2);
  if (high < 0xD800 || high > 0xDFFF) {
    append_code_point(out, static_cast<unsigned>(high < 0 ? 0xFFFD : high));
    return i + 6;
  }
  const bool pair = high < 0xDC00 && i + 7 < t.size() && t[i + 6] == '\\' && t[i + 7] == 'u';
  const int low = pair ? hex_unit(t, i + 8) : -1;
  if (low < 0xDC00 || low > 0xDFFF) {
    out += kReplacement;
    return i + 6;
  }
  append_code_point(out, 0x10000U + (static_cast<unsigned>(high - 0xD800) << 10U) +
                             static_cast<unsigned>(low - 0xDC00));
  return i + 12;
}

// The fields of a Tryton {"__class__": …} object while its members go by.
struct ClassObject {
  enum class Class { none, date, instant, decimal } kind = Class::none;
  std::string_view decimal;
  std::array<std::int32_t, 7> parts{};

  void member(std::string_view key, const RawValue& value) {
    constexpr std::array<std::string_view, 7> kParts{"year",   "month",  "day",        "hour",
                                                     "minute", "second", "microsecond"};
    if (key == "__class__") {
      kind = value.text == "date"       ? Class::date
             : value.text == "datetime" ? Class::instant
             : value.text == "Decimal"  ? Class::decimal
                                        : Class::none;
    } else if (key == "decimal") {
      decimal = value.text;
    } else if (value.kind == RawValue::Kind::number) {
      for (std::size_t i = 0; i < kParts.size(); ++i) {
        if (key != kParts[i]) continue;
        parts[i] = -1;  // stays when the number does not fit
        std::from_chars(value.text.data(), value.text.data() + value.text.size(), parts[i]);
      }
    }
  }

  RawValue value(std::deque<std::string>& made) const {
    RawValue out;
    out.kind = RawValue::Kind::object;
    const auto& p = parts;
    if (kind == Class::date) {
      out.kind = RawValue::Kind::date;
      out.text = made.emplace_back(fmt::format("{:04}-{:02}-{:02}", p[0], p[1], p[2]));
    } else if (kind == Class::instant) {
      out.kind = RawValue::Kind::instant;
      out.text = made.emplace_back(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", p[0],
                                               p[1], p[2], p[3], p[4], p[5], p[6]));
    } else if (kind == Class::decimal) {
      out.kind = RawValue::Kind::number;
      out.text = decimal;
    }
    return out;
  }
};

}  // namespace

struct JsonWalker::Impl {
  std::vector<char> text;  // the record, then zeros: no scan and no token goes beyond the first
  const char* at = nullptr;
  const char* end = nullptr;
  bool all_plain = true;  // every string so far
  const PathTrie* trie = nullptr;
  std::string_view prefix;
  Captured* out = nullptr;
  std::string_view problem;
  std::string key_buffer;

  bool fail(std::string_view what) {
    problem = what;
    return false;
  }

  void blanks() {
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') ++at;
  }

  bool string(RawValue& into) {
    const char* const begin = ++at;
    at = scan::plain_end(at);
    into.kind = RawValue::Kind::string;
    into.plain = *at == '"';
    while (*at != '"') {
      if (*at == '\\') {
        into.escaped = true;
        at = escape_end(at);
        if (at == nullptr) return fail("a string has a bad escape");
      } else if (scan::control(*at)) {
        return fail(at == end ? "a string does not end" : "a string holds a control character");
      } else {
        ++at;
      }
      at = scan::special_end(at);
    }
    all_plain = all_plain && into.plain;
    into.text = {begin, static_cast<std::size_t>(at - begin)};
    ++at;
    return true;
  }

  bool number(RawValue& into) {
    const char* const stop = number_end(at);
    if (stop == nullptr)
      return fail(digit(*at) || *at == '-' ? "a number is malformed" : "a value is missing");
    into.kind = RawValue::Kind::number;
    into.text = {at, static_cast<std::size_t>(stop - at)};
    at = stop;
    return true;
  }

  bool literal(std::string_view word) {
    if (std::strncmp(at, word.data(), word.size()) != 0) return fail("a literal is malformed");
    at += word.size();
    return true;
  }

  bool boolean(bool flag, RawValue& into) {
    into.kind = RawValue::Kind::boolean;
    into.flag = flag;
    into.text = flag ? "true" : "false";
    return literal(into.text);
  }

  // The key of a member and the colon; the view is good until the next walk.
  bool key(std::string_view& key) {
    RawValue said;
    if (*at != '"') return fail("a key is missing");
    if (!string(said)) return false;
    key = said.escaped ? out->made.emplace_back(unescape(said.text)) : said.text;
    blanks();
    if (*at != ':') return fail("a colon is missing");
    ++at;
    blanks();
    return true;
  }

  // `node`, here and below: what somebody wants of this value; nullptr for nothing.
  const PathTrie::Node* child(const PathTrie::Node* node, std::string_view key) {
    if (node == nullptr) return nullptr;
    if (node != &trie->root() || !trie->loose()) return trie->child(*node, key);
    key_buffer = loose_key(key);
    return trie->child(*node, key_buffer);
  }

  // After a member or an item: true when another one follows, false when `close` or a fault does.
  bool more(char close) {
    blanks();
    if (*at == close) {
      ++at;
      return false;
    }
    if (*at != ',') return fail("a comma or a closing bracket is missing");
    ++at;
    blanks();
    return true;
  }

  // Steps into an object or a list; false when it is empty.
  bool enter(char close) {
    ++at;
    blanks();
    if (*at != close) return true;
    ++at;
    return false;
  }

  bool object(const PathTrie::Node* node, int depth, ClassObject* members) {
    if (depth > kJsonDepthMax) return fail("it is nested deeper than 64");
    for (bool another = enter('}'); another; another = more('}')) {
      std::string_view key;
      if (!this->key(key)) return false;
      const PathTrie::Node* const child = this->child(node, key);
      RawValue spare;
      const RawValue* const raw = value(child, depth, spare);
      if (raw == nullptr) return false;
      if (members != nullptr) members->member(key, *raw);
      if (depth == 1 && !prefix.empty() && child == nullptr) keep_prefixed(key, *raw);
    }
    return problem.empty();
  }

  void keep_prefixed(std::string_view key, const RawValue& value) {
    std::string name = snake_key(key);
    if (!name.starts_with(prefix) || name.size() == prefix.size()) return;
    name.erase(0, prefix.size());
    for (PrefixedValue& known : out->prefixed)
      if (known.name == name) {
        known.value = value;
        return;
      }
    out->prefixed.push_back({std::move(name), value});
  }

  bool list(const PathTrie::Node* node, int depth, RawValue& into) {
    if (depth > kJsonDepthMax) return fail("it is nested deeper than 64");
    const bool wanted = node != nullptr && node->slot() != PathTrie::kNone;
    const bool inner = node != nullptr && node->has_children();
    std::vector<RawValue> items;
    std::size_t index = 0;
    for (bool another = enter(']'); another; another = more(']')) {
      RawValue spare;
      const RawValue* const raw =
          value(inner ? trie->child(*node, std::to_string(index)) : nullptr, depth, spare);
      if (raw == nullptr) return false;
      if (wanted) items.push_back(*raw);
      ++index;
    }
    into.kind = RawValue::Kind::list;
    into.first = static_cast<std::uint32_t>(out->items.size());
    into.count = static_cast<std::uint32_t>(index);  // items only where wanted
    out->items.insert(out->items.end(), items.begin(), items.end());
    return problem.empty();
  }

  // Anything but a string that may stand after a colon, `depth` objects and lists deep.
  bool other(const PathTrie::Node* node, int depth, bool wanted, RawValue& into) {
    switch (*at) {
      case '{': {
        into.kind = RawValue::Kind::object;
        if (!wanted) return object(node, depth + 1, nullptr);
        ClassObject members;
        if (!object(node, depth + 1, &members)) return false;
        into = members.value(out->made);
        return true;
      }
      case '[':
        return list(node, depth + 1, into);
      case 't':
        return boolean(true, into);
      case 'f':
        return boolean(false, into);
      case 'n':
        into.kind = RawValue::Kind::null;
        return literal("null");
      default:
        return number(into);
    }
  }

  // The value that was read: in its slot where somebody wants it, else in `spare`, which is fresh;
  // nullptr: fault.
  // Written where it stays, for a copy at once would wait for its parts.
  const RawValue* value(const PathTrie::Node* node, int depth, RawValue& spare) {
    RawValue* into = &spare;
    if (node != nullptr) {
      for (int slot = node->first_slot(); slot < node->end_slot(); ++slot)
        out->slots[static_cast<std::size_t>(slot)].kind = RawValue::Kind::absent;
      if (node->slot() != PathTrie::kNone) {
        into = &out->slots[static_cast<std::size_t>(node->slot())];
        *into = {};
      }
    }
    const bool good = *at == '"' ? string(*into) : other(node, depth, into != &spare, *into);
    return good ? into : nullptr;
  }

  bool record(std::string_view body) {
    if (text.size() < body.size() + scan::kBlock) text.resize(body.size() + scan::kBlock);
    if (!body.empty()) std::memcpy(text.data(), body.data(), body.size());
    std::memset(text.data() + body.size(), 0, scan::kBlock);
    at = text.data();
    end = at + body.size();
    all_plain = true;
    problem = {};
    blanks();
    if (*at != '{') return fail("it does not begin with a brace");
    if (!object(&trie->root(), 1, nullptr)) return false;
    blanks();
    if (at != end) return fail("something follows the object");
    return all_plain || simdjson::validate_utf8(body.data(), body.size()) ||
           fail("a string is no utf-8");
  }
};

JsonWalker::JsonWalker() : impl_(std::make_unique<Impl>()) {}
JsonWalker::~JsonWalker() = default;

Status JsonWalker::walk(std::string_view body, const PathTrie& trie, std::string_view prefix,
                        Captured& out) {
  out.slots.assign(static_cast<std::size_t>(trie.slots()), RawValue{});
  out.items.clear();
  out.prefixed.clear();
  out.made.clear();
  if (body.size() > kRecordBytesMax)
    return Error{Fault::permanent, "record of " + std::to_string(body.size()) +
                                       " bytes is longer than " + std::to_string(kRecordBytesMax)};
  impl_->trie = &trie;
  impl_->prefix = prefix;
  impl_->out = &out;
  if (impl_->record(body)) return ok();
  return Error{Fault::permanent, "record is no json object: " + std::string(impl_->problem)};
}

std::string unescape(std::string_view inside) {
  std::string out;
  out.reserve(inside.size());
  for (std::size_t i = 0; i < inside.size();) {
    if (inside[i] != '\\' || i + 1 >= inside.size()) {
      out.push_back(inside[i++]);
      continue;
    }
    const char c = inside[i + 1];
    if (c == 'u') {
      i = append_unit(out, inside, i);
      continue;
    }
    constexpr std::string_view kCodes = "bfnrt";
    constexpr std::string_view kMeanings = "\b\f\n\r\t";
    const std::size_t at = kCodes.find(c);
    out.push_back(at == std::string_view::npos ? c : kMeanings[at]);
    i += 2;
  }
  return out;
}

}  // namespace closemap
