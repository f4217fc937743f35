// closemap_vectors DIR: runs every vector file of a directory; the number a name starts with
// chooses its shape.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "tests/vectors/shapes.h"

namespace closemap::vectors {
namespace {

constexpr std::string_view kMore =
    "_cases";  // "K_cases": a list of what key K holds (domain.md §8)

const std::map<std::string, Shape>& shapes() {
  static const std::map<std::string, Shape> all{
      {"01", calendar_shape()},   {"02", plan_cases_shape()},  {"03", story_shape()},
      {"04", plan_cases_shape()}, {"05", week_shape()},        {"06", single_plan_shape()},
      {"07", graph_shape()},      {"08", uncertainty_shape()}, {"09", earned_shape()},
      {"10", identity_shape()},   {"11", merge_shape()},       {"12", signal_shape()},
      {"12b", lifecycle_shape()}, {"13", escalation_shape()},  {"14", metrics_shape()},
      {"15", money_shape()},      {"16", interop_shape()},     {"17", schema_shape()}};
  return all;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw std::runtime_error("cannot be read");
  return text.str();
}

Json parsed(const std::string& text) {
  Result<Json> json = parse_json(text);
  if (!json) throw std::runtime_error(json.error().what);
  return std::move(*json);
}

void run_case(Checks& checks, const std::string& name, const Handler& handler, const Json& one,
              const Json& file) {
  checks.start_case(one.is_object() ? name + " " + text_or(one, "name", text_or(one, "op")) : name);
  try {
    handler(checks, one, file);
  } catch (const std::exception& error) {
    checks.fail("case", error.what());
  }
  checks.end_case();
}

// A key holds one object or a list of them.
void run_key(Checks& checks, const std::string& name, const Handler& handler, const Json& value,
             const Json& file) {
  if (!value.is_array()) return run_case(checks, name, handler, value, file);
  for (std::size_t i = 0; i < value.size(); ++i)
    run_case(checks, name + "[" + std::to_string(i) + "]", handler, value[i], file);
}

// A file that is a list holds its cases.
void run_file(Checks& checks, const Shape& shape, const Json& file) {
  if (file.is_array()) return run_file(checks, shape, Json{{"cases", file}});
  if (!file.is_object()) throw std::runtime_error("is no object");
  for (const auto& [key, value] : file.items()) {
    auto known = shape.keys.find(key);
    bool more = false;
    if (known == shape.keys.end() && key.size() > kMore.size() &&
        key.compare(key.size() - kMore.size(), kMore.size(), kMore) == 0) {
      known = shape.keys.find(key.substr(0, key.size() - kMore.size()));
      more = true;
    }
    if (known == shape.keys.end()) {
      checks.start_case("file");
      checks.fail(key, "unknown field");
      checks.end_case();
    } else if (known->second && more) {
      for (std::size_t i = 0; i < value.size(); ++i)
        run_key(checks, key + "[" + std::to_string(i) + "]", known->second, value.at(i), file);
    } else if (known->second) {
      run_key(checks, key, known->second, value, file);
    }
  }
}

// The leading digits of a name, with a letter that follows them ("12b").
std::string number_of(const std::string& name) {
  std::size_t end = 0;
  while (end < name.size() && name[end] >= '0' && name[end] <= '9') ++end;
  if (end > 0 && end < name.size() && name[end] >= 'a' && name[end] <= 'z') ++end;
  return name.substr(0, end);
}

int run(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    if (entry.is_regular_file() && entry.path().extension() == ".json")
      files.push_back(entry.path());
  if (files.empty()) {
    std::cerr << "closemap_vectors: " << directory.string() << " holds no .json file\n";
    return 1;
  }
  std::sort(files.begin(), files.end());
  Checks checks;
  for (const std::filesystem::path& path : files) {
    const std::string name = path.filename().string();
    const auto shape = shapes().find(number_of(name));
    if (shape == shapes().end()) {
      checks.start_file(name);
      checks.start_case("file");
      checks.fail("name", "no shape is known for this number");
      checks.end_case();
      continue;
    }
    checks.start_file(name);
    try {
      const std::string text = read_text(path);
      checks.start_file(name, text);
      const int before = checks.passed() + checks.failed();
      run_file(checks, shape->second, parsed(text));
      if (checks.passed() + checks.failed() == before)
        throw std::runtime_error("holds no case to compare");
    } catch (const std::exception& error) {
      checks.start_case("file");
      checks.fail("file", error.what());
      checks.end_case();
    }
  }
  std::cout << checks.passed() << " passed, " << checks.failed() << " failed\n";
  return checks.failed() == 0 ? 0 : 1;
}

}  // namespace

Json public_file(const std::string& name) {
  return parsed(read_text(std::filesystem::path(CLOSEMAP_VECTORS_DIR) / name));
}

}  // namespace closemap::vectors

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: closemap_vectors DIR\n";
    return 2;
  }
  try {
    return closemap::vectors::run(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << "closemap_vectors: " << error.what() << "\n";
    return 2;
  }
}
