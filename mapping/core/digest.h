// Digests: SHA-256 for chains and keys, a fast 128-bit hash for "did it change".
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace closemap {

using Sha256 = std::array<std::uint8_t, 32>;
Sha256 sha256(std::string_view bytes);  // any thread; throws std::bad_alloc
std::string to_hex(const Sha256& digest);

// Not cryptographic, stable across builds and machines; 128 bits so that "unchanged" is never wrong
// in practice.
struct Hash128 {
  std::uint64_t lo = 0;
  std::uint64_t hi = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};
Hash128 hash128(std::string_view bytes);
std::uint64_t hash64(std::string_view bytes);

}  // namespace closemap
