// Child processes and folders of tests.
#include "tests/support/daemon_process.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace closemap::test {
namespace {

pid_t start(const std::vector<std::string>& argv, int out) {
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  assert(child >= 0);
  if (child == 0) {
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  return child;
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

DaemonProcess::DaemonProcess(const std::string& program, const std::string& config,
                             const std::string& state_dir, const std::string& log_path) {
  const int log = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  pid_ = start({program, "run", "--config", config, "--state-dir", state_dir}, log);
  ::close(log);
}

DaemonProcess::~DaemonProcess() {
  if (code_ >= 0) return;
  signal(SIGKILL);
  wait();
}

void DaemonProcess::signal(int number) const { ::kill(pid_, number); }

int DaemonProcess::wait() {
  int status = 0;
  if (code_ < 0 && ::waitpid(pid_, &status, 0) == pid_) code_ = code_of(status);
  return code_;
}

bool DaemonProcess::running() {
  int status = 0;
  if (code_ < 0 && ::waitpid(pid_, &status, WNOHANG) == pid_) code_ = code_of(status);
  return code_ < 0;
}

Ran run_program(const std::vector<std::string>& argv) {
  std::array<int, 2> ends{};
  const int piped = ::pipe2(ends.data(), O_CLOEXEC);
  assert(piped == 0);
  static_cast<void>(piped);
  const pid_t child = start(argv, ends[1]);
  ::close(ends[1]);
  Ran ran;
  std::array<char, 4096> buffer{};
  for (ssize_t got = ::read(ends[0], buffer.data(), buffer.size()); got > 0;
       got = ::read(ends[0], buffer.data(), buffer.size()))
    ran.out.append(buffer.data(), static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ran.code = code_of(status);
  return ran;
}

TestFolder::TestFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "closemap-test-XXXXXX").string();
  const char* made = ::mkdtemp(name.data());
  assert(made != nullptr);
  path_ = made;
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  if (std::getenv("CLOSEMAP_KEEP") == nullptr) std::filesystem::remove_all(path_, ignored);
}

void TestFolder::write(const std::string& name, const std::string& text) const {
  const std::filesystem::path target = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(target.parent_path());
  const std::string temporary = target.string() + ".new";
  {
    std::ofstream out(temporary, std::ios::binary);
    out << text;
  }
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const timespec times[2] = {{now.tv_sec - 60, now.tv_nsec}, {now.tv_sec - 60, now.tv_nsec}};
  ::utimensat(AT_FDCWD, temporary.c_str(), times, 0);
  std::filesystem::rename(temporary, target);
}

}  // namespace closemap::test
