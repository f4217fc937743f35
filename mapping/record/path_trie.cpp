// The trie of wanted paths with a small hash table a node.
#include "mapping/record/path_trie.h"

#include <algorithm>
#include <cassert>

#include "mapping/core/json.h"

namespace closemap {
namespace {

bool ascii_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool high(char c) { return static_cast<unsigned char>(c) >= 0x80; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

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
    for (const int child : at(node).children_)
      if (at(child).key_ == key) next = child;
    if (next == kNone) {
      next = static_cast<int>(nodes_.size());
      nodes_.emplace_back().key_ = key;
      at(node).children_.push_back(next);
    }
    node = next;
  }
  Node& leaf = at(node);
  if (leaf.added_ == kNone) {
    leaf.added_ = static_cast<int>(renumbered_.size());
    renumbered_.push_back(kNone);
  }
  return leaf.added_;
}

void PathTrie::number(int index, int& next) {
  Node& node = at(index);
  node.first_slot_ = next;
  if (node.added_ != kNone) {
    renumbered_[static_cast<std::size_t>(node.added_)] = next;
    node.slot_ = next++;
  }
  for (const int child : node.children_) number(child, next);
  node.end_slot_ = next;
}

void PathTrie::build_table(Node& node) {
  std::size_t size = 2;
  while (size < node.children_.size() * 2) size *= 2;
  node.table_.assign(size, {});
  for (const int child : node.children_) {
    const Sign sign = Node::sign_of(at(child).key_);
    std::size_t i = sign.hash() & (size - 1);
    while (node.table_[i].node != kNone) i = (i + 1) & (size - 1);
    node.table_[i] = {sign, child};
  }
}

void PathTrie::finish() {
  int next = 0;
  number(0, next);
  assert(next == slots());
  for (Node& node : nodes_)
    if (node.has_children()) build_table(node);
}

}  // namespace closemap
