// The Slack notifier: direct messages or one channel by bot token, or an incoming webhook.
#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "connectors/api/address.h"
#include "connectors/api/connector.h"
#include "connectors/slack/api.h"
#include "connectors/slack/message.h"
#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::int64_t kPersonTtlMs = 24LL * 3'600'000;  // how long a lookup is believed
constexpr std::size_t kPeopleMax = 10'000;
constexpr int kHistoryPagesMax = 10;
constexpr std::string_view kHistoryPage = "100";

constexpr Option kOptions[] = {
    {.key = "token",
     .type = OptionType::secret,
     .doc = "Bot token (xoxb-…) with the scopes chat:write and users:read.email; with im:history, "
            "im:write and channels:history a message of unknown fate is looked up before it is "
            "repeated.",
     .fallback = "",
     .example = "credential:slack",
     .choices = ""},
    {.key = "webhook_url",
     .type = OptionType::secret,
     .doc = "Instead of a token: the URL of an incoming webhook. It posts to its one channel, "
            "without threads.",
     .fallback = "",
     .example = "credential:slack_webhook",
     .choices = ""},
    {.key = "channel",
     .type = OptionType::text,
     .doc = "Channel that gets every notice, best by its id (C…). Without it each person gets a "
            "direct message.",
     .fallback = "",
     .example = "C1H9RESGL",
     .choices = ""},
    {.key = "base_url",
     .type = OptionType::url,
     .doc = "Where Slack's API is.",
     .fallback = "https://slack.com",
     .example = "",
     .choices = ""},
};

// What a delivered message is found by: channel, ts and, for direct messages, whose it is.
struct MessageRef {
  std::string channel, ts, user;
};

MessageRef parse_ref(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '/');
  if (parts.size() < 2 || parts.size() > 3 || !slack::channel_id(parts[0])) return {};
  return {std::string(parts[0]), std::string(parts[1]),
          parts.size() == 3 ? std::string(parts[2]) : ""};
}

std::string ts_of(Instant instant) {
  const std::int64_t ms = std::max<std::int64_t>(instant.ms, 0);
  std::string millis = std::to_string(1000 + ms % 1000).substr(1);
  return std::to_string(ms / 1000) + "." + millis + "000";
}

class Slack final : public Notifier {
 public:
  Slack(const Instance& instance, Services& services)
      : options_(instance.options),
        services_(services),
        by_token_(!options_.text("token").empty()),
        channel_(options_.text("channel")) {}

  Status check() override;
  ReceiverClass receiver_class() const override {
    const bool named = !channel_.empty() && !slack::channel_id(channel_);
    return by_token_ && may_search_ && !named ? ReceiverClass::searchable : ReceiverClass::opaque;
  }
  bool reaches(const Recipient& to) const override;
  // A shared channel hears an alert once, and mentions whose it is.
  bool personal() const override { return by_token_ && channel_.empty(); }
  Result<Receipt> notify(const Notice& notice) override;
  Result<std::optional<Receipt>> find(const Notice& notice, Instant since) override;

 private:
  // A user id, "" when Slack knows nobody by this address.
  struct Person {
    std::string user;
    Instant until;
  };
  Status usable() const;
  Result<std::string> person(const Recipient& to);
  Result<std::string> search_channel(const Notice& notice);
  Result<Receipt> by_webhook(const Notice& notice);
  Result<slack::Answer> post(const Notice& notice, slack::Envelope envelope);
  Result<std::optional<Receipt>> search(std::string_view method, const std::string& channel,
                                        const std::string& thread_ts, const Notice& notice,
                                        Instant since);
  MessageRef thread_for(const Notice& notice, const std::string& user) const;
  std::string receipt(const std::string& channel, const std::string& ts,
                      std::string_view user) const;

  const OptionValues& options_;
  Services& services_;
  bool by_token_;
  std::string channel_;
  bool may_search_ = true;                // false once Slack said that a scope is missing
  std::map<std::string, Person> people_;  // by lower-case address
};

Status Slack::usable() const {
  if (by_token_ != options_.text("webhook_url").empty())
    return Error{Fault::config, "give either token or webhook_url"};
  return ok();
}

Status Slack::check() {
  if (Status status = usable(); !status) return status;
  if (!by_token_) return ok();  // a webhook can only be tried by posting
  Result<slack::Answer> answer = slack::call(services_.http, "auth.test", "{}", false);
  if (!answer) return std::move(answer).error();
  if (!answer->ok) return slack::judge("auth.test", *answer, false);
  return ok();
}

bool Slack::reaches(const Recipient& to) const {
  if (!by_token_ || !channel_.empty() || slack::user_id(to.slack_user)) return true;
  if (!valid_address(to.email)) return false;
  const auto known = people_.find(to_lower_ascii(to.email));
  return known == people_.end() || !known->second.user.empty() ||
         services_.now() >= known->second.until;
}

Result<std::string> Slack::person(const Recipient& to) {
  if (slack::user_id(to.slack_user)) return to.slack_user;
  if (!valid_address(to.email))
    return Error{Fault::permanent,
                 "slack: this person has neither a slack id nor an e-mail address"};
  const std::string email = to_lower_ascii(to.email);
  const auto known = people_.find(email);
  if (known != people_.end() && services_.now() < known->second.until) return known->second.user;
  Result<slack::Answer> answer =
      slack::ask(services_.http, "users.lookupByEmail", {{"email", email}});
  if (!answer) return std::move(answer).error();
  std::string user;
  if (answer->ok) {
    const Result<Json> json = parse_json(answer->body);
    if (const Json* found = json ? closemap::find(*json, "user") : nullptr)
      if (!bool_or(*found, "deleted", false)) user = text_or(*found, "id");
    if (!slack::user_id(user)) user.clear();
  } else if (answer->error == "missing_scope") {
    return Error{Fault::config,
                 "slack users.lookupByEmail: give the app the scope users:read.email or set the "
                 "person's slack id"};
  } else if (answer->error != "users_not_found") {
    return slack::judge("users.lookupByEmail", *answer, false);
  }
  if (people_.size() >= kPeopleMax) people_.clear();
  people_[email] = {user, services_.now() + kPersonTtlMs};
  return user;
}

// A direct message goes on only in the thread of the same person.
MessageRef Slack::thread_for(const Notice& notice, const std::string& user) const {
  MessageRef ref = parse_ref(notice.thread_ref);
  if (channel_.empty() && ref.user != user) return {};
  return ref;
}

std::string Slack::receipt(const std::string& channel, const std::string& ts,
                           std::string_view user) const {
  if (channel.empty() || ts.empty()) return {};
  return channel + "/" + ts + (channel_.empty() ? "/" + std::string(user) : "");
}

// Posts; what Slack refuses without showing it is tried again in a simpler form.
Result<slack::Answer> Slack::post(const Notice& notice, slack::Envelope envelope) {
  for (;;) {
    Result<slack::Answer> answer = slack::call(services_.http, "chat.postMessage",
                                               slack::message_json(notice, envelope), true);
    if (!answer || answer->ok) return answer;
    if (answer->error == "thread_not_found" && !envelope.thread_ts.empty())
      envelope.thread_ts.clear();
    else if (slack::refuses_blocks(answer->error) && envelope.blocks)
      envelope.blocks = false;
    else
      return answer;
    services_.log("slack refused a message (" + answer->error + "); sending it in a simpler form");
  }
}

Result<Receipt> Slack::by_webhook(const Notice& notice) {
  HttpRequest request;
  request.method = "POST";
  request.url_option = "webhook_url";
  request.headers = {{"Content-Type", "application/json; charset=utf-8"}};
  slack::Envelope envelope;
  if (slack::user_id(notice.to.slack_user)) envelope.mention = notice.to.slack_user;
  request.body = slack::message_json(notice, envelope);
  request.idempotent = false;
  Result<HttpReply> reply = services_.http.send(request);
  if (!reply) return std::move(reply).error();
  return Receipt{};
}

Result<Receipt> Slack::notify(const Notice& notice) {
  if (Status status = usable(); !status) return std::move(status).error();
  if (!by_token_) return by_webhook(notice);
  Result<std::string> user = person(notice.to);
  slack::Envelope envelope;
  if (channel_.empty()) {
    if (!user) return std::move(user).error();
    if (user->empty())
      return Error{Fault::permanent, "slack: nobody there has the e-mail address of this person"};
    envelope.channel = *user;
  } else {
    envelope.channel = channel_;
    if (user) envelope.mention = *user;  // the message arrives without it, too
  }
  const std::string who = user ? *user : "";
  const MessageRef thread = thread_for(notice, who);
  envelope.thread_ts = thread.ts;
  if (!thread.ts.empty()) envelope.channel = thread.channel;
  Result<slack::Answer> answer = post(notice, envelope);
  if (!answer) return std::move(answer).error();
  if (!answer->ok) return slack::judge("chat.postMessage", *answer, true);
  const Result<Json> json = parse_json(answer->body);
  return Receipt{receipt(text_or(*json, "channel"), text_or(*json, "ts"), who)};
}

// The conversation an earlier attempt went to.
Result<std::string> Slack::search_channel(const Notice& notice) {
  if (!channel_.empty()) return channel_;
  Result<std::string> user = person(notice.to);
  if (!user) return std::move(user).error();
  if (user->empty()) return std::string();
  Result<slack::Answer> answer =
      slack::call(services_.http, "conversations.open", dump_json(Json{{"users", *user}}), false);
  if (!answer) return std::move(answer).error();
  if (!answer->ok) {
    if (answer->error == "missing_scope") may_search_ = false;
    Error error = slack::judge("conversations.open", *answer, false);
    if (!may_search_) error.fault = Fault::ambiguous;
    return error;
  }
  const Result<Json> json = parse_json(answer->body);
  const Json* channel = json ? closemap::find(*json, "channel") : nullptr;
  return channel ? text_or(*channel, "id") : "";
}

Result<std::optional<Receipt>> Slack::search(std::string_view method, const std::string& channel,
                                             const std::string& thread_ts, const Notice& notice,
                                             Instant since) {
  std::string cursor;
  for (int page = 0; page < kHistoryPagesMax; ++page) {
    std::vector<std::pair<std::string, std::string>> arguments{
        {"channel", channel},
        {"oldest", ts_of(since)},
        {"inclusive", "true"},
        {"include_all_metadata", "true"},
        {"limit", std::string(kHistoryPage)}};
    if (!thread_ts.empty()) arguments.emplace_back("ts", thread_ts);
    if (!cursor.empty()) arguments.emplace_back("cursor", cursor);
    Result<slack::Answer> answer = slack::ask(services_.http, method, arguments);
    if (!answer) return std::move(answer).error();
    if (!answer->ok) {
      if (answer->error == "thread_not_found") return std::optional<Receipt>();
      if (answer->error == "missing_scope") may_search_ = false;
      Error error = slack::judge(method, *answer, false);
      if (!may_search_) error.fault = Fault::ambiguous;
      return error;
    }
    const Result<Json> json = parse_json(answer->body);
    const Json* messages = json ? closemap::find(*json, "messages") : nullptr;
    if (messages == nullptr || !messages->is_array())
      return Error{Fault::transient,
                   "slack " + std::string(method) + ": no messages in the answer"};
    for (const Json& message : *messages) {
      const Json* metadata = closemap::find(message, "metadata");
      const Json* payload = metadata ? closemap::find(*metadata, "event_payload") : nullptr;
      if (payload && text_or(*payload, "key") == notice.key)
        return std::optional(
            Receipt{receipt(channel, text_or(message, "ts"), notice.to.slack_user)});
    }
    const Json* next = closemap::find(*json, "response_metadata");
    cursor = next ? text_or(*next, "next_cursor") : "";
    if (cursor.empty()) return std::optional<Receipt>();
  }
  return Error{Fault::ambiguous,
               "slack " + std::string(method) + ": too many messages to look through"};
}

Result<std::optional<Receipt>> Slack::find(const Notice& notice, Instant since) {
  if (receiver_class() != ReceiverClass::searchable)
    return Error{Fault::ambiguous,
                 "slack cannot be searched: it needs a token, the history scopes and a channel id"};
  Result<std::string> user = channel_.empty() ? person(notice.to) : std::string();
  if (!user) return std::move(user).error();
  Notice known = notice;
  known.to.slack_user = *user;
  const MessageRef thread = thread_for(notice, *user);
  if (!thread.ts.empty()) {
    Result<std::optional<Receipt>> reply =
        search("conversations.replies", thread.channel, thread.ts, known, since);
    if (!reply || *reply) return reply;
  }
  const Result<std::string> channel = search_channel(known);
  if (!channel) return channel.error();
  if (channel->empty()) return std::optional<Receipt>();
  return search("conversations.history", *channel, "", known, since);
}

std::unique_ptr<Notifier> open(const Instance& instance, Services& services) {
  return std::make_unique<Slack>(instance, services);
}

}  // namespace

extern const Description k_slack_connector;
constinit const Description k_slack_connector{
    .name = "slack",
    .summary = "Sends notices to people or a channel in Slack.",
    .options = kOptions,
    .streams = {},
    .default_map = {},
    .open_notifier = &open,
};

}  // namespace closemap
