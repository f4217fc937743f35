// Which addresses are nobody's business to dial: everything that is not public unicast (T2).
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstring>

#include "connectors/http/client.h"

namespace closemap {
namespace {

struct Block4 {
  std::uint32_t network;
  int bits;
};
// IANA special-purpose registry, IPv4.
constexpr std::array<Block4, 15> kPrivate4{{{0x00000000, 8},
                                            {0x0A000000, 8},
                                            {0x64400000, 10},
                                            {0x7F000000, 8},
                                            {0xA9FE0000, 16},
                                            {0xAC100000, 12},
                                            {0xC0000000, 24},
                                            {0xC0000200, 24},
                                            {0xC0586300, 24},
                                            {0xC0A80000, 16},
                                            {0xC6120000, 15},
                                            {0xC6336400, 24},
                                            {0xCB007100, 24},
                                            {0xE0000000, 4},
                                            {0xF0000000, 4}}};

using Bytes6 = std::array<std::uint8_t, 16>;
struct Block6 {
  std::array<std::uint8_t, 8> network;
  int bits;
};
// Everything outside 2000::/3 is refused anyway; these lie inside it.
constexpr std::array<Block6, 3> kPrivate6{{{{0x20, 0x01, 0x0D, 0xB8}, 32},    // documentation
                                           {{0x20, 0x01, 0x00, 0x00}, 23},    // Teredo, ORCHID …
                                           {{0x3F, 0xFF, 0x00, 0x00}, 20}}};  // documentation

bool private4(std::uint32_t address) {
  for (const Block4& block : kPrivate4)
    if ((address >> (32 - block.bits)) == (block.network >> (32 - block.bits))) return true;
  return false;
}

std::uint32_t word(const Bytes6& bytes, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = (out << 8U) | bytes[at + i];
  return out;
}

bool in_block(const Bytes6& bytes, const Block6& block) {
  for (int bit = 0; bit < block.bits; ++bit) {
    const auto index = static_cast<std::size_t>(bit / 8);
    const unsigned mask = 0x80U >> static_cast<unsigned>(bit % 8);
    if (((bytes[index] ^ block.network[index]) & mask) != 0) return false;
  }
  return true;
}

bool private6(const Bytes6& bytes) {
  const std::uint32_t first = word(bytes, 0);
  const bool leading_zero = first == 0 && word(bytes, 4) == 0;
  if (leading_zero && word(bytes, 8) == 0x0000FFFF) return private4(word(bytes, 12));  // v4-mapped
  if (first == 0x0064FF9B && word(bytes, 4) == 0 && word(bytes, 8) == 0)
    return private4(word(bytes, 12));  // NAT64
  if ((bytes[0] & 0xE0U) != 0x20U) return true;
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return private4(word(bytes, 2));  // 6to4
  for (const Block6& block : kPrivate6)
    if (in_block(bytes, block)) return true;
  return false;
}

}  // namespace

bool private_address(const void* sockaddr) {
  sa_family_t family = AF_UNSPEC;
  std::memcpy(&family, static_cast<const char*>(sockaddr) + offsetof(struct sockaddr, sa_family),
              sizeof family);
  if (family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, sockaddr, sizeof in);
    return private4(ntohl(in.sin_addr.s_addr));
  }
  if (family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, sockaddr, sizeof in);
    Bytes6 bytes{};
    std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
    return private6(bytes);
  }
  return true;
}

}  // namespace closemap
