// Exact-value search for secrets in every spelling we know a server to echo.
#include "connectors/http/redactor.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "connectors/http/signature.h"

namespace closemap {
namespace {

constexpr std::size_t kSearchableMin = 4;
constexpr std::string_view kMask = "<secret>";

std::string percent(std::string_view text, std::string_view hex) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    const auto byte = static_cast<unsigned char>(c);
    if (plain)
      out += c;
    else
      out.append({'%', hex[byte >> 4U], hex[byte & 0xFU]});
  }
  return out;
}

std::string with_backslashes(std::string_view text, std::string_view before) {
  std::string out;
  for (const char c : text) {
    if (before.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

Redactor::~Redactor() {
  for (std::string& value : values_) OPENSSL_cleanse(value.data(), value.size());
}

void Redactor::add(std::string value) {
  if (std::find(values_.begin(), values_.end(), value) != values_.end()) return;
  const auto at = std::find_if(values_.begin(), values_.end(), [&](const std::string& other) {
    return other.size() < value.size();
  });
  values_.insert(at, std::move(value));
}

void Redactor::learn(std::string_view secret) {
  if (secret.empty()) return;
  if (secret.size() < kSearchableMin) {
    short_ = true;
    return;
  }
  add(std::string(secret));
  add(percent(secret, "0123456789ABCDEF"));
  add(percent(secret, "0123456789abcdef"));
  add(with_backslashes(secret, "\"\\"));
  add(with_backslashes(secret, "\"\\/"));
  add(base64_encode(secret));
}

std::string Redactor::clean(std::string_view text) const {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const auto hit = std::find_if(values_.begin(), values_.end(), [&](const std::string& value) {
      return rest.substr(0, value.size()) == value;
    });
    if (hit == values_.end()) {
      out += text[i++];
    } else {
      out += kMask;
      i += hit->size();
    }
  }
  return out;
}

}  // namespace closemap
