// Tables for people: aligned columns, terminal-safe cells.
#pragma once

#include <string>
#include <vector>

namespace closemap {

class Table {
 public:
  explicit Table(std::vector<std::string> headings);
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.size() == 1; }
  std::string text() const;  // ends with a newline

 private:
  std::vector<std::vector<std::string>> rows_;
};

// Code points, good enough for the names and titles that stand in tables.
std::size_t width_of(const std::string& text);

}  // namespace closemap
