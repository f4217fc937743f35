// Loading connectors and reading folders: what is refused, and that nothing outside is reached (T7,
// T19).
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "connectors/host/files.h"
#include "connectors/host/registry.h"

namespace closemap {
namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "closemap-host-XXXXXX").string();
    path = ::mkdtemp(name.data());
    ::chmod(path.c_str(), 0755);
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name) << text;
    return path / name;
  }
  fs::path path;
};

constexpr std::int64_t kFarAhead = 4'000'000'000'000;
FolderFiles files_of(const Folder& folder) {
  return FolderFiles(folder.path.string(), [] { return Instant{kFarAhead}; });
}
FileInfo info(const std::string& name) { return {name, 0, 0, 0, true}; }

TEST_CASE("every built-in connector is registered under its folder's name") {
  const Registry registry = Registry::with_builtins();
  for (const char* name : {"csv", "email", "log", "slack", "tryton", "webhook"}) {
    INFO(name);
    const Description* description = registry.find(name);
    REQUIRE(description != nullptr);
    CHECK_FALSE(description->summary.empty());
    CHECK((description->open_source != nullptr || description->open_notifier != nullptr));
    for (const Option& option : description->options) {
      INFO(option.key);
      CHECK_FALSE(option.doc.empty());
    }
  }
}

TEST_CASE("a wrong ABI tag and a name twice are refused") {
  Registry registry = Registry::with_builtins();
  static constexpr Description kOther{.abi = "closemap-connector-0",
                                      .name = "other",
                                      .summary = "x",
                                      .options = {},
                                      .streams = {},
                                      .default_map = {}};
  static constexpr Description kTwice{
      .name = "csv", .summary = "x", .options = {}, .streams = {}, .default_map = {}};
  const Status other = registry.add(kOther);
  REQUIRE_FALSE(other);
  CHECK(other.error().what.find("build it against this version") != std::string::npos);
  CHECK_FALSE(registry.add(kTwice));
  CHECK(registry.find("other") == nullptr);
}

TEST_CASE("a module is loaded from a trusted folder and from nowhere else") {
  const fs::path module = CLOSEMAP_CSV_MODULE;
  REQUIRE(fs::exists(module));
  const auto load = [](const Folder& folder, Registry& registry) {
    return registry.load_directory(folder.path.string(), ::getuid());
  };
  SECTION("as it should be") {
    const Folder folder;
    fs::copy_file(module, folder.path / "csv.so");
    ::chmod((folder.path / "csv.so").c_str(), 0644);
    Registry registry;
    for (const Error& error : load(folder, registry)) FAIL(error.what);
    CHECK(registry.find("csv") != nullptr);
  }
  SECTION("writable by the group") {
    const Folder folder;
    fs::copy_file(module, folder.path / "csv.so");
    ::chmod((folder.path / "csv.so").c_str(), 0664);
    Registry registry;
    REQUIRE(load(folder, registry).size() == 1);
    CHECK(registry.all().empty());
  }
  SECTION("a folder others may write") {
    const Folder folder;
    fs::copy_file(module, folder.path / "csv.so");
    ::chmod((folder.path / "csv.so").c_str(), 0644);
    ::chmod(folder.path.c_str(), 0777);
    Registry registry;
    REQUIRE(load(folder, registry).size() == 1);
    CHECK(registry.all().empty());
  }
  SECTION("a symbolic link") {
    const Folder folder;
    fs::create_symlink(module, folder.path / "csv.so");
    Registry registry;
    const auto errors = load(folder, registry);
    REQUIRE(errors.size() == 1);
    CHECK(errors.front().what.find("symbolic link") != std::string::npos);
  }
  SECTION("set-user-id") {
    const Folder folder;
    fs::copy_file(module, folder.path / "csv.so");
    ::chmod((folder.path / "csv.so").c_str(), 04755);
    Registry registry;
    CHECK(load(folder, registry).size() == 1);
  }
  SECTION("no library at all, beside a good one") {
    const Folder folder;
    fs::copy_file(module, folder.path / "csv.so");
    ::chmod((folder.path / "csv.so").c_str(), 0644);
    ::chmod(folder.write("bad.so", "not a library").c_str(), 0644);
    Registry registry;
    CHECK(load(folder, registry).size() == 1);
    CHECK(registry.find("csv") != nullptr);
  }
  SECTION("owned by somebody else") {
    if (::getuid() != 0) return;  // only root can give a file away
    const Folder folder;
    fs::copy_file(module, folder.path / "csv.so");
    ::chmod((folder.path / "csv.so").c_str(), 0644);
    REQUIRE(::chown((folder.path / "csv.so").c_str(), 12345, 12345) == 0);
    Registry registry;
    CHECK(load(folder, registry).size() == 1);
  }
}

TEST_CASE("T19 a module of another ABI is refused before anything of it runs") {
  const Folder folder;
  fs::copy_file(CLOSEMAP_LOUD_MODULE, folder.path / "loud.so");
  ::chmod((folder.path / "loud.so").c_str(), 0644);
  Registry registry;
  const auto errors = registry.load_directory(folder.path.string(), ::getuid());
  REQUIRE(errors.size() == 1);
  CHECK(errors.front().what.find("closemap-connector-0") != std::string::npos);
  CHECK(errors.front().what.find("build it against this version") != std::string::npos);
  CHECK(std::getenv("CLOSEMAP_LOUD_MODULE_RAN") == nullptr);
  CHECK(registry.all().empty());
}

TEST_CASE(
    "T19 a library that names no ABI, or half a file, is refused before anything of it runs") {
  const Folder folder;
  std::ifstream in(CLOSEMAP_LOUD_MODULE, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  std::string unnamed = whole;
  const auto name = unnamed.find(CLOSEMAP_ABI_SECTION);
  REQUIRE(name != std::string::npos);
  unnamed[name] = 'x';
  std::string wild = whole;  // its table of sections lies beyond the end
  wild[offsetof(ElfW(Ehdr), e_shoff) + 5] = '\x7f';
  for (const std::string& bytes :
       {unnamed, wild, whole.substr(0, whole.size() / 2), whole.substr(0, 20), std::string()}) {
    ::chmod(folder.write("loud.so", bytes).c_str(), 0644);
    Registry registry;
    const auto errors = registry.load_directory(folder.path.string(), ::getuid());
    REQUIRE(errors.size() == 1);
    CHECK(errors.front().what.find("it names no ABI") != std::string::npos);
    CHECK(std::getenv("CLOSEMAP_LOUD_MODULE_RAN") == nullptr);
  }
}

TEST_CASE("T19 every folder on the way to a module is judged") {
  const Folder top;
  const fs::path middle = top.path / "middle";
  const fs::path folder = middle / "connectors";
  fs::create_directories(folder);
  for (const fs::path& each : {middle, folder}) ::chmod(each.c_str(), 0755);
  fs::copy_file(CLOSEMAP_CSV_MODULE, folder / "csv.so");
  ::chmod((folder / "csv.so").c_str(), 0644);
  const auto load = [](const fs::path& from) {
    Registry registry;
    const auto errors = registry.load_directory(from.string(), ::getuid());
    CHECK(registry.all().empty() == !errors.empty());
    return errors.empty() ? std::string() : errors.front().what;
  };
  CHECK(load(folder).empty());
  CHECK(load(folder / "").empty());
  SECTION("one above that others may write") {
    ::chmod(middle.c_str(), 0757);
    CHECK(load(folder).find(middle.string() + ": others may write it") != std::string::npos);
    ::chmod(middle.c_str(), 0775);
    CHECK(load(folder).find(middle.string() + ": others may write it") != std::string::npos);
    ::chmod(middle.c_str(), 01777);  // like /tmp: nobody can put another folder in its place
    CHECK(load(folder).empty());
  }
  SECTION("a symbolic link above it") {
    fs::create_directory_symlink(middle, top.path / "other");
    CHECK(load(top.path / "other" / "connectors").find("symbolic link") != std::string::npos);
  }
  SECTION("one above of somebody else's") {
    if (::getuid() != 0) return;  // only root can give a folder away
    REQUIRE(::chown(middle.c_str(), 12345, 12345) == 0);
    CHECK(load(folder).find("not owned by root") != std::string::npos);
  }
}

TEST_CASE("names that lead out of the folder are never opened") {
  const Folder folder;
  folder.write("inside.csv", "x");
  FolderFiles files = files_of(folder);
  for (const char* name : {"", ".", "..", "../etc/passwd", "/etc/passwd", "a/b", "./inside.csv",
                           "inside.csv/", "..\\x", "//etc//passwd"}) {
    INFO(name);
    CHECK_FALSE(files.read(info(name)));
  }
  CHECK_FALSE(files.read(info(std::string("a\0b", 3))));
  CHECK_FALSE(files.read(info(std::string(5000, 'a'))));
}

TEST_CASE("links, FIFOs, devices and folders are neither listed nor read") {
  const Folder folder;
  folder.write("real.csv", "x");
  fs::create_symlink("/etc/passwd", folder.path / "link.csv");
  fs::create_directory(folder.path / "folder.csv");
  REQUIRE(::mkfifo((folder.path / "fifo.csv").c_str(), 0600) == 0);
  folder.write("hard.csv", "x");
  fs::create_hard_link(folder.path / "hard.csv", folder.path / "second.csv");
  FolderFiles files = files_of(folder);
  const auto listed = files.list();
  REQUIRE(listed);
  REQUIRE(listed->size() == 1);
  CHECK(listed->front().name == "real.csv");
  std::vector<std::string> left_out;
  for (const LeftOut& entry : files.left_out()) left_out.push_back(entry.name + " " + entry.why);
  CHECK(left_out ==
        std::vector<std::string>{"fifo.csv is a pipe", "folder.csv is a folder",
                                 "hard.csv is a hard link: it has another name elsewhere",
                                 "link.csv is a symbolic link",
                                 "second.csv is a hard link: it has another name elsewhere"});
  struct stat status {};
  REQUIRE(::stat((folder.path / "hard.csv").c_str(), &status) == 0);
  const auto hard = files.read({"hard.csv", status.st_size, 0, status.st_ino, true});
  REQUIRE_FALSE(hard);
  CHECK(hard.error().what == "hard.csv is a hard link: it has another name elsewhere");
  for (const char* name : {"link.csv", "folder.csv", "fifo.csv"})
    CHECK_FALSE(files.read(info(name)));
}

TEST_CASE("a file is read as it was listed, or not at all") {
  const Folder folder;
  folder.write("a.csv", "one");
  FolderFiles files = files_of(folder);
  const FileInfo listed = files.list()->front();
  CHECK(listed.stable);
  CHECK(*files.read(listed) == "one");
  folder.write("a.csv", "another");
  const auto changed = files.read(listed);
  REQUIRE_FALSE(changed);
  CHECK(changed.error().fault == Fault::transient);
}

TEST_CASE("a file touched within two seconds is not finished") {
  const Folder folder;
  const fs::path path = folder.write("a.csv", "one");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  const std::int64_t touched = status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1'000'000;
  std::int64_t now = touched + 1'500;
  FolderFiles files(folder.path.string(), [&] { return Instant{now}; });
  CHECK_FALSE(files.list()->front().stable);
  now = touched + 2'001;
  CHECK(files.list()->front().stable);
}

}  // namespace
}  // namespace closemap
