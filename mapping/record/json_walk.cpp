// The walk: simdjson finds the structure, scalars are read from their tokens as text.
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

using simdjson::ondemand::json_type;

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool digit(char c) { return c >= '0' && c <= '9'; }

bool valid_number(std::string_view t) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t start = i;
    while (i < t.size() && digit(t[i])) ++i;
    return i > start;
  };
  if (i < t.size() && t[i] == '-') ++i;
  if (i < t.size() && t[i] == '0')
    ++i;
  else if (!digits())
    return false;
  if (i < t.size() && t[i] == '.') {
    ++i;
    if (!digits()) return false;
  }
  if (i < t.size() && (t[i] == 'e' || t[i] == 'E')) {
    ++i;
    if (i < t.size() && (t[i] == '+' || t[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == t.size();
}

int hex_unit(std::string_view t, std::size_t at) {
  if (at + 4 > t.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const char c = t[i];
    const int nibble = digit(c)                 ? c - '0'
                       : (c >= 'a' && c <= 'f') ? c - 'a' + 10
                       : (c >= 'A' && c <= 'F') ? c - 'A' + 10
                                                : -1;
    if (nibble < 0) return -1;
    value = value * 16 + nibble;
  }
  return value;
}

bool valid_escapes(std::string_view t) {
  for (std::size_t i = t.find('\\'); i != std::string_view::npos; i = t.find('\\', i)) {
    const char c = i + 1 < t.size() ? t[i + 1] : '\0';
    if (c == 'u') {
      if (hex_unit(t, i + 2) < 0) return false;
      i += 6;
    } else if (c != '\0' && std::strchr("\"\\/bfnrt", c) != nullptr) {
      i += 2;
    } else {
      return false;
    }
  }
  return true;
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
  simdjson::ondemand::parser parser;
  std::vector<char> padded;
  const char* text_end = nullptr;
  const PathTrie* trie = nullptr;
  std::string_view prefix;
  Captured* out = nullptr;
  std::string problem;  // first one
  std::string key_buffer;

  bool fail(std::string_view what) {
    if (problem.empty()) problem = what;
    return false;
  }
  bool fail(simdjson::error_code code) { return fail(simdjson::error_message(code)); }

  void clear(int node) {
    for (int slot = trie->first_slot(node); slot < trie->end_slot(node); ++slot)
      out->slots[static_cast<std::size_t>(slot)].kind = RawValue::Kind::absent;
  }

  bool scalar(simdjson::ondemand::value& value, json_type type, RawValue& into) {
    std::string_view token = value.raw_json_token();
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ')
      token.remove_suffix(1);
    switch (type) {
      case json_type::string:
        if (token.size() < 2 || token.back() != '"') return fail("a string does not end");
        into.kind = RawValue::Kind::string;
        into.text = token.substr(1, token.size() - 2);
        into.escaped = scan::has_backslash(into.text);
        return !into.escaped || valid_escapes(into.text) || fail("a string has a bad escape");
      case json_type::number:
        into.kind = RawValue::Kind::number;
        into.text = token;
        return valid_number(token) || fail("a number is malformed");
      case json_type::boolean:
        into.kind = RawValue::Kind::boolean;
        into.flag = token == "true";
        into.text = token;
        return into.flag || token == "false" || fail("a literal is malformed");
      default:
        into.kind = RawValue::Kind::null;
        return token == "null" || fail("a literal is malformed");
    }
  }

  // Key of a field; the view is good until the walk ends.
  bool key_of(simdjson::ondemand::field& field, std::string_view& key) {
    const char* begin = field.key().raw();
    const char* stop = scan::quote_or_backslash(begin, text_end);
    key = {begin, static_cast<std::size_t>(stop - begin)};
    if (stop < text_end && *stop == '"') return true;
    const auto unescaped = field.unescaped_key();
    if (unescaped.error() != simdjson::SUCCESS) return fail(unescaped.error());
    key = unescaped.value_unsafe();
    return true;
  }

  int node_of(int node, std::string_view key) {
    if (node == PathTrie::kNone) return node;
    if (node != 0 || !trie->loose()) return trie->child(node, key);
    key_buffer = loose_key(key);
    return trie->child(0, key_buffer);
  }

  bool object(simdjson::ondemand::value& value, int node, int depth, ClassObject* members) {
    simdjson::ondemand::object object;
    if (const auto error = value.get_object().get(object)) return fail(error);
    return fields(object, node, depth, members);
  }

  bool fields(simdjson::ondemand::object& object, int node, int depth, ClassObject* members) {
    if (depth > kJsonDepthMax) return fail("it is nested deeper than 64");
    for (auto entry : object) {
      simdjson::ondemand::field field;
      if (const auto error = std::move(entry).get(field)) return fail(error);
      std::string_view key;
      if (!key_of(field, key)) return false;
      const int child = node_of(node, key);
      RawValue plain;
      if (!this->value(field.value(), child, depth, plain)) return false;
      if (members != nullptr) members->member(key, plain);
      if (depth == 1 && !prefix.empty() && child == PathTrie::kNone) keep_prefixed(key, plain);
    }
    return true;
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

  bool array(simdjson::ondemand::value& value, int node, int depth, RawValue& into) {
    if (depth > kJsonDepthMax) return fail("it is nested deeper than 64");
    simdjson::ondemand::array array;
    if (const auto error = value.get_array().get(array)) return fail(error);
    const bool wanted = node != PathTrie::kNone && trie->slot(node) != PathTrie::kNone;
    const bool inner = node != PathTrie::kNone && trie->has_children(node);
    std::vector<RawValue> items;
    std::size_t index = 0;
    for (auto entry : array) {
      simdjson::ondemand::value element;
      if (const auto error = entry.error()) return fail(error);
      element = entry.value_unsafe();
      const int child = inner ? trie->child(node, std::to_string(index)) : PathTrie::kNone;
      RawValue plain;
      if (!this->value(element, child, depth, plain)) return false;
      if (wanted) items.push_back(plain);
      ++index;
    }
    into.kind = RawValue::Kind::list;
    into.first = static_cast<std::uint32_t>(out->items.size());
    into.count = static_cast<std::uint32_t>(index);  // items only where wanted
    out->items.insert(out->items.end(), items.begin(), items.end());
    return true;
  }

  bool value(simdjson::ondemand::value value, int node, int depth, RawValue& plain) {
    json_type type = json_type::null;
    if (const auto error = value.type().get(type)) return fail(error);
    const bool wanted = node != PathTrie::kNone;
    if (wanted) clear(node);
    bool good = false;
    if (type == json_type::object) {
      if (wanted && trie->slot(node) != PathTrie::kNone) {
        ClassObject members;
        good = object(value, node, depth + 1, &members);
        plain = members.value(out->made);
      } else {
        good = object(value, node, depth + 1, nullptr);
        plain.kind = RawValue::Kind::object;
      }
    } else if (type == json_type::array) {
      good = array(value, node, depth + 1, plain);
    } else {
      good = scalar(value, type, plain);
    }
    if (good && wanted && trie->slot(node) != PathTrie::kNone)
      out->slots[static_cast<std::size_t>(trie->slot(node))] = plain;
    return good;
  }

  bool record(std::string_view body) {
    if (padded.size() < body.size() + simdjson::SIMDJSON_PADDING)
      padded.resize(body.size() + simdjson::SIMDJSON_PADDING);
    if (!body.empty()) std::memcpy(padded.data(), body.data(), body.size());
    std::memset(padded.data() + body.size(), 0, simdjson::SIMDJSON_PADDING);
    text_end = padded.data() + body.size();
    simdjson::ondemand::document document;
    const auto started = parser.iterate(padded.data(), body.size(), padded.size()).get(document);
    if (started) return fail(started);
    simdjson::ondemand::object object;
    if (const auto error = document.get_object().get(object)) return fail(error);
    if (!fields(object, 0, 1, nullptr)) return false;
    if (document.current_location().error() == simdjson::SUCCESS)
      return fail("something follows the object");
    return true;
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
  impl_->problem.clear();
  if (impl_->record(body)) return ok();
  return Error{Fault::permanent, "record is no json object: " + printable(impl_->problem)};
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
