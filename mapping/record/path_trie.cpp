// The trie of wanted paths with a small hash table a node.
#include "mapping/record/path_trie.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "mapping/core/json.h"

namespace closemap {
namespace {

bool ascii_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool high(char c) { return static_cast<unsigned char>(c) >= 0x80; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// Length, first and last eight bytes: enough to tell the keys of one object apart, equality
// decides.
std::uint32_t key_hash(std::string_view key) {
  std::uint64_t head = 0, tail = 0;
  if (key.size() >= 8) {
    std::memcpy(&head, key.data(), 8);
    std::memcpy(&tail, key.data() + key.size() - 8, 8);
  } else {
    for (const char c : key) head = (head << 8U) | static_cast<unsigned char>(c);
  }
  std::uint64_t h = (head ^ (key.size() * 0x9e3779b97f4a7c15ULL)) * 0xff51afd7ed558ccdULL;
  h ^= h >> 32U;
  h = (h ^ tail) * 0xc4ceb9fe1a85ec53ULL;
  return static_cast<std::uint32_t>(h >> 32U);
}

}  // namespace

std::string loose_key(std::string_view key) {
  std::string out;
  for (const char c : key)
    if (ascii_letter_or_digit(c) || high(c)) out.push_back(lower(c));
  return out;
}

std::string snake_key(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (ascii_letter_or_digit(c) || high(c))
      out.push_back(lower(c));
    else if (!out.empty() && out.back() != '_')
      out.push_back('_');
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

Result<std::vector<std::string>> path_segments(std::string_view path) {
  const auto bad = [&](std::string_view why) {
    return Error{Fault::config, "path \"" + std::string(path) + "\" " + std::string(why)};
  };
  if (path.empty()) return bad("is empty: name a key, or a pointer such as /account/name");
  if (path.find('\\') != std::string_view::npos) return bad("has a backslash");
  if (path.front() != '/') return std::vector<std::string>{std::string(path)};
  std::vector<std::string> segments;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '/') {
      segments.emplace_back();
    } else if (path[i] == '~') {
      const char code = i + 1 < path.size() ? path[i + 1] : '\0';
      if (code != '0' && code != '1') return bad("is no json pointer: write ~0 for ~ and ~1 for /");
      segments.back().push_back(code == '0' ? '~' : '/');
      ++i;
    } else {
      segments.back().push_back(path[i]);
    }
  }
  if (segments.size() > static_cast<std::size_t>(kJsonDepthMax)) return bad("is deeper than 64");
  return segments;
}

PathTrie::PathTrie(bool loose_keys) : loose_(loose_keys), nodes_(1) {}

int PathTrie::add(const std::vector<std::string>& segments) {
  int node = 0;
  for (std::size_t depth = 0; depth < segments.size(); ++depth) {
    const std::string key = loose_ && depth == 0 ? loose_key(segments[depth]) : segments[depth];
    int next = kNone;
    for (const int child : at(node).children)
      if (at(child).key == key) next = child;
    if (next == kNone) {
      next = static_cast<int>(nodes_.size());
      nodes_.emplace_back();
      nodes_.back().key = key;
      nodes_[static_cast<std::size_t>(node)].children.push_back(next);
    }
    node = next;
  }
  Node& leaf = nodes_[static_cast<std::size_t>(node)];
  if (leaf.added == kNone) {
    leaf.added = static_cast<int>(renumbered_.size());
    renumbered_.push_back(kNone);
  }
  return leaf.added;
}

void PathTrie::number(int index, int& next) {
  nodes_[static_cast<std::size_t>(index)].first_slot = next;
  if (at(index).added != kNone) {
    renumbered_[static_cast<std::size_t>(at(index).added)] = next;
    nodes_[static_cast<std::size_t>(index)].slot = next++;
  }
  for (const int child : at(index).children) number(child, next);
  nodes_[static_cast<std::size_t>(index)].end_slot = next;
}

void PathTrie::build_table(Node& node) {
  std::size_t size = 2;
  while (size < node.children.size() * 2) size *= 2;
  node.table.assign(size, kNone);
  node.mask = static_cast<std::uint32_t>(size - 1);
  for (const int child : node.children) {
    std::uint32_t i = key_hash(at(child).key) & node.mask;
    while (node.table[i] != kNone) i = (i + 1) & node.mask;
    node.table[i] = child;
  }
}

void PathTrie::finish() {
  int next = 0;
  number(0, next);
  assert(next == slots());
  for (Node& node : nodes_)
    if (!node.children.empty()) build_table(node);
}

int PathTrie::child(int node, std::string_view key) const {
  const Node& parent = at(node);
  if (parent.children.empty()) return kNone;
  for (std::uint32_t i = key_hash(key) & parent.mask;; i = (i + 1) & parent.mask) {
    const std::int32_t candidate = parent.table[i];
    if (candidate == kNone || at(candidate).key == key) return candidate;
  }
}

}  // namespace closemap
