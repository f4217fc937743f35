// One value against its option: kind, form and limits.
#include <fmt/format.h>

#include <charconv>

#include "config/read_options.h"
#include "config/secret.h"
#include "mapping/core/instant.h"
#include "mapping/core/text.h"
#include "mapping/core/url.h"

namespace closemap {

namespace {

using Value = OptionValues::Value;
using Kind = TomlNode::Kind;

std::string name_of(const Option& option) { return in_quotes(option.key); }

void wrong_kind(const TomlNode& node, const Option& option, std::string_view wanted,
                Problems& problems) {
  problems.error(node.place, fmt::format("{} must be {}, not {}", name_of(option), wanted,
                                         kind_words(node.kind)));
}

std::optional<Value> read_integer(const TomlNode& node, const Option& option, Problems& problems) {
  if (node.kind != Kind::integer) {
    wrong_kind(node, option, "a whole number", problems);
    return std::nullopt;
  }
  if (node.integer < option.min || node.integer > option.max) {
    problems.error(node.place,
                   option.max == INT64_MAX
                       ? fmt::format("{} must be at least {}, not {}", name_of(option), option.min,
                                     node.integer)
                       : fmt::format("{} must be from {} to {}, not {}", name_of(option),
                                     option.min, option.max, node.integer));
    return std::nullopt;
  }
  return Value{std::to_string(node.integer), {}, true, node.place};
}

std::optional<Value> read_boolean(const TomlNode& node, const Option& option, Problems& problems) {
  if (node.kind != Kind::boolean) {
    wrong_kind(node, option, "true or false", problems);
    return std::nullopt;
  }
  return Value{node.boolean ? "true" : "false", {}, true, node.place};
}

std::optional<Value> read_list(const TomlNode& node, const Option& option, Problems& problems) {
  if (node.kind != Kind::list) {
    wrong_kind(node, option, "a list such as [\"a\", \"b\"]", problems);
    return std::nullopt;
  }
  Value value{{}, {}, true, node.place};
  const std::vector<std::string> choices = choices_of(option);
  bool good = true;
  for (const TomlNode& item : node.items) {
    if (item.kind != Kind::text && item.kind != Kind::date) {
      problems.error(item.place, fmt::format("{} must hold texts only, not {}", name_of(option),
                                             kind_words(item.kind)));
      good = false;
    } else if (!choices.empty() &&
               std::find(choices.begin(), choices.end(), item.text) == choices.end()) {
      problems.error(item.place,
                     fmt::format("{} takes {}, not {}{}", name_of(option), join(choices, ", "),
                                 in_quotes(item.text), suggestion(item.text, choices)));
      good = false;
    } else {
      value.items.push_back(item.text);
    }
  }
  if (!good) return std::nullopt;
  if (option.required && value.items.empty()) {
    problems.error(node.place, name_of(option) + " must not be empty");
    return std::nullopt;
  }
  value.text = join(value.items, ", ");
  return value;
}

// What may stand before ://.
std::vector<std::string> schemes_of(const Option& option) {
  std::vector<std::string> schemes = choices_of(option);
  return schemes.empty() ? std::vector<std::string>{"https", "http"} : schemes;
}

// Empty when `text` is an address that a connector may be sent to (reliability.md T1).
std::string url_objection(std::string_view text, const Option& option) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0)
    return "must be an address such as \"https://crm.example.com\"";
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f)
      return "must not contain blanks or control characters";
  const std::string_view rest = text.substr(colon + 3);
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  if (host.find('@') != std::string_view::npos)
    return "must not contain a user or a password; there are options for these";
  if (host.empty() || host.front() == ':') return "must name a host after ://";
  const std::vector<std::string> schemes = schemes_of(option);
  const std::string scheme = to_lower_ascii(text.substr(0, colon));
  if (std::find(schemes.begin(), schemes.end(), scheme) == schemes.end())
    return "must begin with " + join(schemes, ":// or ") + "://, not " + in_quotes(scheme);
  const Result<Url> url = parse_url(text);
  return url ? std::string() : "is an " + url.error().what;
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '<' || c == '>' || c == ',')
      return false;
  return true;
}

// Checks a written text; `shown` is the value for messages. Returns what to store.
std::optional<std::string> check_text(const TomlNode& node, const Option& option,
                                      Problems& problems) {
  const auto refuse = [&](std::string why) {
    problems.error(node.place, name_of(option) + " " + std::move(why));
    return std::nullopt;
  };
  const std::string& text = node.text;
  switch (option.type) {
    case OptionType::duration: {
      const std::int64_t ms = parse_duration_ms(text);
      if (ms < 0)
        return refuse("must be a duration such as \"5m\" or \"1h30m\", not " + in_quotes(text));
      if (ms < option.min)
        return refuse(fmt::format("must be at least {}, not {}", duration_text(option.min), text));
      if (ms > option.max)
        return refuse(fmt::format("must be at most {}, not {}", duration_text(option.max), text));
      return std::to_string(ms);
    }
    case OptionType::url: {
      const std::string why = url_objection(text, option);
      if (!why.empty()) return refuse(why);
      return text;
    }
    case OptionType::secret: {
      const Result<SecretRef> ref = parse_secret_ref(text);
      if (!ref) return refuse(ref.error().what);
      return ref->text();
    }
    case OptionType::path:
      if (text.front() != '/')
        return refuse("must be a path from the root, not " + in_quotes(text));
      return text;
    case OptionType::email:
      if (!is_email(text)) return refuse("must be an e-mail address, not " + in_quotes(text));
      return to_lower_ascii(text);
    case OptionType::zone:
      if (!Zone::find(text))
        return refuse("must be a zone name such as \"Europe/Berlin\"; " + in_quotes(text) +
                      " is not in the zone database");
      return text;
    case OptionType::choice: {
      const std::vector<std::string> choices = choices_of(option);
      if (std::find(choices.begin(), choices.end(), text) == choices.end())
        return refuse(fmt::format("must be {}, not {}{}", join(choices, ", "), in_quotes(text),
                                  suggestion(text, choices)));
      return text;
    }
    default:
      return text;
  }
}

TomlNode node_of_default(const Option& option, const Place& place) {
  TomlNode node;
  node.place = place;
  node.kind = Kind::text;
  node.text = std::string(option.fallback);
  if (option.type == OptionType::integer) {
    node.kind = Kind::integer;
    std::from_chars(node.text.data(), node.text.data() + node.text.size(), node.integer);
  } else if (option.type == OptionType::boolean) {
    node.kind = Kind::boolean;
    node.boolean = option.fallback == "true";
  } else if (option.type == OptionType::list) {
    node.kind = Kind::list;
    for (std::string& item : list_items(option.fallback)) {
      TomlNode text;
      text.kind = Kind::text;
      text.place = place;
      text.text = std::move(item);
      node.items.push_back(std::move(text));
    }
  }
  return node;
}

}  // namespace

std::vector<std::string> choices_of(const Option& option) {
  std::vector<std::string> out;
  if (option.choices.empty()) return out;
  for (const std::string_view choice : split(option.choices, '|')) out.emplace_back(choice);
  return out;
}

std::vector<std::string> list_items(std::string_view text) {
  std::string_view inner = trim(text);
  if (inner.starts_with('[') && inner.ends_with(']')) inner = inner.substr(1, inner.size() - 2);
  std::vector<std::string> out;
  for (std::string_view item : split(inner, ',')) {
    item = trim(item);
    if (item.size() >= 2 && item.front() == '"' && item.back() == '"')
      item = item.substr(1, item.size() - 2);
    if (!item.empty()) out.emplace_back(item);
  }
  return out;
}

std::optional<Value> read_value(const TomlNode& node, const Option& option, Problems& problems) {
  switch (option.type) {
    case OptionType::integer:
      return read_integer(node, option, problems);
    case OptionType::boolean:
      return read_boolean(node, option, problems);
    case OptionType::list:
      return read_list(node, option, problems);
    default:
      break;
  }
  if (node.kind != Kind::text) {
    wrong_kind(node, option,
               option.type == OptionType::duration ? "a duration such as \"5m\"" : "a text",
               problems);
    return std::nullopt;
  }
  if (node.text.empty()) {
    if (!option.required) return Value{{}, {}, false, node.place};
    problems.error(node.place, name_of(option) + " must not be empty");
    return std::nullopt;
  }
  if (node.text.find('\0') != std::string::npos) {
    problems.error(node.place, name_of(option) + " must not contain a zero character");
    return std::nullopt;
  }
  const std::optional<std::string> text = check_text(node, option, problems);
  if (!text) return std::nullopt;
  return Value{*text, {}, true, node.place};
}

std::optional<Value> default_of(const Option& option, Problems& problems, const Place& place) {
  if (option.fallback.empty()) return std::nullopt;
  std::optional<Value> value = read_value(node_of_default(option, place), option, problems);
  if (value) value->given = false;
  return value;
}

std::string toml_quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04X}", int{static_cast<unsigned char>(c)});
    else
      out += c;
  }
  return out + "\"";
}

std::string toml_text(const Option& option, const Value& value) {
  switch (option.type) {
    case OptionType::integer:
    case OptionType::boolean:
      return value.text;
    case OptionType::duration:
      return toml_quote(duration_text(std::stoll(value.text)));
    case OptionType::list: {
      std::vector<std::string> items;
      for (const std::string& item : value.items) items.push_back(toml_quote(item));
      return "[" + join(items, ", ") + "]";
    }
    default:
      return toml_quote(value.text);
  }
}

}  // namespace closemap
