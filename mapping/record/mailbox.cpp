// Addresses out of cells.
#include "mapping/record/mailbox.h"

#include <algorithm>

#include "mapping/core/text.h"
#include "mapping/record/raw_text.h"

namespace closemap {
namespace {

constexpr std::string_view kBetween = ";,/|<>()\"' \t\r\n";

std::string_view unquoted(std::string_view name) {
  name = trim(name);
  if (name.size() >= 2 && name.front() == name.back() &&
      (name.front() == '"' || name.front() == '\''))
    name = trim(name.substr(1, name.size() - 2));
  return name;
}

}  // namespace

std::optional<Mailbox> mailbox_of(std::string_view text) {
  text = trim(text);
  if (looks_like_email(text)) return Mailbox{{}, to_lower_ascii(text)};
  const std::size_t open = text.find('<');
  if (open == std::string_view::npos || !text.ends_with('>')) return std::nullopt;
  const std::string_view inside = trim(text.substr(open + 1, text.size() - open - 2));
  const std::string_view name = unquoted(text.substr(0, open));
  if (!looks_like_email(inside)) return std::nullopt;
  std::string email = to_lower_ascii(inside);
  if (name.find('@') == std::string_view::npos) return Mailbox{std::string(name), std::move(email)};
  if (to_lower_ascii(name) != email) return std::nullopt;  // two addresses
  return Mailbox{{}, std::move(email)};
}

std::vector<std::string> addresses_in(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(kBetween, at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(kBetween, begin), text.size());
    const std::string_view word = text.substr(begin, at - begin);
    if (!looks_like_email(word)) continue;
    std::string email = to_lower_ascii(word);
    if (std::find(found.begin(), found.end(), email) == found.end())
      found.push_back(std::move(email));
  }
  return found;
}

}  // namespace closemap
