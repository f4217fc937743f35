// The control socket: who gets at it, and what it does not listen to (reliability.md T10, T22).
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string>

#include "daemon/app/control_client.h"
#include "daemon/web/control_server.h"
#include "daemon/web/control_socket.h"
#include "tests/support/daemon_process.h"

namespace closemap {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::lstat(path.c_str(), &info) == 0);
  return info.st_mode;
}

TEST_CASE("T22 the socket is its owner's and its group's, whatever the umask and what lay there") {
  const test::TestFolder folder;
  const std::string path = folder.path() + "/control.sock";
  for (const mode_t mask : {mode_t{0}, mode_t{022}, mode_t{077}, mode_t{0777}}) {
    const mode_t before = ::umask(mask);
    const auto socket = ControlSocket::listen(path);
    ::umask(before);
    REQUIRE(socket);
    CHECK(mode_of(path) == (S_IFSOCK | 0660));
  }
  CHECK(::access(path.c_str(), F_OK) != 0);  // gone with it
}

TEST_CASE("T22 a file, a link or another daemon's socket is left as it is") {
  const test::TestFolder folder;
  const std::string path = folder.path() + "/control.sock";
  std::ofstream(path) << "mine";
  REQUIRE_FALSE(ControlSocket::listen(path));
  CHECK(S_ISREG(mode_of(path)));
  ::unlink(path.c_str());
  const std::string other = folder.path() + "/other.sock";
  const auto held = ControlSocket::listen(other);
  REQUIRE(held);
  const auto second = ControlSocket::listen(other);
  REQUIRE_FALSE(second);
  CHECK(second.error().fault == Fault::transient);
  REQUIRE(::symlink(other.c_str(), path.c_str()) == 0);
  REQUIRE_FALSE(ControlSocket::listen(path));
  CHECK(S_ISLNK(mode_of(path)));
}

// A server whose core answers at once, and counts.
struct Served {
  Served() {
    ControlServerOptions options;
    options.path = path;
    options.post = [this](const std::function<void()>& job) {
      const std::lock_guard lock(core);
      job();
    };
    options.handle = [this](const ControlRequest& request) {
      ++handled;
      asked_for = request.path;
      return ControlReply{200, std::to_string(request.body.size())};
    };
    options.health = [] { return std::string(); };
    auto started = ControlServer::start(std::move(options));
    REQUIRE(started);
    server = *std::move(started);
  }

  // What comes back until the server closes; the bytes that it does not take are dropped.
  std::string say(const std::string& bytes) const {
    const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    REQUIRE(::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    const timeval patience{5, 0};
    ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t sent = ::send(client, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (sent <= 0) break;
      at += static_cast<std::size_t>(sent);
    }
    std::string answer;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::recv(client, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(got));
    ::close(client);
    return answer;
  }

  test::TestFolder folder;
  std::string path = folder.path() + "/control.sock";
  std::mutex core;
  std::atomic<int> handled = 0;
  std::string asked_for;  // the path of the last one
  std::unique_ptr<ControlServer> server;
};

std::string post_of(std::size_t declared, const std::string& body) {
  return "POST /v1/poll HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " +
         std::to_string(declared) + "\r\n\r\n" + body;
}

TEST_CASE("an id comes through the socket as it is, and is no part of the path") {
  const Served served;
  for (const std::string id :
       {"pln_01", "50% ü/x", "../status", "?x#y", "a%20b", "%", "%2", "%zz"}) {
    INFO(id);
    CHECK(id_of_path_part(path_part(id)) == id);
    const std::string path = "/v1/plans/" + path_part(id) + "/lint";
    REQUIRE(ask_daemon(served.path, {"GET", path, {}, {}}));
    CHECK(served.asked_for == path);
  }
  CHECK(path_part("../status").find('/') == std::string::npos);
}

TEST_CASE("T10 T22 a request that is too long is refused and never carried out") {
  Served served;
  const std::size_t most = ControlLimits{}.body_bytes_max;
  SECTION("as long as it may be") {
    const std::string answer = served.say(post_of(most, std::string(most, 'x')));
    CHECK(answer.starts_with("HTTP/1.1 200"));
    CHECK(answer.ends_with(std::to_string(most)));
    CHECK(served.handled == 1);
  }
  SECTION("a body that says that it is longer") {
    CHECK(served.say(post_of(most + 1, std::string(most + 1, 'x'))).find(" 413 ") !=
          std::string::npos);
    CHECK(served.handled == 0);
  }
  SECTION("a number of bytes that no number holds") {
    const std::string answer = served.say(
        "POST /v1/poll HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
        "99999999999999999999999999\r\n\r\n");
    CHECK(answer.find(" 200 ") == std::string::npos);
    CHECK(served.handled == 0);
  }
  SECTION("a body in chunks that does not say how long it gets") {
    std::string request =
        "POST /v1/poll HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        "Transfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 20; ++i) request += "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    CHECK(served.say(request + "0\r\n\r\n").find(" 200 ") == std::string::npos);
    CHECK(served.handled == 0);
  }
  SECTION("headers without an end") {
    const std::string answer =
        served.say("GET /v1/status HTTP/1.1\r\nX-Long: " + std::string(200'000, 'x'));
    CHECK(answer.find(" 200 ") == std::string::npos);
    CHECK(served.handled == 0);
  }
  SECTION("a path without an end") {
    const std::string answer = served.say("GET /" + std::string(200'000, 'x'));
    CHECK(answer.find(" 200 ") == std::string::npos);
    CHECK(served.handled == 0);
  }
  // It goes on.
  CHECK(served.say("GET /v1/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 200"));
}

}  // namespace
}  // namespace closemap
