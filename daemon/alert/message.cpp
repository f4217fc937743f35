// Messages as JSON, and as notices.
#include "daemon/alert/message.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "mapping/core/json.h"
#include "mapping/plan/json_text.h"

namespace closemap {
namespace {

void member(JsonWriter& json, JsonName name, std::string_view value) {  // also an empty one
  json.key(name);
  json.text(value);
}

void put(JsonWriter& json, const MessageItem& item) {
  json.begin_object();
  member(json, "alert", item.alert);
  member(json, "ask", item.text.ask);
  member(json, "deal", item.deal);
  member(json, "dedupe_key", item.dedupe_key);
  member(json, "headline", item.text.headline);
  member(json, "key", item.key);
  member(json, "line", item.line);
  json.key("lines");
  json.begin_array();
  for (const NoticeLine& line : item.text.lines) {
    json.begin_array();
    json.text(line.label);
    json.text(line.text);
    json.end_array();
  }
  json.end_array();
  member(json, "severity", to_text(item.text.severity));
  member(json, "signal", item.signal);
  member(json, "subject", item.text.subject);
  member(json, "subject_id", item.subject_id);
  json.end_object();
}

void put_items(JsonWriter& json, const Message& message) {
  json.key("items");
  json.begin_array();
  for (const MessageItem& item : message.items) put(json, item);
  json.end_array();
}

NoticeLine read_line(JsonReader& json) {
  const std::vector<std::string> texts = json.texts();
  if (texts.size() == 2) return {texts[0], texts[1]};
  json.fault("expected a label and a text");
  return {};
}

MessageItem read_item(JsonReader& json) {
  MessageItem item;
  const std::array<std::pair<std::string_view, std::string*>, 10> texts{
      {{"alert", &item.alert},
       {"ask", &item.text.ask},
       {"deal", &item.deal},
       {"dedupe_key", &item.dedupe_key},
       {"headline", &item.text.headline},
       {"key", &item.key},
       {"line", &item.line},
       {"signal", &item.signal},
       {"subject", &item.text.subject},
       {"subject_id", &item.subject_id}}};
  json.object([&](std::string_view name) {
    const auto known = std::find_if(texts.begin(), texts.end(),
                                    [&](const auto& text) { return text.first == name; });
    if (known != texts.end())
      *known->second = json.text();
    else if (name == "lines")
      json.array([&] { item.text.lines.push_back(read_line(json)); });
    else if (name == "severity")
      item.text.severity = parse_severity(json.text()).value_or(Severity::info);
    else
      json.skip();
  });
  return item;
}

Recipient read_recipient(JsonReader& json) {
  Recipient to;
  json.object([&](std::string_view name) {
    if (name == "name")
      to.name = json.text();
    else if (name == "email")
      to.email = json.text();
    else if (name == "slack_user")
      to.slack_user = json.text();
    else if (name == "timezone")
      to.timezone = json.text();
    else
      json.skip();
  });
  return to;
}

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

void compose_single(const MessageItem& item, Notice& notice) {
  notice.subject = item.text.subject;
  notice.headline = item.text.headline;
  notice.lines = item.text.lines;
  notice.ask = item.text.ask;
}

void compose_group(const Message& message, Notice& notice) {
  notice.subject = count_of(message.items.size(), "change", "changes") + " — " + message.plan_name;
  notice.headline =
      count_of(message.items.size(), "step of ", "things of ") + message.plan_name + " need you.";
  if (message.more > 0)
    notice.lines.push_back(
        {"And more", std::to_string(message.more) + " further changes: closemap plan show"});
  for (const MessageItem& item : message.items) {
    std::string text = item.text.headline;
    for (const NoticeLine& line : item.text.lines) text += "\n" + line.label + ": " + line.text;
    if (!item.text.ask.empty()) text += "\n" + item.text.ask;
    notice.lines.push_back({item.text.subject, text});
  }
}

void compose_digest(const Message& message, Notice& notice) {
  std::vector<std::string> deals;
  for (const MessageItem& item : message.items)
    if (std::find(deals.begin(), deals.end(), item.deal) == deals.end()) deals.push_back(item.deal);
  const std::string points = count_of(message.items.size() + static_cast<std::size_t>(message.more),
                                      "open point", "open points");
  const std::string in_deals = count_of(deals.size(), "deal", "deals");
  notice.subject = "As found: " + points + " in " + in_deals;
  notice.headline = "This is how things stood when closemap looked: " + points + " in " + in_deals +
                    ". Only changes from here on come as alerts.";
  for (const std::string& deal : deals) {
    std::string text;
    for (const MessageItem& item : message.items) {
      if (item.deal != deal) continue;
      text += (text.empty() ? "" : "\n") + item.line;
    }
    notice.lines.push_back({deal, text});
  }
  if (message.more > 0)
    notice.lines.push_back(
        {"And more", std::to_string(message.more) + " further points: closemap alerts list"});
  notice.ask = "Please look through your steps and put right what is wrong in your CRM.";
}

// What a notice says, for programs.
std::string data_of(const Notice& notice, const Message& message) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  put_items(json, message);
  member(json, "kind", notice.kind);
  json.key("plan");
  json.begin_object();
  member(json, "id", notice.plan_id);
  member(json, "name", notice.plan_name);
  json.end_object();
  json.key("recipient");
  json.begin_object();
  member(json, "email", notice.to.email);
  member(json, "name", notice.to.name);
  json.end_object();
  member(json, "severity", notice.severity);
  json.end_object();
  return text;
}

}  // namespace

std::string to_payload(const Message& message) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.key("alternatives");
  json.begin_array();
  for (const std::string& name : message.alternatives) json.text(name);
  json.end_array();
  member(json, "draft_for", message.draft_for);
  put_items(json, message);
  json.key("more");
  json.integer(message.more);
  member(json, "plan_id", message.plan_id);
  member(json, "plan_name", message.plan_name);
  member(json, "subject",
         message.items.empty() ? std::string_view{} : message.items.front().text.subject);
  json.key("to");
  json.begin_object();
  member(json, "email", message.to.email);
  member(json, "name", message.to.name);
  member(json, "slack_user", message.to.slack_user);
  member(json, "timezone", message.to.timezone);
  json.end_object();
  json.end_object();
  return text;
}

Result<Message> message_of(const std::string& payload) {
  Message message;
  JsonReader json(payload);
  json.object([&](std::string_view name) {
    if (name == "alternatives")
      message.alternatives = json.texts();
    else if (name == "draft_for")
      message.draft_for = json.text();
    else if (name == "items")
      json.array([&] { message.items.push_back(read_item(json)); });
    else if (name == "more")
      message.more = json.integer();
    else if (name == "plan_id")
      message.plan_id = json.text();
    else if (name == "plan_name")
      message.plan_name = json.text();
    else if (name == "to")
      message.to = read_recipient(json);
    else
      json.skip();
  });
  if (json.finish()) return message;
  const Result<Json> tree = parse_json(payload);  // names the byte
  return (tree ? Error{Fault::permanent, "is no message"} : Error(tree.error()))
      .within("outbox payload");
}

Notice notice_of(const OutboxRow& row, const Message& message, const std::string& thread_ref) {
  Notice notice;
  notice.key = row.key;
  notice.kind = row.kind;
  notice.severity = row.severity;
  notice.plan_id = message.plan_id;
  notice.plan_name = message.plan_name;
  notice.to = message.to;
  notice.created = row.created;
  notice.thread_ref = thread_ref;
  notice.maybe_dup = row.maybe_dup;
  notice.thread_key = message.plan_id.empty() ? row.key : "plan/" + message.plan_id;
  if (row.kind == "digest") {
    compose_digest(message, notice);
  } else if (message.items.size() == 1) {
    compose_single(message.items.front(), notice);
  } else if (!message.items.empty()) {
    compose_group(message, notice);
  }
  if (message.items.size() == 1) {
    notice.signal = message.items.front().signal;
    notice.subject_id = message.items.front().subject_id;
    notice.dedupe_key = message.items.front().dedupe_key;
  }
  if (!message.draft_for.empty()) {
    notice.subject = "Draft for " + message.draft_for + ": " + notice.subject;
    notice.lines.insert(notice.lines.begin(),
                        {"Draft", "closemap does not write to customers. Please pass this on to " +
                                      message.draft_for + " in your own words."});
  }
  if (!message.plan_id.empty()) notice.footer = "closemap plan show " + message.plan_id;
  notice.data = data_of(notice, message);
  return notice;
}

}  // namespace closemap
