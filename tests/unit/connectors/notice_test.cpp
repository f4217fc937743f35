// What people are shown: CRM text never becomes markup, a mention, a header or a recipient (T11,
// T12).
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "connectors/email/render.h"
#include "connectors/http/mail_header.h"
#include "connectors/slack/message.h"
#include "connectors/webhook/event.h"
#include "mapping/core/json.h"

namespace closemap {
namespace {

const std::vector<std::string>& hostile() {
  static const std::vector<std::string> all = [] {
    const std::vector<std::string> payloads{
        "<!channel>",
        "<!here|x>",
        "<!subteam^S123>",
        "<!date^1^{date}|x>",
        "<@U012AB3CD>",
        "<#C012AB3CD>",
        "<https://evil.example|Acme>",
        "<mailto:a@evil.example|Acme>",
        "&lt;!channel&gt;",
        "*bold* _it_ ~no~ `code`",
        "```\nblock\n```",
        "> quote",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg/onload=alert(1)>",
        "'; DROP TABLE plan; --",
        "javascript:alert(1)",
        "{{token}} {{> x}} {{=<% %>=}}",
        "line\r\nBcc: evil@example.com",
        "line\nSubject: other",
        std::string("nul\0byte", 8),
        "bidi \xE2\x80\xAE txet",
        "isolate \xE2\x81\xA6 x",
        "esc \x1b[31mred",
        "bad utf8 \xff\xfe",
        "zero\xE2\x80\x8Bwidth",
    };
    std::vector<std::string> out = payloads;
    for (const char* around : {"Acme %s Ltd", "%s", " %s ", "a%s", "%sb", "(%s)", "\"%s\"", "=%s"})
      for (const std::string& payload : payloads) {
        std::string text = around;
        out.push_back(text.replace(text.find("%s"), 2, payload));
      }
    return out;
  }();
  return all;
}

Notice notice_with(const std::string& text) {
  Notice notice;
  notice.key = "k1";
  notice.dedupe_key = "closemap/pln_1/slip/mst_1";
  notice.thread_key = "t1";
  notice.kind = "alert";
  notice.severity = "critical";
  notice.signal = "slip";
  notice.plan_id = "pln_1";
  notice.plan_name = notice.subject = notice.headline = notice.ask = text;
  notice.lines = {{text, text}, {"What moves", text + "\n" + text}};
  notice.footer = "plan pln_1: " + text;
  notice.data = R"({"milestone":"mst_1"})";
  notice.to = {text, "kim@contoso.example", "", "UTC"};
  return notice;
}

// Tokens Slack would act on in a text of type mrkdwn: "<…>" of any kind.
bool has_token(const std::string& mrkdwn) { return mrkdwn.find('<') != std::string::npos; }

void walk(const Json& node) {
  if (node.is_object()) {
    const std::string type = text_or(node, "type");
    CHECK(type != "user");
    CHECK(type != "link");
    CHECK(type != "broadcast");
    if (type == "mrkdwn") CHECK_FALSE(has_token(node.at("text").get<std::string>()));
  }
  if (node.is_structured())
    for (const Json& child : node) walk(child);
}

TEST_CASE("T11 no data becomes a mention, a link or formatting in Slack") {
  REQUIRE(hostile().size() >= 200);
  for (const std::string& text : hostile()) {
    INFO(text);
    const Json message =
        Json::parse(slack::message_json(notice_with(text), {"C012AB3CD", "", "", true}));
    CHECK_FALSE(has_token(message.at("text").get<std::string>()));
    CHECK(message.at("link_names") == false);
    CHECK(message.at("parse") == "none");
    walk(message.at("blocks"));
  }
}

TEST_CASE("T12 no data becomes HTML") {
  for (const std::string& text : hostile()) {
    INFO(text);
    const std::string html = email::html_of(notice_with(text));
    for (const char* token :
         {"<script", "<img", "<svg", "onerror=alert(1)>", "href=\"javascript", "<!channel", "<@U"})
      CHECK(html.find(token) == std::string::npos);
    for (const char control : {'\0', '\x1b', '\r'}) {
      CHECK(html.find(control) == std::string::npos);
      CHECK(email::text_of(notice_with(text)).find(control) == std::string::npos);
    }
    CHECK(email::subject_of(notice_with(text)).find('\n') == std::string::npos);
  }
}

MailMessage mail_with(const std::string& subject) {
  MailMessage mail;
  mail.server = "smtp://mail.example.com:587";
  mail.from = "closemap@contoso.example";
  mail.from_name = "closemap";
  mail.to = "kim@contoso.example";
  mail.to_name = "Kim";
  mail.subject = subject;
  mail.message_id = "<a@contoso.example>";
  mail.text = mail.html = "x";
  return mail;
}

TEST_CASE("T12 whatever the data, headers stay the same lines in the same number") {
  const auto plain = mail_headers(mail_with("Slip"), Instant{0});
  REQUIRE(plain);
  for (const std::string& text : hostile()) {
    INFO(text);
    const std::string subject = email::subject_of(notice_with(text));
    const auto headers = mail_headers(mail_with(subject.empty() ? "x" : subject), Instant{0});
    REQUIRE(headers);
    CHECK(headers->size() == plain->size());
    for (const std::string& line : *headers) {
      // A line break inside a header is folding: the next character is a blank.
      for (std::size_t at = line.find('\n'); at != std::string::npos; at = line.find('\n', at + 1))
        CHECK((at + 1 < line.size() && (line[at + 1] == ' ' || line[at + 1] == '\t')));
      CHECK(line.find('\0') == std::string::npos);
    }
  }
}

TEST_CASE("T12 an injected recipient or header line is refused before anything is dialled") {
  for (const char* address :
       {"v@x.example>\r\nRCPT TO:<evil@z.example", "v@x.example\n", "a b@x.example", "@x.example",
        "v@", "v@x.example,evil@z.example", "<v@x.example>", "v@x.example SIZE=1", ""}) {
    MailMessage mail = mail_with("Slip");
    mail.to = address;
    INFO(address);
    CHECK_FALSE(mail_headers(mail, Instant{0}));
  }
  MailMessage mail = mail_with("Slip\r\nBcc: evil@z.example");
  CHECK_FALSE(mail_headers(mail, Instant{0}));
  mail = mail_with("Slip");
  mail.headers = {{"X-A\r\nBcc", "evil@z.example"}};
  CHECK_FALSE(mail_headers(mail, Instant{0}));
}

TEST_CASE("L23 a notice beyond a provider's limits is trimmed by rune and says how much is left") {
  Notice notice = notice_with("Grüße aus Köln");
  notice.lines.clear();
  for (int i = 0; i < 500; ++i)
    notice.lines.push_back({"Step " + std::to_string(i), std::string(400, 'x') + "ü"});
  const Json message = Json::parse(slack::message_json(notice, {"C012AB3CD", "", "", true}));
  CHECK(message.at("blocks").size() <= 50);
  CHECK(dump_json(message).find("more lines; see the plan") != std::string::npos);
  const std::string event = webhook::event_json(notice, "eu1");
  CHECK(event.size() <= webhook::kEventBytesMax);
  CHECK(Json::accept(event));
  CHECK(Json::accept(dump_json(message)));
}

}  // namespace
}  // namespace closemap
