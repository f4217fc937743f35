// The length in four bytes, little-endian, then one LZ4 block.
#include "daemon/store/packed_text.h"

#include <lz4.h>

#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <memory>

namespace closemap {
namespace {

using Length = std::uint32_t;

static_assert(std::endian::native == std::endian::little, "lengths lie in the file as they are");
static_assert(kPackedTextMax <= LZ4_MAX_INPUT_SIZE);
constexpr std::size_t kRatioMax = 255;  // LZ4 cannot shrink further: a longer text is a lie

}  // namespace

std::string pack_text(std::string_view text) {
  assert(text.size() <= kPackedTextMax);
  const auto length = static_cast<Length>(text.size());
  const int size = static_cast<int>(text.size());
  const int room = LZ4_compressBound(size);
  const auto room_for = [](int bytes) { return sizeof length + static_cast<std::size_t>(bytes); };
  const auto buffer = std::make_unique_for_overwrite<char[]>(room_for(room));
  std::memcpy(buffer.get(), &length, sizeof length);
  const int used = LZ4_compress_default(text.data(), buffer.get() + sizeof length, size, room);
  return {buffer.get(), room_for(used)};
}

std::optional<std::string> unpack_text(std::string_view packed) {
  Length length = 0;
  if (packed.size() < sizeof length) return std::nullopt;
  std::memcpy(&length, packed.data(), sizeof length);
  packed.remove_prefix(sizeof length);
  if (packed.size() > kPackedTextMax || length > packed.size() * kRatioMax) return std::nullopt;
  std::string text(length, '\0');
  const int used = LZ4_decompress_safe(packed.data(), text.data(), static_cast<int>(packed.size()),
                                       static_cast<int>(length));
  if (used < 0 || static_cast<Length>(used) != length) return std::nullopt;
  return text;
}

}  // namespace closemap
