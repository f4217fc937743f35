// Files to settings: reading, merging, and all readers in their order.
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "config/draft.h"

namespace closemap {

namespace {

constexpr std::size_t kFilesMax = 256;  // of conf.d

// Text of a file, at most one byte more than is allowed (the parser then refuses it).
std::optional<std::string> read_text(const std::string& path, std::string& why) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    why = std::strerror(errno);
    return std::nullopt;
  }
  if (!S_ISREG(info.st_mode)) {
    why = "it is not a regular file";
    return std::nullopt;
  }
  std::ifstream in(path, std::ios::binary);
  std::string text(kConfigBytesMax + 1, '\0');
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in && !in.eof()) {
    why = errno != 0 ? std::strerror(errno) : "it cannot be read";
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

std::optional<Settings> read_all(const TomlNode& root, Draft& draft) {
  read_main(root, draft);
  read_templates(root, draft);
  read_parties(root, draft);
  read_connectors(root, draft);
  read_people(root, draft);
  read_plan(root, draft);
  read_signals(root, draft);
  read_routes(root, draft);
  read_notify(root, draft);
  if (draft.problems.errors() > 0) return std::nullopt;
  return std::move(draft.settings);
}

Loaded load(const std::vector<std::pair<std::string, std::string>>& files,
            const ShapeLookup& shapes, const std::vector<ConnectorShape>& all_shapes,
            Problems problems) {
  Draft draft{shapes, all_shapes, {}, std::move(problems), {}};
  std::vector<std::string> names;
  std::optional<TomlNode> root;
  if (draft.problems.errors() > 0) draft.problems.some_unread();
  for (const auto& [name, text] : files) {
    names.push_back(name);
    std::optional<TomlNode> document = parse_toml(name, text, draft.problems);
    if (!document) {
      draft.problems.some_unread();
      continue;
    }
    if (!root)
      root = std::move(document);
    else
      merge_toml(*root, std::move(*document), draft.problems);
  }
  Loaded out;
  if (root) out.settings = read_all(*root, draft);
  out.problems = std::move(draft.problems).in_file_order(names);
  return out;
}

Loaded guarded(const std::string& file, const std::function<Loaded()>& work) {
  try {
    return work();
  } catch (const std::exception& fault) {
    Loaded out;
    out.problems.push_back(
        {Place{file, 0, 0}, true, "cannot be loaded: " + in_quotes(fault.what())});
    return out;
  }
}

}  // namespace

std::vector<std::string> config_files(const std::string& path) {
  std::vector<std::string> out{path};
  std::error_code fault;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path() / "conf.d";
  std::vector<std::string> more;
  for (std::filesystem::directory_iterator at(folder, fault), end; !fault && at != end;
       at.increment(fault)) {
    const std::string name = at->path().filename().string();
    if (name.ends_with(".toml") && !name.starts_with(".")) more.push_back(at->path().string());
  }
  std::sort(more.begin(), more.end());
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

Loaded load_settings(const std::string& path, const ShapeLookup& shapes,
                     const std::vector<ConnectorShape>& all_shapes) {
  return guarded(path, [&] {
    Problems problems;
    std::vector<std::pair<std::string, std::string>> files;
    const std::vector<std::string> paths = config_files(path);
    if (paths.size() > kFilesMax)
      problems.error(Place{path, 0, 0}, "conf.d holds more than 255 files; join some");
    for (const std::string& file : paths) {
      if (files.size() == kFilesMax) break;
      std::string why;
      std::optional<std::string> text = read_text(file, why);
      if (!text) problems.error(Place{file, 0, 0}, "cannot be read: " + why);
      files.emplace_back(file, text.value_or(""));
    }
    return load(files, shapes, all_shapes, std::move(problems));
  });
}

Loaded load_settings_text(const std::vector<std::pair<std::string, std::string>>& files,
                          const ShapeLookup& shapes,
                          const std::vector<ConnectorShape>& all_shapes) {
  const std::string main = files.empty() ? std::string("closemap.toml") : files.front().first;
  return guarded(main, [&] { return load(files, shapes, all_shapes, {}); });
}

}  // namespace closemap
