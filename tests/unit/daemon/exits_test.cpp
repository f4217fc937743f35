// Text of a CRM on every way out: no control character and no turned direction reaches a terminal,
// a log or a reader raw (reliability.md T15).
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "connectors/email/render.h"
#include "connectors/slack/message.h"
#include "connectors/webhook/event.h"
#include "daemon/app/resources.h"
#include "daemon/app/show.h"
#include "mapping/core/json.h"
#include "tests/unit/daemon/house.h"

namespace closemap {
namespace {

using test::House;
using test::kMinute;

// As a CRM's JSON says it: a right-to-left override, an isolate, two C1 controls, an escape.
const std::string kPoison = "\xE2\x80\xAEtxet\xE2\x81\xA7 \xC2\x9B[31m\xC2\x85 \\u001b[2J\\u007f";

// What stands raw where it must not; newlines lay a text out.
std::string raw_in(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const bool c0 = (byte(i) < 0x20 && byte(i) != '\n') || byte(i) == 0x7F;
    const bool c1 = byte(i) == 0xC2 && byte(i + 1) < 0xA0;
    const bool turns =
        byte(i) == 0xE2 && ((byte(i + 1) == 0x80 && byte(i + 2) >= 0xA8 && byte(i + 2) <= 0xAE) ||
                            (byte(i + 1) == 0x81 && byte(i + 2) >= 0xA6 && byte(i + 2) <= 0xA9));
    if (c0 || c1 || turns) return std::string(text.substr(i < 20 ? 0 : i - 20, 60));
  }
  return {};
}

std::string without_returns(std::string text) {  // of a format whose lines end in CRLF
  std::erase(text, '\r');
  return text;
}

// One deal that slips, with poison in every text a CRM brings.
void poisoned(House& house) {
  house.add_deal();
  const std::string name = "Rollout " + kPoison;
  for (test::FakeCrm* crm : {&house.vendor(), &house.partner()})
    for (auto& [id, body] : crm->rows["opportunity"]) {
      auto at = body.find("Northwind 1");
      body.insert(at, kPoison);
      at = body.find(R"("name":")") + 8;
      body.insert(at, kPoison);
    }
  for (auto& [id, body] : house.partner().rows["milestone"])
    body.insert(body.find(R"("title":")") + 9, kPoison);
  house.set(house.partner(), "person", "1",
            R"({"name":"Priya )" + kPoison + R"(","email":"priya@fabrikam.example"})");
  house.set(house.partner(), "milestone", "bad",
            R"({"opportunity":"P1","title":"x","status":")" + kPoison + "\"}");
  house.poll();
  house.later(kMinute);
  auto& pilot = house.partner().rows["milestone"]["A1"];
  pilot.replace(pilot.find("2026-03-20"), 10, "2026-03-27");
  house.poll();
}

TEST_CASE("T15 every answer of the control socket is free of control characters, and the same") {
  House house;
  poisoned(house);
  const std::string plan = "/v1/plans/" + house.only_plan().id;
  REQUIRE(house.only_plan().name.find("\xE2\x80\xAE") != std::string::npos);
  const std::vector<std::pair<std::string, std::string>> answers{
      {"status", "/v1/status"},
      {"plan list", "/v1/plans"},
      {"plan show", plan},
      {"plan explain", plan + "/explain"},
      {"plan lint", plan + "/lint"},
      {"agenda", "/v1/agenda"},
      {"report", "/v1/report"},
      {"links review", "/v1/links"},
      {"alerts list", "/v1/alerts"},
      {"alerts explain", "/v1/alerts/" + house.open_alerts().front().id},
      {"outbox list", "/v1/outbox"},
      {"quarantine list", "/v1/quarantine"},
      {"connectors list", "/v1/connectors"},
  };
  for (const auto& [command, path] : answers) {
    INFO(command);
    const ControlReply reply = serve(house.engine(), {"GET", path, {{"state", "all"}}, {}});
    if (command == "links review") continue;  // linked by key: nothing to review
    REQUIRE(reply.status == 200);
    CHECK(raw_in(reply.body).empty());
    const auto document = parse_json(reply.body);
    REQUIRE(document);
    CHECK(raw_in(show(command, *document)).empty());
    if (command == "plan show") CHECK(text_or(*document, "name") == house.only_plan().name);
  }
  for (const char* format : {"md", "html", "json", "ics"}) {
    INFO(format);
    const ControlReply reply =
        serve(house.engine(), {"GET", plan + "/export", {{"format", format}}, {}});
    REQUIRE(reply.status == 200);
    CHECK(raw_in(without_returns(reply.body)).empty());
  }
  const ControlReply wrong =
      serve(house.engine(), {"GET", "/v1/plans/\xE2\x80\xAE\xC2\x9B", {}, {}});
  CHECK(wrong.status >= 400);
  CHECK(raw_in(wrong.body).empty());
}

TEST_CASE("T15 every notice is free of control characters, whatever carries it") {
  House house;
  poisoned(house);
  REQUIRE_FALSE(house.mail().got.empty());
  REQUIRE(house.mail().got.front().plan_name.find("txet") != std::string::npos);
  for (Notice notice : house.mail().got) {
    notice.to.name = "Kim \xE2\x80\xAE\xC2\x9B\x1b";
    notice.headline += "\xE2\x80\xAE\xC2\x9B";
    notice.lines.push_back({"\xE2\x81\xA6", "one\xE2\x80\xAE\ntwo\xC2\x85\x1b"});
    CHECK(raw_in(notice_as_text(notice, "mail")).empty());
    CHECK(raw_in(email::subject_of(notice)).empty());
    CHECK(raw_in(email::text_of(notice)).empty());
    CHECK(raw_in(email::html_of(notice)).empty());
    CHECK(raw_in(slack::message_json(notice, {})).empty());
    CHECK(raw_in(webhook::event_json(notice, "hook")).empty());
  }
}

}  // namespace
}  // namespace closemap
