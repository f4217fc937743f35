// Option values: typed getters over checked text.
#include "config/spec.h"

#include <charconv>

namespace closemap {

std::string_view to_text(OptionType type) {
  switch (type) {
    case OptionType::text:
      return "text";
    case OptionType::integer:
      return "integer";
    case OptionType::boolean:
      return "boolean";
    case OptionType::duration:
      return "duration";
    case OptionType::url:
      return "url";
    case OptionType::secret:
      return "secret";
    case OptionType::path:
      return "path";
    case OptionType::email:
      return "email";
    case OptionType::zone:
      return "zone";
    case OptionType::list:
      return "list";
    case OptionType::choice:
      return "choice";
  }
  return "text";
}

std::string Place::text() const {
  if (line == 0) return file;
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

const std::string& OptionValues::text(const std::string& key) const {
  static const std::string none;
  const auto found = values.find(key);
  return found == values.end() ? none : found->second.text;
}

std::int64_t OptionValues::integer(const std::string& key) const {
  const std::string& digits = text(key);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

bool OptionValues::flag(const std::string& key) const { return text(key) == "true"; }

const std::vector<std::string>& OptionValues::list(const std::string& key) const {
  static const std::vector<std::string> none;
  const auto found = values.find(key);
  return found == values.end() ? none : found->second.items;
}

bool OptionValues::has(const std::string& key) const { return values.contains(key); }

}  // namespace closemap
