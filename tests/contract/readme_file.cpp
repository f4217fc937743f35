// Reading Markdown line by line: enough for files of one skeleton.
#include "tests/contract/readme_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "mapping/core/text.h"

namespace closemap::test {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kLevelTwo = "## ";

fs::path connectors() { return fs::path(CLOSEMAP_SOURCE_DIR) / "connectors"; }

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Two literals with only blanks and line ends between them are one text.
std::string joined(std::string_view code) {
  std::string out;
  while (!code.empty()) {
    const std::size_t next = code.find_first_not_of(" \n", 1);
    if (code.front() == '"' && next != std::string_view::npos && next > 1 && code[next] == '"') {
      code.remove_prefix(next + 1);
      continue;
    }
    out += code.front();
    code.remove_prefix(1);
  }
  return out;
}

// A bar that is part of a cell is written \|.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '|' && line[i - 1] != '\\') {
      cells.emplace_back(trim(cell));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  return cells;
}

}  // namespace

ReadmeFile ReadmeFile::of(std::string_view connector) {
  const fs::path path = connectors() / connector / "README.md";
  return {path.string(), read(path)};
}

std::vector<std::string> ReadmeFile::headings() const {
  std::vector<std::string> found;
  for (const std::string_view line : split(text, '\n'))
    if (line.starts_with(kLevelTwo)) found.emplace_back(line.substr(kLevelTwo.size()));
  return found;
}

std::string ReadmeFile::section(std::string_view heading) const {
  std::string out;
  bool inside = false;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with(kLevelTwo)) {
      inside = line.substr(kLevelTwo.size()) == heading;
    } else if (inside) {
      out += std::string(line) + "\n";
    }
  }
  return out;
}

std::vector<std::vector<std::string>> ReadmeFile::table(std::string_view heading) const {
  std::vector<std::vector<std::string>> rows;
  const std::string text_of_section = section(heading);
  for (const std::string_view line : split(text_of_section, '\n'))
    if (line.starts_with("|")) rows.push_back(cells_of(line));
  rows.erase(rows.begin(), rows.begin() + std::min<std::ptrdiff_t>(2, std::ssize(rows)));
  return rows;
}

std::string ReadmeFile::option_table() const {
  std::string out;
  const std::string configuration = section("Configuration");
  for (const std::string_view line : split(configuration, '\n'))
    if (line.starts_with("|")) out += std::string(line) + "\n";
  return out;
}

void ReadmeFile::write_option_table(std::string_view table) const {
  std::string changed = text;
  const std::string old = option_table();
  const std::size_t at = old.empty() ? std::string::npos : changed.find(old);
  if (at == std::string::npos) return;
  changed.replace(at, old.size(), table);
  std::ofstream(path, std::ios::binary) << changed;
}

const std::string& sources() {
  static const std::string all = [] {
    std::string text;
    for (const char* layer : {"mapping", "connectors", "daemon"})
      for (const auto& entry :
           fs::recursive_directory_iterator(fs::path(CLOSEMAP_SOURCE_DIR) / layer))
        if (entry.path().extension() == ".cpp") text += read(entry.path());
    return joined(text);
  }();
  return all;
}

}  // namespace closemap::test
