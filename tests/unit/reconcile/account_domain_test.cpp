// Domains that stand for a company.
#include "mapping/reconcile/account_domain.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "mapping/core/text.h"
#include "mapping/reconcile/punycode.h"

using namespace closemap;

namespace {

std::string told(std::string_view raw) {
  const AccountDomain got = classify_domain(raw);
  return std::string(to_text(got.kind)) + " " + got.domain;
}

}  // namespace

TEST_CASE("a website, an address and a bare host of one company give one domain") {
  for (const char* raw :
       {"https://www.Acme.com/about?x=1", "acme.com", "ACME.COM.", "http://acme.com:8080",
        "mailto:x@acme.com", "jo@mail.eu.acme.com", "//acme.com", "https://user:pw@acme.com/",
        " acme.com ", "http://acme.com\\path"})
    CHECK(told(raw) == "corporate acme.com");
  CHECK(told("www.com") == "corporate www.com");
}

TEST_CASE("what is no company's domain says what it is instead") {
  CHECK(told("jane@gmail.com") == "freemail gmail.com");
  CHECK(told("http://10.0.0.1/") == "ip ");
  CHECK(told("http://[2001:db8::1]:80/") == "ip ");
  CHECK(told("2001:db8::1") == "ip ");
  CHECK(told("co.uk") == "public_suffix ");
  CHECK(told("com") == "public_suffix ");
  CHECK(told("github.io") == "public_suffix ");
  for (const char* raw : {"", "acme", "not a url", "a..b", ".com", "-acme.com", "1.2.3.4.5",
                          "acme.300", "acme,com", "@", "https://"})
    CHECK(told(raw) == "invalid ");
  CHECK(account_domain("jane@gmail.com").empty());
  CHECK(account_domain("www.acme.co.uk") == "acme.co.uk");
}

TEST_CASE("a configured freemail domain joins the built-in ones") {
  CHECK(classify_domain("a@post.example").kind == DomainKind::corporate);
  CHECK(classify_domain("a@post.example", {"post.example"}).kind == DomainKind::freemail);
}

TEST_CASE("international names come as A-labels, however they were written") {
  CHECK(told("https://www.bücher.de") == "corporate xn--bcher-kva.de");
  CHECK(told("BÜCHER.DE") == "corporate xn--bcher-kva.de");
  CHECK(told("bu\xCC\x88"
             "cher.de") == "corporate xn--bcher-kva.de");
  CHECK(told("xn--bcher-kva.de") == "corporate xn--bcher-kva.de");
  CHECK(told("www.食狮.公司.cn") == "corporate xn--85x722f.xn--55qx5d.cn");
}

TEST_CASE("punycode follows the samples of RFC 3492") {
  CHECK(punycode(U"ليهمابتكلموشعربي؟") == "egbpdaj6bu4bxfgehfvwxn");
  CHECK(punycode(U"他们为什么不说中文") == "ihqwcrb4cv8a8dqg056pqjye");
  CHECK(punycode(U"Pročprostěnemluvíčesky") == "Proprostnemluvesky-uyb24dma41a");
  CHECK(punycode(U"3年B組金八先生") == "3B-ww4c5e180e575a65lsy2b");
  CHECK(punycode(U"-> $1.00 <-") == "-> $1.00 <--");
}

TEST_CASE("the upstream test list of the public suffix list holds") {
  std::ifstream in("/usr/share/doc/publicsuffix/examples/test_psl.txt");
  if (!in) {
    WARN("package publicsuffix is not installed: upstream list not run");
    return;
  }
  int run = 0;
  for (std::string line; std::getline(in, line);) {
    constexpr std::string_view call = "checkPublicSuffix(";
    if (!line.starts_with(call)) continue;
    line = line.substr(call.size(), line.rfind(')') - call.size());
    const auto comma = line.find(',');
    const auto unquoted = [](std::string_view text) {
      text = trim(text);
      return text == "null" ? std::string() : std::string(text.substr(1, text.size() - 2));
    };
    const std::string host = unquoted(std::string_view(line).substr(0, comma));
    std::string expected = unquoted(std::string_view(line).substr(comma + 1));
    if (!expected.empty()) expected = classify_domain(expected).domain;  // as A-labels
    INFO(line);
    CHECK(classify_domain(host).domain == expected);
    ++run;
  }
  CHECK(run >= 70);
}
