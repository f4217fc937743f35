// The paths of a field map as a trie: one forward pass over a record finds them all, in any order.
#pragma once

#include <cstdint>
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

// Build with add() and finish(), then read-only. Node 0 is the record itself.
class PathTrie {
 public:
  static constexpr int kNone = -1;

  explicit PathTrie(bool loose_keys);
  // Slot of this path; the same path gives the same slot. REQUIRES: before finish().
  int add(const std::vector<std::string>& segments);
  // Numbers the slots depth first and builds the hash tables; `slot` arguments of add() are
  // renumbered by slot_of().
  void finish();
  int slot_of(int added) const { return renumbered_[static_cast<std::size_t>(added)]; }

  int slots() const { return static_cast<int>(renumbered_.size()); }
  bool loose() const { return loose_; }
  int child(int node, std::string_view key) const;  // kNone when nobody wants it
  int slot(int node) const { return at(node).slot; }
  bool has_children(int node) const { return !at(node).children.empty(); }
  // Slots below and at a node are one range, emptied when the key comes again (last one wins).
  int first_slot(int node) const { return at(node).first_slot; }
  int end_slot(int node) const { return at(node).end_slot; }

 private:
  struct Node {
    std::string key;
    int added = kNone, slot = kNone;
    int first_slot = 0, end_slot = 0;
    std::vector<int> children;
    std::vector<std::int32_t> table;  // open addressing, power of two, node or kNone
    std::uint32_t mask = 0;
  };
  const Node& at(int node) const { return nodes_[static_cast<std::size_t>(node)]; }
  void number(int node, int& next);
  void build_table(Node& node);

  bool loose_;
  std::vector<Node> nodes_;
  std::vector<int> renumbered_;
};

}  // namespace closemap
