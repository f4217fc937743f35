// The paths of a field map as a trie: one forward pass over a record finds them all, in any order.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/result.h"

namespace closemap {

// "Close Date" -> "closedate": case, blanks and ASCII punctuation do not count; other bytes stay.
std::string loose_key(std::string_view key);
// "Key Deal-Reg ID" -> "key_deal_reg_id": runs of blanks and punctuation become one underscore.
std::string snake_key(std::string_view key);

// "/a/b~10" -> {"a", "b/0"}; a text without a leading slash is one top-level key.
// Error: empty segment list, "~" not followed by 0 or 1, a backslash, too deep.
Result<std::vector<std::string>> path_segments(std::string_view path);

// Build with add() and finish(), then read-only. The walk over a record reads it key
// by key.
class PathTrie {
 public:
  static constexpr int kNone = -1;

  class Node {
   public:
    int slot() const { return slot_; }  // kNone: nobody wants the value itself
    bool has_children() const { return !children_.empty(); }
    // Slots below and at a node are one range, emptied when the key comes again (last one wins).
    int first_slot() const { return first_slot_; }
    int end_slot() const { return end_slot_; }

   private:
    friend class PathTrie;
    // Length, first and last eight bytes: all of a key of up to sixteen.
    struct Sign {
      std::uint64_t head = 0, tail = 0;
      std::size_t size = 0;
      friend bool operator==(const Sign&, const Sign&) = default;
      std::size_t hash() const {
        const std::uint64_t h = (head ^ (tail * 0x9e3779b97f4a7c15ULL)) + size;
        return static_cast<std::size_t>((h * 0xff51afd7ed558ccdULL) >> 32U);
      }
    };
    struct Entry {
      Sign sign;
      int node = kNone;
    };
    static Sign sign_of(std::string_view key);

    std::string key_;
    int added_ = kNone, slot_ = kNone;
    int first_slot_ = 0, end_slot_ = 0;
    std::vector<int> children_;
    std::vector<Entry> table_;  // open addressing, power of two, half of it empty
  };

  explicit PathTrie(bool loose_keys);
  // Slot of this path; the same path gives the same slot. REQUIRES: before finish().
  int add(const std::vector<std::string>& segments);
  // Numbers the slots depth first and builds the hash tables; `slot` arguments of add() are
  // renumbered by slot_of().
  void finish();
  int slot_of(int added) const { return renumbered_[static_cast<std::size_t>(added)]; }

  int slots() const { return static_cast<int>(renumbered_.size()); }
  bool loose() const { return loose_; }
  const Node& root() const { return nodes_.front(); }  // the record itself
  // nullptr when nobody wants it.
  const Node* child(const Node& node, std::string_view key) const;

 private:
  using Sign = Node::Sign;
  Node& at(int node) { return nodes_[static_cast<std::size_t>(node)]; }
  void number(int node, int& next);
  void build_table(Node& node);

  bool loose_;
  std::vector<Node> nodes_;
  std::vector<int> renumbered_;
};

inline PathTrie::Sign PathTrie::Node::sign_of(std::string_view key) {
  const auto load = [](auto word, const char* bytes) -> std::uint64_t {
    std::memcpy(&word, bytes, sizeof word);
    return word;
  };
  const char* const end = key.data() + key.size();
  if (key.size() >= 8)
    return {load(std::uint64_t{}, key.data()), load(std::uint64_t{}, end - 8), key.size()};
  if (key.size() >= 4)
    return {load(std::uint32_t{}, key.data()), load(std::uint32_t{}, end - 4), key.size()};
  Sign sign{0, 0, key.size()};
  for (const char c : key) sign.head = (sign.head << 8U) | static_cast<unsigned char>(c);
  return sign;
}

// Here, so that the walk over a record has it in its loop.
inline const PathTrie::Node* PathTrie::child(const Node& node, std::string_view key) const {
  if (node.table_.empty()) return nullptr;
  const Sign sign = Node::sign_of(key);
  const Node::Entry* const table = node.table_.data();
  const std::size_t mask = node.table_.size() - 1;
  for (std::size_t i = sign.hash() & mask; table[i].node != kNone; i = (i + 1) & mask) {
    if (table[i].sign != sign) continue;
    const Node& found = nodes_[static_cast<std::size_t>(table[i].node)];
    if (sign.size <= 16 || found.key_ == key) return &found;
  }
  return nullptr;
}

}  // namespace closemap
