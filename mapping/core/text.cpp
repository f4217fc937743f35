// UTF-8 text: one decoder, and what is built on it.
#include "mapping/core/text.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace closemap {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::size_t kWordMax = 64;  // longer words get no suggestion

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;  // of the input; 1 for a byte that belongs to no character
  bool valid = true;
};

// REQUIRES: at < text.size(). Rejects overlong forms, surrogates and what is beyond U+10FFFF.
CodePoint decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, 1, true};
  std::size_t length = 0;
  char32_t value = 0;
  char32_t least = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2, value = lead & 0x1FU, least = 0x80;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3, value = lead & 0x0FU, least = 0x800;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4, value = lead & 0x07U, least = 0x10000;
  }
  if (length == 0 || at + length > text.size()) return {0xFFFD, 1, false};
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return {0xFFFD, 1, false};
    value = (value << 6U) | (byte(at + i) & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < least || value > 0x10FFFF || surrogate) return {0xFFFD, 1, false};
  return {value, length, true};
}

bool control(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }

// Characters that break a line or turn the direction of what follows.
bool misleading(char32_t c) {
  return control(c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0x2028 || c == 0x2029;
}

// U+2028 and U+2029, line and paragraph separator.
constexpr std::size_t kLineBreakBytes = 3;
bool line_break_at(std::string_view text, std::size_t at) {
  const std::string_view here = text.substr(at, kLineBreakBytes);
  return here == "\xE2\x80\xA8" || here == "\xE2\x80\xA9";
}

bool plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      const std::size_t swap = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({swap, above + 1, row[j - 1] + 1});
      diagonal = above;
    }
  }
  return row[b.size()];
}

struct DurationUnit {
  std::string_view name;
  std::int64_t ms;
};
// Largest first, as duration_text writes them; "ms" stands before "m" for the reader.
constexpr std::array<DurationUnit, 6> kUnits{{{"w", 604'800'000},
                                              {"d", 86'400'000},
                                              {"h", 3'600'000},
                                              {"ms", 1},
                                              {"m", 60'000},
                                              {"s", 1000}}};

}  // namespace

std::string clean_utf8(std::string_view bytes) {
  if (plain_ascii(bytes)) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const CodePoint c = decode(bytes, i);
    if (!c.valid)
      out += kReplacement;
    else if (!control(c.value) || c.value == '\n' || c.value == '\t')
      out += bytes.substr(i, c.bytes);
    i += c.bytes;
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & '\x80') == 0; });
}

std::u32string code_points(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode(text, i);
    out += c.value;
    i += c.bytes;
  }
  return out;
}

void append_utf8(std::string& out, char32_t character) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((character >> shift) & 0x3FU));
  };
  if (character < 0x80) {
    out += static_cast<char>(character);
  } else if (character < 0x800) {
    out += static_cast<char>(0xC0U | (character >> 6U));
    tail(0);
  } else if (character < 0x10000) {
    out += static_cast<char>(0xE0U | (character >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | ((character >> 18U) & 0x07U));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string printable(std::string_view text) {
  if (plain_ascii(text)) return std::string(text);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode(text, i);
    if (!c.valid) {
      out += kReplacement;
    } else if (misleading(c.value)) {
      std::string hex;
      for (char32_t v = c.value; v != 0 || hex.empty(); v >>= 4U) hex.insert(0, 1, kHex[v & 0xFU]);
      out.append("\\u{").append(hex).push_back('}');
    } else {
      out += text.substr(i, c.bytes);
    }
    i += c.bytes;
  }
  return out;
}

// All of them are below U+10000. What stands below DEL is the layout of the text: in a string JSON
// cannot hold it raw.
std::string visible_json(std::string json) {
  if (std::none_of(json.begin(), json.end(), [](char c) { return c == '\x7F' || (c & '\x80'); }))
    return json;
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size();) {
    const CodePoint c = decode(json, i);
    if (c.valid && c.value >= 0x7F && misleading(c.value)) {
      out += "\\u";
      for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kHex[(c.value >> shift) & 0xFU];
    } else {
      out += json.substr(i, c.bytes);
    }
    i += c.bytes;
  }
  return out;
}

std::string shorten(std::string_view text, std::size_t max) {
  if (text.size() <= max) return std::string(text);
  std::size_t count = 0;
  std::size_t cut = 0;  // where the last character that leaves room for the ellipsis ends
  for (std::size_t i = 0; i < text.size(); ++count) {
    if (count + 1 == max) cut = i;
    if (count == max)
      return std::string(text.substr(0, cut)) + std::string(max > 0 ? kEllipsis : "");
    i += decode(text, i).bytes;
  }
  return std::string(text);
}

std::string to_lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool stands_on_one_line(std::string_view text) {
  char before = ' ';  // a blank in front is one too many
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' ? before == ' ' : static_cast<unsigned char>(c) < 0x20) return false;
    if (c == '\xE2' && line_break_at(text, i)) return false;
    before = c;
  }
  return text.empty() || text.back() != ' ';
}

std::string one_line(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool broken = line_break_at(text, i);
    if (broken) i += kLineBreakBytes - 1;
    if (broken || text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')) {
      gap = !out.empty();
      continue;
    }
    if (std::exchange(gap, false)) out += ' ';
    out += text[i];
  }
  return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  std::string text = std::to_string(count) + " ";
  if (count == 1 || count == -1) return text.append(one);
  return many.empty() ? text.append(one) + "s" : text.append(many);
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kWordMax) return "";
  const std::string lower = to_lower_ascii(word);
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string found;
  for (const std::string& candidate : candidates) {
    if (candidate.empty() || candidate.size() > kWordMax) continue;
    const std::size_t distance = edit_distance(lower, to_lower_ascii(candidate));
    if (distance >= best || distance >= candidate.size()) continue;
    best = distance;
    found = candidate;
  }
  return found;
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::int64_t parse_duration_ms(std::string_view text) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (text.empty()) return -1;
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t number = 0;
    std::size_t count = 0;
    for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
      const int digit = text[count] - '0';
      if (number > (kMax - digit) / 10) return -1;
      number = number * 10 + digit;
    }
    if (count == 0) return -1;
    text.remove_prefix(count);
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [text](const DurationUnit& u) {
      return text.substr(0, u.name.size()) == u.name;
    });
    if (unit == kUnits.end() || number > (kMax - total) / unit->ms) return -1;
    total += number * unit->ms;
    text.remove_prefix(unit->name.size());
  }
  return total;
}

std::string duration_text(std::int64_t ms) {
  if (ms == 0) return "0s";
  std::string out;
  if (ms < 0) {
    out.push_back('-');
    ms = -std::max(ms, -std::numeric_limits<std::int64_t>::max());
  }
  constexpr std::array<DurationUnit, 5> kWritten{
      {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
  for (const DurationUnit& unit : kWritten) {
    if (ms < unit.ms) continue;
    out += std::to_string(ms / unit.ms);
    out += unit.name;
    ms %= unit.ms;
  }
  return out;
}

}  // namespace closemap
