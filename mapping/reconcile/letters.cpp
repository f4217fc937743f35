// Tables of base letters: one character per code point for Latin, pairs for the other scripts.
#include "mapping/reconcile/letters.h"

#include <libpsl.h>

#include <algorithm>
#include <array>
#include <memory>

#include "mapping/core/text.h"

namespace closemap {
namespace {

// Base letters from U+00C0 and from U+1E00 on; '.' stands for none or for more than one letter.
// Capitals never come here, so they have dots too.
constexpr char32_t kLatinBegin = 0x00C0;
constexpr std::string_view kLatin =
    "................................"   // U+00C0
    "aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"   // U+00E0
    ".a.a.a.c.c.c.c.d.d.e.e.e.e.e.g.g"   // U+0100
    ".g.g.h...i.i.i.i.i...j.k..l.l.l."   // U+0120
    "..l.n.n.n....o.o.o...r.r.r.s.s.s"   // U+0140
    ".s.t.t...u.u.u.u.u.u.w.y..z.z.zs"   // U+0160
    "................................"   // U+0180
    ".o..............u..............."   // U+01A0
    "..............a.i.o.u.u.u.u.u..a"   // U+01C0
    ".a.....g.k.o.o..j....g...n.a...o"   // U+01E0
    ".a.a.e.e.i.i.o.o.r.r.u.u.s.t...h"   // U+0200
    ".......a.e.o.o.o.o.y............";  // U+0220
constexpr char32_t kMoreLatinBegin = 0x1E00;
constexpr std::string_view kMoreLatin =
    ".a.b.b.b.c.d.d.d.d.d.e.e.e.e.e.f"   // U+1E00
    ".g.h.h.h.h.h.i.i.k.k.k.l.l.l.l.m"   // U+1E20
    ".m.m.n.n.n.n.o.o.o.o.p.p.r.r.r.r"   // U+1E40
    ".s.s.s.s.s.t.t.t.t.u.u.u.u.u.v.v"   // U+1E60
    ".w.w.w.w.w.x.x.y.z.z.zhtwy.s...."   // U+1E80
    ".a.a.a.a.a.a.a.a.a.a.a.a.e.e.e.e"   // U+1EA0
    ".e.e.e.e.i.i.o.o.o.o.o.o.o.o.o.o"   // U+1EC0
    ".o.o.u.u.u.u.u.u.u.y.y.y.y......";  // U+1EE0

// Greek, Cyrillic, kana: a letter with its mark, then without; sorted. The final sigma is a sigma.
constexpr std::u16string_view kPairs =
    u"ΐιάαέεήηίιΰυςσϊιϋυόούυώωйиѐеёеѓгїіќкѝиўу"
    u"ѷѵӂжӑаӓаӗеӛәӝжӟзӣиӥиӧоӫөӭэӯуӱуӳуӵчӹыがかぎき"
    u"ぐくげけごこざさじしずすぜせぞそだたぢちづつでてどとばはぱはびひぴひぶふぷふべへ"
    u"ぺへぼほぽほゔうゞゝガカギキグクゲケゴコザサジシズスゼセゾソダタヂチヅツデテドト"
    u"バハパハビヒピヒブフプフベヘペヘボホポホヴウヷワヸヰヹヱヺヲヾヽ";

struct Range {
  char32_t first, last;
};
// Combining marks of the scripts above, of Hebrew and Arabic, and those of symbols.
constexpr std::array<Range, 19> kMarks{{{0x0300, 0x034E},
                                        {0x0350, 0x036F},
                                        {0x0483, 0x0487},
                                        {0x0591, 0x05BD},
                                        {0x05BF, 0x05BF},
                                        {0x05C1, 0x05C2},
                                        {0x05C4, 0x05C5},
                                        {0x05C7, 0x05C7},
                                        {0x0610, 0x061A},
                                        {0x064B, 0x065F},
                                        {0x0670, 0x0670},
                                        {0x06D6, 0x06DC},
                                        {0x1AB0, 0x1ABD},
                                        {0x1DC0, 0x1DFF},
                                        {0x20D0, 0x20DC},
                                        {0x20E1, 0x20E1},
                                        {0x20E5, 0x20F0},
                                        {0x3099, 0x309A},
                                        {0xFE20, 0xFE2F}}};

// Blocks of punctuation, currency signs, arrows, shapes, emoji, private use; letters and digits
// among them (ª ² µ ¼ ™) are opened by NFKC before.
constexpr std::array<Range, 9> kPunctuation{{{0x0080, 0x00BF},
                                             {0x00D7, 0x00D7},
                                             {0x00F7, 0x00F7},
                                             {0x2000, 0x20CF},
                                             {0x2190, 0x2BFF},
                                             {0x3000, 0x3004},
                                             {0x3008, 0x3030},
                                             {0xE000, 0xF8FF},
                                             {0xFE10, 0xFE6F}}};
constexpr Range kEmoji{0x1F000, 0x1FAFF};
constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kKatakanaDot = 0x30FB;

bool within(char32_t c, Range range) { return c >= range.first && c <= range.last; }

template <std::size_t N>
bool within_any(char32_t c, const std::array<Range, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range range) { return within(c, range); });
}

char latin_base(char32_t c) {
  if (c >= kLatinBegin && c - kLatinBegin < kLatin.size()) return kLatin[c - kLatinBegin];
  if (c >= kMoreLatinBegin && c - kMoreLatinBegin < kMoreLatin.size())
    return kMoreLatin[c - kMoreLatinBegin];
  return '.';
}

std::string_view latin_letters(char32_t c) {
  switch (c) {
    case U'ß':
      return "ss";
    case U'æ':
    case U'ǣ':
    case U'ǽ':
      return "ae";
    case U'œ':
      return "oe";
    case U'ł':
      return "l";
    case U'đ':
      return "d";
    case U'ı':
      return "i";
    case U'ǯ':
      return "ʒ";
    default:
      return {};
  }
}

// Conjoining letters of a Hangul syllable, by the arithmetic of the Unicode standard §3.12.
void append_hangul(std::string& out, char32_t c) {
  const char32_t index = c - 0xAC00;
  append_utf8(out, 0x1100 + index / 588);
  append_utf8(out, 0x1161 + index % 588 / 28);
  if (index % 28 != 0) append_utf8(out, 0x11A7 + index % 28);
}

char32_t paired_base(char32_t c) {
  for (std::size_t i = 0; i < kPairs.size(); i += 2)
    if (kPairs[i] == c) return kPairs[i + 1];
  return c;
}

}  // namespace

std::string lower_compatible(std::string_view text) {
  const std::string clean = clean_utf8(text);
  char* lowered = nullptr;
  if (psl_str_to_utf8lower(clean.c_str(), "utf-8", nullptr, &lowered) != PSL_SUCCESS)
    return to_lower_ascii(clean);
  const std::unique_ptr<char, void (*)(char*)> guard(lowered, [](char* t) { psl_free_string(t); });
  return lowered;
}

void append_plain(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (const char base = latin_base(c); base != '.') {
    out += base;
  } else if (const std::string_view letters = latin_letters(c); !letters.empty()) {
    out += letters;
  } else if (c >= 0xAC00 && c <= 0xD7A3) {
    append_hangul(out, c);
  } else if (!within_any(c, kMarks)) {
    append_utf8(out, paired_base(c));
  }
}

bool punctuation(char32_t c) {
  if (c < 0x80)
    return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
  return within_any(c, kPunctuation) || within(c, kEmoji) || c == kReplacement || c == kKatakanaDot;
}

}  // namespace closemap
