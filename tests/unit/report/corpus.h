// Texts that try to become something else in the place they are shown (T11 to T15).
#pragma once

#include <string>
#include <vector>

namespace closemap::test {

inline const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> all{
      "<script>alert(1)</script>",
      "\"><img src=x onerror=alert(1)>",
      "' onmouseover='alert(1)",
      "</title></style><script>x</script>",
      "<!-- comment",
      "]]>&lt;b&gt;",
      "&#60;script&#62;",
      "javascript:alert(1)",
      "[click](javascript:alert(1))",
      "![x](http://evil.example/p.png)",
      "<http://evil.example|Acme>",
      "http://evil.example/a www.evil.example",
      "<!channel> <@U123> @everyone",
      "`code` *bold* _it_ ~strike~ # head",
      "a | b | c\n| --- |\nrow",
      "line\r\nBcc: x@evil.example\r\n\r\nbody",
      "{{token}} {{> partial}} {{=<% %>=}} ${x} #{y}",
      "=HYPERLINK(\"http://evil\")",
      "\x1b[31mred\x1b[0m\x07",
      "\xE2\x80\xAEgnp.exe\xE2\x80\xAC",  // right-to-left override
      "\xE2\x81\xA6isolate\xE2\x81\xA9",
      "\xFF\xFE broken \xC3",
      std::string("nul\0inside", 10),
      "\xE2\x80\xA8line separator",
      std::string(4000, 'A'),
      "Jörg Müller 😀 → 東京",
  };
  return all;
}

}  // namespace closemap::test
