// Loading connectors from .so files: only what root put there and nobody else can change
// (reliability.md T19).
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "connectors/host/module_tag.h"
#include "connectors/host/registry.h"
#include "mapping/core/text.h"

namespace closemap {
namespace {

Error refused(const std::string& path, const std::string& why) {
  return Error{Fault::config, "connector " + printable(path) + " is refused: " + why, 0};
}

// Empty when owner and mode are what T19 asks for.
std::string objection(const struct stat& info, unsigned trusted_uid) {
  if (info.st_uid != 0 && info.st_uid != trusted_uid)
    return "it is not owned by root; chown root it";
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) return "others may write it; chmod go-w it";
  if ((info.st_mode & (S_ISUID | S_ISGID)) != 0) return "it is set-user-id; chmod ug-s it";
  return {};
}

// The folder, or one above it: who may write there can put another one in its place. In a sticky
// one above nobody can rename what is not theirs.
std::string folder_objection(const std::string& folder, bool above, unsigned trusted_uid) {
  struct stat info {};
  if (::lstat(folder.c_str(), &info) != 0)
    return std::strerror(errno);  // NOLINT(concurrency-mt-unsafe)
  if (!S_ISDIR(info.st_mode)) return "it is no folder, or reached by a symbolic link";
  if (above && (info.st_mode & S_ISVTX) != 0) info.st_mode &= ~mode_t{S_IWGRP | S_IWOTH};
  if (above) info.st_mode &= ~mode_t{S_ISGID};
  return objection(info, trusted_uid);
}

// Of the folder and every one above it.
std::string way_objection(const std::filesystem::path& directory, unsigned trusted_uid) {
  std::filesystem::path folder = std::filesystem::absolute(directory).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  for (bool above = false;; above = true) {
    const std::string bad = folder_objection(folder.string(), above, trusted_uid);
    if (!bad.empty()) return "folder " + printable(folder.string()) + ": " + bad;
    if (folder == folder.root_path()) return {};
    folder = folder.parent_path();
  }
}

// A module built for another closemap is not opened: that alone would run its constructors.
std::string tag_objection(int descriptor) {
  const auto tag = module_tag(descriptor);
  if (!tag) return "it names no ABI; a connector module is made with CLOSEMAP_CONNECTOR_MODULE";
  if (*tag == kConnectorAbi) return {};
  return "it was built for \"" + printable(*tag) + "\", this closemap is \"" + kConnectorAbi +
         "\"; build it against this version";
}

Status load_one(Registry& registry, const std::string& directory, const std::string& name,
                unsigned trusted_uid) {
  const std::string path = directory + "/" + name;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return refused(path,
                   errno == ELOOP ? "it is a symbolic link" : std::strerror(errno));  // NOLINT
  struct stat info {};
  std::string bad = ::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)
                        ? "it is no regular file"
                        : objection(info, trusted_uid);
  if (bad.empty()) bad = tag_objection(descriptor);
  if (!bad.empty()) {
    ::close(descriptor);
    return refused(path, bad);
  }
  // What was judged is what is loaded: through the open descriptor, not through the name.
  const std::string opened = "/proc/self/fd/" + std::to_string(descriptor);
  void* library = ::dlopen(opened.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  ::close(descriptor);
  if (library == nullptr)
    return refused(path, printable(::dlerror()));  // NOLINT(concurrency-mt-unsafe)
  void* symbol = ::dlsym(library, kDescribeSymbol);
  if (symbol == nullptr) return refused(path, std::string("it does not export ") + kDescribeSymbol);
  const auto describe = reinterpret_cast<DescribeConnector>(symbol);
  const Description* description = describe();
  if (description == nullptr) return refused(path, "it describes no connector");
  Status added = registry.add(*description);
  if (!added) return std::move(added).error().within(printable(path));
  return ok();
}

}  // namespace

std::vector<Error> Registry::load_directory(const std::string& directory, unsigned trusted_uid) {
  std::vector<Error> errors;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(directory.c_str()), &::closedir);
  if (folder == nullptr) return errors;  // no folder: no third-party connectors
  std::vector<std::string> names;
  for (const dirent* entry = ::readdir(folder.get()); entry != nullptr;
       entry = ::readdir(folder.get())) {  // NOLINT: own stream
    const std::string name = entry->d_name;
    if (name.ends_with(".so")) names.push_back(name);
  }
  if (names.empty()) return errors;
  if (const std::string bad = way_objection(directory, trusted_uid); !bad.empty()) {
    errors.push_back(refused(directory, bad));
    return errors;
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names)
    if (Status loaded = load_one(*this, directory, name, trusted_uid); !loaded)
      errors.push_back(std::move(loaded).error());
  return errors;
}

}  // namespace closemap
