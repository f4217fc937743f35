// Files that hold a secret: whose they may be, who may get at them (reliability.md T6, T7).
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "config/secret.h"

namespace closemap {
namespace {

namespace fs = std::filesystem;

struct SecretFile {
  SecretFile() {
    std::string name = (fs::temp_directory_path() / "closemap-secret-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    path = folder / "token";
    std::ofstream(path) << "s3cret\n";
    ::chmod(path.c_str(), 0600);
  }
  ~SecretFile() { fs::remove_all(folder); }
  SecretFile(const SecretFile&) = delete;
  SecretFile& operator=(const SecretFile&) = delete;

  Result<Secret> read() const {
    return read_secret({SecretRef::Scheme::file, path.string()}, {"", nullptr});
  }
  // The reason why not; "" when it can be read.
  std::string refusal() const {
    const auto secret = read();
    if (secret) {
      CHECK(secret->reveal() == "s3cret");
      return {};
    }
    CHECK(secret.error().fault == Fault::config);
    CHECK(secret.error().what.find("s3cret") == std::string::npos);
    CHECK(secret.error().what.find(path.string()) != std::string::npos);
    return secret.error().what;
  }

  fs::path folder, path;
};

TEST_CASE(
    "T6 a secret is read from a file of ours that nobody else can get at, and from no other") {
  const SecretFile file;
  for (mode_t mode = 0; mode <= 0777; ++mode) {
    if ((mode & 0400) == 0 && ::geteuid() != 0) continue;  // not ours to read either
    REQUIRE(::chmod(file.path.c_str(), mode) == 0);
    INFO(std::oct << mode);
    const bool others = (mode & 077) != 0;
    CHECK(file.refusal().empty() == !others);
    if (others) CHECK(file.refusal().find("chmod it to 0600") != std::string::npos);
  }
}

TEST_CASE("T6 a credential of systemd's is judged the same way") {
  const SecretFile file;
  const SecretSources sources{file.folder.string(), nullptr};
  const SecretRef ref{SecretRef::Scheme::credential, "token"};
  CHECK(read_secret(ref, sources));
  ::chmod(file.path.c_str(), 0644);
  CHECK_FALSE(read_secret(ref, sources));
}

// A child of another user reads; its exit status says what it found.
int read_as(uid_t user, const SecretFile& file) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setgid(user) != 0 || ::setuid(user) != 0) ::_exit(9);
    const auto secret = read_secret({SecretRef::Scheme::file, file.path.string()}, {"", nullptr});
    if (secret) ::_exit(0);
    ::_exit(secret.error().what.find("belongs to another user") != std::string::npos ? 1 : 2);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_CASE("T6 whose file it may be: ours or root's") {
  if (::geteuid() != 0) return;  // only root can give a file away and become somebody else
  constexpr uid_t kUs = 12345;
  constexpr uid_t kOther = 12346;
  const SecretFile file;
  ::chmod(file.folder.c_str(), 0755);
  const auto give = [&](uid_t owner, gid_t group) {
    REQUIRE(::chown(file.path.c_str(), owner, group) == 0);
  };
  give(kUs, kUs);
  CHECK(read_as(kUs, file) == 0);
  give(kOther, kUs);
  ::chmod(file.path.c_str(), 0640);  // readable for us all the same
  CHECK(read_as(kUs, file) == 1);
  give(0, kUs);
  CHECK(read_as(kUs, file) == 2);  // root's, and a group may read it
}

TEST_CASE("T7 a secret that has another name, or is no plain file, is refused") {
  const SecretFile file;
  const fs::path other = file.folder / "other";
  fs::create_hard_link(file.path, other);
  CHECK(file.refusal().find("hard link") != std::string::npos);
  fs::remove(other);
  CHECK(file.refusal().empty());
  fs::remove(file.path);
  fs::create_directory(file.path);
  CHECK(file.refusal().find("not a regular file") != std::string::npos);
  fs::remove(file.path);
  REQUIRE(::mkfifo(file.path.c_str(), 0600) == 0);
  CHECK(file.refusal().find("not a regular file") !=
        std::string::npos);  // and it is not waited for
}

TEST_CASE("T6 a secret that is empty or too long is refused") {
  const SecretFile file;
  std::ofstream(file.path) << "\n";
  CHECK(file.refusal().find("is empty") != std::string::npos);
  std::ofstream(file.path) << std::string((1 << 20) + 1, 'x');
  CHECK(file.refusal().find("longer than 1 MiB") != std::string::npos);
}

}  // namespace
}  // namespace closemap
