// Which records share a value that could make them one deal: the blocks of domain.md §3.3. Flat
// and linked inside, so that one record is added or taken out without touching the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mapping/core/party.h"

namespace closemap {

using Slot = std::uint32_t;  // place of a record among those of its side

inline constexpr std::size_t kBlockRecordsMax = 500;  // both sides; a larger block says nothing

class BlockTable {
 public:
  void reserve(std::size_t blocks);
  void add(std::uint64_t block, Party side, Slot slot);
  // REQUIRES: added before.
  void remove(std::uint64_t block, Party side, Slot slot);

  // Records of one side in the block, appended to `out`; nothing when the block is over its limit.
  void members(std::uint64_t block, Party side, std::vector<Slot>& out) const;
  std::size_t size(std::uint64_t block) const;  // both sides, over the limit or not

  struct Dropped {
    std::size_t blocks = 0, records = 0;
  };
  Dropped dropped() const;  // blocks over the limit, and memberships in them

 private:
  struct Block {
    std::uint64_t digest = 0;  // 0: empty place
    std::uint32_t count = 0;
    std::uint32_t head[2] = {0, 0};  // 1 + place in posts_; vendor, partner
  };
  struct Post {
    Slot slot = 0;
    std::uint32_t next = 0;
  };
  std::size_t place(std::uint64_t digest) const;
  void grow(std::size_t places);

  std::vector<Block> blocks_;  // open addressing; the size is a power of two
  std::vector<Post> posts_;    // lists; those of removed records are used again
  std::size_t used_ = 0;
  std::uint32_t free_ = 0;
};

}  // namespace closemap
