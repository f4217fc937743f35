// Requests with exactly id, method and params; replies only in their envelope.
#include "connectors/tryton/session.h"

#include <simdjson.h>

#include <array>
#include <nlohmann/json.hpp>

#include "mapping/core/json.h"
#include "mapping/core/text.h"

namespace closemap::tryton {
namespace {

constexpr std::size_t kDetailChars = 200;
constexpr int kUnauthorized = 401;

std::string json_text(std::string_view text) { return dump_json(Json(std::string(text))); }

std::string base64(std::string_view bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0U;
    };
    const unsigned word = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    for (unsigned shift : {18U, 12U, 6U, 0U}) out += kLetters[word >> shift & 0x3FU];
  }
  const std::size_t spare = (3 - bytes.size() % 3) % 3;
  out.replace(out.size() - spare, spare, spare, '=');
  return out;
}

std::string path_segment(std::string_view name) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : name) {
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

struct Envelope {
  bool has_result = false, has_error = false;
  std::int64_t id = -1;
  std::string_view result, error;
};

std::string_view raw(simdjson::ondemand::value value) {
  const simdjson::ondemand::json_type type = value.type();
  if (type == simdjson::ondemand::json_type::array) {
    simdjson::ondemand::array array = value.get_array();
    return array.raw_json();
  }
  if (type == simdjson::ondemand::json_type::object) {
    simdjson::ondemand::object object = value.get_object();
    return object.raw_json();
  }
  return trim(value.raw_json_token());
}

// Nothing: this is no JSON object.
std::optional<Envelope> open_envelope(const std::string& body) {
  try {
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document =
        parser.iterate(body.data(), body.size(), body.capacity());
    Envelope envelope;
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      simdjson::ondemand::value value = field.value();
      if (key == "id" && value.type() == simdjson::ondemand::json_type::number) {
        envelope.id = value.get_int64();
      } else if (key == "result") {
        envelope.has_result = true;
        envelope.result = raw(value);
      } else if (key == "error") {
        envelope.has_error = true;
        envelope.error = raw(value);
      }
    }
    return envelope;
  } catch (const simdjson::simdjson_error&) {
    return std::nullopt;
  }
}

bool mentions(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

// What the database says when two transactions met: the same call may succeed later.
bool passes_by_itself(std::string_view message) {
  constexpr std::array<std::string_view, 5> kWords{"locked", "deadlock", "serialize", "connection",
                                                   "timeout"};
  for (const std::string_view word : kWords)
    if (mentions(message, word)) return true;
  return false;
}

// The error array of a call; `refusal` is set instead for a UserError.
Error class_error(std::string_view method, std::string_view text, std::string& refusal) {
  const Result<Json> json = parse_json(text);
  std::string name, message;
  if (json && json->is_array() && !json->empty() && (*json)[0].is_string()) {
    name = (*json)[0].get<std::string>();
    if (json->size() > 1) {
      const Json& detail = (*json)[1];
      if (detail.is_string()) message = detail.get<std::string>();
      if (detail.is_array() && !detail.empty() && detail[0].is_string())
        message = detail[0].get<std::string>();
    }
  }
  const std::string where = "tryton " + std::string(method) + ": ";
  const auto said = [](std::string_view what) { return shorten(printable(what), kDetailChars); };
  if (name == "UserError") refusal = message.empty() ? "refused" : said(message);
  if (name == "UserError" || name == "UserWarning")
    return {Fault::permanent, where + "refused: " + said(message), 0};
  if (name == "ConcurrencyException") return {Fault::transient, where + said(message), 0};
  if (name == "RateLimitException") return {Fault::rate_limited, where + "too many attempts", 0};
  if (name == "LoginException")
    return {Fault::auth,
            where + "the server asks for more than a password; give the user a password login", 0};
  if (name.size() > 2 && name.front() == '\'' && name.back() == '\'')
    return {Fault::config,
            where + "the server knows no " + said(name) +
                "; check the connector's map and that the module sale_opportunity is activated",
            0};
  if (passes_by_itself(name)) return {Fault::transient, where + said(name), 0};
  if (mentions(name, "Database '") && mentions(name, "doesn't exist"))
    return {Fault::config, where + "there is no such database; check the option database", 0};
  return {Fault::permanent, where + (name.empty() ? "an error without a text" : said(name)), 0};
}

}  // namespace

Session::Session(const Instance& instance, Services& services)
    : services_(services),
      database_path_("/" + path_segment(instance.options.text("database")) + "/"),
      user_(instance.options.text("user")) {}

Result<std::optional<Answer>> Session::post(std::string_view method, const std::string& params,
                                            bool login) {
  const std::int64_t id = ++last_id_;
  HttpRequest request;
  request.method = "POST";
  request.url = database_path_;
  request.headers = {{"Content-Type", "application/json"}};
  if (!login) request.headers.emplace_back("Authorization", authorization_);
  request.secret_in_body = login;
  request.body = R"({"id":)" + std::to_string(id) + R"(,"method":)" + json_text(method) +
                 R"(,"params":[)" + params + "]}";
  request.accept_statuses = {kUnauthorized};
  Result<HttpReply> reply = services_.http.send(request);
  if (!reply) return std::move(reply).error().within("tryton " + std::string(method));
  if (reply->status == kUnauthorized) return std::optional<Answer>();

  const std::string where = "tryton " + std::string(method) + ": ";
  std::optional<Answer> answer(std::in_place);
  answer->server_time = reply->server_time;
  answer->body = std::move(reply->body);
  answer->body.reserve(answer->body.size() + simdjson::SIMDJSON_PADDING);
  const std::optional<Envelope> envelope = open_envelope(answer->body);
  if (!envelope || envelope->has_result == envelope->has_error)
    return Error{Fault::permanent,
                 where + "the answer has no JSON-RPC envelope; does base_url lead to Tryton?", 0};
  if (envelope->id != id)
    return Error{Fault::transient, where + "the answer belongs to another request", 0};
  if (envelope->has_error) {
    Error error = class_error(method, envelope->error, answer->refusal);
    if (answer->refusal.empty()) return error;
    return answer;
  }
  answer->result_at = static_cast<std::size_t>(envelope->result.data() - answer->body.data());
  answer->result_size = envelope->result.size();
  return answer;
}

Status Session::log_in() {
  authorization_.clear();
  context_ = "{}";
  Result<std::optional<Answer>> reply =
      post("common.db.login", json_text(user_) + R"(,{"password":"{{secret:password}}"})", true);
  if (!reply) return std::move(reply).error();
  if (!*reply) return Error{Fault::auth, "tryton: the user or the password was refused", 0};
  const Result<Json> json = parse_json((*reply)->result());
  if (!json || !json->is_array() || json->size() < 2 || !(*json)[0].is_number_integer() ||
      !(*json)[1].is_string())
    return Error{Fault::auth, "tryton: the login gave no session; check user and password", 0};
  const auto& token = (*json)[1].get_ref<const std::string&>();
  const std::string credentials =
      base64(user_ + ":" + std::to_string((*json)[0].get<std::int64_t>()) + ":" + token);
  services_.redact(token);
  services_.redact(credentials);
  authorization_ = "Session " + credentials;
  return ok();
}

// Company, language and employee of the user: without them record rules hide everything.
Status Session::read_context() {
  Result<std::optional<Answer>> reply = post("model.res.user.get_preferences", "true,{}", false);
  if (!reply) return std::move(reply).error();
  if (!*reply) return Error{Fault::auth, "tryton: the session just given is not accepted", 0};
  const std::string_view result = (*reply)->result();
  if (!result.empty() && result.front() == '{') context_ = result;
  return ok();
}

Result<Answer> Session::call(std::string_view method, const std::string& args) {
  for (const bool again : {false, true}) {
    if (authorization_.empty() || again) {
      if (Status status = log_in(); !status) return std::move(status).error();
      if (Status status = read_context(); !status) {
        authorization_.clear();
        return std::move(status).error();
      }
    }
    Result<std::optional<Answer>> reply = post(method, args + "," + context_, false);
    if (!reply) return std::move(reply).error();
    if (*reply) return **std::move(reply);
  }
  authorization_.clear();
  return Error{Fault::auth,
               "tryton: a new session is refused, too; check the user's rights and the server", 0};
}

Result<Answer> Session::must(std::string_view method, const std::string& args) {
  Result<Answer> answer = call(method, args);
  if (answer && !answer->refusal.empty())
    return Error{Fault::permanent,
                 "tryton " + std::string(method) + ": refused: " + answer->refusal, 0};
  return answer;
}

}  // namespace closemap::tryton
