// HMAC-SHA256 over id, time and body, as Standard Webhooks asks.
#include "connectors/http/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "mapping/core/text.h"

namespace closemap {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kKeyBytesMin = 24;
constexpr std::size_t kKeyBytesMax = 64;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(message), message.size(),
       digest.data(), &length);
  return {reinterpret_cast<const char*>(digest.data()), length};
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes),
                                     static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

void wipe(std::string& text) { OPENSSL_cleanse(text.data(), text.size()); }

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(text),
                                     static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  out.erase(out.size() - padding);
  return out;
}

Result<std::string> sign_webhook(std::string_view secrets, std::string_view id,
                                 std::int64_t unix_secs, std::string_view body) {
  const std::string message =
      std::string(id) + "." + std::to_string(unix_secs) + "." + std::string(body);
  std::string signatures;
  for (const std::string_view secret : split(secrets, ' ')) {
    if (trim(secret).empty()) continue;
    std::optional<std::string> key;
    if (trim(secret).substr(0, kPrefix.size()) == kPrefix)
      key = base64_decode(trim(secret).substr(kPrefix.size()));
    if (!key || key->size() < kKeyBytesMin || key->size() > kKeyBytesMax)
      return Error{Fault::config,
                   "a webhook secret must be whsec_ followed by 24 to 64 random bytes in base64; "
                   "make one with: echo whsec_$(openssl rand -base64 32)"};
    const std::string digest = hmac_sha256(*key, message);
    wipe(*key);
    if (!signatures.empty()) signatures += ' ';
    signatures += "v1," + base64_encode(digest);
  }
  if (signatures.empty()) return Error{Fault::config, "the webhook secret is empty"};
  return signatures;
}

}  // namespace closemap
