// The grammar of e-mail addresses, character by character.
#include "connectors/api/address.h"

#include <algorithm>
#include <vector>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::size_t kLocalPartMax = 64;
constexpr std::size_t kDomainMax = 253;
constexpr std::size_t kLabelMax = 63;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool atom_char(char c) {
  return letter(c) || digit(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool valid_local(std::string_view local) {
  if (local.empty() || local.size() > kLocalPartMax) return false;
  for (const std::string_view atom : split(local, '.'))
    if (atom.empty() || !std::all_of(atom.begin(), atom.end(), atom_char)) return false;
  return true;
}

bool valid_label(std::string_view label) {
  return !label.empty() && label.size() <= kLabelMax && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
           return letter(c) || digit(c) || c == '-';
         });
}

bool valid_domain(std::string_view domain) {
  if (domain.size() > kDomainMax) return false;
  if (to_lower_ascii(domain) == "localhost") return true;
  const std::vector<std::string_view> labels = split(domain, '.');
  if (labels.size() < 2 || !std::all_of(labels.begin(), labels.end(), valid_label)) return false;
  return !std::all_of(labels.back().begin(), labels.back().end(), digit);
}

}  // namespace

bool valid_address(std::string_view address) {
  const std::size_t at = address.find('@');
  return at != std::string_view::npos && valid_local(address.substr(0, at)) &&
         valid_domain(address.substr(at + 1));
}

std::string address_domain(std::string_view address) {
  return to_lower_ascii(address.substr(address.find('@') + 1));
}

}  // namespace closemap
