// Text: repair of UTF-8, escaping, shortening, durations.
#include "mapping/core/text.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"

using namespace closemap;

TEST_CASE("invalid UTF-8 becomes a replacement character, one for each stray byte") {
  const std::string r = "\xEF\xBF\xBD";
  CHECK(clean_utf8("J\xC3\xB6rg") == "J\xC3\xB6rg");
  CHECK(clean_utf8("J\xF6rg") == "J" + r + "rg");
  CHECK(clean_utf8("\xC0\xAF") == r + r);                  // overlong
  CHECK(clean_utf8("\xED\xA0\x80") == r + r + r);          // surrogate
  CHECK(clean_utf8("\xF4\x90\x80\x80") == r + r + r + r);  // beyond U+10FFFF
  CHECK(clean_utf8("\xE2\x82") == r + r);                  // cut off
  CHECK(clean_utf8("\xF0\x9F\x98\x80!") == "\xF0\x9F\x98\x80!");
}

TEST_CASE("control characters are dropped but for newline and tab") {
  CHECK(clean_utf8(std::string_view("a\0b\x1b\r\n\t\x7f\xC2\x85z", 11)) == "ab\n\tz");
}

TEST_CASE("printable text stays on one line and cannot turn its direction") {
  CHECK(printable("plain") == "plain");
  CHECK(printable("a\nb\x1b[0m\x7f") == "a\\u{a}b\\u{1b}[0m\\u{7f}");
  CHECK(printable("\xE2\x80\xAE\xE2\x81\xA6") == "\\u{202e}\\u{2066}");
  CHECK(printable("\xC2\x9B") == "\\u{9b}");
  CHECK(printable(std::string_view("\0", 1)) == "\\u{0}");
  CHECK(printable("M\xC3\xBCller \xFF") == "M\xC3\xBCller \xEF\xBF\xBD");
}

TEST_CASE("T15 JSON text says controls and turned directions in escapes, and means the same") {
  const std::string poison =
      "a\xE2\x80\xAE\xE2\x81\xA9\xC2\x9B\x7F\x1b\n\xE2\x80\xA8 M\xC3\xBCller \xF0\x9F\x98\x80";
  const Json document{{"name", poison}, {poison, Json::array({1, poison})}};
  for (const std::string& dumped : {dump_json(document), dump_json_pretty(document)}) {
    const std::string shown = visible_json(dumped);
    for (const char* raw : {"\xE2\x80\xAE", "\xE2\x81\xA9", "\xC2\x9B", "\x7F", "\xE2\x80\xA8"})
      CHECK(shown.find(raw) == std::string::npos);
    CHECK(shown.find("M\xC3\xBCller \xF0\x9F\x98\x80") != std::string::npos);
    CHECK(shown.find("\\u202e\\u2069\\u009b\\u007f") != std::string::npos);
    CHECK(*parse_json(shown) == document);
  }
  CHECK(visible_json("{\n  \"a\": 1\n}") == "{\n  \"a\": 1\n}");
}

TEST_CASE("shortening counts characters and ends in an ellipsis") {
  CHECK(shorten("abcde", 5) == "abcde");
  CHECK(shorten("abcdef", 5) == "abcd\xE2\x80\xA6");
  CHECK(shorten("\xC3\xB6\xC3\xB6\xC3\xB6", 3) == "\xC3\xB6\xC3\xB6\xC3\xB6");
  CHECK(shorten("\xC3\xB6\xC3\xB6\xC3\xB6", 2) == "\xC3\xB6\xE2\x80\xA6");
  CHECK(shorten("ab", 1) == "\xE2\x80\xA6");
  CHECK(shorten("ab", 0).empty());
  CHECK(shorten("", 0).empty());
}

TEST_CASE("splitting keeps empty parts, trimming keeps inner blanks") {
  CHECK(split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(trim(" \t a b \r\n") == "a b");
  CHECK(trim(" \n ").empty());
  CHECK(join({"a", "b", "c"}, ", ") == "a, b, c");
  CHECK(join({}, ", ").empty());
  CHECK(to_lower_ascii("MiXeD \xC3\x84") == "mixed \xC3\x84");
}

TEST_CASE("a near name is suggested, a far one is not") {
  const std::vector<std::string> names{"interval", "timeout", "token", "page_size"};
  CHECK(nearest("intervall", names) == "interval");
  CHECK(nearest("Tocken", names) == "token");
  CHECK(nearest("pagesize", names) == "page_size");
  CHECK(nearest("banana", names).empty());
  CHECK(nearest("", names).empty());
  CHECK(nearest(std::string(5000, 'x'), names).empty());
}

TEST_CASE("markup is escaped for HTML") {
  CHECK(escape_html("<a href=\"x\">'&'</a>") ==
        "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST_CASE("one of a thing is not several") {
  CHECK(counted(1, "record") == "1 record");
  CHECK(counted(-1, "working day") == "-1 working day");
  CHECK(counted(0, "record") == "0 records");
  CHECK(counted(2, "party", "parties") == "2 parties");
}

TEST_CASE("durations are read with a unit each and written back") {
  CHECK(parse_duration_ms("90s") == 90'000);
  CHECK(parse_duration_ms("5m") == 300'000);
  CHECK(parse_duration_ms("250ms") == 250);
  CHECK(parse_duration_ms("1h30m") == 5'400'000);
  CHECK(parse_duration_ms("7d") == 604'800'000);
  CHECK(parse_duration_ms("1w") == 604'800'000);
  CHECK(parse_duration_ms("0s") == 0);
  for (const char* bad : {"", "5", "m", "5x", "-5m", "5 m", "1h30", "1.5h", "99999999999999999999s",
                          "9223372036854775807d", "9223372036854775807ms1ms"})
    CHECK(parse_duration_ms(bad) == -1);
  CHECK(duration_text(5'400'000) == "1h30m");
  CHECK(duration_text(90'061'001) == "1d1h1m1s1ms");
  CHECK(duration_text(0) == "0s");
  CHECK(duration_text(-1500) == "-1s500ms");
  CHECK(parse_duration_ms(duration_text(123'456'789)) == 123'456'789);
}
