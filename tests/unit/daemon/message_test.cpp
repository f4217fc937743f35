// What waits in the outbox reads back as it was, and its text is canonical.
#include "daemon/alert/message.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"

namespace closemap {
namespace {

Message full_message() {
  Message message;
  message.to = {"Kim \"K\" Vogel", "kim@vendor.example", "U1", "Europe/Berlin"};
  message.plan_id = "pln_1";
  message.plan_name = "Northwind × Contoso";
  message.draft_for = "Ann";
  message.alternatives = {"mail", "journal"};
  message.more = 7;
  MessageItem item;
  item.key = "k1";
  item.alert = "alr_1";
  item.signal = "slip";
  item.subject_id = "mst_1";
  item.dedupe_key = "closemap/pln_1/slip/mst_1";
  item.deal = "Northwind";
  item.line = "slips\nby 5 days";
  item.text = {
      "Slip", "It slips.", {{"Why", "a\tb"}, {"", ""}}, "Please look.", Severity::critical};
  message.items = {item, MessageItem{}};
  return message;
}

TEST_CASE("a message reads back as it was, and its text is canonical JSON") {
  for (const Message& message : {full_message(), Message{}}) {
    const std::string text = to_payload(message);
    CHECK(text == dump_json(*parse_json(text)));
    const Result<Message> again = message_of(text);
    REQUIRE(again);
    CHECK(to_payload(*again) == text);
    CHECK(again->items.size() == message.items.size());
    CHECK(again->more == message.more);
    CHECK(again->to.name == message.to.name);
    for (std::size_t i = 0; i < message.items.size(); ++i)
      CHECK(again->items[i].text == message.items[i].text);
  }
}

TEST_CASE("a payload says how many things it tells, for who looks through the outbox") {
  const auto subject = [](const Message& message) {
    return parse_json(to_payload(message))->at("subject").get<std::string>();
  };
  Message message = full_message();
  CHECK(subject(message) == "9 changes — Northwind × Contoso");
  message.more = 0;
  message.items.resize(1);
  CHECK(subject(message) == "Slip");
  message.plan_id.clear();  // a digest
  message.more = 3;
  message.more_plans = {5, 6};
  message.items[0].plan = 5;
  message.items[0].kind = "digest";
  CHECK(subject(message) == "As found: 4 open points in 2 deals");
  message.items[0].kind = "alert";
  CHECK(subject(message) == "More changes: 4 open points in 2 deals");
  CHECK(parse_json(to_payload({}))->at("subject") == "");
}

TEST_CASE("members nobody knows are read over; what is no message is refused with its place") {
  CHECK(message_of(R"({"items":[{"key":"k","new":[1,{}]}],"new":null})")->items[0].key == "k");
  CHECK(message_of("{} x").error().what.starts_with("outbox payload"));
  CHECK(message_of("[]").error().what.starts_with("outbox payload"));
  CHECK(message_of("").error().what.starts_with("outbox payload"));
  CHECK(
      message_of(R"({"items":[{"lines":[["one"]]}]})").error().what.starts_with("outbox payload"));
}

TEST_CASE("settled things of a deal need nobody") {
  OutboxRow row;
  Message message = full_message();
  message.more = 0;
  message.draft_for.clear();
  for (MessageItem& item : message.items) item.kind = "resolved";
  row.kind = "resolved";
  const Notice settled = notice_of(row, message, "");
  CHECK(settled.subject == "Settled: 2 points — Northwind × Contoso");
  CHECK(settled.headline ==
        "2 things of Northwind × Contoso are settled and need nothing more from you.");
  for (MessageItem& item : message.items) item.kind = "alert";
  row.kind = "alert";
  CHECK(notice_of(row, message, "").headline == "2 things of Northwind × Contoso need you.");
}

TEST_CASE("a notice carries what it says for programs") {
  OutboxRow row;
  row.kind = "alert";
  row.severity = "critical";
  const Message message = full_message();
  const Json data = *parse_json(notice_of(row, message, "").data);
  CHECK(dump_json(data) == notice_of(row, message, "").data);
  CHECK(data.at("kind") == "alert");
  CHECK(data.at("severity") == "critical");
  CHECK(data.at("plan").at("name") == message.plan_name);
  CHECK(data.at("recipient").at("email") == message.to.email);
  CHECK(data.at("items").at(0).at("lines").at(0).at(0) == "Why");
}

}  // namespace
}  // namespace closemap
