// Forking, and reading back "name value" pairs through a pipe.
#include "tests/bench/sync/child.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <sstream>

namespace closemap::bench {
namespace {

Error trouble(const std::string& what) { return Error{Fault::bug, what, 0}; }

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

std::string read_all(int fd) {
  std::string text;
  std::array<char, 4096> part{};
  for (;;) {
    const ssize_t got = read(fd, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = write(fd, text.data(), text.size());
    if (put <= 0) _exit(3);
    text.remove_prefix(static_cast<std::size_t>(put));
  }
}

std::string as_text(const Figures& figures) {
  std::ostringstream out;
  out.precision(17);
  for (const auto& [name, value] : figures) out << name << ' ' << value << ' ';
  return out.str();
}

Result<Figures> figures_of(const std::string& text) {
  std::istringstream in(text);
  Figures figures;
  std::string name;
  double value = 0;
  while (in >> name && in >> value) figures[name] = value;
  if (figures.empty()) return trouble("a run ended without figures: " + text);
  return figures;
}

// Waits for `pid` after its pipe was read to the end.
Result<Figures> harvest(pid_t pid, const std::string& said) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return figures_of(said);
  return trouble("a run failed (status " + std::to_string(status) + "): " + said);
}

}  // namespace

Spent Spent::now() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  timespec wall{};
  clock_gettime(CLOCK_MONOTONIC, &wall);
  return {seconds(usage.ru_utime) + seconds(usage.ru_stime),
          static_cast<double>(wall.tv_sec) + static_cast<double>(wall.tv_nsec) * 1e-9};
}

double peak_rss_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

double bytes_written() {
  std::ifstream in("/proc/self/io");
  std::string name;
  double value = 0;
  while (in >> name >> value)
    if (name == "wchar:") return value;
  return -1;
}

Result<Figures> in_child(const std::function<Result<Figures>()>& body) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return trouble("no pipe");
  const pid_t pid = fork();
  if (pid < 0) return trouble("no process");
  if (pid == 0) {
    close(ends[0]);
    const Result<Figures> figures = body();
    write_all(ends[1], figures ? as_text(*figures) : figures.error().what);
    _exit(figures ? 0 : 1);
  }
  close(ends[1]);
  const std::string said = read_all(ends[0]);
  close(ends[0]);
  return harvest(pid, said);
}

Result<Figures> run_program(const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return trouble("no pipe");
  std::vector<char*> words;
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) return trouble("no process");
  if (pid == 0) {
    dup2(ends[1], STDOUT_FILENO);
    execv(words.front(), words.data());
    _exit(127);
  }
  close(ends[1]);
  const std::string said = read_all(ends[0]);
  close(ends[0]);
  return harvest(pid, said);
}

}  // namespace closemap::bench
