// gzip by libdeflate: the output buffer is the cap, so a bomb cannot outgrow it.
#include "connectors/http/gunzip.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>

namespace closemap {
namespace {

// A parser that looks some bytes past the end (simdjson: 64) then needs no copy of the answer.
constexpr std::size_t kReadBeyond = 64;

// What the last member says it unpacks to (RFC 1952 ISIZE); a hint, never trusted beyond the cap.
std::size_t told_size(std::string_view packed) {
  constexpr std::size_t kTrailer = 4;
  std::size_t size = 0;
  for (std::size_t i = 0; packed.size() > kTrailer && i < kTrailer; ++i)
    size |=
        static_cast<std::size_t>(static_cast<unsigned char>(packed[packed.size() - kTrailer + i]))
        << (8 * i);
  return size;
}

}  // namespace

Result<std::string> gunzip(std::string_view packed, std::size_t bytes_max) {
  const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> unpacker(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (!unpacker) return Error{Fault::transient, "out of memory while unpacking"};
  const std::size_t by_ratio =
      packed.size() > bytes_max / kUnpackRatioMax ? bytes_max : packed.size() * kUnpackRatioMax;
  const std::size_t allowed = std::min(bytes_max, std::max(kUnpackFreeBytes, by_ratio));
  std::string out;
  std::size_t used = 0;
  std::size_t room = std::clamp<std::size_t>(told_size(packed), 1, allowed);
  while (!packed.empty()) {
    out.reserve(room + kReadBeyond);
    out.resize(room);
    std::size_t taken = 0;
    std::size_t made = 0;
    const libdeflate_result result =
        libdeflate_gzip_decompress_ex(unpacker.get(), packed.data(), packed.size(),
                                      out.data() + used, room - used, &taken, &made);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE && room < allowed) {
      room = allowed;  // several members, or a lie: try this one again with all there is
      continue;
    }
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
      return Error{Fault::permanent, allowed == bytes_max
                                         ? "the unpacked answer is larger than 8 MiB; ask for "
                                           "smaller pages (page_size)"
                                         : "the answer unpacks to more than 100 times its size"};
    if (result != LIBDEFLATE_SUCCESS)
      return Error{Fault::transient, "the gzip answer is damaged or cut short"};
    used += made;
    packed.remove_prefix(taken);
  }
  out.resize(used);
  return out;
}

}  // namespace closemap
