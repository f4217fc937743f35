// JSON with limits: a scan for depth and string length before the library builds anything.
#include "mapping/core/json.h"

#include <nlohmann/json.hpp>

namespace closemap {
namespace {

Error refused(std::size_t byte, std::string_view why) {
  return Error{Fault::permanent, "json: " + std::string(why) + " at byte " + std::to_string(byte)};
}

// Length of the string that opens at `at`, moving `at` to its closing quote (or the end).
std::size_t skip_string(std::string_view text, std::size_t& at) {
  std::size_t length = 0;
  for (++at; at < text.size() && text[at] != '"'; ++at, ++length) {
    if (text[at] != '\\') continue;
    ++at;
    if (at < text.size() && text[at] == 'u') at += 4;  // at most three bytes of UTF-8
  }
  return length;
}

Status within_limits(std::string_view text) {
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    switch (text[at]) {
      case '"': {
        const std::size_t start = at;
        if (skip_string(text, at) > kJsonStringMax)
          return refused(start, "string longer than " + std::to_string(kJsonStringMax) + " bytes");
        break;
      }
      case '[':
      case '{':
        if (++depth > kJsonDepthMax)
          return refused(at, "nested deeper than " + std::to_string(kJsonDepthMax));
        break;
      case ']':
      case '}':
        --depth;
        break;
      default:
        break;
    }
  }
  return ok();
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (Status limits = within_limits(text); !limits) return std::move(limits).error();
  try {
    return Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& error) {  // its text may repeat what was read: not shown
    return refused(error.byte, error.byte > text.size() ? "ends too early" : "not valid");
  } catch (const Json::exception&) {
    return Error{Fault::permanent, "json: a number is out of range"};
  }
}

std::string dump_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string dump_json_pretty(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace);
}

const Json* find(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> text_at(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->get_ref<const std::string&>();
}

std::optional<std::int64_t> int_at(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() > std::uint64_t{INT64_MAX})
    return std::nullopt;
  return value->get<std::int64_t>();
}

std::string text_or(const Json& object, std::string_view key, std::string_view otherwise) {
  const Json* value = find(object, key);
  if (value == nullptr || !value->is_string()) return std::string(otherwise);
  return value->get_ref<const std::string&>();
}

std::int64_t int_or(const Json& object, std::string_view key, std::int64_t otherwise) {
  return int_at(object, key).value_or(otherwise);
}

bool bool_or(const Json& object, std::string_view key, bool otherwise) {
  const Json* value = find(object, key);
  return value == nullptr || !value->is_boolean() ? otherwise : value->get<bool>();
}

}  // namespace closemap
