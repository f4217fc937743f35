// Bad configurations and the exact words closemap check says about them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/config/fake_shapes.h"

namespace closemap {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(CLOSEMAP_SOURCE_DIR) / "tests/golden/config";
// A line of its own within a .toml: what follows is the next file.
constexpr std::string_view kNextFile = "#--- ";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::pair<std::string, std::string>> files_of(const fs::path& path) {
  std::vector<std::pair<std::string, std::string>> out{{"closemap.toml", ""}};
  std::istringstream lines(read(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kNextFile))
      out.emplace_back(line.substr(kNextFile.size()), "");
    else
      out.back().second += line + "\n";
  }
  return out;
}

std::vector<fs::path> cases() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(kFolder))
    if (entry.path().extension() == ".toml" && entry.path().stem() != "example")
      out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

TEST_CASE("L25 every faulty configuration is refused with exactly these words") {
  REQUIRE(cases().size() >= 20);
  for (const fs::path& path : cases()) {
    const Loaded loaded = fake::load(files_of(path));
    const std::string said = fake::problems_text(loaded);
    fs::path expected = path;
    expected.replace_extension(".err");
    if (std::getenv("CLOSEMAP_ACCEPT") != nullptr) {
      std::ofstream(expected, std::ios::binary) << said;
      WARN("accepted " << expected);
      continue;
    }
    INFO(path.filename());
    CHECK(said == read(expected));
    const bool any_error = said.find(": error: ") != std::string::npos;
    CHECK(loaded.settings.has_value() != any_error);
    CHECK(said.find("hunter2") == std::string::npos);  // the secret some of them write down
  }
}

TEST_CASE("the example configuration loads without an error") {
  const Loaded loaded = fake::load({{"closemap.toml", read(kFolder / "example.toml")}});
  CHECK(fake::problems_text(loaded).empty());
  REQUIRE(loaded.settings);
  CHECK(loaded.settings->connectors.size() == 5);
  CHECK(loaded.settings->routes.size() == 3);
}

}  // namespace
}  // namespace closemap
