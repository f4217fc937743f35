// Messages as JSON, and as notices.
#include "daemon/alert/message.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

Json to_json(const MessageItem& item) {
  Json lines = Json::array();
  for (const NoticeLine& line : item.text.lines) lines.push_back({line.label, line.text});
  return {{"key", item.key},
          {"alert", item.alert},
          {"signal", item.signal},
          {"subject_id", item.subject_id},
          {"dedupe_key", item.dedupe_key},
          {"deal", item.deal},
          {"line", item.line},
          {"subject", item.text.subject},
          {"headline", item.text.headline},
          {"ask", item.text.ask},
          {"severity", to_text(item.text.severity)},
          {"lines", std::move(lines)}};
}

MessageItem item_of(const Json& json) {
  MessageItem item;
  item.key = text_or(json, "key");
  item.alert = text_or(json, "alert");
  item.signal = text_or(json, "signal");
  item.subject_id = text_or(json, "subject_id");
  item.dedupe_key = text_or(json, "dedupe_key");
  item.deal = text_or(json, "deal");
  item.line = text_or(json, "line");
  item.text.subject = text_or(json, "subject");
  item.text.headline = text_or(json, "headline");
  item.text.ask = text_or(json, "ask");
  item.text.severity = parse_severity(text_or(json, "severity")).value_or(Severity::info);
  if (const Json* lines = find(json, "lines"); lines != nullptr && lines->is_array())
    for (const Json& line : *lines)
      if (line.is_array() && line.size() == 2 && line[0].is_string() && line[1].is_string())
        item.text.lines.push_back({line[0].get<std::string>(), line[1].get<std::string>()});
  return item;
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

}  // namespace

std::string to_payload(const Message& message) {
  Json items = Json::array();
  for (const MessageItem& item : message.items) items.push_back(to_json(item));
  return dump_json(
      {{"to",
        {{"name", message.to.name},
         {"email", message.to.email},
         {"slack_user", message.to.slack_user},
         {"timezone", message.to.timezone}}},
       {"plan_id", message.plan_id},
       {"plan_name", message.plan_name},
       {"draft_for", message.draft_for},
       {"subject", message.items.empty() ? std::string{} : message.items.front().text.subject},
       {"alternatives", message.alternatives},
       {"more", message.more},
       {"items", std::move(items)}});
}

Result<Message> message_of(const std::string& payload) {
  auto json = parse_json(payload);
  if (!json) return Error(std::move(json).error()).within("outbox payload");
  Message message;
  if (const Json* to = find(*json, "to"))
    message.to = {text_or(*to, "name"), text_or(*to, "email"), text_or(*to, "slack_user"),
                  text_or(*to, "timezone")};
  message.plan_id = text_or(*json, "plan_id");
  message.plan_name = text_or(*json, "plan_name");
  message.draft_for = text_or(*json, "draft_for");
  message.more = int_or(*json, "more", 0);
  if (const Json* alternatives = find(*json, "alternatives");
      alternatives != nullptr && alternatives->is_array())
    for (const Json& name : *alternatives)
      if (name.is_string()) message.alternatives.push_back(name.get<std::string>());
  if (const Json* items = find(*json, "items"); items != nullptr && items->is_array())
    for (const Json& item : *items) message.items.push_back(item_of(item));
  return message;
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
  Json items = Json::array();
  for (const MessageItem& item : message.items) items.push_back(to_json(item));
  notice.data = dump_json({{"kind", notice.kind},
                           {"severity", notice.severity},
                           {"plan", {{"id", notice.plan_id}, {"name", notice.plan_name}}},
                           {"recipient", {{"name", notice.to.name}, {"email", notice.to.email}}},
                           {"items", std::move(items)}});
  return notice;
}

}  // namespace closemap
