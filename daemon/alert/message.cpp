// Messages as JSON, and as notices.
#include "daemon/alert/message.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "mapping/core/json.h"
#include "mapping/core/text.h"
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
  member(json, "kind", item.kind);
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
  json.key("plan");
  json.integer(item.plan);
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
  const std::array<std::pair<std::string_view, std::string*>, 11> texts{
      {{"alert", &item.alert},
       {"ask", &item.text.ask},
       {"deal", &item.deal},
       {"dedupe_key", &item.dedupe_key},
       {"headline", &item.text.headline},
       {"key", &item.key},
       {"kind", &item.kind},
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
    else if (name == "plan")
      item.plan = json.integer();
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

void compose_single(const MessageItem& item, Notice& notice) {
  notice.subject = item.text.subject;
  notice.headline = item.text.headline;
  notice.lines = item.text.lines;
  notice.ask = item.text.ask;
}

bool is_settled(const MessageItem& item) { return item.kind == "resolved"; }

// Points of a digest, named or only counted.
struct Points {
  std::size_t open = 0, settled = 0, deals = 0;
  bool as_found = true;  // all of them
};

Points points_of(const Message& message) {
  Points points;
  std::set<std::string_view> unnumbered;  // deals of items that were written before rows were kept
  std::set<Row> plans = message.more_plans;
  for (const MessageItem& item : message.items) {
    ++(is_settled(item) ? points.settled : points.open);
    points.as_found = points.as_found && (item.kind.empty() || item.kind == "digest");
    if (item.plan != 0)
      plans.insert(item.plan);
    else if (!item.deal.empty())
      unnumbered.insert(item.deal);
  }
  points.settled += static_cast<std::size_t>(message.more_settled);
  points.open += static_cast<std::size_t>(message.more - message.more_settled);
  points.deals = plans.size() + unnumbered.size();
  return points;
}

// "2 open points and 1 settled in 3 deals".
std::string said(const Points& points) {
  std::string text;
  if (points.open > 0) text = counted(static_cast<std::int64_t>(points.open), "open point");
  if (points.settled > 0)
    text += text.empty() ? counted(static_cast<std::int64_t>(points.settled), "settled point")
                         : " and " + std::to_string(points.settled) + " settled";
  return text + " in " + counted(static_cast<std::int64_t>(points.deals), "deal");
}

std::size_t count_all(const Message& message) {
  return message.items.size() + static_cast<std::size_t>(message.more);
}

// Of a digest, a group, or a single item.
std::string subject_of(const Message& message) {
  if (message.items.empty()) return {};
  const Points points = points_of(message);
  const bool digest = message.plan_id.empty() && points.deals > 0;  // operators' notes have none
  if (digest) return (points.as_found ? "As found: " : "More changes: ") + said(points);
  if (message.items.size() == 1) return message.items.front().text.subject;
  const std::string count = std::to_string(count_all(message));
  return (points.open == 0 ? "Settled: " + count + " points" : count + " changes") + " — " +
         message.plan_name;
}

void compose_group(const Message& message, bool settled, Notice& notice) {
  const std::string count = std::to_string(count_all(message));
  notice.subject = subject_of(message);
  notice.headline = count + " things of " + message.plan_name +
                    (settled ? " are settled and need nothing more from you." : " need you.");
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

void add_points_by_deal(const Message& message, Notice& notice) {
  std::vector<NoticeLine> lines;
  for (const MessageItem& item : message.items) {
    auto line = std::find_if(lines.begin(), lines.end(),
                             [&](const NoticeLine& one) { return one.label == item.deal; });
    if (line == lines.end()) line = lines.insert(line, NoticeLine{item.deal, {}});
    line->text += (line->text.empty() ? "" : "\n") + item.line;
  }
  for (NoticeLine& line : lines) notice.lines.push_back(std::move(line));
  if (message.more > 0)
    notice.lines.push_back(
        {"And more", std::to_string(message.more) + " further points: closemap alerts list"});
}

void compose_digest(const Message& message, Notice& notice) {
  const Points points = points_of(message);
  notice.subject = subject_of(message);
  if (points.as_found) {
    notice.headline = "This is how things stood when closemap looked: " + said(points) +
                      ". Only changes from here on come as alerts.";
    notice.ask = "Please look through your steps and put right what is wrong in your CRM.";
  } else {
    notice.headline =
        "You had as many messages as one day brings; what else changed is gathered "
        "here: " +
        said(points) + ".";
    if (points.open > 0)
      notice.ask = "Please look through the open points and put right what is wrong in your CRM.";
  }
  add_points_by_deal(message, notice);
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
  json.key("more_plans");
  json.begin_array();
  for (const Row plan : message.more_plans) json.integer(plan);
  json.end_array();
  json.key("more_settled");
  json.integer(message.more_settled);
  member(json, "plan_id", message.plan_id);
  member(json, "plan_name", message.plan_name);
  member(json, "subject", subject_of(message));  // for who looks through the outbox
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
    else if (name == "more_plans")
      json.array([&] { message.more_plans.insert(message.more_plans.end(), json.integer()); });
    else if (name == "more_settled")
      message.more_settled = json.integer();
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
    compose_group(message, row.kind == "resolved", notice);
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
