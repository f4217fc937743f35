// Secret values and where they are read from (L21, T6).
#include "config/secret.h"

#include <fcntl.h>
#include <string.h>  // explicit_bzero
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace closemap {

namespace {

constexpr std::size_t kSecretBytesMax = 1024 * 1024;
constexpr std::size_t kNameCharsMax = 128;

void wipe(std::string& text) {
  explicit_bzero(text.data(), text.capacity());
  text.clear();
}

class File {
 public:
  explicit File(const std::string& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

Error refused(const SecretRef& ref, std::string why) {
  return Error{Fault::config, ref.text() + ": " + std::move(why), 0};
}

// With a POSIX ACL the group bits of the mode are only the mask. systemd grants a service user its
// credentials this way, so the list itself must be read: nobody but root and us may be named.
bool acl_reaches_others(int fd) {
  struct Entry {
    std::uint16_t tag, perm;
    std::uint32_t id;
  };
  constexpr std::uint16_t kUser = 0x02, kGroupObject = 0x04, kGroup = 0x08, kOther = 0x20;
  std::array<char, 4 + 64 * sizeof(Entry)> raw{};
  const ssize_t size = ::fgetxattr(fd, "system.posix_acl_access", raw.data(), raw.size());
  if (size < 4) return true;  // no list: the group bits mean the group
  for (std::size_t at = 4; at + sizeof(Entry) <= static_cast<std::size_t>(size);
       at += sizeof(Entry)) {
    Entry entry{};
    std::memcpy(&entry, raw.data() + at, sizeof entry);
    if (entry.perm == 0) continue;
    if (entry.tag == kGroupObject || entry.tag == kGroup || entry.tag == kOther) return true;
    if (entry.tag == kUser && entry.id != 0 && entry.id != ::geteuid()) return true;
  }
  return false;
}

// Empty when the file may hold a secret.
std::string objection(int fd, const struct stat& info) {
  if (!S_ISREG(info.st_mode)) return "is not a regular file";
  const uid_t me = ::geteuid();
  if (me != 0 && info.st_uid != 0 && info.st_uid != me)
    return "belongs to another user; chown it to the user closemap runs as";
  if (info.st_nlink > 1)
    return "has another name (a hard link), which may lie where others reach it; write it anew as "
           "a file of its own";
  const bool world = (info.st_mode & 07) != 0;
  const bool group = (info.st_mode & 070) != 0;
  if (world || (group && acl_reaches_others(fd)))
    return "can be read or written by others; chmod it to 0600";
  if (info.st_size > static_cast<off_t>(kSecretBytesMax)) return "is longer than 1 MiB";
  return {};
}

Result<Secret> read_secret_file(const SecretRef& ref, const std::string& path) {
  const File file(path);
  if (file.fd() < 0)
    return refused(ref, "cannot read " + path + ": " + std::string(std::strerror(errno)));
  struct stat info {};
  if (::fstat(file.fd(), &info) != 0)
    return refused(ref, "cannot read " + path + ": " + std::string(std::strerror(errno)));
  if (std::string why = objection(file.fd(), info); !why.empty())
    return refused(ref, path + " " + why);

  std::string value(static_cast<std::size_t>(info.st_size) + 1, '\0');
  std::size_t length = 0;
  for (;;) {
    const ssize_t got = ::read(file.fd(), value.data() + length, value.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      std::string what = std::string(std::strerror(errno)) + " while reading ";
      wipe(value);
      return refused(ref, what.append(path));
    }
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
    if (length == value.size()) {
      wipe(value);
      return refused(ref, path + " changed while it was read; try again");
    }
  }
  if (length > 0 && value[length - 1] == '\n') --length;
  if (length > 0 && value[length - 1] == '\r') --length;
  value.resize(length);
  if (length == 0) return refused(ref, path + " is empty; write the secret into it");
  return Secret(std::move(value));
}

bool valid_name(std::string_view name) {
  if (name.empty() || name.size() > kNameCharsMax || name.front() == '.') return false;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.') return false;
  }
  return true;
}

}  // namespace

Secret::Secret(std::string value) : value_(value) { wipe(value); }

Secret::Secret(Secret&& other) noexcept {
  value_.swap(other.value_);
  wipe(other.value_);
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe(value_);
  value_.swap(other.value_);
  wipe(other.value_);
  return *this;
}

Secret::~Secret() { wipe(value_); }

const std::string& Secret::reveal() const { return value_; }
bool Secret::empty() const { return value_.empty(); }

std::string SecretRef::text() const {
  switch (scheme) {
    case Scheme::credential:
      return "credential:" + name;
    case Scheme::file:
      return "file:" + name;
    case Scheme::env:
      return "env:" + name;
  }
  return {};
}

Result<SecretRef> parse_secret_ref(std::string_view text) {
  const auto rest_after = [text](std::string_view prefix) -> std::string {
    return text.starts_with(prefix) ? std::string(text.substr(prefix.size())) : std::string();
  };
  if (std::string name = rest_after("credential:"); valid_name(name))
    return SecretRef{SecretRef::Scheme::credential, std::move(name)};
  if (std::string path = rest_after("file:");
      path.starts_with('/') && path.find('\0') == std::string::npos)
    return SecretRef{SecretRef::Scheme::file, std::move(path)};
  if (std::string name = rest_after("env:"); valid_name(name))
    return SecretRef{SecretRef::Scheme::env, std::move(name)};
  return Error{Fault::config,
               "must name where the secret is kept (credential:NAME, file:/PATH or env:NAME), "
               "not be the secret itself",
               0};
}

Result<Secret> read_secret(const SecretRef& ref, const SecretSources& sources) {
  switch (ref.scheme) {
    case SecretRef::Scheme::file:
      return read_secret_file(ref, ref.name);
    case SecretRef::Scheme::env: {
      std::string value =
          sources.environment == nullptr ? std::string() : sources.environment(ref.name);
      if (value.empty())
        return refused(ref, "the environment variable is not set; export it for the daemon");
      return Secret(std::move(value));
    }
    case SecretRef::Scheme::credential:
      break;
  }
  if (sources.credentials_directory.empty())
    return refused(ref,
                   "there is no credentials directory; run under systemd with LoadCredential= or "
                   "set CREDENTIALS_DIRECTORY");
  const std::string own = sources.credentials_directory + "/closemap_" + ref.name;
  const std::string plain = sources.credentials_directory + "/" + ref.name;
  for (const std::string& path : {own, plain})
    if (::access(path.c_str(), F_OK) == 0) return read_secret_file(ref, path);
  return refused(ref, "neither " + own + " nor " + plain + " exists; add the credential");
}

}  // namespace closemap
