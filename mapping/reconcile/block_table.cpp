// Open addressing over blocks, linked lists of their records.
#include "mapping/reconcile/block_table.h"

#include <bit>
#include <cassert>

namespace closemap {
namespace {

constexpr std::size_t kPlacesMin = 64;

std::size_t side_index(Party side) { return side == Party::vendor ? 0 : 1; }

}  // namespace

void BlockTable::reserve(std::size_t blocks) {
  grow(std::bit_ceil(blocks + blocks / 2 + 1));
  posts_.reserve(blocks);
}

// Blocks that lost all their records are left behind here.
void BlockTable::grow(std::size_t places) {
  if (places <= blocks_.size()) return;
  std::vector<Block> old(places < kPlacesMin ? kPlacesMin : places);
  old.swap(blocks_);
  used_ = 0;
  for (const Block& block : old) {
    if (block.count == 0) continue;
    blocks_[place(block.digest)] = block;
    ++used_;
  }
}

// Where the block is, or the empty place where it would be.
std::size_t BlockTable::place(std::uint64_t digest) const {
  const std::size_t mask = blocks_.size() - 1;
  std::size_t at = static_cast<std::size_t>(digest ^ (digest >> 32U)) & mask;
  while (blocks_[at].digest != 0 && blocks_[at].digest != digest) at = (at + 1) & mask;
  return at;
}

void BlockTable::add(std::uint64_t digest, Party side, Slot slot) {
  assert(digest != 0);
  if ((used_ + 1) * 3 > blocks_.size() * 2) grow(blocks_.empty() ? kPlacesMin : blocks_.size() * 2);
  Block& block = blocks_[place(digest)];
  if (block.digest == 0) {
    block.digest = digest;
    ++used_;
  }
  std::uint32_t post = free_;
  if (post != 0) {
    free_ = posts_[post - 1].next;
  } else {
    posts_.emplace_back();
    post = static_cast<std::uint32_t>(posts_.size());
  }
  std::uint32_t& head = block.head[side_index(side)];
  posts_[post - 1] = {slot, head};
  head = post;
  ++block.count;
}

void BlockTable::remove(std::uint64_t digest, Party side, Slot slot) {
  Block& block = blocks_[place(digest)];
  std::uint32_t* link = &block.head[side_index(side)];
  while (*link != 0 && posts_[*link - 1].slot != slot) link = &posts_[*link - 1].next;
  assert(*link != 0 && "record was not in the block");
  const std::uint32_t post = *link;
  *link = posts_[post - 1].next;
  posts_[post - 1].next = free_;
  free_ = post;
  --block.count;
}

void BlockTable::members(std::uint64_t digest, Party side, std::vector<Slot>& out) const {
  if (blocks_.empty()) return;
  const Block& block = blocks_[place(digest)];
  if (block.count > kBlockRecordsMax) return;
  for (std::uint32_t post = block.head[side_index(side)]; post != 0; post = posts_[post - 1].next)
    out.push_back(posts_[post - 1].slot);
}

std::size_t BlockTable::size(std::uint64_t digest) const {
  return blocks_.empty() ? 0 : blocks_[place(digest)].count;
}

BlockTable::Dropped BlockTable::dropped() const {
  Dropped dropped;
  for (const Block& block : blocks_) {
    if (block.count <= kBlockRecordsMax) continue;
    ++dropped.blocks;
    dropped.records += block.count;
  }
  return dropped;
}

}  // namespace closemap
