// Calling Slack and reading its answers; HTTP 200 means nothing there.
#include "connectors/slack/api.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "mapping/core/text.h"

namespace closemap::slack {
namespace {

constexpr std::size_t kDetailChars = 200;

struct Meaning {
  std::string_view error;
  Fault fault;
  std::string_view advice;
};
constexpr std::array<Meaning, 26> kMeanings{
    {{"ratelimited", Fault::rate_limited, ""},
     {"rate_limited", Fault::rate_limited, ""},
     {"request_timeout", Fault::transient, ""},
     {"service_unavailable", Fault::transient, ""},
     {"team_added_to_org", Fault::transient, ""},
     {"invalid_auth", Fault::auth, "the token is not valid"},
     {"not_authed", Fault::auth, "no token was sent"},
     {"account_inactive", Fault::auth, "the app or its workspace was removed"},
     {"token_revoked", Fault::auth, "the token was revoked"},
     {"token_expired", Fault::auth, "the token has expired"},
     {"missing_scope", Fault::auth, "give the app the scope it lacks and reinstall it"},
     {"not_allowed_token_type", Fault::auth, "use a bot token (xoxb-…)"},
     {"ekm_access_denied", Fault::auth, "the workspace's administrators suspended posting"},
     {"channel_not_found", Fault::permanent, "the channel does not exist or the app cannot see it"},
     {"not_in_channel", Fault::permanent, "invite the app to the channel"},
     {"is_archived", Fault::permanent, "the channel is archived"},
     {"restricted_action", Fault::permanent, "the workspace does not let the app post there"},
     {"user_not_found", Fault::permanent, "no such person"},
     {"users_not_found", Fault::permanent, "nobody has this e-mail address"},
     {"user_disabled", Fault::permanent, "the person's account was deactivated"},
     {"cannot_dm_bot", Fault::permanent, "the person is a bot"},
     {"messages_tab_disabled", Fault::permanent, "switch on the app's messages tab"},
     {"msg_too_long", Fault::permanent, "the message is too long"},
     {"invalid_blocks", Fault::permanent, "the blocks were refused"},
     {"msg_blocks_too_long", Fault::permanent, "the blocks are too long"},
     {"no_text", Fault::permanent, "the message is empty"}}};

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    const auto byte = static_cast<unsigned char>(c);
    if (plain)
      out += c;
    else
      out.append({'%', kHex[byte >> 4U], kHex[byte & 0xFU]});
  }
  return out;
}

std::string detail_of(const Json& reply) {
  std::string detail = text_or(reply, "needed");
  if (!detail.empty()) detail = "needs " + detail;
  if (const Json* metadata = find(reply, "response_metadata"))
    if (const Json* messages = find(*metadata, "messages"); messages && messages->is_array())
      for (const Json& message : *messages)
        if (message.is_string())
          detail += (detail.empty() ? "" : "; ") + message.get_ref<const std::string&>();
  return shorten(printable(detail), kDetailChars);
}

Result<Answer> read(std::string_view method, Result<HttpReply> reply, bool posts) {
  if (!reply) return std::move(reply).error();
  const Result<Json> json = parse_json(reply->body);
  if (!json || !json->is_object())
    return Error{posts ? Fault::ambiguous : Fault::transient,
                 "slack " + std::string(method) + ": the answer is no JSON object"};
  Answer answer;
  answer.ok = bool_or(*json, "ok", false);
  answer.error = answer.ok ? "" : printable(shorten(text_or(*json, "error", "no error named"), 80));
  if (!answer.ok) answer.detail = detail_of(*json);
  answer.body = std::move(reply->body);
  return answer;
}

HttpRequest request_for(std::string_view method) {
  HttpRequest request;
  request.url = "/api/" + std::string(method);
  request.auth.kind = Auth::Kind::bearer;
  request.auth.option = "token";
  return request;
}

}  // namespace

Result<Answer> call(Http& http, std::string_view method, const std::string& json, bool posts) {
  HttpRequest request = request_for(method);
  request.method = "POST";
  request.headers = {{"Content-Type", "application/json; charset=utf-8"}};
  request.body = json;
  request.idempotent = !posts;
  return read(method, http.send(request), posts);
}

Result<Answer> ask(Http& http, std::string_view method,
                   const std::vector<std::pair<std::string, std::string>>& arguments) {
  HttpRequest request = request_for(method);
  char separator = '?';
  for (const auto& [name, value] : arguments) {
    request.url += separator + name + "=" + percent_encode(value);
    separator = '&';
  }
  return read(method, http.send(request), false);
}

Error judge(std::string_view method, const Answer& answer, bool posts) {
  Error error{Fault::permanent, "slack " + std::string(method) + ": " + answer.error};
  const auto known = std::find_if(kMeanings.begin(), kMeanings.end(),
                                  [&](const Meaning& m) { return m.error == answer.error; });
  if (known != kMeanings.end()) {
    error.fault = known->fault;
    if (!known->advice.empty()) error.what += ": " + std::string(known->advice);
  } else if (answer.error == "internal_error" || answer.error == "fatal_error") {
    error.fault = posts ? Fault::ambiguous : Fault::transient;  // part of it may have happened
  }
  if (!answer.detail.empty()) error.what += " (" + answer.detail + ")";
  return error;
}

bool refuses_blocks(std::string_view error) {
  return error == "invalid_blocks" || error == "invalid_blocks_format" ||
         error == "msg_blocks_too_long" || error == "msg_too_long";
}

}  // namespace closemap::slack
