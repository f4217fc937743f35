// Digests: SHA-256 by OpenSSL; the fast hash is two multiply-and-fold lanes of our own.
#include "mapping/core/digest.h"

#include <openssl/evp.h>

#include <bit>
#include <cstring>
#include <new>

namespace closemap {
namespace {

__extension__ using Wide = unsigned __int128;

// Odd constants of the public wyhash and murmur3 families.
constexpr std::uint64_t kA = 0xa0761d6478bd642fULL;
constexpr std::uint64_t kB = 0xe7037ed1a0b428dbULL;
constexpr std::uint64_t kC = 0x8ebc6af09c88c6e3ULL;
constexpr std::uint64_t kD = 0x589965cc75374cc3ULL;

std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

// Eight bytes as a little-endian number on every machine.
std::uint64_t word(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
  return value;
}

std::uint64_t scatter(std::uint64_t x) {
  x = (x ^ (x >> 33U)) * 0xff51afd7ed558ccdULL;
  x = (x ^ (x >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33U);
}

// Every 16 bytes go through both lanes, so that one lane's blind spots are seen by the other.
struct Lanes {
  std::uint64_t s = kA, t = kB;
  void mix(std::uint64_t a, std::uint64_t b) {
    s = fold(a ^ kC, b ^ s) + std::rotl(s, 23);
    t = fold(a ^ t, b ^ kD) ^ std::rotl(t, 41);
  }
};

}  // namespace

Sha256 sha256(std::string_view bytes) {
  // Fetching the algorithm and making a context costs four times what a short text does.
  struct Hasher {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    Hasher() = default;
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;
    ~Hasher() {
      EVP_MD_CTX_free(context);
      EVP_MD_free(algorithm);
    }
  };
  thread_local const Hasher hasher;
  Sha256 out{};
  unsigned int length = 0;
  const bool done = hasher.context != nullptr && hasher.algorithm != nullptr &&
                    EVP_DigestInit_ex2(hasher.context, hasher.algorithm, nullptr) == 1 &&
                    EVP_DigestUpdate(hasher.context, bytes.data(), bytes.size()) == 1 &&
                    EVP_DigestFinal_ex(hasher.context, out.data(), &length) == 1;
  if (!done) throw std::bad_alloc();  // SHA-256 fails only without memory
  return out;
}

std::string to_hex(const Sha256& digest) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text(digest.size() * 2, '\0');
  for (std::size_t i = 0; i < digest.size(); ++i) {
    text[2 * i] = kHex[digest[i] >> 4U];
    text[2 * i + 1] = kHex[digest[i] & 0xFU];
  }
  return text;
}

Hash128 hash128(std::string_view bytes) {
  Lanes lanes;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 16; at += 16, left -= 16) lanes.mix(word(at), word(at + 8));
  if (left > 0) {
    char tail[16] = {};
    std::memcpy(tail, at, left);
    lanes.mix(word(tail), word(tail + 8));
  }
  std::uint64_t lo = lanes.s ^ bytes.size();
  std::uint64_t hi = lanes.t ^ bytes.size();
  lo += hi;
  hi += lo;
  lo = scatter(lo);
  hi = scatter(hi);
  lo += hi;
  hi += lo;
  return Hash128{lo, hi};
}

std::uint64_t hash64(std::string_view bytes) { return hash128(bytes).lo; }

}  // namespace closemap
